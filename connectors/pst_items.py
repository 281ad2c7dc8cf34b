"""An entry of an Outlook data file, as libpff gives it → an item of Outlook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.mailbytes import header_block
from harvester.outlook.item import Attached, Item, OutlookError, Properties, Value, instant, number, text
from harvester.outlook.mail import rendered

_CLASS, _SIZE, _METHOD, _CONTENT = 0x001A, 0x0E08, 0x3705, 0x3701
_EMBEDDED = 5
_WHOLE = ("report.", "ipm.schedule.", "ipm.note.smime")
"""Classes of entries whose header says what their content is."""
_DEEPEST = 10


def header_of(message: Any) -> bytes:
    """The header of the mail that an entry is rendered to; without that of its content, where that is a text."""
    if text(properties_of(message), _CLASS).lower().startswith(_WHOLE):
        return header_block(rendered(item_of(message), ".pst"))
    whole = header_block(
        rendered(Item(properties=properties_of(message), recipients=list(_recipients(message))), ".pst")
    )
    return whole[: whole.index(b"\r\nMIME-Version: ") + 2]


def size_of(message: Any) -> int:
    """Bytes that the entry takes in the data file, as it says itself."""
    return max(number(properties_of(message), _SIZE), 0)


def item_of(message: Any, depth: int = 0) -> Item:
    """The entry with all that hangs on it. OSError or OutlookError where that cannot be read."""
    if depth > _DEEPEST:
        raise OutlookError("its attachments are nested too deeply")
    attached = [_attached(message.get_attachment(place), depth) for place in range(message.number_of_attachments)]
    return Item(properties=properties_of(message), recipients=list(_recipients(message)), attachments=attached)


def properties_of(entry: Any) -> Properties:
    """The first set of values of an entry: those of the entry itself."""
    return next(_sets(entry), {})


def _recipients(message: Any) -> Iterator[Properties]:
    return _sets(message.recipients) if message.recipients else iter(())


def _attached(attachment: Any, depth: int) -> Attached:
    properties = properties_of(attachment)
    if number(properties, _METHOD) == _EMBEDDED and attachment.number_of_sub_items:
        return Attached(properties=properties, item=item_of(attachment.get_sub_item(0), depth + 1))
    attachment.seek_offset(0, 0)
    return Attached(properties=properties, content=attachment.read_buffer(attachment.size) if attachment.size else b"")


def _sets(entry: Any) -> Iterator[Properties]:
    for place in range(entry.number_of_record_sets if entry else 0):
        told: dict[int, Value] = {}
        for one in entry.get_record_set(place).entries:
            # Standard properties stand first; a named one of the same number says something else.
            if one.entry_type is not None and one.entry_type != _CONTENT and one.entry_type not in told:
                value = _value(one)
                if value is not None:
                    told[one.entry_type] = value
        yield told


def _value(one: Any) -> Value | None:  # noqa: PLR0911 (one answer a type)
    """By its type (MS-OXCDATA): integers, yes or no, a time, text in 16 or 8 bits, bytes; None for any other."""
    data: bytes | None = one.data
    if data is None:
        return None
    match one.value_type:
        case 0x02 | 0x03 | 0x14:
            return int.from_bytes(data, "little", signed=True)
        case 0x0B:
            return int(any(data))
        case 0x40:
            return instant(int.from_bytes(data[:8], "little"))
        case 0x1F:
            return data.decode("utf-16-le", "replace")
        case 0x1E:
            return str(one.data_as_string or "")
        case kind:
            return data if kind == 0x102 else None
