"""Gaps of N synthetic turns from the frame on, beside DuckDB and polars: time and memory per turn.

    python benchmarks/measure.py            10,000, 100,000 and 1,000,000 turns
    python benchmarks/measure.py 5000000    another number

DuckDB and polars (dependency group `bench`) are asked the plain question that both can be asked in one query: the
next mail of the other side in the thread, with its business seconds. `spans` answers more: every rule of
ball-in-court with reminders, levels and flags, one object a gap. `plain` is the plain question by the program's own
table of business time. The table of business time is built before the clock starts, for all of them.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib.util import find_spec
from typing import Any

import numpy as np
import pandas as pd

from harvester.model import Engagement, Party, Thresholds, WorkingHours
from harvester.pipeline.decisions import Verdicts
from harvester.pipeline.gaps import business
from harvester.pipeline.turns import spans
from harvester.pipeline.worktime import Worktable, micros, worktable

WEEK = dict.fromkeys(range(5), ((540, 1020),))
HOURS = WorkingHours(timezone="Europe/Berlin", week=WEEK, first=date(2020, 1, 1), last=date(2027, 12, 31))
ENGAGEMENT = Engagement(key="c", us=Party(name="us"), client=Party(name="c"), us_hours=HOURS, client_hours=HOURS)
AS_OF = micros(datetime(2026, 6, 30, tzinfo=UTC))
START = micros(datetime(2021, 1, 4, tzinfo=UTC))
SIZES = (10_000, 100_000, 1_000_000)
MAILS_A_THREAD = 8
RUNS = 3


def frame_of(count: int) -> pd.DataFrame:
    """Turns in order of time: threads of eight mails or so, both sides, one in three without a question."""
    random = np.random.default_rng(7)
    at = np.sort(random.integers(START, AS_OF, count, dtype=np.int64))
    threads = random.integers(0, max(1, count // MAILS_A_THREAD), count)
    return pd.DataFrame(
        {
            "key": np.char.add("m", np.arange(count).astype(str)).astype(object),
            "at": at,
            "arrived": at,
            "thread": np.char.add("T", threads.astype(str)).astype(object),
            "side": random.choice(np.array(["us", "client"], dtype=object), count),
            "kind": np.full(count, "human", dtype=object),
            "expects": random.choice(np.array(["yes", "no", "unknown"], dtype=object), count),
            "direct": np.full(count, True),
            "reaches": np.full(count, True),
            "closes": np.full(count, True),
            "depth": np.zeros(count, dtype=np.int64),
            "rank": np.zeros(count, dtype=np.int64),
        }
    )


def by_rules(frame: pd.DataFrame) -> Callable[[], int]:
    worktable(HOURS)

    def answer() -> int:
        found = spans(frame, (), AS_OF, Thresholds())
        return len(business(found, ENGAGEMENT, Verdicts()))

    return answer


def plain(frame: pd.DataFrame) -> Callable[[], int]:
    table, threads, inbound = worktable(HOURS), pd.factorize(frame["thread"])[0], (frame["side"] == "client").to_numpy()
    at = frame["at"].to_numpy()

    def answer() -> int:
        order = np.lexsort((at, threads))
        times, conversation, theirs = at[order], threads[order], inbound[order]
        following = np.where(theirs, np.arange(times.size), times.size)
        following = np.append(np.minimum.accumulate(following[::-1])[::-1][1:], times.size)
        safe = np.minimum(following, times.size - 1)
        asked = ~theirs & (following < times.size) & (conversation[safe] == conversation)
        worked = table.between(times[asked], times[safe[asked]])
        return int(worked.size)

    return answer


def _windows(table: Worktable) -> pd.DataFrame:
    return pd.DataFrame({"opens": table.starts, "closes": table.ends, "before": table.before})


def by_duckdb(frame: pd.DataFrame) -> Callable[[], int]:
    import duckdb

    connection = duckdb.connect(config={"threads": 2})
    connection.execute('CREATE TABLE mails AS SELECT "at", thread, side FROM frame')
    connection.register("opening", _windows(worktable(HOURS)))
    connection.execute("CREATE TABLE windows AS SELECT * FROM opening")

    def answer() -> int:
        return int(
            connection.execute(
                """
                WITH next AS (
                    SELECT "at", side, min(CASE WHEN side = 'client' THEN "at" END) OVER (
                        PARTITION BY thread ORDER BY "at" ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS answered
                    FROM mails),
                asked AS (SELECT "at", answered FROM next WHERE side = 'us' AND answered IS NOT NULL),
                timed AS (
                    SELECT b.before + least(asked.answered, b.closes) - b.opens
                         - a.before - least(asked."at", a.closes) + a.opens AS worked
                    FROM asked ASOF JOIN windows a ON asked."at" >= a.opens
                               ASOF JOIN windows b ON asked.answered >= b.opens)
                SELECT count(worked) + 0 * sum(worked) FROM timed
                """
            ).fetchall()[0][0]
        )

    return answer


def by_polars(frame: pd.DataFrame) -> Callable[[], int]:
    import polars as pl

    mails = pl.DataFrame({name: frame[name].to_numpy() for name in ("at",)}).with_columns(
        pl.Series("thread", pd.factorize(frame["thread"])[0]), pl.Series("side", frame["side"].tolist())
    )
    table = _windows(worktable(HOURS))
    windows = pl.DataFrame({name: table[name].to_numpy() for name in table}).sort("opens")

    def answer() -> int:
        asked = mails.filter(pl.col("side") == "us").sort("at")
        answers = mails.filter(pl.col("side") == "client").select("thread", "at", answered=pl.col("at")).sort("at")
        pairs = asked.join_asof(
            answers, on="at", by="thread", strategy="forward", allow_exact_matches=False, check_sortedness=False
        ).drop_nulls("answered")
        for moment in ("at", "answered"):
            pairs = (
                pairs.sort(moment)
                .join_asof(windows, left_on=moment, right_on="opens")
                .with_columns(
                    (pl.col("before") + pl.min_horizontal(moment, "closes") - pl.col("opens")).alias(f"{moment}_worked")
                )
                .drop("opens", "closes", "before", strict=False)
            )
        return pairs.select((pl.col("answered_worked") - pl.col("at_worked")).alias("worked")).height

    return answer


WAYS: dict[str, Callable[[pd.DataFrame], Callable[[], int]]] = {
    "spans": by_rules,
    "plain": plain,
    "polars": by_polars,
    "duckdb": by_duckdb,
}


def measured(way: str, count: int) -> dict[str, Any]:
    """Median seconds, and the memory that the answer needed beyond its input."""
    answer = WAYS[way](frame_of(count))
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        found = answer()
        times.append(time.perf_counter() - begun)
    extra = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held
    return {"seconds": statistics.median(times), "megabytes": extra / 1024, "found": found}


def main() -> None:
    sizes = tuple(map(int, sys.argv[1:])) or SIZES
    ways = [way for way in WAYS if way not in {"polars", "duckdb"} or find_spec(way)]
    print(f"{'turns':>9}  {'way':7} {'seconds':>9} {'µs a turn':>10} {'extra MB':>9} {'found':>9}")
    for count in sizes:
        rows = {}
        for way in ways:
            run = [sys.executable, __file__, "--one", way, str(count)]
            rows[way] = json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
            row = rows[way]
            each = row["seconds"] / count * 1e6
            print(f"{count:9}  {way:7} {row['seconds']:9.3f} {each:10.2f} {row['megabytes']:9.0f} {row['found']:9}")
        for way, limit in (("polars", 1.25), ("duckdb", 0.6)):
            if way in rows:
                ours = (
                    rows["plain"]["seconds"] / rows[way]["seconds"],
                    rows["spans"]["seconds"] / rows[way]["seconds"],
                )
                print(f"{'':9}  against {way}: plain {ours[0]:.2f} × (A1: at most {limit}), all rules {ours[1]:.1f} ×")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measured(sys.argv[2], int(sys.argv[3]))))
    else:
        main()
