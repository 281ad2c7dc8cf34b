"""One question asked of Harvester, DuckDB and polars: the table of gaps. See `benchmarks.measure`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.matters import AS_OF, ENGAGEMENT, HOURS
from harvester.model.thresholds import Thresholds
from harvester.pipeline.gaps.lasting import Clocks
from harvester.pipeline.gaps.spans import OPEN
from harvester.pipeline.gaps.turns import spans
from harvester.pipeline.worktime import worktable

Table = dict[str, np.ndarray[Any, Any]]
"""thread, owed_by, start, end, open, level_a, hours, business_hours; in order of start."""
_COLUMNS = ("thread", "owed_by", "start", "end", "open", "level_a", "hours", "business_hours")


def ours(frame: pd.DataFrame) -> Callable[[], Table]:
    clocks = Clocks(ENGAGEMENT)

    def answer() -> Table:
        found = spans(frame, (), AS_OF, Thresholds()).table
        columns = {name: found[name].to_numpy() for name in ("owed_by", "start", "end", "level_a", "status")}
        lasted = clocks.lengths(columns["owed_by"], columns["start"], columns["end"])
        columns["open"] = columns.pop("status") == OPEN
        threads = found["thread"].cat.codes.to_numpy()
        return columns | {"thread": threads, "hours": lasted.hours, "business_hours": lasted.business_hours}

    return answer


def _mails(frame: pd.DataFrame) -> Table:
    return {name: frame[name].to_numpy() for name in ("at", "side", "expects")} | {
        "thread": frame["thread"].cat.codes.to_numpy()
    }


def _windows() -> Table:
    table = worktable(HOURS)
    return {"opens": table.starts, "closes": table.ends, "before": table.before}


DUCKDB = f"""
    WITH following AS (
        SELECT thread, side, "at", expects,
            CASE side WHEN 2 THEN min(CASE side WHEN 0 THEN "at" END) OVER later
                      ELSE min(CASE side WHEN 2 THEN "at" END) OVER later END AS ended
        FROM mails
        WINDOW later AS (PARTITION BY thread ORDER BY "at" ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)),
    asked AS (
        SELECT thread, side, ended, min("at") AS first, min("at") FILTER (expects = 2) AS clear
        FROM following WHERE expects > 0 GROUP BY thread, side, ended),
    gaps AS (
        SELECT thread, 2 - side AS owed_by, coalesce(clear, first) AS start, coalesce(ended, {AS_OF}) AS "end",
            ended IS NULL AS open, clear IS NOT NULL AS level_a
        FROM asked)
    SELECT gaps.*, ("end" - start) / 3.6e9 AS hours,
        (b.before + least("end", b.closes) - b.opens - a.before - least(start, a.closes) + a.opens) / 3.6e9
            AS business_hours
    FROM gaps ASOF JOIN windows a ON start >= a.opens ASOF JOIN windows b ON "end" >= b.opens
    ORDER BY start
"""  # noqa: S608 – a constant of this file


def by_duckdb(frame: pd.DataFrame) -> Callable[[], Table]:
    import duckdb

    connection = duckdb.connect(config={"threads": 2})
    connection.register("given_mails", pd.DataFrame(_mails(frame)))
    connection.register("given_windows", pd.DataFrame(_windows()))
    connection.execute("CREATE TABLE mails AS SELECT * FROM given_mails")
    connection.execute("CREATE TABLE windows AS SELECT * FROM given_windows")
    return lambda: connection.execute(DUCKDB).fetchnumpy()


def by_polars(frame: pd.DataFrame) -> Callable[[], Table]:
    import polars as pl

    mails, windows = pl.DataFrame(_mails(frame)).lazy(), pl.DataFrame(_windows()).lazy()
    at, side, asks = pl.col("at"), pl.col("side"), pl.col("expects")

    def worked(gaps: pl.LazyFrame, moment: str) -> pl.LazyFrame:
        until = pl.col("before") + pl.min_horizontal(moment, "closes") - pl.col("opens")
        joined = gaps.sort(moment).join_asof(windows, left_on=moment, right_on="opens")
        return joined.with_columns(until.alias(f"worked_{moment}")).drop("opens", "closes", "before")

    def following(author: int) -> pl.LazyFrame:
        other = mails.filter(side == 2 - author).select("thread", "at", ended="at")
        return mails.filter((side == author) & (asks > 0)).join_asof(
            other, on="at", by="thread", strategy="forward", allow_exact_matches=False, check_sortedness=False
        )

    def answer() -> Table:
        asked = pl.concat([following(0), following(2)]).group_by("thread", "side", "ended")
        gaps = asked.agg(first=at.min(), clear=at.filter(asks == 2).min()).select(
            "thread",
            owed_by=2 - side,
            start=pl.coalesce("clear", "first"),
            end=pl.col("ended").fill_null(AS_OF),
            open=pl.col("ended").is_null(),
            level_a=pl.col("clear").is_not_null(),
        )
        table = worked(worked(gaps, "end"), "start").with_columns(
            hours=(pl.col("end") - pl.col("start")) / 3.6e9,
            business_hours=(pl.col("worked_end") - pl.col("worked_start")) / 3.6e9,
        )
        found = table.select(_COLUMNS).collect()
        return {name: found[name].to_numpy() for name in _COLUMNS}

    return answer


WAYS: dict[str, Callable[[pd.DataFrame], Callable[[], Table]]] = {
    "ours": ours,
    "polars": by_polars,
    "duckdb": by_duckdb,
}
