"""A document that a person hands over, as text with its places, and what is suggested from it (contract.md 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MAX_BYTES = 25 * 2**20
"""A larger document is refused: a contract is no archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph, and where it stands."""

    place: str
    """ "page 3", "paragraph 12", "table 1, row 2"."""
    text: str
    """On one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text of a PDF, a DOCX, a page (HTML), or a text file."""

    kind: str
    """ "PDF", "DOCX", "HTML" or "text"."""
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractWords:
    """The words by which one language promises something (data files of `harvester.phrases.contract`)."""

    language: str
    us: tuple[str, ...]
    """What contracts call the side that does the work."""
    client: tuple[str, ...]
    both: tuple[str, ...]
    """“the parties”."""
    modals: tuple[str, ...]
    """“shall”: makes a sentence an obligation, wherever it stands."""
    promise_after: tuple[str, ...]
    """The modals after which the promise itself stands: “deliver the wireframes”."""
    verbs: tuple[str, ...]
    """“delivers”: makes it one after the name of a side."""
    not_obligations: tuple[str, ...]
    permissions: tuple[str, ...]
    """“may”: without a modal beside it the sentence gives a right."""
    questions: tuple[str, ...]
    whose: tuple[str, ...]
    """“questions of the”: the side named next asks them, and owes no answer."""
    types: Mapping[str, tuple[str, ...]]
    """Type of obligation -> beginnings of words; `manual` goes before all, else the type that is named first."""
    months: tuple[str, ...]
    """Twelve; "january|jan"."""
    numbers: Mapping[str, int]
    units: Mapping[str, str]
    """“working days” -> business_days."""
    unit_marks: Mapping[str, str]
    """Unit as the contract spells it -> what a person must check about it."""
    by: tuple[str, ...]
    """“by”: what stands before a due date."""
    before: tuple[str, ...]
    """“before”: the date itself is too late."""
    within: tuple[str, ...]
    after: tuple[str, ...]
    signing: tuple[str, ...]
    receipt: tuple[str, ...]
    sending: tuple[str, ...]
    """“invoice date”: the time of a payment runs from there."""
    clock: str
    """Pattern of a time of day: “17 Uhr”."""
    deemed: tuple[str, ...]
    """“counts as approved”: silence is an approval."""
    ending: Mapping[str, tuple[str, ...]]
    """What speaks of ending the agreement: beginnings of words by what they speak of (`suggested_ending`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedEnding:
    """A sentence that may say how the agreement may be ended. Nothing is taken from it until a person confirms it."""

    place: str
    clause: str
    quote: str
    about: str
    """A value of `EndingPoint`."""
    within: str
    """A time as the contract file spells it, "" where none was found or several were."""
    to: str
    """For an address: where notice goes, as far as one mail address is named."""
    owed_by: str
    """For cure and handover: "us", "client" or ""."""
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A sentence that looks like an obligation. Nothing is taken from it until a person confirms it."""

    place: str
    clause: str
    """ "" where none is numbered."""
    quote: str
    owed_by: str
    """ "us", "client", or "" where the sentence does not tell."""
    type: str
    promise: str
    due: str
    """A value as the contract file spells it, "" where none was found or it could be read in two ways."""
    marks: tuple[str, ...]
    """What a person must decide or check."""
