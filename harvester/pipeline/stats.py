"""Response times of a side in few numbers that do not flatter anybody (measurement.md S1).

Unanswered gaps count as "longer than this": the curve is Kaplan and Meier's, and there are no means. What is open and
needs a look counts as open only: of the client it says nothing about how long an answer took (P1).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from harvester.model.gaps import Gap, Stats
from harvester.model.matter import Side


def response_times(gaps: Sequence[Gap], side: Side, limit: float) -> Stats:
    """Level A mail gaps that `side` owed; hours are None where the curve does not get there.

    `limit`: business hours for the share answered within them.
    """
    rows = [gap for gap in gaps if gap.owed_by is side and gap.level == "A" and gap.kind == "reply"]
    timed = [gap for gap in rows if side is Side.US or gap.status != "open" or gap.claim == "firm"]
    frame = pd.DataFrame(
        {
            "closed": [gap.status != "open" for gap in timed],
            "hours": [gap.calendar_hours for gap in timed],
            "business": [gap.business_hours for gap in timed],
            "told": [side is Side.US or gap.claim == "firm" for gap in timed],
        }
    ).astype({"closed": bool, "hours": float, "business": float, "told": bool})
    answered = int(frame["closed"].sum())
    return Stats(
        n=len(rows),
        answered=answered,
        open=len(rows) - answered,
        left_out=len(rows) - len(timed),
        chasers=sum(len(gap.chasers) for gap in rows),
        median_hours=quantile(frame["hours"], frame["closed"], 0.5),
        p80_hours=quantile(frame["hours"], frame["closed"], 0.8),
        median_business_hours=quantile(frame["business"], frame["closed"], 0.5),
        p80_business_hours=quantile(frame["business"], frame["closed"], 0.8),
        longest_open_hours=_longest(frame.loc[~frame["closed"], "hours"]),
        longest_closed_hours=_longest(frame.loc[frame["closed"] & frame["told"], "hours"]),
        limit_business_hours=limit,
        share_within_limit=share_within(frame["business"], frame["closed"], limit),
    )


def survival(durations: pd.Series, closed: pd.Series) -> pd.Series:
    """Kaplan-Meier: share still unanswered after each duration at which an answer came, indexed by duration."""
    if not len(durations):
        return pd.Series(dtype=float)
    frame = pd.DataFrame({"duration": durations, "closed": closed}).sort_values("duration", kind="stable")
    by_duration = frame.groupby("duration")["closed"].agg(["sum", "count"])
    at_risk = len(frame) - by_duration["count"].cumsum() + by_duration["count"]
    curve = (1 - by_duration["sum"] / at_risk).cumprod()
    return curve[by_duration["sum"] > 0]


def quantile(durations: pd.Series, closed: pd.Series, share: float) -> float | None:
    """The duration after which at least `share` was answered; None: the curve stays above ("not reached")."""
    curve = survival(durations, closed)
    # the product of exact fractions carries rounding errors of floats; a share is reached within one of 10^9
    reached = curve.index[curve <= 1 - share + 1e-9]
    return float(reached[0]) if len(reached) else None


def share_within(durations: pd.Series, closed: pd.Series, limit: float) -> float | None:
    """Share answered within `limit`, 1 − S(limit); None without any gap."""
    if not len(durations):
        return None
    curve = survival(durations, closed)
    reached = curve[curve.index <= limit]
    return 1 - float(reached.iloc[-1]) if len(reached) else 0.0


def _longest(hours: pd.Series) -> float | None:
    return float(hours.max()) if len(hours) else None
