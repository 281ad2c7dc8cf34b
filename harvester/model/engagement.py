"""All that an analysis needs beside evidence: both sides, sources, thresholds, phrases, and what was agreed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from harvester.model.matter import Party, WorkingHours
from harvester.model.thresholds import Thresholds

if TYPE_CHECKING:
    from harvester.model.contract import Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Phrase data of the rules X, C5, C7 and D4: one tuple for all languages, casefolded, with straight apostrophes.

    " ... " in a phrase stands for up to eight words of the same sentence; "^ " at its start, for the start of a clause.
    """

    requests: tuple[str, ...] = ()
    reminders: tuple[str, ...] = ()
    """A chaser in words: "I am still waiting" (X3)."""
    not_requests: tuple[str, ...] = ()
    rhetorical: tuple[str, ...] = ()
    """Whole questions that nobody is to answer: "the result"; with " ..." at the end, all that begin so."""
    conditions: tuple[str, ...] = ()
    """What a sentence begins with that asks for something only in a case that may never come: "if", "should you"."""
    no_reply_needed: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    not_closings: tuple[str, ...] = ()
    """What makes a closing doubtful: "thanks in advance", "ok, but" (X2)."""
    no_hurry: tuple[str, ...] = ()
    """What says that an answer may take its time: it is printed beside what is open (P2)."""
    more_time: tuple[str, ...] = ()
    """What speaks of a later date or a pause: whether something is late by the contract needs a look then (P1, G8)."""
    refusals: tuple[str, ...] = ()
    """What says no to more time: a clause that holds it gives none (P1, G8)."""
    disputes: tuple[str, ...] = ()
    """What says that an invoice is wrong or not owed: it is told as something to look at (P1)."""
    silence_consents: tuple[str, ...] = ()
    """What says that no answer is an answer too, so that none proves nothing (X5)."""
    releases: tuple[str, ...] = ()
    """What says that a question is settled, withdrawn, or was talked about elsewhere (R17)."""
    settled: tuple[str, ...] = ()
    """What says, with its name, that something promised is here: "thanks for the texts" (P1)."""
    paid: tuple[str, ...] = ()
    """What says that money came, or that an invoice no longer stands as it was sent (P1)."""
    approvals: tuple[str, ...] = ()
    """What says yes: an absence notice that holds it may be an answer as well (C11b)."""
    absence_texts: tuple[str, ...] = ()
    """What an automatic reply says, so that a person's words under a machine's header are told from it (C5)."""
    departures: tuple[str, ...] = ()
    """What says, beside `absence_texts`, that somebody leaves, hands over or closes: told beside a silence (P2)."""
    not_received: tuple[str, ...] = ()
    """What says that a mail reached no person, without being a delivery report (R13)."""
    bounce_subjects: tuple[str, ...] = ()
    """What the subject of a mail server's report begins with (C4)."""
    absence_subjects: tuple[str, ...] = ()
    """What a subject says before the colon of an absence notice (C7)."""
    reply_prefixes: tuple[str, ...] = ()
    """re, aw, sv …, without colon (D4)."""
    forward_prefixes: tuple[str, ...] = ()
    generic_subjects: tuple[str, ...] = ()
    """Base subjects that name no matter: never joined by subject alone (D4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """What the analysis must know of a source: whose mailbox it is and how far it reaches."""

    name: str
    kind: str
    live: bool
    addresses: frozenset[str] | None = None
    """Whose mailbox it is; None: to be found by K2's default."""
    login: str = ""
    complete: bool = False
    exported_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """Both sides, their clocks, the sources and the thresholds."""

    key: str
    """`[clients.KEY]`, or what the user typed for CLIENT."""
    us: Party
    client: Party
    us_hours: WorkingHours
    client_hours: WorkingHours
    sources: tuple[SourceView, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)
    phrases: Phrases = field(default_factory=Phrases)
    own_servers: frozenset[str] = frozenset()
    """Names under which our own mail servers write Authentication-Results, beside those that are learned (S6)."""
    own_homes: frozenset[str] = frozenset()
    """Domains of our own addresses that no stranger shares: whoever else is at one of them is a colleague (K2)."""
    folders_gone: frozenset[tuple[str, str]] = frozenset()
    """(source, folder) that a person marked as gone."""
    purged_before: datetime | None = None
    """What was collected of earlier times was removed for good: no absence in them is established."""
    contract: Contract | None = None
    """What the sides promised each other, as far as a person entered it."""
