"""When a mail happened (T1 to T3): the worked examples, all in UTC."""

from datetime import UTC, datetime, timedelta

import pytest

from harvester.model import Side, Thresholds
from harvester.pipeline.times import Clocks, EventTime, event_time, sent_before

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def clock(text: str | None) -> datetime | None:
    """ "09:00:08" on 2 March 2026, or a whole ISO date."""
    if text is None or "T" in text:
        return datetime.fromisoformat(text) if text else None
    hours, minutes, seconds = (int(part) for part in text.split(":"))
    return DAY + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def timed(side: Side, date: str | None, server: str | None, *, received: bool = True, zone: bool = True) -> EventTime:
    clocks = Clocks(
        date=clock(date),
        received=clock(server) if received else None,
        internal=None if received else clock(server),
        not_after=None,
        zone_known=zone,
    )
    return event_time(clocks, side, Thresholds())


@pytest.mark.parametrize(
    ("date", "received", "at", "flags"),
    [
        ("09:00:00", "09:00:08", "09:00:00", ()),
        ("09:00:00", "15:00:00", "09:00:00", ("transit_delay",)),
        ("11:00:00", "09:00:08", "09:00:08", ("sender_clock_ahead",)),
        ("1970-01-01T00:00:00+00:00", "09:00:08", "09:00:08", ("date_implausible",)),
        ("09:03:00", "09:00:08", "09:00:08", ()),
        (None, "09:00:08", "09:00:08", ("date_missing",)),
        ("09:00:00", None, "09:00:00", ("unverified_time",)),
        (None, None, None, ()),
    ],
)
def test_a_client_mail_counts_from_its_earliest_credible_moment(
    date: str | None, received: str | None, at: str | None, flags: tuple[str, ...]
) -> None:
    time = timed(Side.CLIENT, date, received)
    assert (time.at, time.flags) == (clock(at), flags)


@pytest.mark.parametrize(
    ("date", "stored", "at", "flags"),
    [
        ("09:00:00", "09:00:30", "09:00:30", ()),
        ("09:00:00", "15:00:00", "15:00:00", ("transit_delay",)),
        ("09:04:00", "09:00:00", "09:04:00", ()),
        ("10:00:00", "09:00:00", "09:00:00", ("own_clock_ahead",)),
        ("09:00:00", "2026-03-04T09:00:00+00:00", "09:00:00", ("sent_copy_reimported",)),
        ("09:00:00", None, "09:00:00", ("unverified_time",)),
        (None, "09:00:00", "09:00:00", ("date_missing",)),
    ],
)
def test_our_mail_counts_from_the_later_moment(
    date: str | None, stored: str | None, at: str, flags: tuple[str, ...]
) -> None:
    time = timed(Side.US, date, stored, received=False)
    assert (time.at, time.flags) == (clock(at), flags)


def test_a_date_without_a_zone_is_flagged_unless_the_server_agrees() -> None:
    assert timed(Side.CLIENT, "09:00:00", "10:00:05", zone=False).flags == ("transit_delay", "zone_unknown")
    assert timed(Side.CLIENT, "09:00:00", "09:00:05", zone=False).flags == ()
    assert timed(Side.CLIENT, "09:00:00", None, zone=False).flags == ("unverified_time", "zone_unknown")


def test_a_file_time_never_replaces_a_date_and_only_bounds_it() -> None:
    bounded = Clocks(date=clock("10:00:00"), received=None, internal=None, not_after=clock("09:00:00"))
    time = event_time(bounded, Side.CLIENT, Thresholds())
    assert (time.at, time.flags) == (clock("10:00:00"), ("unverified_time", "time_conflict"))
    later = Clocks(date=clock("09:00:00"), received=None, internal=None, not_after=clock("23:00:00"))
    assert event_time(later, Side.CLIENT, Thresholds()).flags == ("unverified_time",)


@pytest.mark.parametrize(
    ("answers", "at", "flags"),
    [
        (("12:00:00",), "09:00:00", ("time_conflict",)),
        (("15:00:00",), "09:00:00", ("time_conflict",)),
        (("08:00:00", "12:00:00", "16:00:00"), "09:00:00", ("time_conflict",)),
        (("09:00:00", "15:00:01"), "15:00:00", ("transit_delay",)),
        ((), "15:00:00", ("transit_delay",)),
    ],
)
def test_an_answer_before_the_sent_copy_was_stored_shows_when_our_mail_had_gone_out(
    answers: tuple[str, ...], at: str, flags: tuple[str, ...]
) -> None:
    clocks = Clocks(date=clock("09:00:00"), received=None, internal=clock("15:00:00"), not_after=None)
    written = [moment for text in answers if (moment := clock(text))]
    time = sent_before(event_time(clocks, Side.US, Thresholds()), clocks, written)
    assert (time.at, time.flags) == (clock(at), flags)


def test_a_mail_that_counts_from_its_date_is_not_moved_by_answers() -> None:
    clocks = Clocks(date=clock("09:00:00"), received=None, internal=None, not_after=None)
    time = event_time(clocks, Side.US, Thresholds())
    assert sent_before(time, clocks, [DAY + timedelta(hours=9)]) == time
