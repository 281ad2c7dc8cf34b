"""The leaves of a message and their bytes, as they were attached; a carried message is a leaf like any other."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Mime
from functools import cached_property

from harvester.outlook import as_mail, is_msg
from harvester.parse.headers import header_block, repaired_block

_FAULTS = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def attached(raw: bytes, path: str) -> bytes | None:
    """Decoded bytes of the attachment at `path` (“1.2”) of an original; None where there is no such part.

    Their SHA-256 is that of `Attachment.sha256`. Of an item of Outlook: of the mail that it is rendered to.
    """
    block, rest = header_block(as_mail(raw) if is_msg(raw) else raw)
    return Closed(repaired_block(block)[0] + rest).payload(path)


class _Closed(Mime):
    """A message in which whatever is a message itself is not entered, so that its bytes stand as they were sent."""

    def get_content_type(self) -> str:
        kind = super().get_content_type()
        return "application/octet-stream" if kind.startswith("message/") else kind


class Closed:
    """A mail, read on demand without entering what it carries."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def payload(self, path: str) -> bytes | None:
        """Decoded bytes of the leaf at `path`; None where there is none."""
        part = self._parts.get(path)
        return None if part is None else payload(part)

    @cached_property
    def _parts(self) -> dict[str, Mime]:
        try:
            return {path: part for path, _, part in leaves(message_from_bytes(self._raw, _class=_Closed))}
        except _FAULTS:
            return {}


def leaves(message: Mime) -> Iterator[tuple[str, str, Mime]]:
    """(part path, group, part) of every leaf in reading order; parts of one alternative share a group."""
    pending: list[tuple[str, str, Mime]] = [("", "", message)]
    while pending:
        path, group, part = pending.pop()
        media_type = part.get_content_type()
        held = part.get_payload()
        if not media_type.startswith("multipart/") or not isinstance(held, list):
            yield path or "1", group or path or "1", part
            continue
        if media_type == "multipart/alternative" and not group:
            group = path or "0"
        prefix = f"{path}." if path else ""
        children = [(f"{prefix}{number}", group, child) for number, child in enumerate(held, 1)]
        pending.extend(child for child in reversed(children) if isinstance(child[2], Mime))


def payload(part: Mime) -> bytes:
    """Decoded bytes of a leaf that is no message itself; empty where they cannot be decoded at all."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        return b""
    return data if isinstance(data, bytes) else b""
