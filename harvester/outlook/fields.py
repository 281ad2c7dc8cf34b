"""The header of a mail that Outlook holds: as it was transported, and from properties what that does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr

from harvester.outlook.item import Item, Properties, number, text

AUTHOR = (0x0042, 0x0064, 0x0065, 0x5D02)
"""Name, kind of address, address and SMTP address of whom the mail speaks for; `_SENDER` are those of who sent it."""
_SENDER = (0x0C1A, 0x0C1E, 0x0C1F, 0x5D01)
_PERSON = (0x3001, 0x3002, 0x3003, 0x39FE)
_TRANSPORTED, _SUBJECT, _SUBMITTED, _CLASS, _FLAGS, _RECIPIENT = 0x007D, 0x0037, 0x0039, 0x001A, 0x0E07, 0x0C15
_IDS = {"Message-ID": 0x1035, "In-Reply-To": 0x1042, "References": 0x1039}
_SENT_WITH = 0x0E28
_UNSENT = 8
_NO_MESSAGES = ("ipm.appointment", "ipm.contact", "ipm.distlist", "ipm.task", "ipm.activity", "ipm.stickynote")
_ROLES = {1: "To", 2: "Cc", 3: "Bcc"}
_FIELD = re.compile(r"[!-9;-~]+:")
_NO_MAIL = re.compile(r"content-|mime-version:|x-unsent:|x-rendered-from:", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST = 20_000


def fields(item: Item) -> list[str]:
    """The lines of the header but for those of the content, each field with its continuation lines, in order.

    What the transport wrote stays as it was. A time is given in UTC without a claim about the author's zone (-0000).
    A person without an address (Exchange knows its own by other names) is named without one.
    """
    if text(item.properties, _CLASS).lower().startswith(_NO_MESSAGES):
        return [f"X-Outlook-Class: {encoded(text(item.properties, _CLASS))}"]  # nobody sent it to anybody
    found = list(_transported(text(item.properties, _TRANSPORTED)))
    there = {field.partition(":")[0].lower() for field in found}
    made = [*_people(item), *_told(item.properties)]
    return [*found, *(f"{name}: {value}" for name, value in made if name.lower() not in there)]


def address(person: Properties, names: tuple[int, int, int, int] = _PERSON) -> tuple[str, str]:
    """Display name and SMTP address of somebody; "" for what is not known."""
    name, kind, value, smtp = (text(person, which).strip() for which in names)
    email = smtp or (value if kind.upper() == "SMTP" or (not kind and "@" in value) else "")
    return _line(name), email if "@" in email and not re.search(r"[\s<>,;\"]", email) else ""


def encoded(value: str) -> str:
    """A value as a header can hold it: on one line, encoded where it is no plain text."""
    value = _line(value)[:_LONGEST]
    return value if value.isascii() else Header(value, "utf-8", maxlinelen=76).encode(linesep="\r\n")


def _transported(headers: str) -> Iterator[str]:
    """The fields as the transport wrote them; those that speak of the content go, since the content is made anew."""
    block = re.split(r"\r?\n\r?\n", headers.strip("\r\n\0 "), maxsplit=1)[0]
    held = ""
    for line in re.split(r"\r?\n", block):
        if held and line.startswith((" ", "\t")):
            held += f"\r\n{line}"
            continue
        if held:
            yield held
        held = line if _FIELD.match(line) and not _NO_MAIL.match(line) else ""
    if held:
        yield held


def _people(item: Item) -> Iterator[tuple[str, str]]:
    author, sender = address(item.properties, AUTHOR), address(item.properties, _SENDER)
    if author[0] and not author[1] and author[0] == sender[0]:
        author = sender = (author[0], sender[1] or _account(item.properties))
    if any(author) or any(sender):
        yield "From", _mailbox(author if any(author) else sender)
    if all(sender) and any(author) and sender[1].lower() != author[1].lower():
        yield "Sender", _mailbox(sender)
    for role, name in _ROLES.items():
        people = [address(one) for one in item.recipients if number(one, _RECIPIENT) & 0xF == role]
        if named := [_mailbox(one) for one in people if any(one)]:
            yield name, ",\r\n ".join(named)


def _told(properties: Properties) -> Iterator[tuple[str, str]]:
    at = properties.get(_SUBMITTED)
    if isinstance(at, datetime):
        yield "Date", format_datetime(at.replace(tzinfo=None, microsecond=0))
    if _SUBJECT in properties:
        # the first letters may count the prefix: U+0001, then a number
        yield "Subject", encoded(re.sub(r"^\x01.", "", text(properties, _SUBJECT), flags=re.DOTALL))
    for name, which in _IDS.items():
        if value := _line(text(properties, which)):
            yield name, value[:_LONGEST]
    if text(properties, _CLASS).lower().startswith("ipm.note.rules."):
        yield "Auto-Submitted", "auto-replied"
    if number(properties, _FLAGS) & _UNSENT:
        yield "X-Unsent", "1"


def _account(properties: Properties) -> str:
    """The address of the account that sent a message, where Outlook kept that; its last word."""
    last = text(properties, _SENT_WITH).rpartition("\x01")[2].strip()
    return last if re.fullmatch(r"[^\s<>,;\"@/]+@[^\s<>,;\"@/]+", last) else ""


def _mailbox(person: tuple[str, str]) -> str:
    name, email = person
    if not email:
        return f'"{_quoted(name)}" <>' if name.isascii() else f"{encoded(name)} <>"
    try:
        return formataddr((name, email))
    except UnicodeError:  # an address outside ASCII
        return f"{encoded(name)} <{email}>"


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _line(value: str) -> str:
    return _CONTROL.sub(" ", value).strip()
