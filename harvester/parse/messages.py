"""parse_message: original bytes → Message, or Unreadable. The only user of mail-parser.

mail-parser reads addresses and dates, one header at a time. Where it errs the standard library's compat32
parser reads beside it or instead: mail-parser raises on a broken encoded word, drops a second `To`, takes `CET`
for +0000 and the body of an attached message for the author's own words (measurement.md, traps).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message as Mime
from functools import lru_cache
from typing import Any

from mailparser import MailParser
from mailparser.exceptions import MailParserError
from mailparser.utils import convert_mail_date

from harvester.model.mail import Address, Message, StatedTime, Unreadable
from harvester.outlook import as_mail, is_msg
from harvester.parse.addresses import mailboxes, without_trailing_dots
from harvester.parse.dates import received_time, stated_time
from harvester.parse.headers import decoded_value, grouped, header_block, repaired_block
from harvester.parse.parts import Content, content
from harvester.parse.quotes import new_link, new_text
from harvester.parse.reports import report

KEPT_HEADERS = frozenset(
    {
        "auto-submitted", "x-autoreply", "x-autorespond", "x-mail-autoreply", "x-auto-response-suppress", "precedence",
        "x-ms-exchange-inbox-rules-loop", "x-failed-recipients", "return-path", "list-id", "list-unsubscribe",
        "from", "list-post", "feedback-id", "x-ms-reactions", "x-ms-exchange-reaction",
        "x-mozilla-draft-info", "x-mozilla-status", "x-draft-info", "x-unsent", "x-uniform-type-identifier",
        "authentication-results", "arc-authentication-results", "dkim-signature", "received", "received-spf",
        "thread-index", "thread-topic", "x-gm-thrid", "resent-date", "resent-from", "content-type", "content-language",
        "x-mailer", "user-agent", "x-ms-exchange-organization-authas", "disposition-notification-to",
    }
)  # fmt: skip
"""Headers that classing, threading and spoof checks read; `Message.headers` holds these, in lower case."""

_ENCODED_WORD = re.compile(r"=\?[^?]*\?[^?]*\?[^?]*\?=")
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_BARE_ID = re.compile(r"[^\s<>@]+@[^\s<>@]+")
_LONGEST_ADDRESSES = 60_000
_SHORT_ADDRESSES = 2_000
_MOST_REFERENCES = 200
_PARSER_FAULTS = (MailParserError, MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def parse_message(raw: bytes, *, headers_only: bool = False) -> Message | Unreadable:
    """The message that the bytes hold. Never raises: what cannot be read is Unreadable, with its reason.

    An item of Outlook is read through the mail that it is rendered to; `sha256` and `size` are those of its own bytes.

    `headers_only`: the bytes are the header block of a message over the size cap; it comes back as Unreadable with
    `header` set. A forged or doubtful header leaves a Message whose `defects` say so (`malformed_header`,
    `unclear_author`).
    """
    return _from_outlook(raw) if is_msg(raw) else _from_mail(raw, headers_only=headers_only)


def _from_outlook(raw: bytes) -> Message | Unreadable:
    mail, sha256, size = as_mail(raw), hashlib.sha256(raw).hexdigest(), len(raw)
    if not mail:
        return Unreadable(sha256=sha256, size=size, reason="it cannot be read as a message of Outlook")
    read = _from_mail(mail, headers_only=False)
    if isinstance(read, Unreadable):
        header = read.header and replace(read.header, sha256=sha256, size=size, rendering=read.sha256)
        return replace(read, sha256=sha256, size=size, header=header)
    return replace(read, sha256=sha256, size=size, rendering=read.sha256)


def _from_mail(raw: bytes, *, headers_only: bool) -> Message | Unreadable:
    sha256 = hashlib.sha256(raw).hexdigest()
    block, rest = header_block(raw)
    block, malformed = repaired_block(block)
    try:
        head = message_from_bytes(block + b"\n\n")
        header = _read_header(head, sha256, len(raw), malformed=malformed)
    except _PARSER_FAULTS as error:
        return Unreadable(sha256=sha256, size=len(raw), reason=f"its header could not be read ({_words(error)})")
    if header is None:
        return Unreadable(
            sha256=sha256, size=len(raw), reason="it has no header that names an author, a date or a subject"
        )
    if headers_only:
        return Unreadable(
            sha256=sha256, size=len(raw), reason="over the size cap: only its header was stored", header=header
        )
    try:
        return _with_content(header, block + rest)
    except _PARSER_FAULTS as error:
        return Unreadable(
            sha256=sha256, size=len(raw), reason=f"its content could not be read ({_words(error)})", header=header
        )


def _words(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else type(error).__name__


def _read_header(head: Mime, sha256: str, size: int, *, malformed: bool) -> Message | None:
    fields = grouped(head)
    if not fields.keys() & {"from", "date", "subject", "message-id", "received", "to", "sender"}:
        return None
    defects = {"malformed_header"} if malformed else set()
    authors = _addresses(fields, "from")
    if len(fields.get("from", ())) != 1 or len(authors) != 1 or any(author.defect for author in authors):
        defects.add("unclear_author")
    references = _message_ids(fields.get("references", ()))
    if len(references) > _MOST_REFERENCES:
        defects.add("references_cut")
        references = (*references[:20], *references[20 - _MOST_REFERENCES :])
    if any(len(value) > _LONGEST_ADDRESSES for name in ("from", "to", "cc") for value in fields.get(name, ())):
        defects.add("recipients_cut")
    if len(fields.get("date", ())) > 1:
        defects.add("several_dates")
    received = fields.get("received", ())
    return Message(
        sha256=sha256,
        size=size,
        message_id=next(iter(_message_ids(fields.get("message-id", ()))), None),
        authors=authors,
        sender=next(iter(_addresses(fields, "sender")), None),
        reply_to=_addresses(fields, "reply-to"),
        original_from=_addresses(fields, "x-original-from") + _addresses(fields, "x-original-sender"),
        to=_addresses(fields, "to"),
        cc=_addresses(fields, "cc"),
        bcc=_addresses(fields, "bcc"),
        delivered_to=_delivered_to(fields),
        subject=decoded_value(next(iter(fields.get("subject", ())), "")),
        date=None if malformed else _date(fields.get("date", ())),
        received=received_time(received[0]) if received else None,
        in_reply_to=_message_ids(fields.get("in-reply-to", ()))[:20],
        references=references,
        content_type=head.get_content_type(),
        headers={name: tuple(map(decoded_value, fields[name])) for name in sorted(KEPT_HEADERS & fields.keys())},
        defects=tuple(sorted(defects)),
    )


def _with_content(header: Message, raw: bytes) -> Message:
    whole = message_from_bytes(raw)
    found: Content = content(whole, raw)
    if header.content_type == "multipart/encrypted":
        found.defects.add("encrypted")
    return replace(
        header,
        text=found.text,
        new_text="" if "text_doubtful" in found.defects else new_text(found.text),
        new_link=new_link(found.text),
        plain_only=tuple(sorted(found.plain_only)),
        attachments=tuple(found.attachments),
        report=report(whole),
        calendar=found.calendar,
        reaction=found.reaction,
        defects=tuple(sorted({*header.defects, *found.defects})),
    )


def _addresses(fields: Mapping[str, Sequence[str]], name: str) -> tuple[Address, ...]:
    """All mailboxes of every header of that name."""
    values = [without_trailing_dots(_cut(value)) for value in fields.get(name, ()) if value]
    if not values:
        return ()
    joined = ", ".join(values)
    return _same_people(joined) if len(joined) <= _SHORT_ADDRESSES else _people(joined)


def _people(joined: str) -> tuple[Address, ...]:
    reader = _reader(joined) or _reader(_ENCODED_WORD.sub("", joined))
    if reader is None:
        return (Address(email="", name=decoded_value(joined)[:200], defect="no parser could read it"),)
    problems: list[Mapping[str, Any]] = reader.address_header_defects
    return mailboxes(reader.to, problems)


_same_people = lru_cache(maxsize=2048)(_people)
"""In a matter the same few people write to the same few."""


def _cut(value: str) -> str:
    """At most 60,000 characters of a list of addresses, ended behind a whole one."""
    if len(value) <= _LONGEST_ADDRESSES:
        return value
    return value[:_LONGEST_ADDRESSES].rpartition(",")[0]


def _reader(value: str) -> Any | None:
    """mail-parser over this one header of addresses; None where it raises."""
    message = Mime()
    message._headers.append(("to", value))  # type: ignore[attr-defined]  # set_raw's own list: the value goes in unchecked
    try:
        return MailParser(message)
    except _PARSER_FAULTS:
        return None


def _date(values: Sequence[str]) -> StatedTime | None:
    """The first Date; a second one that states another time makes it disputed."""
    if not values:
        return None
    first = stated_time(values[0], _read_again(values[0]))
    others = [stated_time(value) for value in values[1:]]
    if first is None or all(other is not None and other.at == first.at for other in others):
        return first
    return replace(first, disputed=True)


def _read_again(value: str) -> datetime | None:
    """What mail-parser makes of a Date; None where it makes nothing of it."""
    try:
        at: datetime = convert_mail_date(value)[0]
    except _PARSER_FAULTS:
        return None
    return at


def _message_ids(values: Sequence[str]) -> tuple[str, ...]:
    """Message-IDs in angle brackets, each once, in their order; one bare id gets its brackets."""
    found: dict[str, None] = {}
    for value in values:
        ids = _MESSAGE_ID.findall(value)
        if not ids and (bare := _BARE_ID.fullmatch(value.strip())):
            ids = [f"<{bare[0]}>"]
        found.update(dict.fromkeys(ids))
    return tuple(found)


def _delivered_to(fields: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    named = [
        address.email
        for name in ("delivered-to", "x-delivered-to", "x-original-to", "envelope-to")
        for address in _addresses(fields, name)
    ]
    return tuple(dict.fromkeys(email for email in named if email))
