"""What a person decided changes a result, and is printed with its reason (C13, X1, X6, B7; evidence.md 4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from harvester import collection
from harvester.config import load
from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier
from harvester.model.facts import Fact
from harvester.model.gaps import Gap, MailRef
from harvester.model.matter import Side
from harvester.pipeline import Evidence, conclude
from harvester.pipeline.explain import explanation

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
Decided = Callable[..., Dossier]


def decision(kind: str, number: int = 1, **payload: Any) -> Decision:
    return Decision(kind=kind, payload=payload, by="Ann North", reason="Bob said so on the phone.", at=AT, id=number)


@pytest.fixture(scope="session")
def evidence(sample_folder: Path) -> tuple[Evidence, Any]:
    return collection.collected(load(sample_folder / "config.toml"), "acme")


@pytest.fixture
def decided(evidence: tuple[Evidence, Any]) -> Decided:
    collected, engagement = evidence

    def concluded(*decisions: Decision) -> Dossier:
        return conclude(replace(collected, decisions=decisions), engagement)

    return concluded


def gap(dossier: Dossier, subject: str) -> Gap:
    return next(g for g in dossier.gaps if subject in g.subject and g.status == "open" and g.level == "A")


def fact(dossier: Dossier, about: Gap) -> Fact:
    return next(f for f in dossier.facts if f.gap_id == about.gap_id)


def test_a_message_of_another_conversation_can_be_made_the_answer(decided: Decided) -> None:
    before = decided()
    form = gap(before, "Invoice 2026-014")
    source = next(source for flag, source in form.flag_sources if flag == "other_contact")
    after = decided(decision("message", message=source, closes=True, gap=form.gap_id))
    answered = next(g for g in after.gaps if g.gap_id == form.gap_id)
    assert (answered.status, answered.closer.sha256 if answered.closer else None) == ("answered", source)
    for other in before.gaps:
        same = next(g for g in after.gaps if g.gap_id == other.gap_id)
        assert same.calendar_hours == other.calendar_hours or other.gap_id == form.gap_id
    working = " ".join(step.text for step in explanation(after, form.gap_id))
    assert "in another conversation ends it: a person said that it answers" in working
    assert "in the conversation ends it" not in working


def test_a_message_that_answers_nothing_leaves_the_gap_open_and_says_why(decided: Decided) -> None:
    answered = next(g for g in decided().gaps if g.level == "A" and g.owed_by is Side.CLIENT and g.closer)
    assert answered.closer
    after = decided(decision("message", message=answered.closer.sha256, closes=False))
    same = next(g for g in after.gaps if g.gap_id == answered.gap_id)
    assert same.calendar_hours > answered.calendar_hours


def test_what_a_person_has_looked_at_no_longer_counts_and_is_printed(decided: Decided) -> None:
    before = gap(decided(), "Invoice 2026-014")
    assert before.reasons == ("other_contact",)
    after = gap(decided(decision("gap", gap=before.gap_id, flags=["other_contact"])), "Invoice 2026-014")
    assert (after.claim, after.flags) == ("firm", before.flags)
    assert after.decided == ("Ann North decided on Monday 4 May 2026 at 14:00 (CEST): “Bob said so on the phone.”",)


def test_what_was_not_searched_cannot_be_judged_away(evidence: tuple[Evidence, Any]) -> None:
    collected, engagement = evidence
    views = tuple(replace(view, complete=False) for view in engagement.sources)
    undeclared = replace(engagement, sources=views)
    opened = [g for g in conclude(collected, undeclared).gaps if g.status == "open"]
    taken = tuple(decision("gap", n, gap=g.gap_id, flags=list(g.reasons)) for n, g in enumerate(opened))
    after = conclude(replace(collected, decisions=taken), undeclared)
    unanswered = [g for g in after.gaps if g.status == "open" and g.level == "A"]
    assert unanswered
    assert all("coverage_incomplete" in g.reasons for g in unanswered)


def test_a_contact_outside_mail_settles_what_was_open_like_a_call(decided: Decided) -> None:
    contact = decision("contact", client="acme", time="2026-04-20T10:00:00+02:00", channel="whatsapp", note="Called.")
    golive = next(g for g in decided(contact).gaps if "Go-live: plan" in g.subject and g.chasers)
    assert golive.status == "closed_by_call"
    seen = decision("contact", client="acme", time="2026-04-20T10:00:00+02:00", channel="sms", note="", closes=False)
    kept = gap(decided(seen), "Go-live: plan")
    assert kept.reasons == ("other_contact",)


def test_a_call_can_be_kept_to_the_conversations_that_it_settled(decided: Decided) -> None:
    """R19, R33: everything that was open, unless a person names the gaps; elsewhere it is contact and no more."""
    before = decided()
    call = next(call for call in before.calls if call.outcome == "voicemail")
    golive, invoice = gap(before, "Go-live: plan"), gap(before, "Invoice 2026-014")

    def ended(**said: Any) -> dict[str, tuple[str, tuple[str, ...]]]:
        after = decided(decision("call", call=call.id, outcome="attended", **said))
        return {g.gap_id: (g.status, g.flags) for g in after.gaps}

    for everything in (ended(), ended(gaps=["G-0000000000"])):
        assert (everything[golive.gap_id][0], everything[invoice.gap_id][0]) == ("closed_by_call", "closed_by_call")
    kept = ended(gaps=[golive.gap_id])
    assert kept[golive.gap_id][0] == "closed_by_call"
    assert kept[invoice.gap_id][0] == "open"
    assert "other_contact" in kept[invoice.gap_id][1]


def test_an_agreed_pause_is_taken_out_of_the_time(decided: Decided) -> None:
    before = gap(decided(), "Go-live: plan")
    pause = decision("pause", client="acme", start="2026-04-13T00:00:00-04:00", end="2026-04-18T00:00:00-04:00")
    after = gap(decided(pause), "Go-live: plan")
    assert before.calendar_hours - after.calendar_hours == pytest.approx(120)
    assert before.business_hours - after.business_hours == pytest.approx(40)
    assert before.business_days - after.business_days == 5
    assert after.decided


def test_an_expectation_can_be_corrected(decided: Decided) -> None:
    golive = gap(decided(), "Go-live: plan")
    after = decided(decision("message", message=golive.opener.message_id, expects="no"))
    assert all(g.opener.sha256 != golive.opener.sha256 for g in after.gaps)


def test_an_accepted_fact_stays_accepted_until_its_evidence_changes(decided: Decided) -> None:
    before = fact(decided(), gap(decided(), "Go-live: plan"))
    accepted = decision("fact", fact=before.fact_id, status="accepted", fingerprint=before.fingerprint)
    assert fact(decided(accepted), gap(decided(), "Go-live: plan")).status == "accepted"
    looked = decision("contact", 2, client="acme", time="2026-04-20T10:00:00+02:00", channel="sms", closes=False)
    changed = decided(accepted, looked)
    again = fact(changed, gap(changed, "Go-live: plan"))
    assert again.status == "proposed"
    assert again.reviewed
    assert "proposed again" in again.reviewed


def test_the_answer_that_came_late_is_named_where_the_accepted_question_is_no_more(
    decided: Decided, evidence: tuple[Evidence, Any]
) -> None:
    """K5: until the answer the list held another fact, and a person stood by that one."""
    collected, engagement = evidence
    late = next(f for f in decided().facts if f.kind == "late_answer" and f.party is Side.CLIENT)
    asked = f"unanswered:{late.gap_id}"
    other = decision("fact", 2, fact="unanswered:G-0123456789", status="accepted", fingerprint="1")
    said = (decision("fact", fact=asked, status="accepted", fingerprint="1"), other)
    numbered = replace(collected, decisions=said, numbers={asked: "F-901", "unanswered:G-0123456789": "F-902"})
    dossier = conclude(numbered, engagement)
    (told,) = dossier.lapsed
    now = next(f.no for f in dossier.facts if f.fact_id == late.fact_id)
    assert (told.no, told.decision) == ("F-901", 1)
    assert told.told.startswith("F-901, which Ann North accepted on Monday 4 May 2026 at 14:00 (CEST), is not in the")
    assert told.told.endswith(f"Do not say it. What came of it is told by {now}, which needs a decision of its own.")


def test_a_decision_about_another_client_changes_nothing(decided: Decided) -> None:
    contact = decision("contact", client="other", time="2026-04-20T10:00:00+02:00", channel="whatsapp")
    assert gap(decided(contact), "Go-live: plan").claim == "firm"


def test_a_decision_is_printed_beside_the_gaps_that_it_bears_on_and_no_other(decided: Decided) -> None:
    """C13: one about what asks in a gap, about what raised a flag of it, or about what answered it."""
    before = decided()
    golive, invoice = gap(before, "Go-live: plan"), gap(before, "Invoice 2026-014")
    answered = next(g for g in before.gaps if g.level == "A" and g.owed_by is Side.CLIENT and g.status == "answered")
    flagged = next(source for flag, source in invoice.flag_sources if flag == "other_contact")
    assert golive.chasers
    assert answered.closer

    def beside(message: str | None) -> set[str]:
        return {g.gap_id for g in decided(decision("message", message=message, expects="yes")).gaps if g.decided}

    quiet = next(
        g for g in before.gaps if g.owed_by is Side.US and g.opener.sha256 not in {s for _, s in g.flag_sources}
    )
    assert quiet.gap_id in beside(quiet.opener.sha256), "what asks counts, whether or not it raised a flag"
    assert golive.gap_id in beside(golive.opener.sha256)
    assert golive.gap_id in beside(golive.chasers[0].message_id)
    assert invoice.gap_id in beside(flagged)
    assert answered.gap_id in beside(answered.closer.sha256)
    for other in (golive.opener.sha256, golive.chasers[0].sha256):
        assert not beside(other) & {invoice.gap_id, answered.gap_id}
    assert golive.gap_id not in beside(invoice.opener.sha256)
    bears = {g.gap_id for g in before.gaps if any(source == flagged for _, source in g.flag_sources)}
    own = {g.gap_id for g in before.gaps if flagged in {ref.sha256 for ref in (g.opener, *g.chasers, *_closer(g))}}
    assert beside(flagged) - own <= bears


def _closer(about: Gap) -> tuple[MailRef, ...]:
    return (about.closer,) if about.closer else ()
