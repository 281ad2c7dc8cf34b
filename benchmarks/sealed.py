"""A sealed bundle of a large matter from end to end: time, processor time and memory of every stage.

    python -m benchmarks.sealed [--exhibits 5000] [--kilobytes 20] [--folder F]

Every message is a question or its late answer, so that a fact cites it. The commands are those of the command line,
each in a process of its own; within `bundle` the time of each document stands beside it. The folder is best in memory.
"""

from __future__ import annotations

import argparse
import mailbox
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

_MEGABYTE = 1_000_000
_CONFIG = """
[us]
name = "Studio North"
reviewer = "Ann North"
addresses = ["ann@studionorth.example"]
domains = ["studionorth.example"]
timezone = "Europe/Berlin"
work_week = "Mon-Fri 09:00-17:00"
[store]
url = "sqlite:///evidence.db"
[sources.mail]
kind = "mbox"
path = "mail"
complete = true
exported_at = 2026-05-04T08:00:00Z
[clients.acme]
name = "Acme Ltd"
domains = ["acme.example"]
timezone = "Europe/Berlin"
work_week = "Mon-Fri 09:00-17:00"
"""
_ANN, _BOB = "Ann North <ann@studionorth.example>", "Bob Roe <bob@acme.example>"
_BEGAN = datetime(2016, 1, 4, 9, tzinfo=UTC)


def matter(folder: Path, count: int, size: int) -> Path:
    """The configuration of a matter with `count` messages of about `size` bytes."""
    (folder / "mail").mkdir()
    at, box = random.Random(5), mailbox.mbox(folder / "mail" / "Inbox.mbox")  # noqa: S311 (a fixed seed)
    for number in range(count // 2):
        asked = _BEGAN + timedelta(hours=34 * number)
        ask, answer = (f"<{number}.{part}@mail.example>" for part in ("ask", "answer"))
        asks, answers = (_ANN, _BOB) if number % 4 else (_BOB, _ANN)
        subject = f"Texts for page {number}"
        question = _mail(asks, answers, subject, asked)
        question["Message-ID"] = ask
        question.set_content("Hello,\n\ncould you please send me the texts for the page?\n\n" + "More about it.\n" * 20)
        noise = at.randbytes(at.randrange(size))
        question.add_attachment(noise, maintype="application", subtype="octet-stream", filename="draft.bin")
        reply = _mail(answers, asks, f"Re: {subject}", asked + timedelta(days=6))
        reply["Message-ID"], reply["In-Reply-To"], reply["References"] = answer, ask, ask
        reply.set_content("Here they are.\n\n" + "A line of the texts that were asked for.\n" * 12)
        box.add(question)
        box.add(reply)
    box.close()
    config = folder / "config.toml"
    config.write_text(_CONFIG)
    config.chmod(0o600)
    return config


def _mail(sender: str, to: str, subject: str, at: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = sender, to, subject, format_datetime(at)
    return mail


def stage(name: str, *command: str) -> None:
    """Runs a command of the program in a process of its own and prints what it took."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.sealed", "--within", *command], capture_output=True, text=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 3):  # 3: a mailbox without sent mail is never complete
        raise SystemExit(f"{name}: {done.stderr}")
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = after.ru_maxrss * 1024 / _MEGABYTE
    taken = time.perf_counter() - began
    print(f"{name:<22}{taken:>8.1f} s{work:>8.1f} s of the processor, {memory:>5.0f} MB at most so far")
    print("".join(f"    {line}\n" for line in done.stderr.splitlines() if line.startswith("  ")), end="", flush=True)


def within(command: list[str]) -> int:
    """The program itself; tells what each document of a bundle took."""
    import reports
    from harvester import bundle, workflow
    from harvester.cli import main as run

    workflow.conclude = _timed("what follows from the store", workflow.conclude)
    workflow.numbered = _timed("numbers", workflow.numbered)
    report = reports.report
    reports.report = lambda name, *about: _timed(name, report(name, *about))
    payload = bundle.payload

    def told(made: Any) -> Iterator[tuple[str, bytes]]:
        began, worked, last = time.perf_counter(), time.process_time(), ""
        for name, content in payload(made):
            if "originals/" in name and not last:
                last = name
                _tell("all documents", began, worked)
            yield name, content
        _tell("all files with the originals", began, worked)

    bundle.payload = told
    return run(command)


def _timed(name: str, function: Any) -> Any:
    def timed(*values: Any, **named: Any) -> Any:
        began, worked = time.perf_counter(), time.process_time()
        found = function(*values, **named)
        _tell(name, began, worked, sum(map(len, found.values())) if isinstance(found, Mapping) else 0)
        return found

    return timed


def _tell(name: str, began: float, worked: float, size: int = 0) -> None:
    taken, work = time.perf_counter() - began, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / _MEGABYTE
    about = f", {size / _MEGABYTE:.1f} MB" if size else ""
    sys.stderr.write(f"  {name:<30}{taken:>7.1f} s{work:>7.1f} s, {memory:.0f} MB of memory{about}\n")


def main(folder: Path, count: int, size: int) -> None:
    config, out = str(matter(folder, count, size)), folder / "bundle"
    stage("pull", "--config", config, "pull")
    stage("bundle", "--config", config, "bundle", "acme", "--every-fact", "--out", str(out))
    stage("verify", "--config", config, "verify", str(out))
    files = [one for one in out.rglob("*") if one.is_file()]
    size = sum(one.stat().st_size for one in files)
    began = time.perf_counter()
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "-c", "--quiet", name], cwd=out, check=True)
    print(f"{'sha256sum -c':<22}{time.perf_counter() - began:>8.1f} s")
    print(f"{len(files):,} files, {size / _MEGABYTE:.0f} MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--within"]:
        sys.exit(within(sys.argv[2:]))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exhibits", type=int, default=5000)
    parser.add_argument("--kilobytes", type=int, default=20)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as place:
        main(Path(place), given.exhibits, given.kilobytes * 1000)
