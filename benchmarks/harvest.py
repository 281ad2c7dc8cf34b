"""A pull against mbsync's, and against the limit of the wire: H1, H2, N1, N2, M1.

    python -m benchmarks.harvest [--messages 5000] [--runs 3]

A Dovecot on this machine serves generated mail without TLS. Ours and theirs in turn, medians; the files are in the page
cache after the first read. What differs: mbsync cannot filter and writes every message as a file of its own; ours reads
every header, keeps what is of the matter, verified and journalled.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.fetch import limit
from benchmarks.peers import Harvester, Run, mbsync, median, messages, row
from connectors.imap import connect
from harvester.harvest import Matter, pull
from harvester.model.settings import ImapSettings
from harvester.store import open_store
from tests.harvest.conftest import CLIENT, US
from tests.servers.dovecot import PASSWORD, DovecotMailbox, running

_SMALL = 2000


def first_pulls(mailbox: DovecotMailbox, base: Path, runs: int) -> tuple[list[Run], list[Run], Harvester]:
    """Ours and mbsync's, in turn, each into an empty place."""
    ours, theirs = [], []
    for number in range(runs):
        harvester = Harvester(mailbox, base / f"ours{number}")
        ours.append(harvester())
        other = mbsync(mailbox, base / f"theirs{number}")
        theirs.append(other())
    return ours, theirs, harvester


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


def main(count: int, runs: int) -> None:
    with running() as server, tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        row("", f"{count} messages, medians of {runs}", "ours", "theirs", "ratio")
        sparse = server.mailbox()
        sparse.add("INBOX", messages(count, 100))
        whole = limit(sparse, list(range(1, count + 1)))
        (base / "sparse").mkdir()
        ours, theirs, harvester = first_pulls(sparse, base / "sparse", runs)
        told = f"mbsync, all {whole / 1e6:.0f} MB {median(theirs):.2f} s"
        row(
            "H1",
            "1 % from the client, sweep of all headers",
            f"{median(ours):.2f} s",
            told,
            f"{median(theirs) / median(ours):.1f} x",
        )
        peak = max(run.kilobytes for run in ours)
        row("N2", "nothing new, whole process", *against_mbsync(harvester, base / "sparse" / f"theirs{runs - 1}", runs))
        small = server.mailbox()
        small.add("INBOX", messages(_SMALL, 100))
        large_time = nothing_new(sparse, base / "warm-large", runs)
        small_time = nothing_new(small, base / "warm-small", runs)
        row(
            "N1",
            f"nothing new, protocol, against {_SMALL}",
            f"{large_time * 1e3:.0f} ms",
            f"{small_time * 1e3:.0f} ms",
            f"{large_time / small_time:.2f} x",
        )
        full = server.mailbox()
        full.add("INBOX", messages(count, 1))
        began = time.perf_counter()
        limit(full, list(range(1, count + 1)))
        raw = time.perf_counter() - began
        (base / "full").mkdir()
        ours, theirs, _ = first_pulls(full, base / "full", runs)
        row(
            "H2",
            "all of it the client's",
            f"{median(ours):.2f} s",
            f"mbsync {median(theirs):.2f} s",
            f"{median(theirs) / median(ours):.1f} x",
        )
        row(
            "",
            "   the same against the raw limit",
            f"{median(ours):.2f} s",
            f"limit {raw:.2f} s",
            f"{median(ours) / raw:.1f} x",
        )
        peak = max(peak, *(run.kilobytes for run in ours))
        row("M1", "peak memory of a pull", f"{peak / 1000:.0f} MB", "", "")


def against_mbsync(harvester: Harvester, folder: Path, runs: int) -> tuple[str, str, str]:
    """Whole processes that find nothing new."""
    from benchmarks.peers import Other

    other = Other.__new__(Other)
    other.folder, other._command = folder, ["mbsync", "-c", str(folder / "rc"), "-q", "c"]
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(harvester())
        theirs.append(other())
    return f"{median(ours):.2f} s", f"mbsync {median(theirs):.2f} s", f"{median(theirs) / median(ours):.2f} x"


if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("--messages", type=int, default=5000)
    words.add_argument("--runs", type=int, default=3)
    chosen = words.parse_args()
    main(chosen.messages, chosen.runs)
