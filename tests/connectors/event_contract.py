"""What every source of events promises, whatever it is made of. A connector's test gives the diary."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import pytest

from harvester.errors import FolderError
from harvester.model.source import Event, EventSource, Failure, Folder
from tests.patience import patient

MEDIA_TYPES = {"text/calendar", "application/vnd.google.calendar.event+json", "text/csv"}


class Diary(ABC):
    """A calendar or call log of one kind, filled by the test and opened by the connector."""

    calendar: str
    """What the connector calls it."""

    @abstractmethod
    def put(self, number: int, text: str = "call") -> None:
        """Something else writes event `number`, or changes it to another `text`."""

    @abstractmethod
    def remove(self, number: int) -> None:
        """Something else takes event `number` away."""

    @abstractmethod
    def put_odd(self) -> list[bytes]:
        """Something else writes odd events; returns words that the raw bytes of each must hold."""

    @abstractmethod
    def open(self) -> EventSource:
        """The connector, not entered."""

    @abstractmethod
    def snapshot(self) -> object:
        """All that reading could change."""


@dataclass
class Reading:
    """One sweep, read to its end."""

    full: bool
    token: str | None
    events: list[Event] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def now(self, before: dict[str, bytes]) -> dict[str, bytes]:
        """What lies there, from what lay there before and this reading."""
        known = {} if self.full else dict(before)
        for event in self.events:
            if event.gone:
                known.pop(event.key, None)
            else:
                known[event.key] = event.raw
        return known


def reading(diary: Diary, token: str | None = None) -> Reading:
    with diary.open() as source:
        sweep = source.events(diary.calendar, token)
        found = list(sweep.items())
        return Reading(
            full=sweep.full,
            token=sweep.token,
            events=[each for each in found if isinstance(each, Event)],
            failures=[each for each in found if isinstance(each, Failure)],
        )


class EventSourceContract:
    """Derive, give a `diary` fixture, and a connector is tested."""

    def test_the_calendar_is_listed_by_the_name_the_user_sees(self, diary: Diary) -> None:
        diary.put(1)
        with diary.open() as source:
            assert diary.calendar in [each.name for each in source.calendars() if isinstance(each, Folder)]
            list(source.events(diary.calendar, None).items())
            assert source.peer

    def test_every_event_comes_once_whole_and_with_a_key_of_its_own(self, diary: Diary) -> None:
        for number in range(5):
            diary.put(number, f"call {number}")
        found = reading(diary)
        assert found.full
        assert not found.failures
        assert len({event.key for event in found.events}) == len(found.events) == 5
        for number in range(5):
            assert len([event for event in found.events if f"call {number}".encode() in event.raw]) == 1
        assert {event.media_type for event in found.events} <= MEDIA_TYPES
        assert all(event.locator and not event.gone for event in found.events)

    def test_the_same_bytes_come_again(self, diary: Diary) -> None:
        for number in range(5):
            diary.put(number)
        first, second = reading(diary), reading(diary)
        assert {event.key: event.raw for event in first.events} == {event.key: event.raw for event in second.events}

    def test_nothing_comes_when_nothing_changed(self, diary: Diary) -> None:
        for number in range(5):
            diary.put(number)
        first = reading(diary)
        assert first.token
        second = reading(diary, first.token)
        assert (second.full, second.events, second.failures) == (False, [], [])
        assert reading(diary, second.token).events == []

    def test_what_is_new_and_what_changed_comes_with_the_next_sweep(self, diary: Diary) -> None:
        for number in range(5):
            diary.put(number, f"call {number} as planned")
        first = reading(diary)
        diary.put(3, "call 3 moved to Friday")
        diary.put(7, "call 7 quite new")
        second = reading(diary, first.token)
        now = second.now(first.now({}))
        assert len(now) == 6
        told = b"\n".join(now.values())
        assert b"call 3 moved to Friday" in told
        assert b"call 7 quite new" in told
        assert b"call 3 as planned" not in told
        if not second.full:
            assert len(second.events) == 2

    def test_what_was_taken_away_is_gone_or_missing_from_a_full_list(self, diary: Diary) -> None:
        for number in range(3):
            diary.put(number, f"call {number}")
        first = reading(diary)
        diary.remove(1)
        second = reading(diary, first.token)
        now = second.now(first.now({}))
        assert len(now) == 2
        assert b"call 1" not in b"\n".join(now.values())
        assert reading(diary, second.token).events == []

    def test_odd_events_are_kept_as_they_lie_and_hold_nobody_up(self, diary: Diary) -> None:
        diary.put(1, "call 1")
        words = diary.put_odd()
        diary.put(2, "call 2")
        with patient():
            found = reading(diary)
        kept = b"\n".join(event.raw for event in found.events)
        assert [word for word in [b"call 1", b"call 2", *words] if word not in kept] == []
        assert len({event.key for event in found.events}) == len(found.events)
        assert all(isinstance(failure.reason, str) and failure.reason for failure in found.failures)

    def test_reading_changes_nothing(self, diary: Diary) -> None:
        for number in range(3):
            diary.put(number)
        before = diary.snapshot()
        first = reading(diary)
        reading(diary, first.token)
        assert diary.snapshot() == before

    def test_a_calendar_that_is_not_there_is_an_error_of_that_calendar(self, diary: Diary) -> None:
        diary.put(1)
        with diary.open() as source:
            with pytest.raises(FolderError, match="Nowhere"):
                source.events("Nowhere", None)
            assert len(list(source.events(diary.calendar, None).items())) == 1
