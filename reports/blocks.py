"""The parts of a printed document, before it is known whether Word or PDF prints them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; levels 1 to 3."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph."""

    text: str
    tone: Literal["plain", "lead", "note", "small"] = "plain"
    """A note is an introduction: it stays with what follows it."""
    keep: bool = False
    """It stays with what follows it; of plain and small print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list; what stands small is printed small."""

    items: tuple[str, ...]
    small: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Words with what they mean, side by side."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table: each cell is its lines, the first in full size. A row with `group` has one cell."""

    cells: tuple[tuple[str, ...], ...]
    group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose head stands again on every page."""

    head: tuple[str, ...]
    shares: tuple[float, ...]
    """Relative width of each column."""
    rows: tuple[Row, ...]
    numbers: frozenset[int] = frozenset()
    """Columns that hold numbers."""
    whole: bool = False
    """Not torn over two pages; an empty cell leaves room to write in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """One original that a fact rests on."""

    what: str
    sha256: str
    exhibit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One fact with what stands beside it."""

    no: str
    when: str
    claim: str
    """Code of the claim."""
    standing: str
    """The claim in words, and what a person said of it."""
    statement: str
    notes: tuple[tuple[str, str], ...]
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The body of a message, in passages (True: quoted)."""

    passages: tuple[tuple[bool, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A new page; what follows is exhibit `no`."""

    no: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The exhibits: the first cell of a row is its number, the last is where it begins, which the printer fills in."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Text | Bullets | Terms | Table | Card | Letter | Sheet | Break | Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A whole document."""

    kind: str
    """What it is, above the title: “Fact list”."""
    title: str
    subtitle: str
    as_of: str
    at: datetime
    """The time it speaks of: what its file carries as its date."""
    blocks: tuple[Block, ...]
    foot: str
    bates: str = ""
    """Prefix of the page numbers of exhibits; "" for a document without them."""
    large: bool = False
    """For reading aloud: larger type."""
