"""Each sentence held against the facts: what agrees, what does not, and what is named."""

from __future__ import annotations

import random
import re

import pytest

from harvester.courtroom.claims import Proven, check
from harvester.courtroom.proof import proven
from harvester.model import Dossier

ASKED = (
    "On Friday 10 April 2026 at 09:45 (CEST), Ann North wrote to Bob Roe about “Go-live”: “Who looks after it?” "
    "3 further questions were sent on Wednesday 15 April 2026 at 10:20 (CEST). No reply is recorded up to Monday 4 May "
    "2026 at 10:00 (CEST), 24 days (128 business hours) later. Invoice 2026-014 over EUR 4,800.00, SOW 4.1."
)
DELIVERED = "The wireframes were delivered on Wednesday 11 February 2026 at 16:02 (CET). SOW 2.1"
PROVEN = Proven(
    facts={"F-001": (ASKED,), "F-002": (DELIVERED,)},
    others=frozenset({"F-003"}),
    known="Studio North\nAcme Ltd\nBob Roe\nAnn North\nCarol Lane\nJane Roe",
    exhibits={"F-001": frozenset({"4"}), "F-002": frozenset({"5"})},
)


def disagreements(text: str) -> list[str]:
    return [claim.detail for claim in check(text, PROVEN) if not claim.agrees]


@pytest.mark.parametrize(
    "text",
    [
        "On Friday, 10 April, we asked Bob Roe who looks after the domain. [F-001]",
        "No reply is recorded for 24 days. [F-001, Exhibit 4]",
        "The wireframes were delivered on 11 February 2026 at 16:02, SOW 2.1.",
        "Good morning, Bob Roe.",
        "Thank you for your time.",
    ],
)
def test_what_a_fact_says_may_be_said_in_other_words(text: str) -> None:
    assert disagreements(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We asked on 11 April 2026. [F-001]", "F-001 says Friday 10 April 2026"),
        ("We asked on Thursday 10 April 2026. [F-001]", "that day was a Friday"),
        ("We asked Carol Lane. [F-001]", "“Carol Lane”: F-001 says"),
        ("No reply is recorded for 25 days. [F-001]", "F-001 says 24 days"),
        ("We asked four times. [F-001]", "“four times”"),
        ("The invoice of EUR 4,900 is open. [F-001]", "F-001 says EUR 4,800.00"),
        ("SOW 2.2 says 11 February 2026. [F-002]", "“SOW 2.2”: F-002 says SOW 2.1"),
        ("They were delivered. [F-003]", "F-003 is not accepted"),
        ("They were delivered. [F-009]", "there is no fact F-009"),
        ("They were delivered. [F-001, Exhibit 5]", "no exhibit of F-001"),
        ("We met on 2 March 2026.", "no accepted fact says"),
        ("We wrote on 04/05/2026.", "two dates, by two readings"),
        ("On 11 February 2026 no reply is recorded for 24 days.", "“11 February 2026” stands in F-002, apart"),
        ("Jane Roe was asked 3 questions on 10 April 2026.", "“Jane Roe” stands in the contract or the names"),
    ],
)
def test_what_no_fact_says_is_named_with_what_the_fact_says(text: str, told: str) -> None:
    (detail,) = disagreements(text)
    assert told in detail


def test_a_value_that_agrees_is_never_named_as_what_does_not() -> None:
    (detail,) = disagreements("On 11 February 2026 no reply is recorded for 24 days.")
    assert "24 days" not in detail


def test_a_fact_that_a_paragraph_cites_stands_for_each_of_its_lines() -> None:
    lines = "We asked on 10 April 2026.\u2028No reply is recorded for {} days. [F-001]"
    assert disagreements(lines.format(24)) == []
    assert "F-001 says 24 days" in disagreements(lines.format(25))[0]
    (claim,) = (one for one in check(lines.format(25), PROVEN) if not one.agrees)
    assert claim.line == 2


def accepted(dossier: Dossier) -> Proven:
    """As if a person had accepted every fact of the sample matter."""
    from dataclasses import replace

    facts = tuple(replace(fact, status="accepted", no=f"F-{n:03d}") for n, fact in enumerate(dossier.facts, 1))
    return proven(replace(dossier, facts=facts))


def test_every_sentence_of_the_sample_agrees_with_itself(sample_dossier: Dossier) -> None:
    held = accepted(sample_dossier)
    assert held.facts
    for number, (told, *_) in held.facts.items():
        statement = told.split("\n")[0]
        wrong = [claim.detail for claim in check(f"{statement} [{number}]", held) if not claim.agrees]
        assert wrong == [], number


def changed(text: str, chance: random.Random) -> str | None:
    """The text with one date, weekday, amount, number or name changed."""
    places = [
        *re.finditer(r"\b\d{1,2}(?= (?:January|February|March|April|May))", text),
        *re.finditer(r"\b(?:Monday|Tuesday|Wednesday|Thursday|Friday)\b", text),
        *re.finditer(r"\b\d+(?= (?:days|business hours|calls|further questions))", text),
        *re.finditer(r"\b\d\d:\d\d\b", text),
        *re.finditer(r"\b(?:Bob Roe|Carol Lane|Ann North)\b", text),
        *re.finditer(r"(?<=EUR )\d[\d,.]*\d", text),
    ]
    if not places:
        return None
    place = chance.choice(places)
    old = place.group()
    pools = {
        "name": ["Bob Roe", "Carol Lane", "Ann North", "Eve Stone"],
        "weekday": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Sunday"],
    }
    if old in pools["name"]:
        new = chance.choice([one for one in pools["name"] if one not in text] or ["Eve Stone"])
    elif old in pools["weekday"]:
        new = chance.choice([one for one in pools["weekday"] if one != old])
    elif ":" in old:
        new = f"{(int(old[:2]) + 1) % 24:02d}:{old[3:]}"
    else:
        new = str(int(old.replace(",", "").split(".")[0]) + chance.randint(30, 60))
    return text[: place.start()] + new + text[place.end() :]


@pytest.mark.slow
def test_every_change_of_a_date_an_amount_a_weekday_a_name_or_a_number_is_found(sample_dossier: Dossier) -> None:
    held = accepted(sample_dossier)
    chance = random.Random(20260504)  # noqa: S311 (a repeatable test, no secret)
    tried, missed = 0, list[str]()
    numbers = sorted(held.facts)
    while tried < 1000:
        number = chance.choice(numbers)
        told = changed(held.facts[number][0].split("\n")[0], chance)
        if told is None:
            continue
        tried += 1
        if all(claim.agrees for claim in check(f"{told} [{number}]", held)):
            missed.append(told)
    assert missed == []
