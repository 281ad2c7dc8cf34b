"""How near the fetch layer comes to the limit: reading the same answers off the socket and nothing else.

    python -m benchmarks.fetch [MESSAGES]

A Dovecot on this machine serves generated mail (mean 27 KB), without TLS on both sides. Prints medians of three runs,
taken in turn, and their ratio to the limit.
"""

from __future__ import annotations

import imaplib
import random
import re
import socket
import statistics
import sys
import time
from base64 import b64encode
from collections.abc import Callable

from connectors.imap import connect
from harvester.model.settings import ImapSettings
from harvester.model.source import Item
from tests.servers.dovecot import PASSWORD, DovecotMailbox, running

BATCH = 200
ITEMS = "(UID RFC822.SIZE INTERNALDATE FLAGS BODY.PEEK[])"
HEADERS = "(UID RFC822.SIZE INTERNALDATE FLAGS BODY.PEEK[HEADER])"


def messages(count: int) -> list[bytes]:
    chance = random.Random(7)  # noqa: S311 (the same mail every time)
    line = b"The wireframes are in the usual place, as we said on the phone on Monday.\r\n"
    return [
        b"From: Bob Roe <bob@acme.example>\r\nTo: me@studionorth.example\r\nSubject: Mail %d\r\n"
        b"Message-ID: <%d@acme.example>\r\nDate: Mon, 5 Jan 2026 10:00:00 +0000\r\n\r\n"
        % (number, number)
        + line * max(1, int(chance.lognormvariate(5, 1.25)))
        for number in range(count)
    ]


def limit(mailbox: DovecotMailbox, uids: list[int], items: str = ITEMS) -> int:
    """Bytes of bodies, read by their frames: literal lengths are obeyed, nothing is looked at."""
    total = 0
    with socket.create_connection(("127.0.0.1", mailbox.server.plain_port)) as sock, sock.makefile("rb") as answers:

        def ask(command: bytes) -> int:
            sock.sendall(b"a " + command + b"\r\n")
            held = 0
            while not (line := answers.readline()).startswith(b"a "):
                if found := re.search(rb"\{(\d+)\}\r\n$", line):
                    held += len(answers.read(int(found.group(1))))
            return held

        answers.readline()
        ask(b"AUTHENTICATE PLAIN " + b64encode(f"\0{mailbox.user}\0{PASSWORD}".encode()))
        ask(b"EXAMINE INBOX")
        for start in range(0, len(uids), BATCH):
            batch = ",".join(map(str, uids[start : start + BATCH]))
            total += ask(f"UID FETCH {batch} {items}".encode())
    return total


def standard_library(mailbox: DovecotMailbox, uids: list[int]) -> int:
    total = 0
    with imaplib.IMAP4("127.0.0.1", mailbox.server.plain_port) as client:
        client.authenticate("PLAIN", lambda _: f"\0{mailbox.user}\0{PASSWORD}".encode())
        client.select("INBOX", readonly=True)
        for start in range(0, len(uids), BATCH):
            _, data = client.uid("FETCH", ",".join(map(str, uids[start : start + BATCH])), ITEMS)
            total += sum(len(part[1]) for part in data if isinstance(part, tuple))
    return total


def harvester(mailbox: DovecotMailbox, uids: list[int]) -> int:
    settings = ImapSettings(host="127.0.0.1", port=mailbox.server.plain_port, user=mailbox.user, tls="none")
    with connect("mail", settings, lambda: PASSWORD) as source:
        return sum(len(item.raw) for item in source.sweep("INBOX").fetch(uids) if isinstance(item, Item))


def main(count: int) -> None:
    with running() as server:
        mailbox = server.mailbox()
        mailbox.add("INBOX", messages(count))
        uids = list(range(1, count + 1))
        ways: dict[str, Callable[[DovecotMailbox, list[int]], int]] = {
            "limit": limit,
            "imaplib": standard_library,
            "harvester": harvester,
        }
        total = limit(mailbox, uids)  # the server's index and the page cache are warm after this
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(3):
            for name, way in ways.items():
                began = time.perf_counter()
                assert way(mailbox, uids) == total
                taken[name].append(time.perf_counter() - began)
    print(f"{count} messages, {total / 1e6:.0f} MB")
    base = statistics.median(taken["limit"])
    for name, seconds in taken.items():
        median = statistics.median(seconds)
        print(f"{name:10} {median:6.2f} s  {median / base:4.1f} x the limit")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
