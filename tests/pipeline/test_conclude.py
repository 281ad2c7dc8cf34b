"""The sample matter from its mailbox to its facts: what the program finds is what a person reads in the mails."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from harvester.model.dossier import Dossier
from harvester.model.facts import Fact
from harvester.model.gaps import Gap
from harvester.model.mail import MessageClass
from harvester.model.matter import Side
from harvester.store.store import Store

EXPECTED: list[list[Any]] = json.loads((Path(__file__).parents[1] / "data" / "sample_gaps.json").read_text())
"""Level A gaps as the program gave them when they were held against a reading of the story by hand, row by row."""

LOADED = re.compile(
    r"\b(ignor\w*|refus\w*|fail\w*|breach\w*|default\w*|always|never|toxic|obvious\w*|deliberate\w*|merely)\b", re.I
)


def of(dossier: Dossier, subject: str, status: str = "open") -> Gap:
    return next(gap for gap in dossier.gaps if subject in gap.subject and gap.status == status and gap.level == "A")


def fact_of(dossier: Dossier, gap: Gap) -> Fact:
    return next(fact for fact in dossier.facts if fact.gap_id == gap.gap_id)


def test_every_gap_comes_out_as_it_was_agreed(sample_dossier: Dossier) -> None:
    found = [
        [
            gap.owed_by.value, gap.subject, gap.started_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            gap.ended_at.strftime("%Y-%m-%dT%H:%M:%SZ") if gap.ended_at else None, gap.status,
            round(gap.calendar_hours, 4), round(gap.business_hours, 4), gap.business_days, len(gap.chasers), gap.claim,
        ]
        for gap in sample_dossier.gaps
        if gap.level == "A"
    ]  # fmt: skip
    assert found == EXPECTED


@pytest.mark.parametrize(
    ("subject", "status", "flag"),
    [
        ("Go-live: plan", "open", "auto_reply"),
        ("Go-live: plan", "open", "read_receipt"),
        ("Font licence", "closed_by_call", "ask_released"),
        ("Font licence", "closed_by_call", "possible_activity"),
        ("Newsletter form", "closed_by_call", "other_contact"),
        ("Search box: spare parts too?", "answered", "other_personnel"),
        ("Image rights", "answered", "delayed_delivery"),
    ],
)
def test_what_speaks_for_the_client_stands_beside_the_gap(
    sample_dossier: Dossier, subject: str, status: str, flag: str
) -> None:
    assert flag in of(sample_dossier, subject, status).flags


def test_an_answer_in_spam_and_one_from_a_private_address_count(sample_dossier: Dossier) -> None:
    closers = [gap.closer.sha256 for gap in sample_dossier.gaps if gap.closer]
    answered = [exchange for exchange in sample_dossier.exchanges if exchange.originals[0] in closers]
    assert any(sighting.folder == "Junk" for exchange in answered for sighting in exchange.sightings)
    assert any(exchange.author == "bob.roe@gmail.com" for exchange in answered)


def test_a_mail_that_bounced_is_no_question_and_is_printed(sample_dossier: Dossier) -> None:
    (fact,) = [fact for fact in sample_dossier.facts if fact.kind == "undelivered"]
    assert fact.party is Side.US
    cited = {citation.sha256 for citation in fact.evidence}
    assert not any(gap.opener.sha256 in cited for gap in sample_dossier.gaps)


def test_nobody_elses_mail_was_taken(sample_dossier: Dossier) -> None:
    for exchange in sample_dossier.exchanges:
        assert "notacme.example" not in exchange.author
        assert "evil.example" not in exchange.author


def test_our_side_comes_first_and_every_fact_has_its_proof(sample_dossier: Dossier, sample_folder: Path) -> None:
    """P5."""
    parties = [fact.party for fact in sample_dossier.facts]
    assert parties == sorted(parties, key=lambda party: party is not Side.US)
    known = {sha256 for sha256, _ in Store(sample_folder / "evidence.db").originals()}
    for fact in sample_dossier.facts:
        assert {citation.sha256 for citation in fact.evidence} <= known
        assert "Mail searched: mail (Acme, Archive" in fact.coverage


def test_every_quote_stands_in_the_original_that_it_cites(sample_dossier: Dossier) -> None:
    subjects = {sha: e.message.subject for e in sample_dossier.exchanges for sha in e.originals}
    quotes = [citation for fact in sample_dossier.facts for citation in fact.evidence if citation.quote]
    assert quotes
    for citation in quotes:
        assert str(citation.quote) in subjects[citation.sha256]


def test_the_program_speaks_without_motive_or_law(sample_dossier: Dossier) -> None:
    """P3."""
    for fact in sample_dossier.facts:
        own_words = re.sub(r"“[^”]*”", "", " ".join((fact.statement, *fact.beside, fact.reason or "")))
        assert not LOADED.search(own_words), own_words


def test_only_established_sentences_speak_of_no_reply_up_to_a_time_and_its_length(sample_dossier: Dossier) -> None:
    golive = fact_of(sample_dossier, of(sample_dossier, "Go-live: plan"))
    assert golive.claim == "firm"
    assert "No reply from anybody at acme.example or bob.roe@gmail.com is recorded" in golive.statement
    assert "24 days (128 business hours) later" in golive.statement
    invoice = fact_of(sample_dossier, of(sample_dossier, "Invoice 2026-014"))
    assert invoice.claim == "review"
    assert "needs a person’s look first" in invoice.statement
    assert "136 business hours" not in invoice.statement


def test_calls_of_the_log_are_attempts_facts_and_answers(sample_dossier: Dossier) -> None:
    golive = of(sample_dossier, "Go-live: plan")
    assert len(golive.attempts) == 2
    wireframes = of(sample_dossier, "Wireframes v1", "closed_by_call")
    assert wireframes.calendar_hours == pytest.approx(52.666, abs=0.01)
    kinds = [fact.kind for fact in sample_dossier.facts]
    assert kinds.count("call_not_taken") == 2
    assert "no_show" in kinds
    cited = {citation.sha256 for fact in sample_dossier.facts for citation in fact.evidence}
    assert {call.sha256 for call in sample_dossier.calls if call.outcome.value == "voicemail"} <= cited


def test_drafts_newsletters_and_notices_are_no_events(sample_dossier: Dossier) -> None:
    quiet = [e for e in sample_dossier.exchanges if e.kind is not MessageClass.HUMAN]
    cited = {ref.sha256 for gap in sample_dossier.gaps for ref in (gap.opener, *gap.chasers, gap.closer) if ref}
    assert len(quiet) >= 9
    assert not any(exchange.originals[0] in cited for exchange in quiet)


def test_the_silence_runs_on_over_newsletter_absence_notice_and_receipt(sample_dossier: Dossier) -> None:
    running = sample_dossier.silences[-1]
    assert running.ended_at is None
    assert (round(running.calendar_hours, 2), running.business_hours) == (576.24, 128.0)


def test_the_balance_says_what_was_left_out(sample_dossier: Dossier) -> None:
    assert re.search(r"\d+ facts about our side and \d+ facts about the client", sample_dossier.balance)
    assert "answered within 16 business hours" in sample_dossier.balance
