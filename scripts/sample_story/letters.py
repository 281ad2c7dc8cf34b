"""What a mail of the sample matter is, and how it becomes the bytes that a mailbox would hold."""

from __future__ import annotations

import base64
import hashlib
import html
import quopri
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
OUR_SERVER = "mx.studionorth.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """A person at a keyboard: address, clock, mail program and signature."""

    name: str
    address: str
    zone: ZoneInfo
    program: str
    """thunderbird, apple, iphone, outlook or gmail: decides Message-ID, quoting, shape and User-Agent."""
    signature: str
    relay: str = ""
    """The server that hands the mail over to ours; "" for our own people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An attachment."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail that a person wrote. Times are the writer's wall clock."""

    name: str
    by: str
    to: str
    at: str
    text: str
    subject: str = ""
    """"" in an answer: "Re:" and the subject answered."""
    re: str = ""
    """The mail answered: its `name`."""
    cc: str = ""
    folder: str = ""
    copies: tuple[str, ...] = ()
    """Further folders that hold the same bytes."""
    shape: str = ""
    """plain, base64, html or alternative; "": as the writer's program does."""
    files: tuple[File, ...] = ()
    extra: tuple[str, ...] = ()
    """Further header lines."""
    quote: bool = True
    sign: bool = True
    scene: str = ""
    """What it shows, with the rule of measurement.md: "chaser (R10)"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A mail that no person wrote: complete as it stands."""

    name: str
    sender: str
    delivered: datetime
    data: bytes
    folder: str = "INBOX"
    scene: str = ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def message_id(name: str, writer: Writer) -> str:
    """The Message-ID, in the manner of the writer's program, always the same for the same name."""
    seed = _digest(name)
    uuid = f"{seed[:8]}-{seed[8:12]}-4{seed[13:16]}-9{seed[17:20]}-{seed[20:32]}"
    domain = writer.address.partition("@")[2]
    if writer.program in ("apple", "iphone"):
        return f"<{uuid.upper()}@{domain}>"
    if writer.program == "outlook":
        return f"<PH0PR07MB{int(seed[:6], 16) % 10000:04}{seed[6:30].upper()}@{domain}>"
    if writer.program == "gmail":
        return f"<CA{base64.urlsafe_b64encode(bytes.fromhex(seed[:44])).decode().rstrip('=')}@mail.gmail.com>"
    return f"<{uuid}@{domain}>"


def encoded(text: str) -> str:
    """A header value; what is not ASCII becomes an encoded word (RFC 2047)."""
    return text if text.isascii() else f"=?UTF-8?B?{base64.b64encode(text.encode()).decode()}?="


def folded64(data: bytes) -> str:
    """Base64 in lines of 76."""
    text = base64.b64encode(data).decode()
    return "\n".join(text[at : at + 76] for at in range(0, len(text), 76)) + "\n"


def instant(mail: Mail, zone: ZoneInfo) -> datetime:
    """When the mail was written, to a second that looks like life; aware, in the writer's zone."""
    second = int(_digest(mail.name)[:4], 16) % 60
    return datetime.strptime(f"{mail.at}:{second:02} +0000", "%Y-%m-%d %H:%M:%S %z").replace(tzinfo=zone)


def received(relay: str, to: str, at: datetime, name: str) -> list[str]:
    """The trace lines of an arriving mail: ours on top, the sender's own hop below (T2)."""
    address = f"198.51.100.{int(_digest(relay)[:2], 16) % 200 + 10}"
    ours = format_datetime(at.astimezone(BERLIN))
    if relay == OUR_SERVER:
        return [f"Received: by {OUR_SERVER} (Postfix)\n\tid {_digest('q' + name)[:11].upper()}; {ours}"]
    return [
        f"Received: from {relay} ({relay} [{address}])\n\tby {OUR_SERVER} (Postfix) with ESMTPS id "
        f"{_digest('q' + name)[:11].upper()}\n\tfor <{to}>; {ours}",
    ]


