"""A long document set in parts, and the parts joined: pages, tags, bookmarks and links as if it were set in one piece.

What a compiler holds grows with the pages of a part, and what is joined is written at once and let go: neither grows
with the document. qpdf reads the parts, and gives each of their objects as text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pikepdf import Array, Dictionary, Object, Pdf

from reports.enclosed import Attached, enclose
from reports.foreign import (
    Mark,
    Target,
    alike,
    bind,
    catalog,
    is_stream,
    marks,
    named,
    number_of,
    objects,
    opened,
    outline,
    renumbered,
    shift_keys,
)
from reports.objects import Objects

_PAGES_TOLD = re.compile(rb"<xmpTPg:NPages>\d+</xmpTPg:NPages>")
_TOTAL = "/JoinedTotal"


@dataclass(slots=True, eq=False)
class _Node:
    """A bookmark among the others."""

    number: int
    level: int
    parent: _Node | None = None
    place: int = 0
    """Among the children of its parent."""
    children: list[_Node] = field(default_factory=list)

    def below(self, sign: int) -> bytes:
        """What it says of its children; `sign`: 1 for open, -1 for closed."""
        if not self.children:
            return b""
        first, last = self.children[0].number, self.children[-1].number
        return b" /First %d 0 R /Last %d 0 R /Count %d" % (first, last, sign * len(self.children))

    def beside(self) -> bytes:
        """What it says of its parent and its neighbours."""
        if self.parent is None:
            return b""
        all_of_them, told = self.parent.children, b" /Parent %d 0 R" % self.parent.number
        if self.place:
            told += b" /Prev %d 0 R" % all_of_them[self.place - 1].number
        if self.place + 1 < len(all_of_them):
            told += b" /Next %d 0 R" % all_of_them[self.place + 1].number
        return told


@dataclass(slots=True)
class _Listed:
    """What parts bring to the lists of the whole, in the order of the parts."""

    pages: list[tuple[int, int]] = field(default_factory=list)
    """Node of a part, and how many pages it has."""
    elements: list[bytes] = field(default_factory=list)
    marks: list[tuple[int, Mark]] = field(default_factory=list)
    """Level and bookmark."""


class Joined:
    """The whole in the making. The same bytes for the same parts (P4)."""

    def __init__(self, *, total: bool) -> None:
        """`total`: something that is known at the end only is drawn on every page."""
        self._file = Objects()
        self._root, self._tree, self._document, self._pages, self._total = (self._file.reserved() for _ in range(5))
        self._drawn = self._file.add_stream(b"", f"q {_TOTAL} Do Q".encode()) if total else 0
        self._key = 0
        """Of the next page or link among the tags."""
        self._owners: list[bytes] = []
        self._roles = b""
        self._names: list[tuple[bytes, bytes]] = []
        self._streams: dict[bytes, int] = {}
        self._front, self._body = _Listed(), _Listed()
        self._enclosed = b""
        """What the catalog says of the files in it."""

    def add(self, part: Pdf, levels: Sequence[int]) -> tuple[Mark, ...]:
        """Appends a part; `levels` are those of its bookmarks, which are returned."""
        self._add(part, levels, self._body, {})
        return tuple(mark for _, mark in self._body.marks[len(self._body.marks) - len(levels) :])

    def enclose(self, attached: Sequence[Attached], at: datetime) -> None:
        """Files that lie in the document, which was made `at`."""
        self._enclosed = enclose(self._file, attached, at)

    def close(
        self, front: Iterable[tuple[bytes, Sequence[int]]], targets: Mapping[str, Target], total: bytes = b""
    ) -> bytes:
        """The whole; `front` are the parts before all that were added, the first with the metadata.

        `targets`: name in an `exhibit:NAME` link -> where it leads. `total`: its first page is drawn on every page.
        """
        root = info = told = b""
        for place, (part, levels) in enumerate(front):
            with opened(part) as pdf:
                numbers = self._add(pdf, levels, self._front, targets)
                if place == 0:
                    root, told = catalog(pdf, numbers), pdf.Root.Metadata.read_bytes()
                    info = pdf.trailer.Info.unparse(resolved=True)
                    self._roles = pdf.Root.StructTreeRoot.RoleMap.unparse(resolved=True)
        if total:
            self._draw(total)
        lists = (self._pages, self._tree, self._list_pages(told), self._list_marks())
        self._list_tags()
        more = b" /Pages %d 0 R /StructTreeRoot %d 0 R /Metadata %d 0 R /Outlines %d 0 R >>" % lists
        self._file.write(self._root, root + self._enclosed + more)
        return self._file.closed(self._root, self._file.add(info))

    def _add(
        self, pdf: Pdf, levels: Sequence[int], listed: _Listed, targets: Mapping[str, Target]
    ) -> Mapping[int, int]:
        tree = pdf.Root.StructTreeRoot
        (document,) = tree.K
        bound = bind(pdf, targets)
        shift_keys(pdf, self._key)
        numbers = {number_of(tree): self._tree, number_of(document): self._document}
        numbers[number_of(pdf.Root.Pages)] = node = self._file.reserved()
        numbers |= self._with_total(pdf) if self._drawn else {}
        about = {number_of(one) for one in (pdf.Root, pdf.Root.Metadata, pdf.trailer.Info, *outline(pdf))}
        self._write(pdf, numbers, {*numbers, *about}, bound)
        kids = b" ".join(b"%d 0 R" % numbers[number_of(page.obj)] for page in pdf.pages)
        told = b"<< /Type /Pages /Parent %d 0 R /Count %d /Kids [ %b ] >>" % (self._pages, len(pdf.pages), kids)
        self._file.write(node, told)
        listed.pages.append((node, len(pdf.pages)))
        listed.elements.append(renumbered(document.K.unparse(), numbers)[1:-1])
        listed.marks += zip(levels, marks(pdf, numbers), strict=True)
        self._own(pdf, numbers)
        return numbers

    def _with_total(self, pdf: Pdf) -> Mapping[int, int]:
        form, drawn = pdf.make_indirect(Dictionary()), pdf.make_indirect(Dictionary())
        for page in pdf.pages:
            page.obj.Contents = Array([page.obj.Contents, drawn])
            if "/XObject" not in page.obj.Resources:
                page.obj.Resources.XObject = Dictionary()
            page.obj.Resources.XObject[_TOTAL] = form
        return {number_of(form): self._total, number_of(drawn): self._drawn}

    def _draw(self, total: bytes) -> None:
        with opened(total) as pdf, Pdf.new() as alone:
            form = alone.copy_foreign(pdf.pages[0].as_form_xobject())
            alone.Root.Form = form
            self._write(alone, {number_of(form): self._total}, {number_of(alone.Root), number_of(alone.Root.Pages)}, {})

    def _write(self, pdf: Pdf, numbers: dict[int, int], left: Collection[int], bound: Mapping[int, bytes]) -> None:
        """Writes every object but those `left`, and notes its number in the whole."""
        texts: list[tuple[int, bytes]] = []
        streams: list[tuple[int, Object]] = []
        for number, one in objects(pdf):
            if number in left:
                continue
            name = b""
            if is_stream(one):
                name = alike(one)
                if name in self._streams:
                    numbers[number] = self._streams[name]
                    continue
                streams.append((number, one))
            else:
                texts.append((number, one.unparse(resolved=True)))
            numbers[number] = numbers.get(number) or self._file.reserved()
            if name:
                self._streams[name] = numbers[number]
        for number, one in streams:
            about = renumbered(one.stream_dict.unparse(), numbers)
            self._file.write_stream(numbers[number], about, one.read_raw_bytes())
        for number, text in texts:
            told = renumbered(text, numbers)
            self._file.write(numbers[number], told[:-2] + bound[number] if number in bound else told)

    def _own(self, pdf: Pdf, numbers: Mapping[int, int]) -> None:
        """Who owns which page or link, by its key, and the names of heads of tables."""
        tree = pdf.Root.StructTreeRoot
        self._owners.append(renumbered(tree.ParentTree.Nums.unparse(), numbers)[1:-1])
        self._key += int(tree.ParentTreeNextKey)
        names = named(pdf)
        for name, element in zip(names[::2], names[1::2], strict=True):
            self._names.append((bytes(name), name.unparse() + b" " + renumbered(element.unparse(), numbers)))

    def _list_pages(self, told: bytes) -> int:
        """The tree of pages; and the metadata, which tell how many they are."""
        listed = [*self._front.pages, *self._body.pages]
        count, kids = sum(count for _, count in listed), b" ".join(b"%d 0 R" % node for node, _ in listed)
        self._file.write(self._pages, b"<< /Type /Pages /Count %d /Kids [ %b ] >>" % (count, kids))
        told = _PAGES_TOLD.sub(b"<xmpTPg:NPages>%d</xmpTPg:NPages>" % count, told)
        return self._file.add_stream(b"/Type /Metadata /Subtype /XML", told)

    def _list_tags(self) -> None:
        elements = b" ".join([*self._front.elements, *self._body.elements])
        told = b"<< /Type /StructElem /S /Document /P %d 0 R /K [ %b ] >>" % (self._tree, elements)
        self._file.write(self._document, told)
        owners = self._file.add(b"<< /Nums [ %b ] >>" % b" ".join(self._owners))
        names = self._file.add(b"<< /Names [ %b ] >>" % b" ".join(pair for _, pair in sorted(self._names)))
        self._file.write(self._tree, b"<< /Type /StructTreeRoot /K [ %d 0 R ] /ParentTree %d 0 R /ParentTreeNextKey %d "
            b"/IDTree %d 0 R /RoleMap %b >>" % (self._document, owners, self._key, names, self._roles))  # fmt: skip

    def _list_marks(self) -> int:
        """The tree of bookmarks, closed below the first level, as the compiler of the parts writes it."""
        listed = [*self._front.marks, *self._body.marks]
        nodes = [_Node(self._file.reserved(), 0)]
        above = nodes[:]
        for level, _ in listed:
            while above[-1].level >= level:
                above.pop()
            nodes.append(_Node(self._file.reserved(), level, above[-1], len(above[-1].children)))
            above[-1].children.append(nodes[-1])
            above.append(nodes[-1])
        self._file.write(nodes[0].number, b"<< /Type /Outlines%b >>" % nodes[0].below(1))
        for node, (_, mark) in zip(nodes[1:], listed, strict=True):
            told = b"<< /Title %b /Dest %b%b%b >>" % (mark.title, mark.place, node.beside(), node.below(-1))
            self._file.write(node.number, told)
        return nodes[0].number
