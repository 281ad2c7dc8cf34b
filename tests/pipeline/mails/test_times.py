"""When a mail happened (T1 to T3): the worked examples, all in UTC."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from harvester.model.ledger import Sighting
from harvester.model.matter import Side
from harvester.model.source import Role
from harvester.model.thresholds import Thresholds
from harvester.pipeline.mails.times import Clocks, EventTime, clocks, event_time, measurable, sent_before
from tests.parse.raw import read

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
    assert (time.basis == "Date") == (time.at == clock(date))


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


@pytest.mark.parametrize(
    ("side", "date", "server", "basis", "flags"),
    [
        (Side.CLIENT, "09:05:08", "09:00:08", "Received", ()),
        (Side.CLIENT, "09:05:09", "09:00:08", "Received", ("sender_clock_ahead",)),
        (Side.CLIENT, "09:00:00", "09:15:00", "Date", ()),
        (Side.CLIENT, "09:00:00", "09:15:01", "Date", ("transit_delay",)),
        (Side.CLIENT, "09:00:00", "2026-03-05T09:00:00+00:00", "Date", ("transit_delay",)),
        (Side.CLIENT, "09:00:00", "2026-03-05T09:00:01+00:00", "Received", ("date_implausible",)),
        (Side.CLIENT, "09:00:00", "09:00:00", "Date", ()),
        (Side.US, "09:00:00", "09:15:00", "Received", ()),
        (Side.US, "09:00:00", "09:15:01", "Received", ("transit_delay",)),
        (Side.US, "09:00:00", "2026-03-03T09:00:00+00:00", "Received", ("transit_delay",)),
        (Side.US, "09:00:00", "2026-03-03T09:00:01+00:00", "Date", ("sent_copy_reimported",)),
        (Side.US, "09:05:00", "09:00:00", "Date", ()),
        (Side.US, "09:05:01", "09:00:00", "Received", ("own_clock_ahead",)),
        (Side.US, "09:00:00", "09:00:00", "Received", ()),
        (Side.US, None, None, "Date", ()),
    ],
)
def test_every_limit_lies_where_the_rule_says(
    side: Side, date: str | None, server: str | None, basis: str, flags: tuple[str, ...]
) -> None:
    time = timed(side, date, server)
    assert (time.basis, time.flags) == (basis, flags)


def test_a_late_arrival_is_kept_beside_the_time_that_counts() -> None:
    assert timed(Side.CLIENT, "09:00:00", "09:05:01").arrived == clock("09:05:01")
    assert timed(Side.CLIENT, "09:00:00", "09:05:00").arrived is None


def test_the_server_that_delivers_speaks_for_their_mail_and_the_one_that_stores_for_ours() -> None:
    both = Clocks(
        date=clock("09:00:00"), received=clock("08:59:00"), internal=clock("08:58:00"), not_after=clock("09:05:00")
    )
    theirs, ours = event_time(both, Side.CLIENT, Thresholds()), event_time(both, Side.US, Thresholds())
    assert (theirs.at, theirs.basis, theirs.flags) == (clock("08:59:00"), "Received", ())
    assert (ours.at, ours.basis) == (clock("09:00:00"), "Date")
    stored = Clocks(date=clock("08:00:00"), received=None, internal=clock("08:10:00"), not_after=None)
    assert event_time(stored, Side.CLIENT, Thresholds()).basis == "Date"
    missing = Clocks(date=None, received=None, internal=clock("08:10:00"), not_after=None)
    assert event_time(missing, Side.CLIENT, Thresholds()).basis == "server"
    assert event_time(missing, Side.US, Thresholds()).basis == "server"


def test_two_readers_that_disagree_about_a_date_are_a_conflict() -> None:
    """S8."""
    disputed = Clocks(date=clock("09:00:00"), received=clock("09:00:05"), internal=None, not_after=None, disputed=True)
    assert event_time(disputed, Side.CLIENT, Thresholds()).flags == ("time_conflict",)
    bound = Clocks(date=None, received=clock("09:00:05"), internal=None, not_after=clock("08:00:00"), zone_known=False)
    assert event_time(bound, Side.CLIENT, Thresholds()).flags == ("date_missing",)


def test_the_earliest_clock_of_all_copies_counts() -> None:
    first, second = read(), read("x", Received="from x by y; Mon, 2 Mar 2026 08:30:00 +0000")
    seen = [
        Sighting(sha256=first.sha256, source="m", kind="imap", folder="f", role=Role.INBOX, uidvalidity=1, uid=uid,
                 internal_date=clock(at), not_after=clock(after))
        for uid, at, after in ((1, "09:30:00", "12:00:00"), (2, "09:10:00", "11:00:00"))
    ]  # fmt: skip
    found = clocks([first, second], seen)
    assert found == Clocks(
        date=clock("09:00:00"), received=clock("08:30:00"), internal=clock("09:10:00"), not_after=clock("11:00:00")
    )
    assert clocks([first, read("y", Received=None)], [*seen, replace(seen[0], internal_date=None, not_after=None)]) == (
        replace(found, received=first.received)
    )
    assert clocks([read(Received=None)], []) == Clocks(
        date=clock("09:00:00"), received=None, internal=None, not_after=None
    )


def test_a_forged_header_states_no_date_and_an_unknown_zone_is_known_as_one() -> None:
    """S8, S9."""
    assert clocks([read(Subject="s\rDate: Mon, 2 Mar 2020 10:00:00 +0000")], []).date is None
    assert not clocks([read(Date="Mon, 2 Mar 2026 10:00:00 CET")], []).zone_known
    assert clocks([read(Date=None)], []).zone_known
    twice = read("x", "Date: Mon, 2 Mar 2026 12:00:00 +0100")
    assert clocks([twice], []).disputed
    assert not clocks([read(Date=None)], []).disputed


def test_a_date_without_a_zone_is_flagged_unless_the_server_agrees() -> None:
    assert timed(Side.CLIENT, "09:00:00", "10:00:05", zone=False).flags == ("transit_delay", "zone_unknown")
    assert timed(Side.CLIENT, "09:00:00", "09:00:05", zone=False).flags == ()
    assert timed(Side.CLIENT, "09:00:00", "09:15:00", zone=False).flags == ()  # T1: within 15 minutes
    assert timed(Side.CLIENT, "09:00:00", "09:15:01", zone=False).flags == ("transit_delay", "zone_unknown")
    assert timed(Side.CLIENT, "09:00:00", None, zone=False).flags == ("unverified_time", "zone_unknown")


def test_a_file_time_never_replaces_a_date_and_only_bounds_it() -> None:
    bounded = Clocks(date=clock("10:00:00"), received=None, internal=None, not_after=clock("09:00:00"))
    time = event_time(bounded, Side.CLIENT, Thresholds())
    assert (time.at, time.flags) == (clock("10:00:00"), ("unverified_time", "time_conflict"))
    for after, flags in (("08:55:00", ()), ("08:54:59", ("time_conflict",))):  # T2: more than five minutes
        limit = Clocks(date=clock("09:00:00"), received=None, internal=None, not_after=clock(after))
        assert event_time(limit, Side.CLIENT, Thresholds()).flags == ("unverified_time", *flags)
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


def test_what_else_is_odd_about_our_mail_is_still_told_when_an_answer_shows_when_it_went_out() -> None:
    """T1, T3: only the delay is gone; a zone that nobody knows stays a doubt."""
    clocks = Clocks(date=clock("09:00:00"), received=None, internal=clock("15:00:00"), not_after=None, zone_known=False)
    time = sent_before(event_time(clocks, Side.US, Thresholds()), clocks, [DAY + timedelta(hours=12)])
    assert (time.at, time.flags) == (clock("09:00:00"), ("zone_unknown", "time_conflict"))


def test_a_mail_of_ours_without_a_time_or_stored_at_once_is_not_moved_by_answers() -> None:
    nothing = Clocks(date=None, received=None, internal=None, not_after=None)
    assert sent_before(event_time(nothing, Side.US, Thresholds()), nothing, [DAY]).at is None
    undated = Clocks(date=None, received=None, internal=clock("09:00:00"), not_after=None)
    time = event_time(undated, Side.US, Thresholds())
    assert sent_before(time, undated, [DAY]) == time
    ahead = Clocks(date=clock("10:00:00"), received=None, internal=clock("09:00:00"), not_after=None)
    time = event_time(ahead, Side.US, Thresholds())
    assert sent_before(time, ahead, [DAY + timedelta(hours=11)]) == time
    kept = sent_before(
        event_time(Clocks(date=clock("09:00:00"), received=None, internal=clock("15:00:00"), not_after=None), Side.US,
                   Thresholds()),
        Clocks(date=clock("09:00:00"), received=None, internal=clock("15:00:00"), not_after=None),
        [DAY + timedelta(hours=12)],
    )  # fmt: skip
    assert kept.basis == "Date"


def test_a_mail_that_counts_from_its_date_is_not_moved_by_answers() -> None:
    clocks = Clocks(date=clock("09:00:00"), received=None, internal=None, not_after=None)
    time = event_time(clocks, Side.US, Thresholds())
    assert sent_before(time, clocks, [DAY + timedelta(hours=9)]) == time


@pytest.mark.parametrize("side", [Side.US, Side.CLIENT])
@pytest.mark.parametrize(
    "stated", ["1970-01-01T00:00:00+00:00", "2000-01-01T06:00:00+00:00", "9998-01-01T00:00:00+00:00"]
)
def test_a_date_in_a_year_that_no_calendar_covers_is_no_time(side: Side, stated: str) -> None:
    """B4: nothing is measured from it, and no analysis ends over it."""
    covered = date(2000, 1, 1), date(2040, 12, 31)
    read = measurable(Clocks(date=clock(stated), received=None, internal=None, not_after=None), *covered)
    alone = event_time(read, side, Thresholds())
    assert (alone.at, alone.flags) == (None, ("date_implausible",))
    stamped = event_time(replace(read, received=clock("09:00:08")), side, Thresholds())
    assert (stamped.at, stamped.basis) == (clock("09:00:08"), "Received")
