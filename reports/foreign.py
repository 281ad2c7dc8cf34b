"""What a part of a document brings to the whole: its pages, tags, bookmarks, and its objects as text."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Object, Pdf, Stream, String

LINK = "exhibit:"
"""What the address of a link begins with that leads into another part."""
_OWN = ("/Pages", "/StructTreeRoot", "/Outlines", "/Metadata")
"""What the whole has instead of what its first part has."""
_REFERENCE = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9a-f]*>|\b(\d+) 0 R\b", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A bookmark."""

    title: bytes
    page: int
    """Of its part, from 0."""
    place: bytes
    """Where it leads, as an object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a link into another part leads, and what is read aloud of it."""

    place: bytes
    told: str


def page_count(part: bytes) -> int:
    """How many pages a part has."""
    with opened(part) as pdf:
        return len(pdf.pages)


def opened(part: bytes) -> Pdf:
    """A part to be read; a context that closes it."""
    return pikepdf.open(io.BytesIO(part))


def bookmarks(pdf: Pdf) -> Iterator[Object]:
    """All of a document, from top to bottom."""
    return _below(pdf.Root.Outlines) if "/Outlines" in pdf.Root else iter(())


def outline(pdf: Pdf) -> Iterator[Object]:
    """The tree of bookmarks with its root."""
    if "/Outlines" in pdf.Root:
        yield pdf.Root.Outlines
    yield from bookmarks(pdf)


def _below(above: Object) -> Iterator[Object]:
    one = above.get("/First")
    while one is not None:
        yield one
        yield from _below(one)
        one = one.get("/Next")


def marks(pdf: Pdf, numbers: Mapping[int, int]) -> tuple[Mark, ...]:
    """The bookmarks; `numbers`: number of an object in the part -> its number in the whole."""
    pages = {page.obj.objgen: place for place, page in enumerate(pdf.pages)}
    return tuple(
        Mark(
            title=one.Title.unparse(),
            page=pages[one.Dest[0].objgen],
            place=renumbered(one.Dest.unparse(), numbers),
        )
        for one in bookmarks(pdf)
    )


def renumbered(text: bytes, numbers: Mapping[int, int]) -> bytes:
    """An object with its references to others as they are called in the whole; KeyError for one that is not in it."""

    def one(match: re.Match[bytes]) -> bytes:
        return b"%d 0 R" % numbers[int(match[1])] if match[1] else match[0]

    return _REFERENCE.sub(one, text)


def alike(stream: Object) -> bytes:
    """What names a stream that points nowhere: two with the same name are the same. Empty for others."""
    about = stream.stream_dict.unparse()
    if any(match[1] for match in _REFERENCE.finditer(about)):
        return b""
    return hashlib.sha256(about + stream.read_raw_bytes()).digest()


def objects(pdf: Pdf) -> Iterator[tuple[int, Object]]:
    """Every object with its number."""
    return ((number_of(one), one) for one in pdf.objects if isinstance(one, Object))


def shift_keys(pdf: Pdf, by: int) -> None:
    """Pages and links are known to the tags by a key: no two in a document have the same."""
    for page in pdf.pages:
        for key, holder in (("/StructParents", page.obj), *(("/StructParent", one) for one in page.get("/Annots", ()))):
            if key in holder:
                holder[key] = int(holder[key]) + by
    owners = pdf.Root.StructTreeRoot.ParentTree.Nums
    for place in range(0, len(owners), 2):
        owners[place] = int(owners[place]) + by
    names = named(pdf)
    if names:
        _rename(pdf, f"{by}-")
        for place in range(0, len(names), 2):
            names[place] = String(f"{by}-{names[place]}")


def named(pdf: Pdf) -> Any:
    """Each name of a tag with the element after it."""
    tree = pdf.Root.StructTreeRoot
    return tree.IDTree.Names if "/IDTree" in tree else Array()


def _rename(pdf: Pdf, prefix: str) -> None:
    """Heads of tables have names, by which their cells know them."""
    for _, one in objects(pdf):
        if not isinstance(one, Dictionary) or one.get("/Type") != "/StructElem":
            continue
        if "/ID" in one:
            one.ID = String(f"{prefix}{one.ID}")
        attributes: Any = one.get("/A", Array())
        for each in attributes if isinstance(attributes, Array) else (attributes,):
            if "/Headers" in each:
                each.Headers = Array([String(f"{prefix}{name}") for name in each.Headers])


def bind(pdf: Pdf, targets: Mapping[str, Target]) -> Mapping[int, bytes]:
    """Takes the addresses out of links that name a target; number of each link -> the end of its text instead."""
    bound: dict[int, bytes] = {}
    for page in pdf.pages:
        for one in page.get("/Annots", ()):
            address = str(one.A.get("/URI", "")) if "/A" in one else ""
            if address.startswith(LINK):
                target = targets[address.removeprefix(LINK)]
                del one["/A"]
                one.Contents = String(target.told)
                bound[number_of(one)] = b"/Dest %b >>" % target.place
    return bound


def catalog(pdf: Pdf, numbers: Mapping[int, int]) -> bytes:
    """What the first part says of the document, without an end: what the whole says itself comes after it."""
    kept = Dictionary({key: value for key, value in pdf.Root.items() if key not in _OWN})
    return renumbered(kept.unparse(), numbers)[:-2]


def number_of(one: Object) -> int:
    """By which others refer to an object."""
    return int(one.objgen[0])


def is_stream(one: Object) -> bool:
    """Whether an object has content."""
    return isinstance(one, Stream)
