"""A mailbox that is all the client's, against offlineimap and getmail6: H3.

    python -m benchmarks.others [--messages 2000] [--runs 3]

What differs: both write one file a message and ask for each message by a command of its own.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from benchmarks.fetch import limit
from benchmarks.peers import PLAIN, Harvester, Other, Run, against, getmail, messages, offlineimap, quiet, row
from tests.servers.dovecot import running


def main(count: int, runs: int) -> None:
    with running() as server, tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        mailbox = quiet(server.mailbox())
        mailbox.add("INBOX", messages(count, 1))
        limit(mailbox, list(range(1, count + 1)))
        # offlineimap and getmail6 cannot send every character
        users = server.base / "passwd"
        users.write_text(f"everybody:{{PLAIN}}{PLAIN}\n")
        # Dovecot reads the file again when its time has changed, in whole seconds, and looks once a second
        os.utime(users, (users.stat().st_atime, users.stat().st_mtime + 2))
        time.sleep(2)
        Other.password = PLAIN
        taken: dict[str, list[Run]] = {name: [] for name in ("harvester", "offlineimap", "getmail6")}
        for number in range(runs):
            taken["harvester"].append(Harvester(mailbox, base / f"h{number}")())
            for name, make in (("offlineimap", offlineimap), ("getmail6", getmail)):
                other = make(mailbox, base / f"{name}{number}")
                taken[name].append(other())
                assert other.held() == count, (name, other.held())
        row("", f"{count} messages, medians of {runs}: wall (processor)", "ours", "theirs", "ratio")
        for name in ("offlineimap", "getmail6"):
            row("H3", f"against {name}", *against(taken["harvester"], taken[name], name))


if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("--messages", type=int, default=2000)
    words.add_argument("--runs", type=int, default=3)
    chosen = words.parse_args()
    main(chosen.messages, chosen.runs)
