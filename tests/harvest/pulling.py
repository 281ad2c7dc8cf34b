"""Pulls in processes of their own, to be killed: each is forked from a template that has everything imported.

python -m tests.harvest.pulling        reads folders on stdin; each pull waits until it is told to go on (SIGCONT)
python -m tests.harvest.pulling DIR    one pull
"""

from __future__ import annotations

import os
import random
import signal
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
    chance = random.Random(3)  # noqa: S311 (the same mail every time)
    for number in range(MAILS):
        sender = "bob.roe@acme.example" if number % 2 else "zoe@other.example"
        account.deliver("INBOX", mail(sender, mid=f"{number}@x.example", body=chance.randbytes(9000).hex()))
    account.deliver("Sent", mail("me@studionorth.example", "bob.roe@acme.example", mid="s@s.example"))
    return account


def pulled(folder: Path) -> int:
    """Pulls in small batches; prints what was reported as stored, returns the exit code."""
    sweep.BATCH_MESSAGES = 4
    store = open_store("sqlite:///evidence.db", folder)

    def reported(name: str, done: int, _total: int) -> None:
        sys.stdout.write(f"{name} {done} {len(store.sightings())}\n")
        sys.stdout.flush()

    try:
        with store.writer("harvester pull"):
            pull(Mailbox(server()), Matter(US, (CLIENT,)), store, day(1), Options(progress=reported))
    except HarvesterError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def template() -> None:
    """One pull for each line on stdin: prints its process, then how it ended."""
    for line in sys.stdin:
        folder = Path(line.rstrip("\n"))
        child = os.fork()
        if child == 0:
            for number, name in ((1, "out"), (2, "err")):
                os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT, 0o600), number)
            os.kill(os.getpid(), signal.SIGSTOP)
            code = pulled(folder)
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit(pulled(Path(sys.argv[1])))
    template()
