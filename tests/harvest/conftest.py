from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harvester.harvest import Matter, Options, Pulled, pull
from harvester.model.matter import Party, Person
from harvester.model.source import MailSource
from harvester.store import Store, open_store
from tests.harvest.server import Mailbox, Server, day, mail

US = Party(name="Studio North", addresses=frozenset({"me@studionorth.example"}))
CLIENT = Party(
    name="Acme Ltd",
    domains=frozenset({"acme.example"}),
    people=(Person(emails=("bob.roe@gmail.com",), name="Bob Roe"),),
)


@pytest.fixture
def matter() -> Matter:
    return Matter(US, (CLIENT,))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store("sqlite:///evidence.db", tmp_path / "store")
    with store.writer("harvester pull"):
        yield store


@pytest.fixture
def server() -> Server:
    server = Server()
    server.deliver("INBOX", mail(mid="1@acme.example"))
    server.deliver("Sent", mail("me@studionorth.example", "bob.roe@acme.example", mid="2@studionorth.example"))
    server.deliver("INBOX", mail("zoe@other.example", mid="3@other.example"))
    return server


@pytest.fixture
def mailbox(server: Server) -> Mailbox:
    return Mailbox(server)


Puller = Callable[..., Pulled]


@pytest.fixture
def pulled(store: Store, matter: Matter, mailbox: Mailbox) -> Puller:
    """Pulls the mailbox on the given day."""

    def run(number: int = 1, options: Options | None = None, source: MailSource | None = None) -> Pulled:
        return pull(source or mailbox, matter, store, day(number), options or Options())

    return run
