"""A pull against mbsync's, and against the limit of the wire: H1, H2, N1, N2, M1.

    python -m benchmarks.harvest [--messages 5000] [--runs 3] [--only sparse|full]

A Dovecot on this machine serves generated mail without TLS. Ours and theirs in turn, medians; the files are in the page
cache after the first read. What differs: mbsync cannot filter and writes every message as a file of its own; ours reads
every header, keeps what is of the matter, verified and journalled.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.fetch import HEADERS, limit
from benchmarks.peers import Harvester, Other, Run, against, mbsync, median, messages, quiet, row
from connectors.imap import connect
from harvester.harvest import Matter, pull
from harvester.model.settings import ImapSettings
from harvester.store import open_store
from tests.harvest.conftest import CLIENT, US
from tests.servers.dovecot import PASSWORD, Dovecot, DovecotMailbox, running

_SMALL = 2000


def first_pulls(mailbox: DovecotMailbox, base: Path, runs: int) -> tuple[list[Run], list[Run], Harvester, Other]:
    """Ours and mbsync's, in turn, each into an empty place; and the last of both, to be run again."""
    ours, theirs = [], []
    for number in range(runs):
        for done in base.iterdir():  # what was made is not kept longer than it is needed
            shutil.rmtree(done)
        harvester = Harvester(mailbox, base / f"ours{number}")
        ours.append(harvester())
        other = mbsync(mailbox, base / f"theirs{number}")
        theirs.append(other())
    return ours, theirs, harvester, other


def nothing_new(mailbox: DovecotMailbox, folder: Path, runs: int) -> float:
    """Seconds of the protocol of a pull that finds nothing new, in a process that is warm."""
    store = open_store("sqlite:///evidence.db", folder)
    settings = ImapSettings(host="localhost", port=mailbox.server.plain_port, user=mailbox.user, tls="none")
    taken = []
    for number in range(runs + 1):
        at = datetime(2026, 5, 4 + number, tzinfo=UTC)
        with store.writer("benchmark"):
            source = connect("mail", settings, lambda: PASSWORD)
            began = time.perf_counter()
            result = pull(source, Matter(US, (CLIENT,)), store, at)
            taken.append(time.perf_counter() - began)
        assert result.originals == 0 or number == 0
    return sorted(taken[1:])[runs // 2]


def main(count: int, runs: int, only: str | None) -> None:
    mailboxes = {"sparse": _sparse, "full": _full}
    with running() as server, tempfile.TemporaryDirectory() as folder:
        row("", f"{count} messages, medians of {runs}: wall (processor)", "ours", "theirs", "ratio")
        peak = max(mailboxes[name](server, Path(folder), count, runs) for name in ([only] if only else mailboxes))
        row("M1", "peak memory of a pull", f"{peak / 1000:.0f} MB", "", "")


def _sparse(server: Dovecot, base: Path, count: int, runs: int) -> int:
    sparse = quiet(server.mailbox())
    sparse.add("INBOX", messages(count, 100))
    size = limit(sparse, list(range(1, count + 1))) / 1e6
    limit(sparse, list(range(1, count + 1)), HEADERS)  # the server keeps what it parsed: whoever comes first pays
    (base / "sparse").mkdir()
    ours, theirs, harvester, other = first_pulls(sparse, base / "sparse", runs)
    row("H1", f"1 % from the client, all headers of {size:.0f} MB", *against(ours, theirs, "mbsync, all"))
    peak = max(run.kilobytes for run in ours)
    again = [(harvester(), other()) for _ in range(max(runs, 3))]
    row("N2", "nothing new, whole process", *against([a for a, _ in again], [b for _, b in again], "mbsync"))
    small = quiet(server.mailbox())
    small.add("INBOX", messages(_SMALL, 100))
    large, less = nothing_new(sparse, base / "large", runs), nothing_new(small, base / "small", runs)
    what = f"nothing new, protocol, against {_SMALL}"
    row("N1", what, f"{large * 1e3:.0f} ms", f"{less * 1e3:.0f} ms", f"{large / less:.2f} x")
    shutil.rmtree(sparse.home)
    return peak


def _full(server: Dovecot, base: Path, count: int, runs: int) -> int:
    full = quiet(server.mailbox())
    full.add("INBOX", messages(count, 1))
    limit(full, list(range(1, count + 1)))
    began = time.perf_counter()
    limit(full, list(range(1, count + 1)))
    raw = time.perf_counter() - began
    (base / "full").mkdir()
    ours, theirs, _, _ = first_pulls(full, base / "full", runs)
    row("H2", "all of it the client's", *against(ours, theirs, "mbsync"))
    mine = median(ours)
    row("", "   the same against the raw limit", f"{mine:.2f} s", f"limit {raw:.2f} s", f"{mine / raw:.1f} x")
    return max(run.kilobytes for run in ours)


if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("--messages", type=int, default=5000)
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--only", choices=("sparse", "full"))
    chosen = words.parse_args()
    main(chosen.messages, chosen.runs, chosen.only)
