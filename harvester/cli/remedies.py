"""What to do about a mailbox that cannot be opened: the cause told apart, and the next step for each (Bad input)."""

from __future__ import annotations

import errno
import socket
import ssl
from contextlib import suppress

from harvester.errors import CertificateError, HarvesterError, SignInError, TemporaryError
from harvester.model.settings import ImapSettings
from harvester.providers import Server
from harvester.providers.table import by_host

_SECONDS = 8.0
_UNREACHABLE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL)
_MOST_NAMES = 4


def remedy(error: HarvesterError, settings: ImapSettings, server: Server | None = None) -> str:
    """The next step after a sign-in that failed; "" where nothing is known beyond what the error says itself."""
    match error:
        case SignInError():
            return _about_sign_in(error.fact, server or by_host(settings.host, settings.user))
        case CertificateError():
            return _about_certificate(error, settings)
        case TemporaryError():
            return _about_connection(error, settings)
        case _:
            return ""


def _about_sign_in(fact: str, server: Server | None) -> str:
    said = fact.lower()
    where = f" ({server.page})" if server and server.page else ""
    if "imap" in said and any(words in said for words in ("disabled", "not enabled", "switched off")):
        return f"Switch IMAP on in the settings of the mailbox{where}."
    if "basic auth" in said or "basicauth" in said:
        return "The provider takes no passwords any more: sign in with Google or Microsoft."
    wanted = any(words in said for words in ("app password", "application-specific", "app-specific"))
    if wanted or (server and server.sign_in[:1] == ("app_password",)):
        return f"Make an app password{where} and use that; the password of the account is not taken."
    return server.hint if server else ""


def _about_certificate(error: CertificateError, settings: ImapSettings) -> str:
    cause = error.__cause__
    if not isinstance(cause, ssl.SSLCertVerificationError):
        return ""
    if cause.verify_code in (62, 64):  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH
        names = certificate_names(settings)
        if names:
            return f"It is for {', '.join(names)}. If that is your provider, write that name as the server."
        return "Ask the provider for the name of its IMAP server."
    if cause.verify_code in (9, 10):
        return "It has run out, or is not valid yet: check the clock of this machine, or tell the provider."
    return (
        "If the server has an authority of its own, name its file (`ca_file`, --ca-file). If this network has a "
        "sign-in page, open a browser and sign in there first."
    )


def certificate_names(settings: ImapSettings) -> list[str]:
    """The names that a certificate is for, once its authority is verified; [] where it cannot be. Nothing is sent."""
    if settings.tls != "implicit":
        return []
    context = ssl.create_default_context(cafile=settings.ca_file or None)
    context.check_hostname = False  # the authority is verified all the same; who it is for is what is asked
    with (
        suppress(OSError, ValueError),
        socket.create_connection((settings.host, settings.port), _SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=settings.host) as secure,
    ):
        found = secure.getpeercert() or {}
        names = [str(entry[1]) for entry in found.get("subjectAltName", ()) if entry[0] == "DNS"]
        return names[:_MOST_NAMES]
    return []


def _about_connection(error: TemporaryError, settings: ImapSettings) -> str:
    cause = error.__cause__
    if isinstance(cause, socket.gaierror):
        return f"There is no server named {settings.host}, or no network: check its spelling and the connection."
    if isinstance(cause, OSError) and cause.errno in _UNREACHABLE:
        if only_ipv6(settings.host):
            return f"{settings.host} has IPv6 addresses only, and this network has no IPv6: use another network."
        return "This network does not lead there: check the connection."
    if isinstance(cause, ConnectionRefusedError):
        return f"Nothing answers at port {settings.port}: check the port (993 for TLS, 143 for STARTTLS)."
    if isinstance(cause, TimeoutError):
        return "Nothing came back: a firewall may be in between, or the name of the server is wrong."
    return ""


def only_ipv6(host: str) -> bool:
    """Whether a name leads to IPv6 addresses only."""
    with suppress(OSError, UnicodeError):
        return {found[0] for found in socket.getaddrinfo(host, None)} == {socket.AF_INET6}
    return False