class Post:
    """Turns mails into bytes; remembers what was written so that answers can quote and refer."""

    def __init__(self, writers: Mapping[str, Writer]) -> None:
        self.writers = writers
        self.sent: dict[str, Mail] = {}

    def writer(self, name: str) -> Writer:
        """Who wrote a mail of the story."""
        return self.writers[self.sent[name].by]

    def message_id(self, name: str) -> str:
        """The Message-ID of a mail of the story."""
        return message_id(name, self.writer(name))

    def subject(self, mail: Mail) -> str:
        """The subject line; an answer keeps the one it answers behind a single "Re:"."""
        if mail.subject or not mail.re:
            return mail.subject
        before = self.subject(self.sent[mail.re])
        return before if before.startswith(("Re: ", "AW: ")) else f"Re: {before}"

    def references(self, mail: Mail) -> list[str]:
        """Message-IDs of all mails above this one, the oldest first."""
        chain = []
        while mail.re:
            mail = self.sent[mail.re]
            chain.append(self.message_id(mail.name))
        return chain[::-1]

    def delivered(self, mail: Mail) -> datetime:
        """When it came to rest in the mailbox, aware UTC."""
        seconds = 2 + int(_digest(mail.name)[4:6], 16) % 9 if self.writers[mail.by].relay else 0
        return (instant(mail, self.writers[mail.by].zone) + timedelta(seconds=seconds)).astimezone(UTC)

    def _addresses(self, names: str) -> str:
        shown = []
        for name in filter(None, (part.strip() for part in names.split(","))):
            known = self.writers.get(name)
            shown.append(f"{known.name} <{known.address}>" if known else name)
        return ", ".join(shown)

    def _address(self, name: str) -> str:
        known = self.writers.get(name)
        return known.address if known else name.partition("<")[2].rstrip(">") or name

    def _quotation(self, mail: Mail) -> str:
        before = self.sent[mail.re]
        author, reader = self.writers[before.by], self.writers[mail.by]
        at = instant(before, author.zone).astimezone(reader.zone)
        clock = f"{at.strftime('%I').lstrip('0')}:{at:%M %p}"
        if reader.program == "outlook":
            head = f"From: {author.name} <{author.address}>\nSent: {at:%A, %B} {at.day}, {at.year} {clock}\n"
            head += f"To: {self._addresses(before.to)}\nSubject: {self.subject(before)}\n"
            return f"{'_' * 32}\n{head}\n{self.body(before, quote=False)}"
        who = f"{author.name} <{author.address}>"
        lead = {
            "apple": f"On {at:%b} {at.day}, {at.year}, at {clock}, {who} wrote:",
            "iphone": f"On {at:%b} {at.day}, {at.year}, at {clock}, {who} wrote:",
            "gmail": f"On {at:%a, %b} {at.day}, {at.year} at {clock} {who}\nwrote:",
        }.get(reader.program, f"On {at:%d/%m/%Y %H:%M}, {author.name} wrote:")
        quoted = [f"> {line}" if line and line[0] != ">" else f">{line}" for line in self.body(before).splitlines()]
        return f"{lead}\n" + "\n".join(quoted[:24])

    def body(self, mail: Mail, *, quote: bool = True) -> str:
        """The text as the reader sees it: new words, signature, what it answers."""
        parts = [mail.text.strip("\n")]
        if mail.sign and self.writers[mail.by].signature:
            parts.append(self.writers[mail.by].signature)
        if quote and mail.quote and mail.re:
            parts.append(self._quotation(mail))
        return "\n\n".join(parts) + "\n"

    def _headers(self, mail: Mail) -> list[str]:
        writer = self.writers[mail.by]
        at = instant(mail, writer.zone)
        lines = []
        if writer.relay:
            lines.append(f"Return-Path: <{writer.address}>")
            arrived, domain = self.delivered(mail), writer.address.partition("@")[2]
            lines += received(writer.relay, self._address(mail.to.split(",")[0].strip()), arrived, mail.name)
            inside = f"10.0.4.{int(_digest(mail.name)[6:8], 16) % 250 + 2}"
            lines.append(
                f"Received: from [{inside}] by {writer.relay} with ESMTPSA id {_digest(mail.name)[8:18]};\n\t"
                + format_datetime(at + timedelta(seconds=1))
            )
            lines.append(
                f"Authentication-Results: {OUR_SERVER};\n\tspf=pass smtp.mailfrom={domain};\n"
                f"\tdmarc=pass header.from={domain}"
            )
        lines += [f"Date: {format_datetime(at)}", f"From: {encoded(writer.name)} <{writer.address}>"]
        lines.append(f"To: {self._addresses(mail.to)}")
        if mail.cc:
            lines.append(f"Cc: {self._addresses(mail.cc)}")
        lines += [f"Subject: {encoded(self.subject(mail))}", f"Message-ID: {message_id(mail.name, writer)}"]
        if mail.re:
            lines.append(f"In-Reply-To: {self.message_id(mail.re)}")
            lines.append("References: " + "\n ".join(self.references(mail)))
        agent = {
            "thunderbird": "User-Agent: Mozilla Thunderbird",
            "apple": "X-Mailer: Apple Mail (2.3826.300.87.4.3)",
            "iphone": "X-Mailer: iPhone Mail (22D63)",
        }.get(writer.program)
        return [*lines, *mail.extra, "MIME-Version: 1.0", *([agent] if agent else [])]

    def bytes(self, mail: Mail) -> bytes:
        """The whole message, lines ending in LF as an mbox holds them."""
        self.sent[mail.name] = mail
        shape = mail.shape or {"outlook": "alternative", "gmail": "alternative"}.get(
            self.writers[mail.by].program, "plain"
        )
        content = _content(self.body(mail), shape, mail.name)
        if mail.files:
            content = _mixed(content, mail.files, mail.name)
        return ("\n".join(self._headers(mail)) + "\n" + content).encode()


