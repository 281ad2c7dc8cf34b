"""Everything a report prints. `render(dossier)` needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from harvester.model.calls import Call
from harvester.model.ending import EndingStep
from harvester.model.engagement import Engagement
from harvester.model.exhibits import Exhibit
from harvester.model.facts import Fact, Lapsed
from harvester.model.gaps import ContactGap, Gap, MailRef, Silence, Stats
from harvester.model.ledger import Ledger, Problem, Searched, Sighting
from harvester.model.mail import Expectation, Message, MessageClass
from harvester.model.matter import Side
from harvester.model.money import Accounts
from harvester.model.standing import Fix, Standing

_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One event of the exchange: a message with all its sightings, classed and timed."""

    key: str
    """Event key (D1)."""
    message: Message
    side: Side
    author: str
    """Address of the author, "" if unclear."""
    at: datetime | None
    """Event time (T); None: undated, listed, never measured."""
    basis: str
    """Which clock `at` comes from: "Date", "Received", "server"."""
    arrived: datetime | None = None
    """When our server took it in, where that is notably later than `at` (T4)."""
    kind: MessageClass
    rule: str
    """Rule of measurement.md C that decided the class."""
    expects: Expectation
    expects_rule: str
    """Rule and phrase of X that decided, "X3 could you"."""
    gives_time: bool | None = None
    """Whether it gives more time, where a person said so (C13)."""
    asks: str = ""
    """The sentence of its own words that makes it a question, on one line; "" where it is none."""
    asks_as_written: str = ""
    """The same as it is quoted: with … where a link stands in it."""
    thread: str
    subject_base: str
    flags: tuple[str, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    originals: tuple[str, ...] = ()
    """SHA-256 of every original of this event, the primary one first."""
    actor: str = ""
    """Address in Sender where it is not the author's: a delegate wrote it (A4)."""
    sender_check: str = ""
    """What our own server says of the author's domain: "pass", "fail", or "" for not authenticated (S6)."""
    signatures: str = "not checked"
    """What a check of its signatures said when it was collected, in words (evidence.md 3)."""

    @property
    def ref(self) -> MailRef:
        """The mail as it is cited. An undated one stands before all others; no gap begins or ends with it."""
        return MailRef(
            sha256=self.originals[0],
            message_id=self.message.message_id,
            sender=self.author,
            to=tuple(address.email for address in self.message.to if address.email),
            at=self.at or _UNDATED,
            also=self.originals[1:],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the method statement."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The whole analysis of one client, as of one instant."""

    version: str
    engagement: Engagement
    as_of: datetime
    complete: bool
    searched: tuple[Searched, ...]
    problems: tuple[Problem, ...]
    ledger: Ledger
    exchanges: tuple[Exchange, ...]
    """In order of time; undated ones last."""
    calls: tuple[Call, ...]
    gaps: tuple[Gap, ...]
    invitations: tuple[Gap, ...] = ()
    """Invitations to meetings, by the side that was asked; they stay out of the numbers about mail (M)."""
    contacts: tuple[ContactGap, ...]
    silences: tuple[Silence, ...]
    stats: Mapping[Side, Stats]
    facts: tuple[Fact, ...]
    """Ours first, then the client's; each in order of time."""
    lapsed: tuple[Lapsed, ...] = ()
    """Facts that a person accepted and that are told no more; for our own eyes."""
    balance: str
    """How many facts of each side the list holds, and what was left out."""
    notes: tuple[str, ...] = ()
    """Sentences about the whole: no question of ours found, clock older than the newest mail …"""
    found_own: tuple[str, ...] = ()
    """Our addresses: configured, or found in Sent."""
    found_client: tuple[str, ...] = ()
    """People counted as the client, with their addresses."""
    undated: tuple[str, ...] = ()
    """SHA-256 of messages without any usable time."""
    unreadable: tuple[tuple[str, str], ...] = ()
    """(SHA-256, reason)."""
    message_counts: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    obligations: tuple[Standing, ...] = ()
    """What each side promised and what became of it, ours first; empty without a contract file."""
    ending: tuple[EndingStep, ...] = ()
    """How the agreement may be ended, point by point; empty without a contract file."""
    exhibits: tuple[Exhibit, ...] = ()
    """What the facts cite, in order of time."""
    uncited: tuple[Exhibit, ...] = ()
    """Messages and calls that no fact cites and that are set aside, let in by a person, or redacted."""
    fix_first: tuple[Fix, ...] = ()
    """What our own side can still put right."""
    accounts: Accounts = field(default_factory=Accounts)
    """Invoices, and what may come back; empty without a contract file."""
    for_others: bool = False
    """It is made for somebody else's eyes: without what our side can still put right, or hopes to get."""

    @property
    def all_gaps(self) -> tuple[Gap, ...]:
        """Questions by mail, then invitations."""
        return (*self.gaps, *self.invitations)
