"""A night over 20 clients with nothing new: seconds, commands to the server, and bytes both ways, at two sizes.

    python -m benchmarks.nightly [--messages 500 2000]

A Dovecot on this machine; one message in ten is of a client, each client's in turn. Pull, analysis of every client and
flags run in this process; the first night, which fetches everything, is not counted.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.peers import messages
from harvester import nights, workflow
from harvester.config import load
from tests.nights.conftest import CONFIG, at
from tests.servers.dovecot import PASSWORD, DovecotMailbox, running

CLIENTS = 20


def main() -> None:
    """One line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, nargs="+", default=[500, 2000])
    for count in parser.parse_args().messages:
        with running() as server, tempfile.TemporaryDirectory() as folder:
            print(row(server.mailbox(), Path(folder), count))


def row(box: DovecotMailbox, folder: Path, count: int) -> str:
    """The second night over so many messages."""
    for number, raw in enumerate(messages(count, every=10)):
        name = b"acme%d.example" % (number // 10 % CLIENTS)
        box.add("INBOX", [raw.replace(b"acme.example", name, 1)])
    text = CONFIG.partition("[clients.acme]")[0].format(
        me="me@studionorth.example", port=box.server.tls_port, user=box.user, ca=box.server.ca_file
    )
    config = folder / "config.toml"
    config.write_text(text + "".join(f'[clients.c{n}]\ndomains = ["acme{n}.example"]\n' for n in range(CLIENTS)))
    config.chmod(0o600)
    session = workflow.Session(environment={"MAIL": PASSWORD})
    nights.watch(load(config), at(9), session)
    commands, sent = len(box.commands()), _bytes(box)
    wall, work = time.perf_counter(), time.process_time()
    nights.watch(load(config), at(9) + timedelta(days=1), session)
    wall, work = time.perf_counter() - wall, time.process_time() - work
    return (
        f"{count:,} messages, {CLIENTS} clients, nothing new: {wall:.2f} s ({work:.2f} of the processor), "
        f"{len(box.commands()) - commands} commands, {_bytes(box) - sent:,} bytes"
    )


def _bytes(box: DovecotMailbox) -> int:
    return sum(path.stat().st_size for path in (box.home / "rawlog").iterdir())


if __name__ == "__main__":
    main()
