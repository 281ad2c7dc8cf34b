from datetime import date
from importlib.metadata import version

import pytest

from harvester.config.hours import FIRST, LAST, HoursSettings, work_week, working_hours

NINE_TO_FIVE = ((540, 1020),)


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("Mon-Fri 09:00-17:00", dict.fromkeys(range(5), NINE_TO_FIVE)),
        (
            "Mon-Thu 09:00-12:30 13:30-18:00; Fri 09:00-13:00",
            {**dict.fromkeys(range(4), ((540, 750), (810, 1080))), 4: ((540, 780),)},
        ),
        ("Mon-Sun 00:00-24:00", dict.fromkeys(range(7), ((0, 1440),))),
        ("Sun-Thu 9:00-17:00", dict.fromkeys((0, 1, 2, 3, 6), NINE_TO_FIVE)),
        ("Sat-Mon 09:00-17:00", dict.fromkeys((0, 5, 6), NINE_TO_FIVE)),
        ("monday,wed 09:00-17:00", {0: NINE_TO_FIVE, 2: NINE_TO_FIVE}),
        ("Fri 22:00-24:00; Sat 00:00-06:00", {4: ((1320, 1440),), 5: ((0, 360),)}),
    ],
)
def test_a_work_week_is_read(text: str, week: dict[int, tuple[tuple[int, int], ...]]) -> None:
    assert work_week(text) == week


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no hours are given"),
        ("Mon", "names no hours"),
        ("Fry 09:00-17:00", "no weekday"),
        ("Monster 09:00-17:00", "no weekday"),
        ("Mon 9-5", "no span of hours"),
        ("Mon 17:00-09:00", "split hours across midnight"),
        ("Mon 09:00-09:00", "ends before it starts"),
        ("Mon 09:00-24:01", "no clock shows"),
        ("Mon 09:60-10:00", "no clock shows"),
        ("Mon 09:00-12:00 11:00-13:00", "overlap"),
        ("Mon-Wed 09:00-12:00; Tue 13:00-14:00", "Tue stands in it twice"),
    ],
)
def test_a_wrong_work_week_says_what_is_wrong(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        work_week(text)


def test_a_snapshot_names_its_source_and_holds_the_regional_holidays() -> None:
    hours = working_hours(HoursSettings(timezone="Europe/Berlin", work_week="Mon-Fri 09:00-17:00", holidays="DE-BE"))
    assert {date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 3, 8)} <= hours.closed
    assert date(2026, 6, 4) not in hours.closed, "Corpus Christi is no holiday in Berlin"
    assert version("holidays") in hours.source
    assert "DE-BE" in hours.source
    assert "observed" in hours.source
    assert (hours.first, hours.last) == (FIRST, LAST)
    assert not hours.assumed


def test_observed_days_count_as_closed() -> None:
    hours = working_hours(HoursSettings(holidays="US-NY"))
    assert date(2026, 7, 3) in hours.closed


def test_edits_by_date_are_applied_and_named() -> None:
    hours = working_hours(HoursSettings(holidays="DE-BE", closed=(date(2026, 8, 14),), open=(date(2026, 5, 1),)))
    assert date(2026, 8, 14) in hours.closed
    assert date(2026, 5, 1) not in hours.closed
    assert "1 date added; 1 date opened" in hours.source


@pytest.mark.parametrize("missing", ["timezone", "work_week", "holidays"])
def test_whatever_is_not_configured_makes_the_calendar_assumed(missing: str) -> None:
    """B9."""
    keys = {"timezone": "Europe/Berlin", "work_week": "Mon-Fri 09:00-17:00", "holidays": ""}
    assert not working_hours(HoursSettings(**keys)).assumed  # type: ignore[arg-type]  # three string keys only
    del keys[missing]
    assert working_hours(HoursSettings(**keys)).assumed  # type: ignore[arg-type]  # three string keys only


def test_nothing_configured_is_monday_to_friday_nine_to_five_without_holidays() -> None:
    hours = working_hours(HoursSettings())
    assert hours.week == dict.fromkeys(range(5), NINE_TO_FIVE)
    assert (hours.closed, hours.timezone) == (frozenset(), "")


def test_the_weekend_is_the_country_s_own() -> None:
    """B3."""
    hours = working_hours(HoursSettings(holidays="SA"))
    thursday, friday, sunday = date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 8)
    open_days = {day for day in (thursday, friday, sunday) if day.weekday() in hours.week and day not in hours.closed}
    assert open_days == {thursday, sunday}


def test_a_country_that_moved_its_weekend_is_read_by_date() -> None:
    """B3."""
    hours = working_hours(HoursSettings(holidays="AE"))
    before, after = date(2021, 3, 5), date(2023, 3, 10)
    assert before.weekday() == after.weekday() == 4
    assert 4 in hours.week
    assert before in hours.closed
    assert after not in hours.closed


@pytest.mark.parametrize(("place", "told"), [("XY", "no country"), ("DE-XX", "known are DE, DE-BB, DE-BE")])
def test_an_unknown_place_is_refused_with_the_known_ones(place: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        working_hours(HoursSettings(holidays=place))
