"""The digest of a night, in the words that a person reads."""

from __future__ import annotations

from datetime import UTC, datetime

from harvester.model.night import ClientNight, Flagged, FlagKey, FlagState, Night
from reports import digest

AT = datetime(2026, 5, 4, 2, tzinfo=UTC)


def flag(rule: str, detail: str, state: FlagState = FlagState.NEW) -> Flagged:
    return Flagged(key=FlagKey("acme", rule, detail), state=state, since=AT, detail=detail)


def test_a_subject_says_in_plain_words_what_could_not_be_judged() -> None:
    flags = (
        flag("unanswered", "“Texts”, asked of Bob Roe: no reply recorded."),
        flag("unanswered", "“Draft”, asked of Bob Roe: needs a person’s look.", FlagState.SUPPRESSED),
    )
    night = Night(at=AT, zone="UTC", clients=(ClientNight(key="acme", name="Acme Ltd"),), flags=flags)
    assert digest.subject(night) == "Harvester: 1 new, 1 could not be judged"


def test_the_name_of_a_rule_is_not_said_before_a_sentence_that_begins_with_it() -> None:
    invoice = flag("invoice", "Invoice 2026-014 was payable by Sunday 22 March 2026.")
    assert digest.line(invoice) == "Invoice 2026-014 was payable by Sunday 22 March 2026."
    asked = flag("unanswered", "“Texts”, asked of Bob Roe: no reply recorded.")
    assert digest.line(asked).startswith("Unanswered: “Texts”")
