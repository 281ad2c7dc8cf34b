"""Gaps of N synthetic mails from the frame on, beside DuckDB and polars: time and memory.

    python -m benchmarks.measure                     10,000, 100,000 and 1,000,000 mails
    python -m benchmarks.measure 1000000 5000000     other numbers (A2)
    python -m benchmarks.measure --whole 100000      from classed mails to finished rows, flags and proof included
    python -m benchmarks.measure --threads 1000000   which mails belong together (A2)

The question (A1), the same for all three: every gap of both sides with thread, side that owes, start, end, whether it
is open, level, calendar hours and business hours. On these mails (all delivered, no calls) it can be asked of DuckDB
and polars (dependency group `bench`) in one query; the answers are compared row by row in the same run. Ours comes
with what the queries leave out: reminders and continuations (R10), released questions (R17), what closed each gap,
business days, and the rules for calls and late mail, which find none here. The table of business time is built before
the clock starts, for all of them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.matters import frame_of, nodes_of, whole_matter
from benchmarks.queries import WAYS, Table, ours

SIZES = (10_000, 100_000, 1_000_000)
RUNS = 3
LIMITS = {"polars": 1.25, "duckdb": 0.6}


def timed(answer: Callable[[], Any], runs: int) -> tuple[list[float], Any]:
    times, found = [], None
    for _ in range(runs):
        found = None
        begun = time.perf_counter()
        found = answer()
        times.append(time.perf_counter() - begun)
    return times, found


def measured(answer: Callable[[], Any]) -> dict[str, float]:
    """Seconds, of the processor too, the most memory held meanwhile beyond what was held before in MB, and how many."""
    Path("/proc/self/clear_refs").write_text("5")  # Linux: the peak counts from here
    held, worked = _memory("VmRSS"), time.process_time()
    times, found = timed(answer, 1)
    worked = time.process_time() - worked
    megabytes = (_memory("VmHWM") - held) / 1024
    return {"seconds": times[0], "processor": worked, "megabytes": megabytes, "found": len(found)}


def _memory(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def alone(way: str, count: int) -> dict[str, float]:
    return measured(WAYS[way](frame_of(count)))


def whole(count: int) -> dict[str, float]:
    from harvester.pipeline.gaps.rows import measure

    matter = whole_matter(count)
    return measured(lambda: measure(matter).gaps)


def threads(count: int) -> dict[str, float]:
    from harvester import phrases
    from harvester.model.subjects import Subjects
    from harvester.pipeline.mails.threads import threads as linked

    nodes = nodes_of(count)
    return measured(lambda: linked(nodes, Subjects(phrases.load()), 30).of)


def apart(*arguments: str) -> dict[str, float]:
    """One measurement in a process of its own."""
    run = [sys.executable, "-m", "benchmarks.measure", "--one", *arguments]
    printed = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    result: dict[str, float] = json.loads(printed)
    return result


def same(one: Table, other: Table) -> bool:
    """The same rows; hours are quotients, and a last bit may differ."""
    return one.keys() == other.keys() and all(np.allclose(one[name], other[name], rtol=1e-12, atol=0) for name in one)


def compared(count: int) -> None:
    """All ways in turn in one run, after one that nobody times; medians."""
    frame = frame_of(count)
    answers = {way: make(frame) for way, make in WAYS.items() if way == "ours" or find_spec(way)}
    expected = ours(frame)()
    for way, answer in answers.items():
        if not same(answer(), expected):
            sys.exit(f"{way} answers differently")
    times: dict[str, list[float]] = {way: [] for way in answers}
    for _ in range(RUNS):
        for way, answer in answers.items():
            times[way] += timed(answer, 1)[0]
    seconds = {way: statistics.median(spent) for way, spent in times.items()}
    for way in answers:
        extra = apart(way, str(count))["megabytes"]
        against = f"ours {seconds['ours'] / seconds[way]:.2f} × (at most {LIMITS[way]})" if way in LIMITS else ""
        gaps = len(expected["start"])
        print(f"{count:9}  {way:7} {seconds[way]:8.3f} s {extra:6.0f} MB extra  {gaps:8} gaps  {against}")


def told(what: str, count: int) -> None:
    row = apart(what, str(count))
    each, worked = (row[name] / count * 1e6 for name in ("seconds", "processor"))
    print(
        f"{count:9}  {what:7} {row['seconds']:8.3f} s, {each:6.1f} µs each ({worked:6.1f} of the processor)"
        f" {row['megabytes']:6.0f} MB  {row['found']:8}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("counts", nargs="*", type=int)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--threads", action="store_true")
    parser.add_argument("--one", choices=[*WAYS, "whole", "threads"])
    chosen = parser.parse_args()
    counts = chosen.counts or SIZES
    if chosen.one:
        one = {"whole": whole, "threads": threads}.get(chosen.one, lambda count: alone(chosen.one, count))
        print(json.dumps(one(counts[0])))
        return
    for count in counts:
        if chosen.whole or chosen.threads:
            told("whole" if chosen.whole else "threads", count)
        else:
            compared(count)


if __name__ == "__main__":
    main()
