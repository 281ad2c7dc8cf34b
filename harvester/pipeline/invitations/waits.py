"""From an invitation to the first response of the side that was asked (measurement.md M5 to M7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from harvester.model.gaps import MailRef
from harvester.model.mail import MessageClass
from harvester.model.matter import Side
from harvester.model.people import Sides
from harvester.pipeline.calls import call_id
from harvester.pipeline.frames import Turn
from harvester.pipeline.invitations.rounds import Move, Round, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What ended the wait for a response; in the order of time, and of this list where times are equal."""

    at: datetime
    status: str
    """ "" where nothing is owed any more: cancelled, or taken out of the calendar."""
    ref: MailRef | None = None
    call: str | None = None
    between: tuple[datetime, datetime] | None = None
    enclosed: bool = False
    """`between` are two readings; else it begins with the invitation itself and may be long."""
    responder: str = ""
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One invitation and the side that was asked."""

    round: Round
    side: Side
    people: tuple[str, ...]
    opener: Statement
    ref: MailRef
    """What is cited as the invitation."""
    asked_at: datetime
    basis: str
    """Where `asked_at` comes from: "mail", "created" or "seen"."""
    deadline: datetime
    """The start of the meeting, of a series the next one."""
    end: End | None
    """None: nothing ended it up to `as_of`."""
    responses: tuple[tuple[str, str], ...] = ()

    @property
    def call(self) -> str:
        """Id of the meeting that it is about."""
        uid, slot = self.round.key
        return call_id(uid, slot)


def acts(waits: Iterable[Wait], moved: Iterable[Move], sides: Sides) -> list[Turn]:
    """R20, S2: what the client did in a calendar and no mail tells: it invited, responded, or moved a meeting."""
    found = []
    for wait in waits:
        if wait.side is Side.US and wait.opener.mail is None:
            found.append(_act(f"invitation {wait.call}", wait.asked_at, wait.ref))
        elif wait.side is Side.CLIENT and wait.end and wait.end.ref and wait.end.enclosed:
            found.append(_act(f"response {wait.call}", wait.end.at, wait.end.ref))
    for move in moved:
        if move.noticed_at is None and sides.of(move.by.meeting.organizer) is Side.CLIENT:
            found.append(_act(f"change {call_id(*move.key)}", move.by.latest, move.by.ref))
    return found


def _act(name: str, at: datetime, ref: MailRef) -> Turn:
    return Turn(
        key=f"{name} {at:%Y%m%dT%H%M%SZ}",
        at=at,
        side=Side.CLIENT,
        author=ref.sender,
        kind=MessageClass.CALENDAR,
        thread="",
        active=True,
    )
