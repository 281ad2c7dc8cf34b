"""Response times in few numbers (S1)."""

import pandas as pd
import pytest

from harvester.pipeline.stats import quantile, survival


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
