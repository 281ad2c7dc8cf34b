"""Response times in few numbers (S1)."""

import pandas as pd
import pytest

from harvester.model.matter import Side
from harvester.pipeline.stats import quantile, response_times, share_within, survival
from tests.pipeline.timelines import parsed


def test_unanswered_gaps_count_as_longer_than_they_are_now() -> None:
    hours = pd.Series([2.0, 5.0, 26.0, 50.0, 120.0])
    closed = pd.Series([True, True, True, False, False])
    assert survival(hours, closed).tolist() == pytest.approx([0.8, 0.6, 0.4])
    assert quantile(hours, closed, 0.5) == 26.0
    assert quantile(hours, closed, 0.8) is None


def test_without_any_gap_there_is_no_number() -> None:
    assert quantile(pd.Series([], dtype=float), pd.Series([], dtype=bool), 0.5) is None


def test_an_answer_at_the_very_end_is_counted_before_the_open_ones_leave() -> None:
    assert quantile(pd.Series([10.0, 10.0]), pd.Series([True, False]), 0.5) == 10.0


def test_the_share_answered_in_time_counts_open_ones_as_longer() -> None:
    hours, closed = pd.Series([2.0, 5.0, 50.0]), pd.Series([True, True, False])
    shares = [share_within(hours, closed, limit) for limit in (1.0, 2.0, 5.0, 99.0)]
    assert shares == pytest.approx([0.0, 1 / 3, 2 / 3, 2 / 3])


def test_a_call_ends_a_gap_and_open_ones_are_counted_apart() -> None:
    """S1, S5: only what the side itself owed."""
    asked = "2026-03-02 10:00  us  Could you?\n2026-03-02 12:00  client  Yes. (no)\n2026-03-03 10:00  us  And this?\n"
    later = "2026-03-04 10:00  call  attended\n2026-03-05 10:00  us  Which one? (other)\nas of 2026-03-06 10:00"
    gaps = parsed(asked + later).measured().gaps
    found = response_times(gaps, Side.CLIENT, 16)
    assert (found.n, found.answered, found.open, found.chasers) == (3, 2, 1, 0)
    assert (found.longest_open_hours, found.longest_closed_hours) == (24.0, 24.0)
    assert response_times(gaps, Side.US, 16).longest_open_hours is None
