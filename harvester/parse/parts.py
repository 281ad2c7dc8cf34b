"""The MIME parts of a message: its text, its attachments, its calendar part. message/rfc822 is never entered.

What somebody forwards or attaches is no event of its own, and its words are not theirs (T7, A7).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from email.message import Message as Mime

from harvester.model.mail import Attachment, Calendar
from harvester.parse.headers import decoded_bytes, decoded_value, raw_values
from harvester.parse.payloads import Closed, leaves, payload
from harvester.parse.text import LONGEST_TEXT, html_text, unflowed, unlike_words

MOST_PARTS = 10_000
_UNFOLD = re.compile(r"\r?\n[ \t]")
_METHOD = re.compile(r"^METHOD:[ \t]*([A-Za-z-]+)", re.MULTILINE | re.IGNORECASE)
_UID = re.compile(r"^UID(?:;[^:\r\n]*)?:([^\r\n]+)", re.MULTILINE | re.IGNORECASE)
_PARTSTAT = re.compile(r"^ATTENDEE[^:\r\n]*;PARTSTAT=\"?([A-Za-z-]+)", re.MULTILINE | re.IGNORECASE)
_MISREAD = frozenset({"text_cut", "charset_guessed", "broken_encoding"})
"""Two forms of which one could not be decoded whole differ for no reason of their author's."""
_LONGEST_CALENDAR = 300_000
_REACTION_TYPES = frozenset({"text/vnd.google.email-reaction+json"})


@dataclass(slots=True)
class Content:
    """What the parts of one message hold."""

    text: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    calendar: Calendar | None = None
    reaction: str = ""
    plain_only: set[str] = field(default_factory=set)
    """Words of the text that the HTML beside it does not show."""
    defects: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Alternative:
    """The readable forms of one stretch of text."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)


def content(message: Mime, raw: bytes) -> Content:
    """Text, attachments and calendar of a message parsed from `raw`; whatever could not be decoded is a defect."""
    found, closed = Content(), Closed(raw)
    texts: dict[str, _Alternative] = {}
    for count, (path, group, part) in enumerate(leaves(message)):
        if count >= MOST_PARTS:
            found.defects.add("too_many_parts")
            break
        media_type = part.get_content_type()
        disposition = _disposition(part)
        name = _file_name(part)
        if disposition == "reaction" or media_type in _REACTION_TYPES:
            found.reaction = found.reaction or (_text(part, found).strip()[:200] or "reaction")
            continue
        if media_type in {"text/plain", "text/html"} and disposition != "attachment" and not name:
            forms = texts.setdefault(group, _Alternative())
            (forms.plain if media_type == "text/plain" else forms.html).append(_text(part, found))
            continue
        if media_type == "text/calendar":
            found.calendar = _better(found.calendar, _calendar(part, found))
        if media_type in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
            found.defects.add("encrypted")
        if part.get_content_maintype() == "multipart":
            found.defects.add("broken_structure")
        found.attachments.append(_attachment(part, path, closed))
    found.text = "\n".join(text for text in (_chosen(forms, found) for forms in texts.values()) if text.strip())
    if found.defects & _MISREAD:
        found.plain_only.clear()
    return found


def _chosen(forms: _Alternative, found: Content) -> str:
    """The plain form if it says anything, else the HTML made into text."""
    plain, source = "\n".join(forms.plain), "\n".join(forms.html)
    if not source.strip():
        return plain
    if plain.strip():
        unshown, unsaid = unlike_words(plain, source)
        if unshown or unsaid:
            found.defects.add("alternatives_differ")
        found.plain_only |= unshown
        return plain
    text, defects = html_text(source)
    found.defects |= defects
    return text


def _text(part: Mime, found: Content) -> str:
    data = payload(part)
    if part.defects:
        found.defects.add("broken_encoding")
    text, guessed = decoded_bytes(data[: LONGEST_TEXT * 4], _parameter(part, "charset"))
    if guessed:
        found.defects.add("charset_guessed")
    if len(text) > LONGEST_TEXT:
        found.defects.add("text_cut")
        text = text[:LONGEST_TEXT]
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    if part.get_content_type() == "text/plain" and _parameter(part, "format").lower() == "flowed":
        return unflowed(text, delsp=_parameter(part, "delsp").lower() == "yes")
    return text


def _attachment(part: Mime, path: str, closed: Closed) -> Attachment:
    data = (closed.payload(path) or b"") if part.is_multipart() else payload(part)
    inline = part.get_content_maintype() == "image" and (
        _disposition(part) == "inline" or (bool(raw_values(part, "content-id")) and _disposition(part) != "attachment")
    )
    return Attachment(
        name=_file_name(part) or _carried_subject(part),
        media_type=part.get_content_type(),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        part=path,
        inline=inline,
    )


def _carried_subject(part: Mime) -> str:
    if part.get_content_type() != "message/rfc822" or not part.is_multipart():
        return ""
    carried = part.get_payload(0)
    subjects = raw_values(carried, "subject") if isinstance(carried, Mime) else []
    return decoded_value(subjects[0]) if subjects else ""


def _calendar(part: Mime, found: Content) -> Calendar:
    """METHOD, first UID and the PARTSTAT of a reply. An attached file is iMIP only if its header names a method."""
    text = _UNFOLD.sub("", _text(part, found)[:_LONGEST_CALENDAR])
    method = _parameter(part, "method")
    if not method and _disposition(part) != "attachment":
        written = _METHOD.search(text)
        method = written[1] if written else ""
    uid, partstat = _UID.search(text), _PARTSTAT.search(text)
    calendar = Calendar(
        method=method.strip().upper(),
        uid=uid[1].strip()[:500] if uid else "",
        partstat=partstat[1].upper() if partstat and method.strip().upper() == "REPLY" else "",
    )
    if not calendar.method:
        return calendar
    from harvester.parse.invitations import mailed  # what few mails need costs no start of the program

    return mailed(calendar, text)


def _better(first: Calendar | None, second: Calendar) -> Calendar:
    return second if first is None or (not first.method and second.method) else first


def _disposition(part: Mime) -> str:
    values = raw_values(part, "content-disposition")
    return values[0].split(";", 1)[0].strip().lower() if values else ""


def _parameter(part: Mime, name: str) -> str:
    try:
        value = part.get_param(name)
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    if isinstance(value, tuple):
        return str(value[2])
    return value if isinstance(value, str) else ""


def _file_name(part: Mime) -> str:
    try:
        name = _readable(part).get_filename()
    except (ValueError, LookupError, TypeError, AttributeError):
        return "unnamed"
    return decoded_value(name)[:500] if name else ""


def _readable(part: Mime) -> Mime:
    """The part, or where its name stands in bytes that no header may hold, its headers with these decoded."""
    told = {name: (*raw_values(part, name), "")[0] for name in ("content-disposition", "content-type")}
    if all(value.isascii() for value in told.values()):
        return part
    named = Mime()
    for name, value in told.items():
        named[name] = decoded_bytes(value.encode("utf-8", "surrogateescape"), None)[0]
    return named
