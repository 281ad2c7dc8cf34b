"""Pulls to be killed: `python -m tests.harvest.pulling` (see `tests.killing`)."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from harvester.errors import HarvesterError
from harvester.harvest import Matter, Options, pull, sweep
from harvester.store import Added, Batch, Packing, Store, open_store
from tests import invariants
from tests.harvest.conftest import CLIENT, US
from tests.harvest.server import Mailbox, Server, day, mail
from tests.killing import main

MAILS = 40
MANY = 2000
STORED = "stored"


def server(mails: int = MAILS) -> Server:
    """An account of which every second message is of the matter."""
    account = Server()
    chance = random.Random(3)  # noqa: S311 (the same mail every time)
    length = 9000 if mails == MAILS else 900
    for number in range(mails):
        sender = "bob.roe@acme.example" if number % 2 else "zoe@other.example"
        account.deliver("INBOX", mail(sender, mid=f"{number}@x.example", body=chance.randbytes(length).hex()))
    account.deliver("Sent", mail("me@studionorth.example", "bob.roe@acme.example", mid="s@s.example"))
    return account


def listing(mails: int = MAILS) -> dict[invariants.Place, bytes]:
    """Every message of the account by its place."""
    boxes = server(mails).boxes.items()
    return {(name, box.uidvalidity, uid): raw for name, box in boxes for uid, (raw, _) in box.mails.items()}


def pulled(folder: Path, mails: str = str(MAILS)) -> int:
    """Pulls in small batches; prints what was reported as stored, returns the exit code."""
    sweep.BATCH_MESSAGES = 4 if int(mails) == MAILS else 20
    store = open_store("sqlite:///evidence.db", folder)

    def reported(name: str, done: int, _total: int) -> None:
        sys.stdout.write(f"{name} {done} {len(store.sightings())}\n")
        sys.stdout.flush()

    _tell_what_is_added()
    try:
        with store.writer("harvester pull"):
            pull(Mailbox(ACCOUNTS[int(mails)]), Matter(US, (CLIENT,)), store, day(1), Options(progress=reported))
    except HarvesterError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _tell_what_is_added() -> None:
    """Says after each batch, in the thread that stored it, how many messages are held."""
    add = Store.add_batch

    def told(store: Store, batch: Batch, begun: Packing | None = None) -> Added:
        added = add(store, batch, begun)
        sys.stdout.write(f"{STORED} {len(store.sightings())}\n")
        sys.stdout.flush()
        return added

    setattr(Store, "add_batch", told)  # noqa: B010 (this process is made for it)


ACCOUNTS = {number: server(number) for number in (MAILS, MANY)}

if __name__ == "__main__":
    main(pulled)
