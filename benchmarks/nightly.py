"""A night over 20 clients with nothing new: seconds, commands to the server, and bytes both ways, by size of mailbox.

    python -m benchmarks.nightly [--messages 2000 20000 200000]

A Dovecot on this machine whose mailbox is written straight into its storage. The clients' mail is the same at every
size: what differs is how much else there is. Pull, analysis of every client and flags run in this process; the first
night, which sees everything, is not counted.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from benchmarks.peers import messages
from harvester import nights, workflow
from harvester.config import load
from tests.nights.conftest import CONFIG, at
from tests.servers.dovecot import PASSWORD, DovecotMailbox, running

CLIENTS = 20
OF_CLIENTS = 50
"""Messages of all clients together, each client's in turn; 27 KB on average."""


def main() -> None:
    """One line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, nargs="+", default=[2_000, 20_000])
    for count in parser.parse_args().messages:
        with running() as server, tempfile.TemporaryDirectory() as folder:
            print(row(server.mailbox(), Path(folder), count), flush=True)


def row(box: DovecotMailbox, folder: Path, count: int) -> str:
    """The second night over so many messages."""
    box.add("INBOX", mailbox(count))
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
    searched = nights.watch(load(config), at(9) + timedelta(days=1), session).pulled["mail"]
    wall, work = time.perf_counter() - wall, time.process_time() - work
    if [row.seen for row in searched.rows if row.folder == "INBOX"] != [count]:
        raise SystemExit(f"not the whole mailbox was seen: {searched.rows}")
    return (
        f"{count:,} messages, {CLIENTS} clients, nothing new: {wall:.2f} s ({work:.2f} of the processor), "
        f"{len(box.commands()) - commands} commands, {_bytes(box) - sent:,} bytes"
    )


def mailbox(count: int) -> Iterator[bytes]:
    """The clients' mail, evenly among short mail of strangers."""
    theirs = list(messages(OF_CLIENTS, every=1))
    for number in range(count):
        place, left = divmod(number, count // OF_CLIENTS)
        if left == 0 and place < OF_CLIENTS:
            yield theirs[place].replace(b"acme.example", b"acme%d.example" % (place % CLIENTS), 1)
        else:
            yield (
                b"From: news@shop%d.example\r\nTo: me@studionorth.example\r\nSubject: Sale %d\r\n"
                b"Message-ID: <%d@shop.example>\r\nDate: Mon, 5 Jan 2026 10:00:00 +0000\r\n\r\nBuy now.\r\n"
            ) % (number % 97, number, number)


def _bytes(box: DovecotMailbox) -> int:
    return sum(path.stat().st_size for path in (box.home / "rawlog").iterdir())


if __name__ == "__main__":
    main()
