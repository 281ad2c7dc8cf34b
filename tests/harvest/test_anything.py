"""Whatever other programs do between and during pulls: nothing is lost, nothing is twice (F16, F29)."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.harvest import Matter, pull
from harvester.store import Store, open_store
from tests.harvest.conftest import CLIENT, US
from tests.harvest.server import Mailbox, Server, day, lose_connection, mail

FOLDERS = ("INBOX", "Sent", "Archive")
OURS = ("bob.roe@acme.example", "bob.roe@gmail.com")
FOREIGN = ("zoe@other.example", "mailer-daemon@mx.example")


@dataclass(frozen=True)
class Step:
    what: str
    folder: str
    target: str
    number: int
    during: str
    """Empty: between pulls; else the moment of the next pull at which it happens."""


steps = st.builds(
    Step,
    what=st.sampled_from(["deliver", "deliver", "deliver", "move", "expunge", "anew", "lose", "pull", "pull"]),
    folder=st.sampled_from(FOLDERS),
    target=st.sampled_from(FOLDERS),
    number=st.integers(0, 9),
    during=st.sampled_from(["", "", "headers INBOX", "fetch INBOX", "state Archive", "headers Archive", "fetch Sent"]),
)


class World:
    """The server, and every message of the matter that a pull could not have missed."""

    def __init__(self, store: Store) -> None:
        self.server = Server()
        for folder in FOLDERS:
            self.server.deliver(folder, mail("me@studionorth.example", "x@other.example", mid=f"0@{folder}"))
        self.server.deliver("INBOX", mail("x@other.example", mid="1@other.example"))
        self.mailbox = Mailbox(self.server)
        self.store = store
        self.count = 0
        self.pulls = 0
        self.expected: set[str] = set()

    def act(self, step: Step) -> None:
        box = self.server.boxes[step.folder]
        uids = sorted(box.mails)
        if step.what == "deliver":
            self.count += 1
            sender = (OURS + FOREIGN)[step.number % 4]
            refers = f"<{step.number}@m.example>" if step.number > 4 else ""
            self.server.deliver(
                step.folder, mail(sender, mid=f"{self.count}@m.example", refers=refers), day(self.pulls)
            )
        elif step.what == "move" and uids and step.folder != step.target:
            self.server.move(step.folder, uids[step.number % len(uids)], step.target)
        elif step.what == "expunge" and uids:
            self.server.expunge(step.folder, uids[step.number % len(uids)])
        elif step.what == "anew":
            self.server.make_anew(step.folder)
        elif step.what == "lose":
            self.mailbox.accidents["fetch INBOX"] = lose_connection

    def pull(self) -> None:
        self.pulls += 1
        result = pull(self.mailbox, Matter(US, (CLIENT,)), self.store, day(self.pulls))
        for row in result.rows:
            assert row.seen == row.stored + row.known + row.unmatched + row.excluded + row.failed or not row.complete
            assert row.complete == (not row.reason)
        self.mailbox.accidents.clear()
        stored = {sha for sha, _ in self.store.originals()}
        complete = {row.folder for row in result.rows if row.complete}
        assert self._of_the_matter(complete) <= stored
        keys = [(one.source, one.folder, one.uidvalidity, one.uid) for one in self.store.sightings()]
        assert len(keys) == len(set(keys))

    def _of_the_matter(self, folders: set[str]) -> set[str]:
        """Hashes of what lies in the folders since before the pull and names the client in its header."""
        return {
            hashlib.sha256(raw).hexdigest()
            for folder in folders
            for raw, at in self.server.boxes[folder].mails.values()
            if at < day(self.pulls) and any(name.encode() in raw for name in OURS)
        }


@pytest.mark.slow
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, max_size=25))
def test_nothing_is_lost_and_nothing_is_twice(script: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store("sqlite:///evidence.db", Path(folder) / "store")
        with store.writer("harvester pull"):
            world = World(store)
            for step in script:
                if step.what == "pull":
                    world.pull()
                elif step.during:
                    world.mailbox.accidents[step.during] = acting(world, step)
                else:
                    world.act(step)
            world.pull()
            world.pull()
            before = (len(list(store.originals())), len(store.sightings()))
            world.mailbox.swept.clear()
            world.pull()
            assert (len(list(store.originals())), len(store.sightings())) == before
            assert world.mailbox.swept == []
        assert store.verify().problems == ()


def acting(world: World, step: Step) -> Callable[[], None]:
    return lambda: world.act(step)
