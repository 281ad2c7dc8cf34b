"""Delivery and disposition reports (RFC 3464, RFC 8098): whose copy of which message met which fate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes, message_from_string
from email.message import Message as Mime

from harvester.model.mail import Recipient, Report
from harvester.outlook import as_mail
from harvester.parse.addresses import canonical_email
from harvester.parse.headers import raw_values

_MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_ANY_ADDRESS = re.compile(r"[^\s<>,;\"']+@[^\s<>,;\"']+")
_ACTIONS = frozenset({"failed", "delayed", "relayed", "delivered", "expanded"})
_MOST_RECIPIENTS = 2_000
_MOST_PARTS = 200
_LONGEST_COPY = 200_000


def report(message: Mime) -> Report | None:
    """The machine-readable report that a message carries, or what X-Failed-Recipients says; None without either."""
    if message.get_content_type() == "multipart/report":
        parts = list(_parts(message))
        stated = _stated_type(message)
        disposition = _fields(parts, "message/disposition-notification", "message/global-disposition-notification")
        if disposition or stated == "disposition-notification":
            return Report(
                kind="disposition",
                recipients=_readers(disposition),
                original_message_id=_original_id(parts, disposition),
                disposition=_disposition(disposition),
            )
        delivery = _fields(parts, "message/delivery-status", "message/global-delivery-status")
        if delivery or stated in {"delivery-status", ""}:
            return Report(
                kind="delivery", recipients=_recipients(delivery), original_message_id=_original_id(parts, delivery)
            )
    failed = [
        address for value in raw_values(message, "x-failed-recipients") for address in _ANY_ADDRESS.findall(value)
    ]
    if failed:
        recipients = tuple(Recipient(email=canonical_email(address)[0], action="failed") for address in failed)
        return Report(
            kind="delivery",
            recipients=recipients[:_MOST_RECIPIENTS],
            original_message_id=_original_id(_parts(message), ()),
        )
    return None


def scanned_report(raw: bytes) -> Report | None:
    """Recipients that flufl.bounce finds in a bounce without a machine-readable report; None if it finds none.

    Only for messages whose class is already known to be BOUNCE: it takes prose about a bounce for one.
    """
    from flufl.bounce import _scan, all_failures

    _scan.log.disabled = True  # it prints tracebacks of its own detectors before it raises
    try:
        message = message_from_bytes(as_mail(raw))
        temporary, permanent = all_failures(message)
        original = _original_id(_parts(message), ())
    except Exception:
        return None
    found = [(address, "failed") for address in permanent] + [(address, "delayed") for address in temporary - permanent]
    recipients = sorted((canonical_email(address.decode("utf-8", "replace"))[0], action) for address, action in found)
    named = tuple(Recipient(email=email, action=action) for email, action in recipients if email)
    return Report(kind="delivery", recipients=named, original_message_id=original) if named else None


def _stated_type(message: Mime) -> str:
    """`report-type` of the header: it says what the mail is even where its report part cannot be read."""
    try:
        value = message.get_param("report-type")
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    return value.lower() if isinstance(value, str) else ""


def _parts(message: Mime) -> Iterator[Mime]:
    """The parts of the report itself; a returned original is not entered."""
    pending, count = [message], 0
    while pending and count < _MOST_PARTS:
        part = pending.pop(0)
        count += 1
        yield part
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            pending.extend(child for child in payload if isinstance(child, Mime))


def _fields(parts: Iterable[Mime], *media_types: str) -> list[Mime]:
    """The groups of fields of the report part: one for the message, one for each recipient."""
    for part in parts:
        if part.get_content_type() not in media_types:
            continue
        payload = part.get_payload()
        if isinstance(payload, list):
            groups = [group for group in payload if isinstance(group, Mime)]
            # message/disposition-notification is no multipart for the standard library: it keeps one inner message.
            return [inner for group in groups for inner in _reread(group)]
        return [message_from_string(block) for block in re.split(r"\n\s*\n", _body(part)) if block.strip()]
    return []


def _reread(group: Mime) -> list[Mime]:
    """An encoded report part leaves its fields in the body of an empty group."""
    if group.keys():
        return [group]
    return [message_from_string(block) for block in re.split(r"\n\s*\n", _body(group)) if block.strip()]


def _body(part: Mime) -> str:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    return data[:_LONGEST_COPY].decode("utf-8", "replace") if isinstance(data, bytes) else ""


def _recipients(groups: Iterable[Mime]) -> tuple[Recipient, ...]:
    found = []
    for group in groups:
        action = _field(group, "action").lower()
        email = _address_field(group, "original-recipient") or _address_field(group, "final-recipient")
        if email and action in _ACTIONS:
            status = _field(group, "status").split(" ", 1)[0]
            found.append(Recipient(email=email, action=action, status=status[:20]))
    return tuple(found[:_MOST_RECIPIENTS])


def _readers(groups: Iterable[Mime]) -> tuple[Recipient, ...]:
    found = []
    for group in groups:
        email = _address_field(group, "original-recipient") or _address_field(group, "final-recipient")
        if email:
            found.append(Recipient(email=email, action=_disposition([group])))
    return tuple(found[:_MOST_RECIPIENTS])


def _disposition(groups: Iterable[Mime]) -> str:
    """`manual-action/MDN-sent-manually; deleted/error` → deleted."""
    told = (_field(group, "disposition") for group in groups)
    return next((value.rpartition(";")[2].split("/", 1)[0].strip().lower()[:20] for value in told if value), "")


def _original_id(parts: Iterable[Mime], groups: Iterable[Mime]) -> str | None:
    """Message-ID of the message that the report is about: from its fields, else from the returned copy."""
    for group in groups:
        named = re.search(r"<[^<>\s]+>", _field(group, "original-message-id"))
        if named:
            return named[0]
    for part in parts:
        media_type = part.get_content_type()
        if media_type in {"message/rfc822", "message/global"} and part.is_multipart():
            copy = part.get_payload(0)
            named = re.search(r"<[^<>\s]+>", _field(copy, "message-id")) if isinstance(copy, Mime) else None
        elif media_type in {"text/rfc822-headers", "message/global-headers", "text/plain"}:
            named = _MESSAGE_ID.search(_body(part))
        else:
            continue
        if named:
            return named[named.lastindex or 0]
    return None


def _field(group: Mime, name: str) -> str:
    values = raw_values(group, name)
    return re.sub(r"\([^()]*\)", " ", values[0]).strip() if values else ""


def _address_field(group: Mime, name: str) -> str:
    """`rfc822; bob@acme.example` → the address."""
    value = _field(group, name)
    written = _ANY_ADDRESS.search(value.partition(";")[2] or value)
    return canonical_email(written[0])[0] if written else ""
