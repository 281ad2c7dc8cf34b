"""A document as PDF/A-3 and PDF/UA; a long one is set in parts, so that memory does not grow with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from reports.blocks import Block, Heading, Index, Paper, Sheet
from reports.enclosed import Attached
from reports.fonts import tell_missing
from reports.foreign import Mark, Target, opened, page_count
from reports.joining import Joined
from reports.pieces import levels, pieces, weight
from reports.typesetting import Letters, Part, letters_of, typeset

__all__ = ["Attached", "pdf"]

_IN_ONE_PIECE = 400
"""Facts that are set in one piece: a part begins on a new page, so a short list has none."""

Blocks = tuple[Block, ...]


def pdf(paper: Paper, attached: Sequence[Attached] = ()) -> bytes:
    """The bytes of the file: the same for the same document and fonts (P4)."""
    letters = letters_of(paper)
    tell_missing(paper.kind, letters.missing)
    long = _Long(paper, letters)
    exhibits = any(isinstance(one, Sheet) for one in paper.blocks)
    if not long.body or (not exhibits and weight(paper.blocks) <= _IN_ONE_PIECE):
        whole = typeset(paper, letters)
        return _with_files(whole, paper, attached) if attached else whole
    return long.set(attached)


def _with_files(whole: bytes, paper: Paper, attached: Sequence[Attached]) -> bytes:
    joined = Joined(total=False)
    joined.enclose(attached, paper.at)
    return joined.close([(whole, levels(paper.blocks))], {})


class _Long:
    """A document in parts. Its front (index or contents) is set twice: at first to see how many pages it has."""

    def __init__(self, paper: Paper, letters: Letters) -> None:
        self.paper, self.letters = paper, letters
        parts = tuple(pieces(paper.blocks))
        exhibits = sum(not isinstance(part[0], Sheet) for part in parts) if paper.bates else 1
        self.front, self.body = parts[:exhibits], parts[exhibits:]
        self.length = 0
        """Pages of the front."""
        self.total = ""
        """As many digits as the number of all pages has."""
        self.pages: dict[str, int] = {}
        """What begins in the body -> its page in the whole, from 0."""
        self.places: dict[str, bytes] = {}

    def set(self, attached: Sequence[Attached]) -> bytes:
        """The bytes of the file."""
        self._look()
        joined = Joined(total=bool(self.total))
        count = self._set_body(joined)
        told = {no: f"{self.paper.bates}-{page - self.length + 1:06d}" for no, page in self.pages.items()}
        numbered = [tuple(_numbered(one, told) for one in blocks) for blocks in self.front]
        parts = self._set_front(numbered)
        joined.enclose(attached, self.paper.at)
        front = ((part, levels(blocks)) for part, blocks in zip(parts, self.front, strict=True))
        return joined.close(front, self._targets(), self._drawn(count))

    def _look(self) -> None:
        """How many pages the front has, when its numbers are as wide as they will be."""
        self.pages = dict.fromkeys((_name(one) for blocks in self.body for one in blocks if _begins(one)), 0)
        self.length = sum(page_count(part) for part in self._set_front(self.front))
        if not self.paper.bates:
            share = weight(self.paper.blocks) / (weight(self.front[0]) or 1)
            self.total = "0" * len(str(round(self.length * share)))

    def _set_front(self, front: Sequence[Blocks]) -> Iterator[bytes]:
        before = 0
        contents = () if self.paper.bates else tuple((name, str(page + 1)) for name, page in self.pages.items())
        for blocks in front:
            part = Part(before=before, total=self.total, contents=() if before else contents)
            made = typeset(replace(self.paper, blocks=blocks), self.letters, part)
            yield made
            before += page_count(made)

    def _set_body(self, joined: Joined) -> int:
        """Sets the parts of the body, the next one while one is joined; how many pages there are with them."""
        before = self.length
        with ThreadPoolExecutor(1) as ahead:
            coming = ahead.submit(self._part, self.body[0], before)
            for number, blocks in enumerate(self.body, start=1):
                with opened(coming.result()) as made:
                    begins, before = before, before + len(made.pages)
                    if number < len(self.body):
                        coming = ahead.submit(self._part, self.body[number], before)
                    self._note(blocks, joined.add(made, levels(blocks)), begins)
        return before

    def _part(self, blocks: Blocks, before: int) -> bytes:
        part = Part(before=before, front=self.length, exhibits=bool(self.paper.bates), total=self.total)
        return typeset(replace(self.paper, blocks=blocks), self.letters, part)

    def _note(self, blocks: Blocks, marks: Sequence[Mark], before: int) -> None:
        """Where what begins in a part of the body lies."""
        first = (mark for level, mark in zip(levels(blocks), marks, strict=True) if level == 1)
        for block, mark in zip(filter(_begins, blocks), first, strict=True):
            self.pages[_name(block)] = before + mark.page
            self.places[_name(block)] = mark.place

    def _targets(self) -> Mapping[str, Target]:
        if self.paper.bates:
            return {no: Target(place=place, told=f"Exhibit {no}, page {self.pages[no] + 1}")
                    for no, place in self.places.items()}  # fmt: skip
        return {str(number): Target(place=place, told=f"“{name}” page {self.pages[name] + 1}")
                for number, (name, place) in enumerate(self.places.items())}  # fmt: skip

    def _drawn(self, count: int) -> bytes:
        if not self.total:
            return b""
        part = Part(total=self.total, draws=str(count))
        return typeset(replace(self.paper, blocks=()), self.letters, part)


def _begins(block: Block) -> bool:
    return isinstance(block, Sheet) or (isinstance(block, Heading) and block.level == 1)


def _name(block: Block) -> str:
    return block.no if isinstance(block, Sheet) else block.text if isinstance(block, Heading) else ""


def _numbered(block: Block, told: Mapping[str, str]) -> Block:
    if not isinstance(block, Index):
        return block
    return replace(block, rows=tuple((*row[:-1], told[row[0]]) for row in block.rows))
