from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.parse.raw import read

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "zone", "offset"),
    [
        ("Mon, 2 Mar 2026 10:00:00 +0100", "explicit", 60),
        ("Mon, 2 Mar 2026 10:00:00 +0100 (CET)", "explicit", 60),
        ("Mon, 2 Mar 2026 10:00:00 GMT+0100", "explicit", 60),
        ("Mon, 02 Mar 2026 9:00:00 +0000", "explicit", 0),
        ("Mon, 2 Mar 2026 09:00:00 GMT", "explicit", 0),
        ("Mon, 2 Mar 2026 04:00:00 EST", "explicit", -300),
        ("2 Mar 26 02:00 PDT", "explicit", -420),
        ("Mon, 2 Mar 2026 09:00:00 -0000", "utc", None),
        ("Mon, 2 Mar 2026 09:00:00 UTC", "utc", None),
        ("Mon, 2 Mar 2026 09:00:00 CET", "unknown", None),
        ("Mon, 2 Mar 2026 09:00:00", "unknown", None),
        ("Mon Mar  2 09:00:00 2026", "unknown", None),
        ("Mon, 2 Mar 2026 09:00:00 +9999", "unknown", None),
        ("Mon, 2 Mar 2026 08:59:60 +0000", "explicit", 0),
    ],
)
def test_only_an_explicit_zone_counts(value: str, zone: str, offset: int | None) -> None:
    """S8."""
    stated = read(Date=value).date
    assert stated is not None
    assert (stated.at, stated.zone, stated.offset_minutes) == (NINE, zone, offset)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "yesterday",
        "Mon, 2 Mar 0001 10:00:00 +0000",
        "Mon, 2 Mar 101 10:00:00 +0000",
        "Mon, 2 Mar 99999 10:00:00 +0000",
        "31 Feb 2026 10:00:00 +0000",
        "Mon, 2 Mar 2026 25:00:00 +0000",
        "Mon, 2 Mar 9999 23:59:59 -1200",
    ],
)
def test_a_date_that_cannot_be_used_is_none(value: str | None) -> None:
    """S8."""
    assert read(Date=value).date is None


@pytest.mark.parametrize("year", [1970, 2020, 2037])
def test_an_implausible_date_is_still_read_for_others_to_judge(year: int) -> None:
    stated = read(Date=f"2 Mar {year} 10:00:00 +0000").date
    assert stated is not None
    assert stated.at.year == year


def test_two_dates_that_differ_are_disputed() -> None:
    message = read("x", "Date: Mon, 2 Mar 2026 11:00:00 +0100")
    assert message.date is not None
    assert message.date.at == NINE
    assert message.date.disputed
    assert "several_dates" in message.defects


def test_both_parsers_agree_about_an_ordinary_date() -> None:
    stated = read().date
    assert stated is not None
    assert not stated.disputed


def test_received_is_the_topmost_one() -> None:
    message = read("x", "Received: from a by b; Mon, 2 Mar 2026 08:59:58 +0000")
    assert message.received == datetime(2026, 3, 2, 9, 0, 8, tzinfo=UTC)


@pytest.mark.parametrize("value", ["from a by b", "from a by b; soon", "from a by b; Mon, 2 Mar 2026 10:00:00 CET"])
def test_a_received_header_without_a_clear_time_gives_none(value: str) -> None:
    assert read(Received=value).received is None


def test_a_bare_carriage_return_backdates_nothing() -> None:
    """S9."""
    message = read(Subject="s\rDate: Mon, 2 Mar 2020 10:00:00 +0000", Date=None)
    assert message.date is None
    assert "malformed_header" in message.defects
    assert message.subject == "s Date: Mon, 2 Mar 2020 10:00:00 +0000"
    assert message.received == datetime(2026, 3, 2, 9, 0, 8, tzinfo=UTC)


def test_a_null_in_the_header_takes_the_date_away() -> None:
    """S9."""
    message = read(Subject="=?utf\0-8?q?a?=")
    assert message.date is None
    assert "malformed_header" in message.defects
