"""Purges to be killed: `python -m tests.retention.purging` (see `tests.killing`)."""

from __future__ import annotations

from pathlib import Path

from harvester import retention
from harvester.config import load
from harvester.model.mail import Message
from harvester.readings import Kept
from harvester.store import Gone, Purge, Store, open_store
from tests.killing import main
from tests.store.conftest import NOW, batch

TEXT = "planted-body-marker " * 400
KEPT = "what stays " * 400
CONFIG = """
[us]
addresses = ["me@studionorth.example"]
[sources.mail]
kind = "mbox"
path = "mail"
[clients.acme]
domains = ["acme.example"]
"""


def filled(folder: Path) -> Store:
    """Three mails in a store, and what was read of one of them beside it."""
    (folder / "config.toml").write_text(CONFIG)
    (folder / "config.toml").chmod(0o600)
    store = open_store("sqlite:///evidence.db", folder)
    with store.writer("harvester pull"):
        store.add_batch(batch(store, 1, 2, text=TEXT))
        store.add_batch(batch(store, 3, text=KEPT))
    first = store.sightings()[0].sha256
    read = Message(sha256=first, size=1, message_id=None, authors=(), text=TEXT)
    Kept(store).keep([(first, "message", read)])
    return store


def planned(store: Store) -> retention.Plan:
    """All of them but the third, as far as they are there."""
    shas = sorted(sha for sha, raw in store.originals() if KEPT.encode() not in raw)
    originals = tuple(Gone(sha256=sha, media_type="message/rfc822", at=NOW, key=sha.encode()) for sha in shas)
    purge = Purge(client="acme", before=NOW, by="Ann North", reason="Retention.", originals=originals)
    return retention.Plan(purge=purge, facts=(), decisions=())


def purged(folder: Path) -> int:
    """Purges the store of `filled`."""
    store = open_store("sqlite:///evidence.db", folder)
    retention.carry_out(load(folder / "config.toml"), planned(store), NOW)
    return 0


if __name__ == "__main__":
    main(purged)
