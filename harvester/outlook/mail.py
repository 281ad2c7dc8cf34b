"""An item → mail. The text stands as UTF-8, attachments as their own bytes; nothing is left out without a word."""

from __future__ import annotations

import hashlib
import re
from base64 import encodebytes
from collections.abc import Iterator, Sequence

from harvester.outlook.fields import AUTHOR, address, encoded, fields
from harvester.outlook.item import Attached, Item, blob, codec, number, text

RENDERED = "X-Rendered-From"
_CLASS, _BODY, _HTML, _RTF, _CODEPAGE = 0x001A, 0x1000, 0x1013, 0x1009, 0x3FDE
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _TYPE, _CONTENT_ID = 0x3707, 0x3704, 0x3001, 0x370E, 0x3712
_ORIGINAL_ID = 0x1046
_DELIVERY = {".ndr": "failed", ".dr": "delivered", ".delayed": "delayed"}
_DISPOSITION = {".ipnrn": "displayed", ".ipnnrn": "deleted"}
_METHODS = {"request": "REQUEST", "canceled": "CANCEL", "resp.pos": "REPLY", "resp.neg": "REPLY", "resp.tent": "REPLY"}
_ANSWERS = {"resp.pos": "ACCEPTED", "resp.neg": "DECLINED", "resp.tent": "TENTATIVE"}
_MEETING = "ipm.schedule.meeting."
_SIGNED = "ipm.note.smime.multipartsigned"
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,80}/[\w.+-]{1,80}")
_DEEPEST = 10

Part = bytes
"""A part of a mail: its header, a blank line, its content; all lines end in CRLF but those of attached bytes."""


def rendered(item: Item, origin: str = ".msg", depth: int = 0) -> bytes:
    """The mail that an item stands for; `origin` is the kind of file that it lay in."""
    told = [f"{RENDERED}: an item of Outlook ({origin}); these are not the bytes that were sent", *fields(item)]
    head = "\r\n".join([*told, "MIME-Version: 1.0", ""]).encode("utf-8", "replace")
    return head + (_signed(item) or _content(item, depth))


def _content(item: Item, depth: int) -> Part:
    body = _joined("alternative", list(_texts(item)))
    kind = text(item.properties, _CLASS).lower()
    attached = [_attachment(one, depth) for one in item.attachments]
    if report := _report(item, kind):
        name = "delivery-status" if b"message/delivery-status" in report else "disposition-notification"
        return _joined(f"report; report-type={name}", [body, report, *attached])
    if invitation := _invitation(item, kind):
        body = _joined("alternative", [body, invitation])
    return _joined("mixed", [body, *attached]) if attached else body


def _signed(item: Item) -> Part:
    """Signed mail lies whole in its only attachment, as it was sent."""
    if text(item.properties, _CLASS).lower() != _SIGNED or len(item.attachments) != 1:
        return b""
    content = item.attachments[0].content or b""
    return content if content[:200].lower().startswith(b"content-type: multipart/signed") else b""


def _texts(item: Item) -> Iterator[Part]:
    """The text in every form there is; rich text only where it is the only one."""
    plain, html = text(item.properties, _BODY), item.properties.get(_HTML)
    if isinstance(html, bytes):
        html = html.decode(codec(number(item.properties, _CODEPAGE)), "replace")
    html = html if isinstance(html, str) else ""
    if plain.strip() or not html.strip():
        yield _text("plain", plain)
    if html.strip():
        yield _text("html", html)
    if not (plain.strip() or html.strip()) and (rich := _rich(blob(item.properties, _RTF))):
        yield _file("application/rtf", "text of the message.rtf", rich)


def _rich(packed: bytes) -> bytes:
    if not packed or packed.startswith(b"{\\rtf"):
        return packed
    import compressed_rtf

    try:
        return bytes(compressed_rtf.decompress(packed))
    except Exception:  # whatever the library raises is about these bytes: then they are handed on as they are
        return packed


