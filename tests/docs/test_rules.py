"""Every rule that a report names stands in the method, in words."""

from harvester.model import Dossier
from harvester.pipeline.explain import explanation
from harvester.pipeline.rules import CONTRACT_RULES, RULES

KNOWN = {rule.id for rule in RULES}


def test_no_rule_stands_twice() -> None:
    assert len(KNOWN) == len(RULES)


def test_every_rule_that_the_sample_prints_is_explained(sample_dossier: Dossier) -> None:
    classed = {one.rule for one in sample_dossier.exchanges}
    asked = {one.expects_rule.split()[0] for one in sample_dossier.exchanges if one.expects_rule}
    named = {rule for gap in sample_dossier.gaps for rule in gap.rules}
    steps = [step for gap in sample_dossier.gaps for step in explanation(sample_dossier, gap.gap_id)]
    worked = {rule for step in steps for rule in step.rules.split()}
    assert (classed | asked | named | worked) - KNOWN == set()


def test_every_rule_that_may_be_printed_elsewhere_is_explained() -> None:
    classes = {f"C{number}" for number in range(14)} - {"C11"}
    assert classes | {"C11b", "D6", "X1", "X2", "X3", "X4", "T1", "R9", "R20", "R24", "B2", "B7", "K3"} <= KNOWN


def test_every_rule_of_the_working_of_an_obligation_is_explained(sample_dossier: Dossier) -> None:
    printed = {step.rule for one in sample_dossier.obligations for step in one.steps}
    assert printed - KNOWN - {rule.id for rule in CONTRACT_RULES} == set()
    assert {rule.id for rule in CONTRACT_RULES} <= {rule.id for rule in sample_dossier.rules}
    assert KNOWN.isdisjoint(rule.id for rule in CONTRACT_RULES)
