"""What a sentence states, in one spelling."""

from __future__ import annotations

import pytest

from harvester.courtroom.values import values


def stated(text: str) -> set[tuple[str, str]]:
    return {(one.kind, one.value) for one in values(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Monday 9 February 2026", {("date", "2026-02-09"), ("weekday", "mon 2026-02-09")}),
        ("on Feb 9th, 2026", {("date", "2026-02-09")}),
        ("February 9 2026", {("date", "2026-02-09")}),
        ("the 9th of February", {("date", "--02-09")}),
        ("2026-02-09", {("date", "2026-02-09")}),
        ("9.2.2026", {("date", "2026-02-09")}),
        ("13/02/2026", {("date", "2026-02-13")}),
        ("04/05/2026", {("date", "ambiguous 04/05/2026")}),
        ("30 February 2026", {("date", "impossible 30 February 2026")}),
        ("at 16:02", {("time", "16:02")}),
        ("at 4:02 pm", {("time", "16:02")}),
        ("by 4 p.m.", {("time", "16:00")}),
        ("EUR 4,800.00", {("amount", "EUR 4800")}),
        ("4,800 €", {("amount", "EUR 4800")}),
        ("£250.50", {("amount", "GBP 250.5")}),
        ("24 days", {("duration", "24 day")}),
        ("128 business hours", {("duration", "128 business hour")}),
        ("one day before", {("duration", "1 day")}),
        ("a three-week pause", {("duration", "3 week")}),
        ("twice", {("count", "2 time")}),
        ("three reminders", {("count", "3 reminder")}),
        ("3 further questions", {("count", "3 question")}),
        ("two of them", set()),
        ("SOW 2.1", {("clause", "sow 2.1")}),
        ("§ 5", {("clause", "§ 5")}),
        ("[F-003, Exhibit 4]", {("fact", "F-003"), ("exhibit", "4")}),
        ("Bob Roe wrote", {("name", "bob roe")}),
        ("see you on Monday", {("weekday", "mon")}),
    ],
)
def test_equal_statements_are_equal_values(text: str, expected: set[tuple[str, str]]) -> None:
    assert stated(text) == expected


def test_every_value_names_its_place() -> None:
    text = "We asked on 10 April 2026, twice, about EUR 4,800.00."
    found = list(values(text))
    assert {one.text for one in found} >= {"10 April 2026", "EUR 4,800.00"}
    for one in found:
        assert text[one.start :].startswith(one.text)
