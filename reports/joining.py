"""A long document set in parts, and the parts joined: pages, tags, bookmarks and links as if it were set in one piece.

What a compiler holds grows with the pages of a part, not of the document.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

_LINK = "exhibit:"


def starts(part: bytes) -> tuple[int, tuple[int, ...]]:
    """How many pages a part has, and the page, from 0, on which each of its first-level headings begins."""
    with pikepdf.open(io.BytesIO(part)) as pdf:
        places = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        return len(pdf.pages), tuple(places[one.Dest[0].objgen] for one in bookmarks(pdf))


def joined(parts: Sequence[bytes], pages: Mapping[str, int]) -> bytes:
    """The parts as one document; the first gives it its metadata and attachments.

    `pages`: name in an `exhibit:NAME` link -> page of the whole, from 0. The same bytes for the same parts (P4).
    """
    whole = pikepdf.open(io.BytesIO(parts[0]))
    for part in parts[1:]:
        with pikepdf.open(io.BytesIO(part)) as pdf:
            _append(whole, pdf)
    _bind(whole, pages)
    told = whole.Root.Metadata.read_bytes()
    count = b"<xmpTPg:NPages>%d</xmpTPg:NPages>" % len(whole.pages)
    whole.Root.Metadata.write(re.sub(rb"<xmpTPg:NPages>\d+</xmpTPg:NPages>", count, told))
    out = io.BytesIO()
    modes = pikepdf.ObjectStreamMode.generate
    whole.save(out, deterministic_id=True, object_stream_mode=modes, fix_metadata_version=False)
    return out.getvalue()


def _append(whole: Pdf, part: Pdf) -> None:
    tree, more = whole.Root.StructTreeRoot, part.Root.StructTreeRoot
    shift = int(tree.ParentTreeNextKey)
    for page in part.pages:
        for key, holder in (("/StructParents", page.obj), *(("/StructParent", one) for one in page.get("/Annots", ()))):
            if key in holder:
                holder[key] = int(holder[key]) + shift
    _rename(part, f"{shift}-")
    numbers = more.ParentTree.Nums
    for place in range(0, len(numbers), 2):
        numbers[place] = int(numbers[place]) + shift
    whole.pages.extend(part.pages)  # before the tree, which points at them
    copied = whole.copy_foreign(more if more.is_indirect else part.make_indirect(more))
    for element in copied.K:
        element.P = tree
        tree.K.append(element)
    tree.ParentTree.Nums.extend(copied.ParentTree.Nums)
    tree.ParentTreeNextKey = shift + int(more.ParentTreeNextKey)
    if "/IDTree" in copied:
        tree.IDTree = Dictionary(Names=_in_order(_names(copied), _names(tree)))
    if _has_bookmarks(part):
        _append_bookmarks(whole, part)


def _rename(part: Pdf, prefix: str) -> None:
    """Heads of tables have names, by which their cells know them: no two in a document are the same."""
    for one in part.objects:
        if isinstance(one, Dictionary) and one.get("/Type") == "/StructElem":
            if "/ID" in one:
                one.ID = String(prefix + str(one.ID))
            attributes: Any = one.get("/A", Array())
            for each in attributes if isinstance(attributes, Array) else (attributes,):
                if "/Headers" in each:
                    each.Headers = Array([String(prefix + str(name)) for name in each.Headers])
    names = _names(part.Root.StructTreeRoot)
    for place in range(0, len(names), 2):
        names[place] = String(prefix + str(names[place]))


def _names(tree: Object) -> Any:
    """Of a tree of tags: each name with the element after it."""
    return tree.IDTree.Names if "/IDTree" in tree else Array()


def _in_order(*names: Any) -> Array:
    """The entries of name trees in one, in the order of their names."""
    pairs = [(bytes(each[place]), each[place], each[place + 1]) for each in names for place in range(0, len(each), 2)]
    return Array([one for _, *pair in sorted(pairs, key=lambda pair: pair[0]) for one in pair])


def _append_bookmarks(whole: Pdf, part: Pdf) -> None:
    outlines = whole.Root.Outlines
    copied = whole.copy_foreign(part.Root.Outlines)
    last = outlines.Last
    last.Next, copied.First.Prev = copied.First, last
    for one in _from(copied.First):
        one.Parent = outlines
    outlines.Last = copied.Last
    outlines.Count = int(outlines.Count) + int(copied.Count)


def bookmarks(pdf: Pdf) -> Sequence[Object]:
    """Those of the first level."""
    return _from(pdf.Root.Outlines.First) if _has_bookmarks(pdf) else ()


def _has_bookmarks(pdf: Pdf) -> bool:
    return "/Outlines" in pdf.Root and "/First" in pdf.Root.Outlines


def _from(first: Object) -> Sequence[Object]:
    found = [first]
    while "/Next" in found[-1]:
        found.append(found[-1].Next)
    return found


def _bind(whole: Pdf, pages: Mapping[str, int]) -> None:
    """Links that name an exhibit lead to its page."""
    for page in whole.pages:
        for one in page.get("/Annots", ()):
            address = str(one.A.get("/URI", "")) if "/A" in one else ""
            if address.startswith(_LINK):
                target = whole.pages[pages[address.removeprefix(_LINK)]].obj
                del one["/A"]
                one.Dest = Array([target, Name.XYZ, None, None, None])
