"""Each sentence held against the facts: what agrees, what does not, and what is named."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from harvester.courtroom.claims import Checker, Proven, check
from harvester.courtroom.proof import proven
from harvester.courtroom.sentences import sentences
from harvester.courtroom.texts import markdown_text
from harvester.model.dossier import Dossier
from harvester.model.times import WEEKDAYS
from reports.script import written

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
        "Mr. Roe was asked on 10 April 2026. [F-001]",
        "Herr Roe, Frau Dr. Lane and Ms North’s colleague Miss Roe were there.",
        "Bob Roe’s answer came.",
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
        ("Frau Smith was there.", "no accepted fact says “Frau Smith”"),
        ("Yes, Herr Dr. Smith was there.", "no accepted fact says “Herr Dr. Smith”"),
        ("Mr. Smith was there.", "no accepted fact says “Mr. Smith”"),
        ("Ms Bob Smith was there.", "no accepted fact says “Ms Bob Smith”"),
        ("Mr Lane was asked. [F-001]", "“Mr Lane”: F-001 says"),
        ("Mr Bob was asked. [F-001]", "“Mr Bob”: F-001 says"),
        ("Herr Bob was there.", "no accepted fact says “Herr Bob”"),
        ("We wrote on 04/05/2026.", "two dates, by two readings"),
        ("On 11 February 2026 no reply is recorded for 24 days.", "“11 February 2026” stands in F-002, apart"),
        ("Jane Roe was asked 3 questions on 10 April 2026.", "“Jane Roe” stands in the contract or the names"),
    ],
)
def test_what_no_fact_says_is_named_with_what_the_fact_says(text: str, told: str) -> None:
    (detail,) = disagreements(text)
    assert told in detail


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Die Texte kamen am 7. Mai. Bis zum 9. war nichts da.", 2),
        ("Nach Nr. 4 und Abs. 2 fehlen z. B. Texte. Das ist alles.", 2),
        ("Am 3. Entwurf war Herr Dr. Roe beteiligt, vgl. Art. 5.", 1),
        ("We met on 7. May 2026. Section No. 4 says so.", 2),
        ("We asked for an answer. None came in 7. We asked again.", 3),
        ("Did you reply? No. On 10 April we asked again.", 3),
    ],
)
def test_a_sentence_does_not_end_behind_a_day_a_number_or_an_abbreviation(text: str, parts: int) -> None:
    assert len(found := sentences(text)) == parts
    assert " ".join(found) == text


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
    facts = tuple(replace(fact, status="accepted", no=f"F-{n:03d}") for n, fact in enumerate(dossier.facts, 1))
    return proven(replace(dossier, facts=facts))


def test_every_sentence_of_the_sample_agrees_with_itself(sample_dossier: Dossier) -> None:
    held = accepted(sample_dossier)
    assert held.facts
    checker = Checker(held)
    for number, (told, *_) in held.facts.items():
        statement = told.split("\n")[0]
        wrong = [claim.detail for claim in checker.check(f"{statement} [{number}]") if not claim.agrees]
        assert wrong == [], number


NAMES = ("Bob Roe", "Carol Lane", "Ann North", "Jane Roe", "Eve Stone")
MONTHS = ("January", "February", "March", "April", "May", "June")
AMOUNTS = ("3,600.00", "3,646.26", "40.00", "46.26", "4,800.00", "1,200.00", "77.00")
COUNTS = ("1", "2", "3", "5", "10", "20", "24", "42")
CHANGES = {
    "name": (r"\b(?:Bob Roe|Carol Lane|Ann North)\b", NAMES),
    "company": (r"\b(?:Acme Ltd|Acme(?! Ltd)|Studio North)\b", ("Acme Ltd", "Acme", "Studio North", "Globex")),
    "role": (r"\b(?:signatory|marketing|accounts payable)\b", ("signatory", "marketing", "accounts payable")),
    "address": (r"\bbob@acme\.example\b|(?<![@\w])acme\.example\b", ("bob@acme.example", "ann@north.example")),
    "weekday": ("|".join(WEEKDAYS), WEEKDAYS),
    "day": (rf"\b\d{{1,2}}(?= (?:{'|'.join(MONTHS)}))", tuple(map(str, range(1, 29)))),
    "month": (rf"\b(?:{'|'.join(MONTHS)})(?= 2026)", MONTHS),
    "amount": (r"\b\d[\d,]*\.\d\d\b(?= EUR)|(?<=EUR )\d[\d,.]*\d", AMOUNTS),
    "count": (r"\b\d+(?= (?:days?|calls?|further questions|h|business hours)\b)", COUNTS),
    "clause": (r"(?<=SOW )\d\.\d", ("2.1", "2.2", "9.1", "8.2", "4.3")),
    "time": (r"\b\d\d:\d\d\b", ("10:20", "20:20", "14:12", "09:00")),
}
"""What is changed in a text, and what it becomes: mostly what stands elsewhere in the same matter."""


def changed(text: str, chance: random.Random) -> str | None:
    """The text with one value changed; None: it holds none of the kind that was drawn."""
    pattern, pool = CHANGES[chance.choice(list(CHANGES))]
    places = list(re.finditer(pattern, text))
    if not places:
        return None
    place = chance.choice(places)
    new = chance.choice([one for one in pool if one != place.group()])
    return text[: place.start()] + new + text[place.end() :]


def missed(held: Proven, texts: Sequence[str], seeds: Sequence[int], each: int) -> list[str]:
    """Lines of texts that one change made untrue, and that agree all the same: `each` changes a seed."""
    checker, found = Checker(held), list[str]()
    for seed in seeds:
        chance = random.Random(seed)  # noqa: S311 (a repeatable test, no secret)
        tried = 0
        while tried < each:
            text = chance.choice(texts)
            told = changed(text, chance)
            if told is None:
                continue
            tried += 1
            if all(claim.agrees for claim in checker.check(told)):
                found += sorted({*told.splitlines()} - {*text.splitlines()})
    return found


@pytest.mark.slow
def test_every_change_in_a_cited_fact_is_found(sample_dossier: Dossier) -> None:
    held = accepted(sample_dossier)
    texts = [f"{told.splitlines()[0]} [{number}]" for number, (told, *_) in held.facts.items()]
    assert missed(held, texts, seeds=(1, 2, 3, 4, 5), each=200) == []


@pytest.mark.slow
def test_every_change_in_a_generated_script_or_brief_is_found(sample_dossier: Dossier) -> None:
    """Greetings, headings, tables, fallback and floor, roles and companies included."""
    facts = tuple(replace(one, no=f"F-{n:03d}", status="accepted" if one.claim == "firm" else "proposed")
                  for n, one in enumerate(sample_dossier.facts, 1))  # fmt: skip
    dossier = replace(sample_dossier, facts=facts)
    texts = [markdown_text(written(dossier, name)) for name in ("script", "brief")]
    held = proven(dossier, scripts=texts)
    assert [claim for text in texts for claim in check(text, held) if not claim.agrees] == []
    assert missed(held, texts, seeds=(11, 12, 13, 14, 15), each=200) == []


def test_a_text_of_ones_own_is_not_held_to_the_wording_of_the_script() -> None:
    script = "Hello, Bob Roe.\nThank you for making time.\nThis takes effect on 4 May 2026."
    held = replace(PROVEN, scripts=(script,), names=frozenset({"Bob Roe", "Carol Lane", "Jane Roe"}))
    own = "Hello, Carol Lane.\nThe weather was fine.\nWe met in the hall."
    assert [claim.detail for claim in check(own, held) if not claim.agrees] == []
    (claim,) = (one for one in check(script.replace("Bob Roe", "Carol Lane"), held) if one.line == 1)
    assert claim.detail == "“Carol Lane”: the script says Bob Roe there"


def test_names_in_another_order_than_in_the_fact_are_named() -> None:
    held = replace(PROVEN, names=frozenset({"Ann North", "Bob Roe"}))
    proof = replace(held, facts={"F-001": ("On 10 April 2026, Ann North wrote to Bob Roe about “Go-live”.",)})
    (claim,) = check("On 10 April 2026, Bob Roe wrote to Ann North about “Go-live” [F-001].", proof)
    assert "“Bob Roe”: F-001 says Ann North there" in claim.detail
