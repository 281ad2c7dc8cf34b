"""`.msg` files written from scratch (MS-CFB, MS-OXMSG): a compound file with one stream for each long property."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

Tree = dict[str, "bytes | Tree"]
_NONE, _END, _FREE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF
_SMALL = 4096
_HEADS = {"top": 32, "embedded": 24, "below": 8}


@dataclass(frozen=True, kw_only=True)
class Written:
    """An item as a test wants it: property number -> value."""

    properties: Mapping[int, object] = field(default_factory=dict)
    recipients: Sequence[Mapping[int, object]] = ()
    attachments: Sequence[Mapping[int, object] | Written] = ()


def msg(item: Written) -> bytes:
    return compound_file(_item(item, "top"))


def msg_of_mail(raw: bytes) -> bytes:
    """A received mail as Outlook keeps it: the header as it was transported, the body as text."""
    header, _, body = raw.partition(b"\r\n\r\n")
    return msg(Written(properties={0x1A: "IPM.Note", 0x7D: header.decode("latin-1"), 0x1000: body.decode("latin-1")}))


def filetime(at: datetime) -> int:
    return int((at - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000


def _item(item: Written, place: str) -> Tree:
    tree = _storage(item.properties, place)
    for number, person in enumerate(item.recipients):
        tree[f"__recip_version1.0_#{number:08X}"] = _storage(person, "below")
    for number, attached in enumerate(item.attachments):
        if isinstance(attached, Written):
            inside = _storage({0x3705: 5}, "below") | {"__substg1.0_3701000D": _item(attached, "embedded")}
        else:
            inside = _storage(attached, "below")
        tree[f"__attach_version1.0_#{number:08X}"] = inside
    return tree


def _storage(properties: Mapping[int, object], place: str) -> Tree:
    tree: Tree = {}
    listed = bytes(_HEADS[place])
    for number, value in properties.items():
        kind, stored = _stored(value)
        if kind in (0x1F, 0x102):
            tree[f"__substg1.0_{number:04X}{kind:04X}"] = stored
            stored = struct.pack("<II", len(stored), 3)
        listed += struct.pack("<HHI8s", kind, number, 6, stored)
    tree["__properties_version1.0"] = listed
    return tree


def _stored(value: object) -> tuple[int, bytes]:
    match value:
        case str():
            return 0x1F, value.encode("utf-16-le", "surrogatepass")
        case bytes():
            return 0x102, value
        case datetime():
            return 0x40, struct.pack("<Q", filetime(value))
        case int():
            return 0x03, struct.pack("<iI", value, 0)
    raise TypeError(type(value).__name__)


def compound_file(root: Tree) -> bytes:
    """Sectors of 512 bytes; short streams in the small sectors of the root. The tree of names is a list."""
    entries = [("Root Entry", 5, b"", _NONE)]
    links: dict[int, tuple[int, int]] = {}
    _list_entries(root, 0, entries, links)
    small, small_chain, starts = b"", [], {}
    for number, (_, kind, content, _) in enumerate(entries):
        if kind == 2 and 0 < len(content) < _SMALL:
            starts[number] = len(small) // 64
            small_chain += _chain(len(small) // 64, -(-len(content) // 64))
            small += _padded(content, 64)
    streams = {number: content for number, (_, kind, content, _) in enumerate(entries) if len(content) >= _SMALL}
    body, fat = b"", list[int]()
    for number, content in [*streams.items(), (0, small), (-1, struct.pack(f"<{len(small_chain)}I", *small_chain))]:
        starts[number] = len(fat) if content else _END
        fat += _chain(len(fat), -(-len(content) // 512))
        body += _padded(content, 512)
    directory = b"".join(_entry(number, one, links, (starts, small)) for number, one in enumerate(entries))
    at_directory = len(fat)
    fat += _chain(len(fat), -(-len(directory) // 512))
    body += _padded(directory, 512)
    sectors = next(n for n in range(1, 110) if n * 128 >= len(fat) + n)
    fat_places = list(range(len(fat), len(fat) + sectors))
    fat += [0xFFFFFFFD] * sectors
    body += _padded(struct.pack(f"<{len(fat)}I", *fat), 512, b"\xff")
    head = struct.pack("<8s16xHHHHH6xIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, sectors,
                       at_directory, 0, _SMALL, starts[-1])  # fmt: skip
    head += struct.pack("<III", -(-len(small_chain) // 128), _END, 0)
    return head + struct.pack("<109I", *fat_places, *[_FREE] * (109 - sectors)) + body


def _list_entries(
    tree: Tree, above: int, entries: list[tuple[str, int, bytes, int]], links: dict[int, tuple[int, int]]
) -> None:
    before = -1
    for name, inside in sorted(tree.items(), key=lambda one: (len(one[0]), one[0].upper())):
        number = len(entries)
        entries.append((name, 2, inside, _NONE) if isinstance(inside, bytes) else (name, 1, b"", _NONE))
        if before < 0:
            links[above] = (links.get(above, (_NONE, _NONE))[0], number)
        else:
            links[before] = (number, links.get(before, (_NONE, _NONE))[1])
        links.setdefault(number, (_NONE, _NONE))
        before = number
        if not isinstance(inside, bytes):
            _list_entries(inside, number, entries, links)


def _entry(
    number: int, one: tuple[str, int, bytes, int], links: dict[int, tuple[int, int]], held: tuple[dict[int, int], bytes]
) -> bytes:
    (name, kind, content, _), (starts, small) = one, held
    right, child = links.get(number, (_NONE, _NONE))
    encoded = name.encode("utf-16-le") + b"\0\0"
    size = len(small) if number == 0 else len(content)
    start = starts.get(number, _END if size == 0 and kind == 2 else 0)
    told = struct.pack("<64sHBBIII36xIQ", encoded, len(encoded), kind, 1, _NONE, right, child, start, size)
    assert len(told) == 128
    return told


def _chain(start: int, length: int) -> list[int]:
    return [*range(start + 1, start + length), _END] if length else []


def _padded(content: bytes, width: int, fill: bytes = b"\0") -> bytes:
    return content + fill * (-len(content) % width)
