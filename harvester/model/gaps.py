"""What was measured. One `Gap` is one row of the gap table (measurement.md, Record)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from harvester.model.matter import Side
from harvester.model.raised import Raised


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRef:
    """A cited message, or a cited entry of a calendar."""

    sha256: str
    """Primary original: the Sent copy for ours, the earliest received for theirs."""
    message_id: str | None
    sender: str
    to: tuple[str, ...]
    at: datetime
    also: tuple[str, ...] = ()
    """SHA-256 of the other originals of the same event (D1)."""
    event_uid: str | None = None
    """Where it is no message but an entry of a calendar: its UID, and the instant of the instance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A mail or attempt that preceded the start of a gap (R31)."""

    id: str
    kind: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """An established gap under another reading (evidence.md 4)."""

    case: str
    """ "start_at_receipt", "start_next_business_day" or "doubtful_counts"."""
    holds: bool
    """Whether the gap would still stand in the list as what it is."""
    calendar_hours: float
    business_hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One span in which one side owed the other an answer."""

    gap_id: str
    kind: str = "reply"
    thread: str
    subject: str
    owed_by: Side
    level: str
    """ "A": a mail that asks opened it; "B": only mails of unknown expectation (X5)."""
    claim: str
    """ "firm" or "review" (X6)."""
    reasons: tuple[str, ...]
    """Why it is not firm: flags, and `level_b`."""
    status: str
    """ "answered", "open" or "closed_by_call"; of invitations also "rescheduled", "no_response_by_start" (M)."""
    started_at: datetime
    ended_at: datetime | None
    opener: MailRef
    closer: MailRef | None
    responder: str | None
    calendar_hours: float
    business_hours: float
    business_days: int
    since_last_ask_hours: float
    chasers: tuple[MailRef, ...] = ()
    continuations: tuple[MailRef, ...] = ()
    attempts: tuple[str, ...] = ()
    preceding: tuple[Earlier, ...] = ()
    asked: tuple[str, ...] = ()
    responder_is_addressee: bool | None = None
    calendar: str = ""
    """Id and hash of the working hours that were used."""
    flags: tuple[str, ...] = ()
    flag_sources: Raised = field(default_factory=Raised)
    """(flag, SHA-256 or call id) of what raised it, where one message or call did: printed beside the gap (P2)."""
    rules: tuple[str, ...] = ()
    rescheduled_by: str | None = None
    """Side of the organizer who moved the meeting before anybody had responded: "us" or "client" (M7)."""
    meeting_at: datetime | None = None
    """Of an invitation: when the meeting begins."""
    responses: tuple[tuple[str, str], ...] = ()
    """Of an invitation: (address, accepted | declined | tentative | delegated | needs-action) of everybody asked."""
    answered_between: tuple[datetime, datetime] | None = None
    """M6: the answer lies between these two readings of a calendar; the earlier one is counted."""
    decided: tuple[str, ...] = ()
    """What a person decided that bears on it, with name, date and reason (C13)."""
    sensitivity: tuple[Sensitivity, ...] = ()
    """Other readings of an established level A gap, as far as the evidence allows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactGap:
    """How long the person who was asked stayed silent, printed only beside the organisation's gap (A5)."""

    gap_id: str
    contact: str
    status: str
    claim: str
    ended_at: datetime | None
    calendar_hours: float
    business_hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """All threads merged: from our first question after their last act to their next act (S2)."""

    started_at: datetime
    ended_at: datetime | None
    calendar_hours: float
    business_hours: float
    business_days: int
    opener_sha256: str
    ended_by: str | None = None
    held_back_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """Response times of one side, level A mail gaps only; None: the curve never gets there (S1)."""

    n: int
    answered: int
    open: int
    chasers: int
    median_hours: float | None
    p80_hours: float | None
    median_business_hours: float | None
    p80_business_hours: float | None
    longest_open_hours: float | None
    longest_closed_hours: float | None = None
    limit_business_hours: float | None = None
    share_within_limit: float | None = None
    """Share answered within the limit, 1 − S(limit), open ones counted as longer; None without any gap."""
    left_out: int = 0
    """Open questions to the client that need a look or are not established: in `open`, in none of the times (P1)."""

    @property
    def timed(self) -> int:
        """How many questions the times rest on."""
        return self.n - self.left_out
