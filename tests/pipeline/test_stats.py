"""Response times in few numbers (S1)."""

from dataclasses import replace

import pandas as pd
import pytest

from harvester.model.gaps import Stats
from harvester.model.matter import Side
from harvester.pipeline.stats import quantile, response_times, share_within, survival
from reports import words
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


def test_what_needs_a_look_says_nothing_about_how_long_the_client_took() -> None:
    """P1: a question that a mail elsewhere may have answered is open, and in no median, share or longest time."""
    asked = "2026-03-02 10:00  us  Could you?\n2026-03-02 12:00  client  Yes. (no)\n2026-03-03 10:00  us  And this?\n"
    elsewhere = "2026-03-04 10:00  client  By the way. (other, no)\nas of 2026-03-20 10:00"
    gaps = parsed(asked + elsewhere).measured().gaps
    assert [gap.claim for gap in gaps] == ["firm", "review"]
    found = response_times(gaps, Side.CLIENT, 16)
    assert (found.n, found.answered, found.open, found.left_out, found.timed) == (2, 1, 1, 1, 1)
    assert (found.median_hours, found.longest_open_hours, found.share_within_limit) == (2.0, None, 1.0)
    assert "1 open question to the client that needs a person’s look is left out" in words.about_times(found)
    firm = response_times([replace(gap, claim="firm") for gap in gaps], Side.CLIENT, 16)
    assert (firm.left_out, firm.longest_open_hours, firm.share_within_limit) == (0, 408.0, 0.5)
    # against us it stays in the times: nobody but us gains by leaving it out
    ours = response_times([replace(gap, owed_by=Side.US) for gap in gaps], Side.US, 16)
    assert (ours.left_out, ours.longest_open_hours) == (0, 408.0)


@pytest.mark.parametrize(
    ("share", "ours", "theirs"), [(0.29, "29 %", "29 %"), (2 / 3, "66 %", "67 %"), (1.0, "100 %", "100 %")]
)
def test_a_part_of_a_percent_counts_for_the_client(share: float, ours: str, theirs: str) -> None:
    stats = Stats(n=3, answered=3, open=0, chasers=0, median_hours=1.0, p80_hours=1.0, median_business_hours=1.0,
                  p80_business_hours=1.0, longest_open_hours=None, share_within_limit=share)  # fmt: skip
    assert (words.share(stats, Side.US), words.share(stats, Side.CLIENT)) == (ours, theirs)
