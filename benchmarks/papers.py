"""The report in every format, for matters of different sizes: time, memory, size of the file.

    python -m benchmarks.papers [--facts 100 1500 10000] [--format pdf …]

Each measurement runs in a process of its own; its memory is the highest that the process had, less what it had before
it began to print.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import replace

from harvester.pipeline.exhibits import numbered, with_exhibits
from reports import FORMATS, report
from tests.reports.dossiers import many

_MEGABYTE = 1_000_000


def measured(form: str, count: int) -> dict[str, float]:
    """Prints a matter of `count` facts, each with two messages of 1 kB and their originals."""
    matter = many(count)
    apart = tuple(replace(one, key=one.message.sha256) for one in matter.exchanges)  # each a message of its own
    found = with_exhibits(replace(matter, exchanges=apart), (), {})
    dossier = numbered(found, {one.key: f"X-{n:03d}" for n, one in enumerate(found.exhibits, start=1)})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, worked = time.perf_counter(), time.process_time()
    made = report(form, lambda sha256: ("message/rfc822", f"Subject: {sha256}\r\n\r\n".encode() * 20))(dossier)
    taken, work = time.perf_counter() - began, time.process_time() - worked
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "s": taken,
        "cpu": work,
        "MB": (after - before) * 1024 / _MEGABYTE,
        "size": sum(map(len, made.values())) / _MEGABYTE,
    }


def main(counts: list[int], forms: list[str]) -> None:
    """A line a format and size."""
    print(f"{'format':<10}{'facts':>8}{'seconds':>10}{'processor s':>13}{'memory MB':>12}{'file MB':>10}")
    for form in forms:
        for count in counts:
            command = [sys.executable, "-m", "benchmarks.papers", "--one", form, str(count)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            told = json.loads(done.stdout)
            print(
                f"{form:<10}{count:>8}{told['s']:>10.1f}{told['cpu']:>13.1f}{told['MB']:>12.0f}{told['size']:>10.1f}",
                flush=True,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, nargs="+", default=[100, 1500, 10_000])
    parser.add_argument("--format", nargs="+", default=list(FORMATS))
    parser.add_argument("--one", nargs=2, metavar=("FORMAT", "FACTS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(given.one[0], int(given.one[1]))))
    else:
        main(given.facts, given.format)
