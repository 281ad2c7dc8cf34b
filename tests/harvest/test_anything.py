"""Whatever other programs, the network, the disk and the kernel do: nothing is lost, nothing is twice (F16, F29)."""

from __future__ import annotations

import hashlib
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from harvester.errors import HarvesterError
from harvester.harvest import Matter, Pulled, pull
from harvester.store import Store, open_store
from tests import invariants, killing
from tests.harvest.conftest import CLIENT, US
from tests.harvest.server import Mailbox, Server, day, lose_connection, mail
from tests.harvest.telling import assert_told_truly

FOLDERS = ("INBOX", "Sent", "Archive")
OURS = ("bob.roe@acme.example", "bob.roe@gmail.com")
FOREIGN = ("zoe@other.example", "mailer-daemon@mx.example")
LOSSES = ("enter", "folders", "state {}", "headers {}", "fetch {}", "fetch INBOX")
"""When the line is lost: before anything was asked, or in the middle of a folder."""


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
    what=st.sampled_from(
        ["deliver", "deliver", "deliver", "move", "expunge", "flag", "anew", "lose", "kill", "full", "pull", "pull"]
    ),
    folder=st.sampled_from(FOLDERS),
    target=st.sampled_from(FOLDERS),
    number=st.integers(0, 9),
    during=st.sampled_from(["", "", "headers INBOX", "fetch INBOX", "state Archive", "headers Archive", "fetch Sent"]),
)


class Killed(BaseException):
    """The process ends here: nothing after this runs, and SQLite's open transaction is gone."""


class World:
    """The server, and every message of the matter that a pull could not have missed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = Server()
        for name in FOLDERS:
            self.server.deliver(name, mail("me@studionorth.example", "x@other.example", mid=f"0@{name}"))
        self.server.deliver("INBOX", mail("x@other.example", mid="1@other.example"))
        self.mailbox = Mailbox(self.server)
        self.full = False
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
            self.mailbox.accidents[LOSSES[step.number % len(LOSSES)].format(step.folder)] = lose_connection
        elif step.what == "flag" and uids:
            self.server.flag(step.folder)
        elif step.what == "kill":
            self.mailbox.accidents[f"{('headers', 'fetch', 'state')[step.number % 3]} {step.folder}"] = die
        elif step.what == "full":
            self.full = True

    def pull(self) -> None:
        self.pulls += 1
        store = open_store("sqlite:///evidence.db", self.folder)
        held = set(invariants.sighted(store.path).values()) if store.path.exists() else set()
        try:
            with self._disk(store.path), store.writer("harvester pull"):
                result = pull(self.mailbox, Matter(US, (CLIENT,)), store, day(self.pulls))
                self._claims(store, result)
                assert_told_truly(store.path, held, result)
        except (Killed, HarvesterError):
            pass
        self.mailbox.accidents.clear()
        assert invariants.problems(store.path) == []

    @contextmanager
    def _disk(self, path: Path) -> Iterator[None]:
        """Room for few bytes more, where the disk is full; the kernel refuses the rest."""
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        if self.full and path.exists():
            resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 9000, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            self.full = False

    def _claims(self, store: Store, result: Pulled) -> None:
        for row in result.rows:
            assert row.seen == row.stored + row.known + row.unmatched + row.excluded + row.failed or not row.complete
            assert "add up" not in row.reason
        stored = {sha for sha, _ in store.originals()}
        complete = {row.folder for row in result.rows if row.complete}
        assert self._of_the_matter(complete) <= stored

    def _of_the_matter(self, folders: set[str]) -> set[str]:
        """Hashes of what lies in the folders since before the pull and names the client in its header."""
        return {
            hashlib.sha256(raw).hexdigest()
            for folder in folders
            for raw, at in self.server.boxes[folder].mails.values()
            if at < day(self.pulls) and any(name.encode() in raw for name in OURS)
        }


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, max_size=30))
@example([Step("lose", "INBOX", "Sent", 0, ""), Step("pull", "INBOX", "Sent", 0, "")])
def test_nothing_is_lost_and_nothing_is_twice(script: list[Step]) -> None:
    assert_script_ends_well(script)


@pytest.mark.long
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(st.lists(steps, min_size=30, max_size=30))
def test_nothing_is_lost_and_nothing_is_twice_in_long_scripts(script: list[Step]) -> None:
    """F29: three hundred scripts of thirty steps."""
    assert_script_ends_well(script)


def assert_script_ends_well(script: list[Step]) -> None:
    with killing.memory() as folder:
        world = World(folder / "store")
        for step in script:
            if step.what == "pull":
                world.pull()
            elif step.during:
                world.mailbox.accidents[step.during] = acting(world, step)
            else:
                world.act(step)
        world.mailbox.accidents.clear()
        world.full = False
        world.pull()
        world.pull()
        path = world.folder / "evidence.db"
        before = invariants.evidence(path)
        world.mailbox.swept.clear()
        world.pull()
        assert invariants.evidence(path) == before
        assert world.mailbox.swept == []
        store = open_store("sqlite:///evidence.db", world.folder)
        assert store.verify().problems == ()
        assert {row.folder for row in store.ledger().folders} == set(world.server.boxes)


def acting(world: World, step: Step) -> Callable[[], None]:
    return lambda: world.act(step)


def die() -> None:
    raise Killed
