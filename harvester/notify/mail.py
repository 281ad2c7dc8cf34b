"""A digest by mail. It goes to the addresses of `[notify] to`, which are never a client's (checked with the rest)."""

from __future__ import annotations

import smtplib
import ssl
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from harvester.errors import CertificateError, HarvesterError, SignInError, TemporaryError, UsageError
from harvester.notify import Letter

_PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """An SMTP server. `tls`: "implicit", "starttls" or, towards this machine only, "none"."""

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Who writes to whom."""

    sender: str
    to: Sequence[str]


def composed(letter: Letter, route: Route, at: datetime) -> EmailMessage:
    """The mail: text first, HTML beside it, marked as a machine's so that nothing answers it."""
    mail = EmailMessage()
    mail["From"], mail["To"] = route.sender, ", ".join(route.to)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{letter.key}@{route.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    return mail


def by_server(mail: EmailMessage, server: Server) -> None:
    """Hands the mail to an SMTP server. Nothing is sent in the clear to another machine.

    Raises SignInError for a refused login, CertificateError, UsageError for refused recipients, else TemporaryError.
    """
    where = f"{server.host}:{server.port}"
    try:
        with _connected(server) as smtp:
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(mail)
    except ssl.SSLCertVerificationError as error:
        raise CertificateError(
            f"The certificate of the mail server {where} could not be verified ({error.verify_message}).",
            "Set notify.ca_file, or correct notify.smtp.",
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise SignInError(
            f"The mail server {where} refused the sign-in of {server.user}.", "Correct notify.user or notify.password."
        ) from error
    except smtplib.SMTPRecipientsRefused as error:
        refused = ", ".join(error.recipients)
        raise UsageError(f"The mail server {where} refused the recipient {refused}.", "Correct notify.to.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise TemporaryError(
            f"The digest could not be sent through {where} ({_plain(error)}).", "The next run sends it."
        ) from error


def by_program(mail: EmailMessage, program: str) -> None:
    """Hands the mail to the local sendmail."""
    command = [program, "-i", "-f", str(mail["From"]), "--", *str(mail["To"]).split(", ")]
    try:
        subprocess.run(  # noqa: S603 - the program that the user configured, without a shell
            command, input=mail.as_bytes(), check=True, capture_output=True, timeout=_PATIENCE_SECONDS
        )
    except FileNotFoundError:
        raise UsageError(f"There is no program {program}.", "Correct notify.sendmail.") from None
    except (subprocess.SubprocessError, OSError) as error:
        raise HarvesterError(
            f"{program} did not take the digest ({_plain(error)}).", "The next run sends it."
        ) from error


def _connected(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=server.ca_file or None)
    if server.tls == "implicit":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_PATIENCE_SECONDS, context=context)
    smtp = smtplib.SMTP(server.host, server.port, timeout=_PATIENCE_SECONDS)
    if server.tls == "starttls":
        smtp.starttls(context=context)
    return smtp


def _plain(error: Exception) -> str:
    """What went wrong in one line, without the mail."""
    match error:
        case smtplib.SMTPResponseException():
            return f"{error.smtp_code} {error.smtp_error!r:.100}"
        case subprocess.CalledProcessError():
            return f"exit code {error.returncode}"
        case OSError() if error.strerror:
            return error.strerror
    return type(error).__name__
