"""A Maildir pulled and read, against `mu index` on the same mail: I1; and reading again against the first time.

    python -m benchmarks.index [--messages 2000] [--runs 3]

What differs: mu (Debian's `maildir-utils`) indexes every word of every message for searching, and keeps no mail. Ours
stores each message compressed and journalled, and reads it with two parsers in a process of its own, to where the
measurement begins.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.peers import CPU, Run, against, median, messages, row, timed

_CONFIGURATION = """
[us]
name = "Studio North"
addresses = ["me@studionorth.example"]
timezone = "Europe/Berlin"
[sources.mail]
kind = "maildir"
path = "Mail"
complete = true
[clients.acme]
name = "Acme Ltd"
domains = ["acme.example"]
"""
_READ = (
    "import sys; from pathlib import Path; from harvester import collection; from harvester.config import load;"
    "collection.collected(load(Path(sys.argv[1])), 'acme')"
)


def maildir(folder: Path, count: int) -> Path:
    made = folder / "Mail"
    for sub in ("cur", "new", "tmp"):
        (made / sub).mkdir(parents=True)
    for number, raw in enumerate(messages(count, 1)):
        (made / "cur" / f"{1_770_000_000 + number}.M{number:06}P1.host:2,S").write_bytes(raw)
    (folder / "config.toml").write_text(_CONFIGURATION)
    (folder / "config.toml").chmod(0o600)
    return made


def ours(*words: str) -> Run:
    run, done = timed([sys.executable, *words])
    assert done.returncode in (0, 3), done.stderr
    return run


def both(first: Run, second: Run) -> Run:
    return Run(first.seconds + second.seconds, first.cpu + second.cpu)


def mu(mail: Path, home: Path) -> Run:
    _, made = timed(["mu", "init", "--quiet", f"--muhome={home}", f"--maildir={mail}"])
    assert made.returncode == 0, made.stderr
    run, done = timed(["mu", "index", "--quiet", f"--muhome={home}"])
    assert done.returncode == 0, done.stderr
    return run


def main(count: int, runs: int) -> None:
    row("", f"{count} messages, medians of {runs}: wall (processor)", "ours", "theirs", "ratio")
    taken: dict[str, list[Run]] = {"ours": [], "mu": [], "first": [], "again": []}
    with tempfile.TemporaryDirectory() as base:
        mail = maildir(Path(base), count)
        for number in range(runs):
            for made in Path(base).glob("evidence.db*"):
                made.unlink()
            configuration = str(Path(base) / "config.toml")
            pulled = ours("-m", "harvester", "--config", configuration, "pull")
            read = ours("-c", _READ, configuration)
            taken["ours"].append(both(pulled, read))
            taken["first"].append(read)
            taken["again"].append(ours("-c", _READ, configuration))
            taken["mu"].append(mu(mail, Path(base) / f"mu{number}"))
    row("I1", "a Maildir pulled, stored and read", *against(taken["ours"], taken["mu"], "mu index"))
    first, again = taken["first"], taken["again"]
    ratio = f"{median(first) / median(again):.1f} x ({median(first, CPU) / median(again, CPU):.1f} x)"
    row("", "   read again, against the first time", f"{median(again):.2f} s", f"{median(first):.2f} s", ratio)


if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("--messages", type=int, default=2000)
    words.add_argument("--runs", type=int, default=3)
    chosen = words.parse_args()
    main(chosen.messages, chosen.runs)
