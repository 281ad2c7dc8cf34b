"""The contract of the sample matter, held against what was worked out by hand."""

from __future__ import annotations

import re

from harvester.model.dossier import Dossier
from harvester.model.matter import Side
from harvester.model.standing import Status

BY_HAND = {
    "wireframes": ("met_late", 1, "2026-02-10"),
    "designs": ("met", None, "2026-03-06"),
    "staging": ("met", None, "2026-03-27"),
    "texts": ("met_late", 14, "2026-01-26"),
    "photos": ("met", None, "2026-02-02"),
    "legal-texts": ("unproven unmatched_candidates", None, "2026-03-20"),
    "wireframes-approved": ("met", None, "2026-02-20"),
    "designs-approved": ("met_late", 6, "2026-03-12"),
    "release": ("missed", 24, "2026-04-10"),
    "kickoff": ("met", None, "2026-01-14"),
    "golive-planning": ("missed", None, "2026-04-01"),
    "payment-1": ("missed", 42, "2026-03-22"),
    "training": ("not_measurable", None, None),
    "cooperation": ("not_measurable", None, None),
    "confidentiality": ("not_measurable", None, None),
    "notice": ("met", None, None),
    "cure": ("pending", None, "2026-05-04"),
}


def test_every_obligation_stands_as_it_was_worked_out_by_hand(sample_dossier: Dossier) -> None:
    found = {
        one.obligation.id: (
            " ".join(filter(None, (one.status.value, one.doubt and one.doubt.value))),
            one.days_late,
            one.due.on.isoformat() if one.due else None,
        )
        for one in sample_dossier.obligations
        if not one.instances
    }
    assert found == BY_HAND


def test_what_depends_on_a_late_input_is_printed_with_it(sample_dossier: Dossier) -> None:
    (fact,) = [fact for fact in sample_dossier.facts if fact.fact_id == "obligation:acme:wireframes"]
    assert "“texts” of the client (SOW 3.1), which was 14 days late" in " ".join(fact.beside)
    assert "this was 1 day after that date" in fact.statement


def test_a_question_over_the_time_of_the_contract_is_a_fact_under_its_clause(sample_dossier: Dossier) -> None:
    late = {
        instance.gap_id
        for one in sample_dossier.obligations
        for instance in one.instances
        if instance.status in (Status.MISSED, Status.MET_LATE)
    }
    clauses = {fact.gap_id: fact.clause for fact in sample_dossier.facts if fact.gap_id}
    assert late
    assert {clauses.get(gap) for gap in late} <= {"SOW 4.2", "SOW 4.3"}


def test_while_a_question_needs_a_look_its_answer_is_neither_late_nor_missing(sample_dossier: Dossier) -> None:
    firm = {gap.gap_id: gap.claim for gap in sample_dossier.gaps}
    instances = [instance for one in sample_dossier.obligations for instance in one.instances]
    assert instances
    accused = [i for i in instances if i.status in (Status.MISSED, Status.MET_LATE)]
    assert {firm[instance.gap_id] for instance in accused} == {"firm"}


def test_the_law_is_never_spoken_of(sample_dossier: Dossier) -> None:
    """G10: facts, not legal conclusions."""
    facts = [fact for fact in sample_dossier.facts if fact.obligation]
    assert {fact.party for fact in facts} == {Side.US, Side.CLIENT}
    told = " ".join(" ".join((fact.statement, *fact.beside, fact.fix or "")) for fact in facts)
    told += " ".join(f"{fix.how} {fix.proof}" for fix in sample_dossier.fix_first)
    own = re.sub(r"“[^”]*”", "", told).casefold()
    assert not re.search(r"\b(breach\w*|default\w*|failed|refus\w*|ignor\w*|violat\w*|liable|fault)\b", own)


def test_what_can_still_be_put_right_stands_first(sample_dossier: Dossier) -> None:
    fixes = sample_dossier.fix_first
    assert [fix.fixable for fix in fixes] == sorted((fix.fixable for fix in fixes), reverse=True)
    assert fixes[0].what == "Answer “Editor training”"
    assert fixes[0].by
    assert fixes[0].by.isoformat().startswith("2026-05-04T21:59:59"), "the end of the time for cure"
    assert "wireframes" in {fix.obligation for fix in fixes}
    assert all(fix.evidence for fix in fixes)
