"""A day off on which something was due is said to be one: some laws move it, whatever the contract says (P1)."""

from __future__ import annotations

from datetime import date

import pytest

from harvester.model.dossier import Dossier
from harvester.pipeline.contract.promises import weekend


@pytest.mark.parametrize("day", range(5, 10))
def test_a_working_day_needs_no_word(day: int) -> None:
    assert weekend(date(2026, 1, day)) == ""


def test_an_invoice_that_was_payable_on_a_sunday_says_so_beside_it(sample_dossier: Dossier) -> None:
    (fact,) = [one for one in sample_dossier.facts if one.fact_id == "invoice:acme:2026-014"]
    assert "payable by Sunday 22 March 2026" in fact.statement
    assert weekend(date(2026, 3, 22)) in fact.beside
    assert weekend(date(2026, 3, 22)).startswith("Sunday 22 March 2026 is no business day in most places")
