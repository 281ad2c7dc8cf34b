"""A pull in a process of its own, to be killed: `python -m tests.harvest.pulling FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from harvester.errors import HarvesterError
from harvester.harvest import Matter, Options, pull, sweep
from harvester.store import open_store
from tests.harvest.conftest import CLIENT, US
from tests.harvest.server import Mailbox, Server, day, mail

MAILS = 40


def server() -> Server:
    """An account of which every second message is of the matter."""
    account = Server()
    for number in range(MAILS):
        sender = "bob.roe@acme.example" if number % 2 else "zoe@other.example"
        account.deliver("INBOX", mail(sender, mid=f"{number}@x.example", body=f"{number} " * 2000))
    account.deliver("Sent", mail("me@studionorth.example", "bob.roe@acme.example", mid="s@s.example"))
    return account


def main() -> int:
    """Pulls in small batches; prints what was reported as stored."""
    sweep.BATCH_MESSAGES = 4
    store = open_store("sqlite:///evidence.db", Path(sys.argv[1]))

    def reported(folder: str, done: int, _total: int) -> None:
        sys.stdout.write(f"{folder} {done} {len(store.sightings())}\n")
        sys.stdout.flush()

    try:
        with store.writer("harvester pull"):
            pull(Mailbox(server()), Matter(US, (CLIENT,)), store, day(1), Options(progress=reported))
    except HarvesterError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
