"""Foreign text, times and durations as a reader sees them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from harvester.model import times
from harvester.model.mail import StatedTime
from reports.letters import place, size, stated
from reports.marked import plain
from reports.text import cell, markdown, one_line, shortened, shown


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("two\r\nlines\tand a tab", "two\nlines\tand a tab"),
        ("abc\u202egnp.exe", "abc⟨U+202E⟩gnp.exe"),
        ("a\u200bb\ufeffc\u00add", "a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+00AD⟩d"),
        ("nul\x00 escape\x1b[31m", "nul␀ escape␛[31m"),
        ("c1\x9b del\x7f", "c1⟨U+009B⟩ del⟨U+007F⟩"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("Grüße, 你好, שלום, 👩\u200d🎨", "Grüße, 你好, שלום, 👩\u200d🎨"),
    ],
)
def test_nothing_in_a_text_is_hidden(given: str, expected: str) -> None:
    assert shown(given) == expected


def test_one_line_is_one_line() -> None:
    assert one_line("a\r\nINFO forged\n\tline\u2028x") == "a INFO forged line⟨U+2028⟩x"
    assert shortened("x" * 500, 10) == "xxxxxxxxx…"
    assert shortened("short", 10) == "short"


@pytest.mark.parametrize("start", list("=+-@＝＋－＠|%\t\r\n"))
def test_a_cell_never_starts_a_formula(start: str) -> None:
    assert cell(f"{start}cmd|'/c calc'!A1").startswith(("'", "cmd"))
    assert cell(f"  {start}1+1")[0] in "'1"
    assert cell(f"{start}1+1")[:1] == "'"


def test_numbers_and_flags_of_a_cell_stay_what_they_are() -> None:
    assert [cell(value) for value in (None, True, 3, 4.5, "plain", "<id@x.example>")] == [
        "", "true", "3", "4.5", "plain", "<id@x.example>",
    ]  # fmt: skip


def test_markdown_is_literal() -> None:
    assert markdown("a *b* [c](https://d) <e> & `f` | g_h") == (r"a \*b\* \[c\](https\://d) \<e\> & \`f\` \| g\_h")
    for read_as_a_letter in ("&lt;", "&#60;", "&#x3c;"):
        assert plain(markdown(read_as_a_letter)) == read_as_a_letter


@pytest.mark.parametrize(
    ("calendar", "business", "expected"),
    [
        (170, 40, "7 days 2 h (40 business hours)"),
        (24, 1, "1 day (1 business hour)"),
        (4.5, 4.5, "4 h 30 min (4.5 business hours)"),
        (0.45, 0, "27 min (0 business hours)"),
        (0, 0, "0 min (0 business hours)"),
        (71.999, 7.99, "2 days 23 h (7.9 business hours)"),
        (65.0, 39.99999999, "2 days 17 h (40 business hours)"),
    ],
)
def test_durations_name_both_clocks_and_are_not_rounded_up(calendar: float, business: float, expected: str) -> None:
    """B8."""
    assert times.duration(calendar, business) == expected


def test_times_are_local_with_their_zone_and_follow_the_change_of_clocks() -> None:
    assert times.moment(utc(3, 28, 11), "Europe/Berlin") == "Sat 28 Mar 2026, 12:00 CET"
    assert times.moment(utc(3, 29, 11), "Europe/Berlin") == "Sun 29 Mar 2026, 13:00 CEST"
    assert times.moment(utc(3, 2, 3), "America/New_York", long=True) == "Sunday 1 March 2026, 22:00 EST"
    assert times.moment(utc(3, 2, 9), "Asia/Kolkata") == "Mon 2 Mar 2026, 14:30 IST"
    assert times.moment(utc(3, 2, 9), "Asia/Kathmandu") == "Mon 2 Mar 2026, 14:45 UTC+5:45"
    assert times.moment(utc(3, 2, 9), "America/Sao_Paulo") == "Mon 2 Mar 2026, 06:00 UTC−3"
    assert times.stamp(utc(3, 2, 9), "Europe/Berlin") == "2 Mar 2026, 10:00 CET"
    assert times.utc_moment(utc(3, 2, 9)) == "2026-03-02 09:00:00 UTC"
    assert times.iso(utc(3, 2, 9)) == "2026-03-02T09:00:00Z"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 3, 2), date(2026, 3, 31), "2 to 31 March 2026"),
        (date(2026, 3, 2), date(2026, 4, 1), "2 March to 1 April 2026"),
        (date(2025, 12, 2), date(2026, 4, 1), "2 December 2025 to 1 April 2026"),
        (date(2026, 3, 2), date(2026, 3, 2), "2 March 2026"),
    ],
)
def test_a_period_repeats_nothing(first: date, last: date, expected: str) -> None:
    assert times.period(first, last) == expected


def test_a_working_week_is_drawn_together() -> None:
    split = ((540, 750), (810, 1080))
    assert times.week_text(dict.fromkeys(range(5), ((540, 1020),))) == "Monday to Friday 09:00–17:00"
    assert times.week_text({**dict.fromkeys(range(4), split), 4: ((540, 780),)}) == (
        "Monday to Thursday 09:00–12:30, 13:30–18:00; Friday 09:00–13:00"
    )
    assert times.week_text(dict.fromkeys(range(7), ((0, 1440),))) == "Monday to Sunday 00:00–24:00"
    assert times.week_text({0: ((0, 60),), 2: ((0, 60),)}) == "Monday 00:00–01:00; Wednesday 00:00–01:00"
    assert times.week_text({}) == "no working hours"


def test_a_stated_time_keeps_the_zone_it_was_stated_in() -> None:
    at = utc(3, 2, 18)
    assert stated(StatedTime(at=at, zone="explicit", offset_minutes=-300)) == "Mon 2 Mar 2026, 13:00:00 −05:00"
    assert stated(StatedTime(at=at, zone="explicit", offset_minutes=330)) == "Mon 2 Mar 2026, 23:30:00 +05:30"
    assert stated(StatedTime(at=at, zone="utc")) == "Mon 2 Mar 2026, 18:00:00 +00:00"
    assert stated(StatedTime(at=at, zone="unknown")) == "Mon 2 Mar 2026, 18:00:00 (no zone stated)"


def test_sizes_have_a_unit_and_a_folder_of_the_user_is_not_told() -> None:
    assert [size(count) for count in (0, 999, 1000, 248_113, 12_400_000, 3_000_000_000)] == [
        "0 bytes", "999 bytes", "1 kB", "248 kB", "12 MB", "3000 MB",
    ]  # fmt: skip
    assert place("/home/ann/mail/export.mbox") == "export.mbox"
    assert place("imap.example.com:993") == "imap.example.com:993"