def _text_part(text: str, kind: str, encoding: str) -> str:
    head = f'Content-Type: text/{kind}; charset="UTF-8"\nContent-Transfer-Encoding: {encoding}\n\n'
    if encoding == "base64":
        return head + folded64(text.encode())
    if encoding == "quoted-printable":
        return head + quopri.encodestring(text.encode()).decode("ascii")
    return head + text


def _html(text: str) -> str:
    paragraphs = (html.escape(part, quote=False).replace("\n", "<br>\n") for part in text.strip().split("\n\n"))
    return "<html><body>\n" + "\n".join(f"<p>{part}</p>" for part in paragraphs) + "\n</body></html>\n"


def _content(text: str, shape: str, name: str) -> str:
    if shape == "html":
        return _text_part(_html(text), "html", "quoted-printable")
    if shape == "base64":
        return _text_part(text, "plain", "base64")
    if shape == "alternative":
        mark = f"_000_{_digest('alt' + name)[:24]}_"
        parts = (_text_part(text, "plain", "quoted-printable"), _text_part(_html(text), "html", "quoted-printable"))
        body = "".join(f"--{mark}\n{part}\n" for part in parts)
        return f'Content-Type: multipart/alternative;\n boundary="{mark}"\n\n{body}--{mark}--\n'
    return _text_part(text, "plain", "7bit" if text.isascii() else "8bit")


def _mixed(content: str, files: tuple[File, ...], name: str) -> str:
    mark = f"------------{_digest('mix' + name)[:24]}"
    parts = [content]
    for file in files:
        if file.media_type == "message/rfc822":
            head = "Content-Type: message/rfc822\nContent-Disposition: attachment"
            parts.append(f'{head};\n filename="{file.name}"\n\n{file.data.decode()}')
            continue
        parts.append(
            f'Content-Type: {file.media_type};\n name="{file.name}"\nContent-Disposition: attachment;\n'
            f' filename="{file.name}"\nContent-Transfer-Encoding: base64\n\n{folded64(file.data)}'
        )
    body = "".join(f"--{mark}\n{part}\n" for part in parts)
    head = f'Content-Type: multipart/mixed;\n boundary="{mark}"\n\nThis is a multi-part message in MIME format.\n'
    return f"{head}{body}--{mark}--\n"


def mbox_entry(sender: str, delivered: datetime, raw: bytes) -> bytes:
    """One message of an mbox file: its `From ` line in UTC, and body lines quoted as mboxrd."""
    lines = raw.rstrip(b"\n").split(b"\n")
    kept = [b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines]
    return f"From {sender} {delivered.astimezone(UTC):%a %b %e %H:%M:%S %Y}\n".encode() + b"\n".join(kept) + b"\n\n"
