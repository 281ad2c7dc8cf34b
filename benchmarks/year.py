"""A year of nights over a mailbox that grows day by day, with an outage, a dead sign-in, a renamed folder and new UIDs.

    python -m benchmarks.year [--nights 365]

Prints what the nights told and what they cost, and compares them with the whole, read at once; ends with 1 where a
night differs. Not timed against anybody: other programs have no night.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.nights.year import Year, beginning, of_client, repeated


def main() -> int:
    """Runs the nights and compares them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", type=int, default=365)
    with tempfile.TemporaryDirectory() as folder, beginning(Path(folder), parser.parse_args().nights) as year:
        costs = []
        before = time.process_time()
        for _ in year.nights():
            now = time.process_time()
            costs.append(now - before)
            before = now
        differing = compared(year)
        report(year, costs)
    print(f"nights that differ from the whole: {', '.join(map(str, differing)) or 'none'}")
    return bool(differing)


def compared(year: Year) -> list[int]:
    """Numbers of the nights that found something else than the whole gives."""
    found = []
    for number, flags in year.at_once():
        beside = "deadline" if year.faults.blind(number - 1) else ""
        if of_client(year.watched[number].night.flags, beside) != of_client(flags, beside):
            found.append(number)
    return found


def report(year: Year, costs: list[float]) -> None:
    """What was told, and processor seconds of the first and the last ten nights."""
    kinds = Counter(f"{flag.key.rule} {flag.state.value}" for told in year.told for flag in told)
    changed = sum(len(client.changed) for watched in year.watched for client in watched.night.clients)
    print(f"{year.count} nights, {len(year.post.taken)} digests, told twice: {len(repeated(year.told))}")
    print(f"closed gaps that read otherwise later: {changed}")
    print(", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())))
    first, last = (sum(part) / len(part) for part in (costs[1:11], costs[-10:]))
    print(f"processor seconds a night: {first:.2f} at first, {last:.2f} at last")


if __name__ == "__main__":
    sys.exit(main())