def _text(kind: str, content: str) -> Part:
    lines = content.rstrip("\0").replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head.encode() + "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n"


def _attachment(one: Attached, depth: int) -> Part:
    name = next(filter(None, (text(one.properties, which) for which in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME))), "")
    if one.item is not None and depth < _DEEPEST:
        inner = rendered(one.item, "carried", depth + 1)
        return f"Content-Type: message/rfc822\r\n{_named(name)}\r\n".encode() + inner
    stated = _MEDIA_TYPE.fullmatch(text(one.properties, _TYPE).strip().lower())
    media_type = stated[0] if stated and not stated[0].startswith(("multipart/", "message/")) else ""
    cid = re.sub(r"[^\x21-\x3b\x3d\x3f-\x7e]", "", text(one.properties, _CONTENT_ID))
    return _file(media_type or "application/octet-stream", name, one.content or b"", cid)


def _file(media_type: str, name: str, content: bytes, cid: str = "") -> Part:
    told = f"Content-ID: <{cid}>\r\n" if cid else ""
    head = (
        f"Content-Type: {media_type}\r\n{_named(name, inline=bool(cid))}{told}Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + encodebytes(content).replace(b"\n", b"\r\n")


def _named(name: str, *, inline: bool = False) -> str:
    kind = "inline" if inline else "attachment"
    if not name:
        return f"Content-Disposition: {kind}\r\n"
    quoted = encoded(name).replace("\\", "_").replace('"', "'")
    return f'Content-Disposition: {kind};\r\n filename="{quoted}"\r\n'


def _report(item: Item, kind: str) -> Part:
    """What an item of the class `REPORT.…` says, in the form that servers give it (RFC 3464, RFC 8098)."""
    ending = f".{kind.rpartition('.')[2]}" if kind.startswith("report.") else ""
    emails = [email for _, email in map(address, item.recipients) if email]
    asked = text(item.properties, _ORIGINAL_ID).strip()
    original = f"Original-Message-ID: {encoded(asked)}\r\n" if asked else ""
    if action := _DELIVERY.get(ending):
        groups = [f"Final-Recipient: rfc822; {email}\r\nAction: {action}\r\n" for email in emails]
        told = "\r\n".join([f"Reporting-MTA: dns; unknown\r\n{original}", *groups])
        return f"Content-Type: message/delivery-status\r\n\r\n{told}".encode()
    if disposition := _DISPOSITION.get(ending):
        told = f"{original}Disposition: manual-action/MDN-sent-manually; {disposition}\r\n"
        return f"Content-Type: message/disposition-notification\r\n\r\n{told}".encode()
    return b""


def _invitation(item: Item, kind: str) -> Part:
    """That the mail is an invitation, or which answer to one. What it says of the meeting, the text tells."""
    step = kind.removeprefix(_MEETING)
    if step == kind or step not in _METHODS:
        return b""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{_METHODS[step]}", "BEGIN:VEVENT"]
    _, email = address(item.properties, AUTHOR)
    if answer := _ANSWERS.get(step):
        lines.append(f"ATTENDEE;PARTSTAT={answer}:mailto:{email or 'unknown@invalid'}")
    lines += ["END:VEVENT", "END:VCALENDAR", ""]
    head = f"Content-Type: text/calendar; charset=utf-8; method={_METHODS[step]}\r\n\r\n"
    return (head + "\r\n".join(lines)).encode()


def _joined(kind: str, parts: Sequence[Part]) -> Part:
    """Parts as one; the border is made from them, so that the same item gives the same bytes."""
    if len(parts) == 1:
        return parts[0]
    border = "=_" + hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]
    head = f'Content-Type: multipart/{kind};\r\n boundary="{border}"\r\n\r\n'
    body = b"".join(b"--" + border.encode() + b"\r\n" + part.removesuffix(b"\r\n") + b"\r\n" for part in parts)
    return head.encode() + body + f"--{border}--\r\n".encode()
