"""Every rule is applied somewhere, tested somewhere, and in the method in words where a report names it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from harvester.model.dossier import Dossier
from harvester.pipeline.explain import explanation
from harvester.pipeline.rules import CONTRACT_RULES, RULES

KNOWN = {rule.id for rule in RULES}
ROOT = Path(__file__).parents[2]

MEASUREMENT = """
P1 P2 P3 P4 P5 P6
A1 A2 A3 A4 A5 A6 A7 A8
T1 T2 T3 T4 T5 T6 T7
C0 C1 C2 C3 C4 C5 C6 C7 C8 C9 C10 C11 C11b C12 C13
D1 D2 D3 D4 D5 D6
R1 R9 R10 R12 R13 R14 R16 R17 R18 R19 R20 R20b R21 R22 R23 R24 R25 R26 R31 R33 R36 R37 R38 R39
X1 X2 X3 X4 X5 X6
B1 B2 B3 B4 B5 B6 B7 B8 B9
M1 M2 M3 M4 M5 M6 M7 M8
K1 K2 K3 K4 K5 K6
S1 S2 S3 S4 S5
"""
"""The rules of the measurement: each decides something in the program."""
EXAMPLES = """
R2 R3 R4 R5 R6 R7 R8 R27 R28 R29 R30 R32 R34 R35
R11 R11b R13b R13c R15
I1 I2 I3 I4 I5 I6 I7 I8 I9 I10
"""
"""Worked examples of those rules, and what must hold of every result: tests alone speak of them."""


def listed(rules: str) -> list[str]:
    return rules.split()


@cache
def cited(*folders: str) -> frozenset[str]:
    """Every rule that a source of these folders names, this file left out; of tests, the table of timelines too."""
    paths = {path for folder in folders for path in (ROOT / folder).rglob("*.py")} - {Path(__file__)}
    texts = [path.read_text("utf-8") for path in paths]
    if "tests" in folders:
        texts.append((ROOT / "tests" / "data" / "gaps.json").read_text("utf-8"))
    return frozenset(rule for text in texts for rule in re.findall(r"\b[A-Z]\d+[a-d]?\b", text))


@pytest.mark.parametrize("rule", listed(MEASUREMENT))
def test_every_rule_is_cited_where_it_is_applied(rule: str) -> None:
    assert rule in cited("harvester", "connectors")


@pytest.mark.parametrize("rule", listed(MEASUREMENT + EXAMPLES))
def test_every_rule_has_a_test_that_names_it(rule: str) -> None:
    assert rule in cited("tests")


def test_the_list_of_rules_is_complete() -> None:
    assert {rule for rule in KNOWN if rule[0] in "PATCDRXBMKS" and rule[1:]} <= {*listed(MEASUREMENT)}
    assert len({*listed(MEASUREMENT + EXAMPLES)}) == len(listed(MEASUREMENT + EXAMPLES))


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
