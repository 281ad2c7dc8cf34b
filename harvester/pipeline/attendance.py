"""Who was in a call, by Google's own record of it (measurement.md M2).

The record tells people by the names that they show. A name counts only where it is, word for word, that of a person
of one side; everybody else is somebody unknown, and a call with somebody unknown is of unknown outcome.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from harvester.model.calls import Call, Meeting, Outcome
from harvester.model.conferences import Conference, Participant
from harvester.model.display_names import spoken
from harvester.model.matter import Party, Side
from harvester.model.people import Sides

_NEAR = timedelta(hours=12)
"""A call through the same link so near is taken for the meeting, begun early or late: then nobody was absent."""
_EVER = datetime.max.replace(tzinfo=UTC)
_CANCELLED = frozenset({Outcome.CANCELLED_BY_CLIENT, Outcome.CANCELLED_BY_US})


def known_names(sides: Sides, shown: Mapping[str, str]) -> dict[str, Side]:
    """Full names, configured or of people's own mail, of one side only; one word alone may be anybody's."""
    told = [
        (name, side)
        for side, party in _parties(sides)
        for person in party.people
        for name in {person.name, spoken(person.name)}
    ]
    told += [(name, sides.of(email)) for email, name in shown.items()]
    found = defaultdict[str, set[Side]](set)
    for name, side in told:
        found[_folded(name)].add(side)
    return {name: next(iter(of)) for name, of in found.items() if len(of) == 1 and " " in name and Side.THIRD not in of}


@dataclass(frozen=True, slots=True)
class Attendance:
    """The records, and whose names are known."""

    conferences: Sequence[Conference]
    names: Mapping[str, Side]

    def told(self, meetings: Iterable[tuple[Meeting, Call]], links: Mapping[str, Call]) -> Iterator[Call]:
        """The meetings as the records tell them, and calls through their links at other times, each a call of its own.

        `links`: every code that a meeting has or had, with a call of it.
        A record makes a meeting attended where a person of each side was in it at the same time (E4 where both were
        signed in). That people of ours alone were there makes no absence by itself: see `_alone`.
        """
        taken: set[str] = set()
        for meeting, call in meetings:
            during = [one for one in self._of(meeting.meet) if _overlap(one, meeting.start, meeting.end)]
            if not during or call.outcome in _CANCELLED:
                yield call
                continue
            taken.update(one.key for one in during)
            yield self._outcome(meeting, call, during)
        for one in self.conferences:
            if one.key not in taken and one.code in links and not self._ours_alone(one):
                yield self._apart(one, links[one.code])

    def _of(self, code: str) -> list[Conference]:
        return [one for one in self.conferences if code and one.code == code]

    def _outcome(self, meeting: Meeting, call: Call, during: Sequence[Conference]) -> Call:
        if call.outcome is Outcome.NO_SHOW_BY_US:
            return call  # what our own log says against us stands
        together = [one for one in during if self._together(one)]
        if together:
            recorded = next((one for one in together if self._together(one, signed_in=True)), None)
            end = max(call.end, *(one.end or one.start for one in together))
            sha256 = (recorded or together[0]).sha256
            return replace(call, outcome=Outcome.ATTENDED, recorded=recorded is not None, end=end, sha256=sha256)
        if call.outcome is not Outcome.UNKNOWN:
            return call
        if self._alone(meeting, call, during):
            flags = (*call.flags, "attendance_by_name")
            return replace(call, outcome=Outcome.NO_SHOW_BY_CLIENT, sha256=during[0].sha256, flags=flags)
        # somebody unknown was there: that everybody had declined does not speak against a call any more
        return call if all(map(self._ours_alone, during)) else replace(call, declined_by_all=False)

    def _alone(self, meeting: Meeting, call: Call, during: Sequence[Conference]) -> bool:
        """Whether the client was absent: nobody but signed-in people of ours came, and one of them stayed throughout.

        Not where everybody had declined, where the meeting names a place, or where the link was used by anybody else
        on the same day.
        """
        near = [one for one in self._of(meeting.meet) if _overlap(one, meeting.start - _NEAR, meeting.end + _NEAR)]
        throughout = any(
            start <= meeting.start and end is not None and end >= meeting.end
            for one in during
            for person in one.participants
            for start, end in person.sessions
        )
        return throughout and all(map(self._ours_alone, near)) and not meeting.placed and not call.declined_by_all

    def _apart(self, one: Conference, like: Call) -> Call:
        """A call at another time than the meeting whose link was used."""
        return replace(
            like,
            id=f"meet {one.key}",
            start=one.start,
            end=one.end or one.start,
            outcome=Outcome.ATTENDED if self._together(one) else Outcome.UNKNOWN,
            recorded=self._together(one, signed_in=True),
            noticed_at=None,
            noticed_by="",
            flags=(),
            declined_by_all=False,
            sha256=one.sha256,
        )

    def _side(self, person: Participant) -> Side:
        return Side.THIRD if person.phone else self.names.get(_folded(person.name), Side.THIRD)

    def _ours_alone(self, one: Conference) -> bool:
        """The call has ended, and everybody in it was signed in and is known as one of ours."""
        ours = all(person.signed_in and self._side(person) is Side.US for person in one.participants)
        return ours and bool(one.participants) and one.end is not None

    def _together(self, one: Conference, *, signed_in: bool = False) -> bool:
        """Whether somebody of each side was in it at one moment."""
        there = {
            side: [
                (start, end or one.end or _EVER)
                for person in one.participants
                if self._side(person) is side and (person.signed_in or not signed_in)
                for start, end in person.sessions
            ]
            for side in (Side.US, Side.CLIENT)
        }
        return any(a[0] < b[1] and b[0] < a[1] for a in there[Side.US] for b in there[Side.CLIENT])


def _parties(sides: Sides) -> tuple[tuple[Side, Party], ...]:
    return (Side.US, sides.us), (Side.CLIENT, sides.client)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _overlap(one: Conference, start: datetime, end: datetime) -> bool:
    return one.start < end and (one.end or _EVER) > start
