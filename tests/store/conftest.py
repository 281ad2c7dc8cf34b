from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.model.decisions import Decision
from harvester.model.ledger import FolderCoverage, ItemNote
from harvester.model.source import Cursor, FolderState, Item, Role
from harvester.store import Batch, Foreign, Found, Listed, Place, Row, Store, open_store

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
INBOX = Place(source="mail", kind="imap", folder="INBOX", role=Role.INBOX, uidvalidity=7)


def batch(store: Store, *uids: int, place: Place = INBOX, text: str = "") -> Batch:
    return Batch(
        place=place,
        seen_at=NOW,
        found=[
            Found(
                item=Item(
                    uid=uid,
                    raw=f"Message-ID: <{uid}@acme.example>\r\n\r\n{text or uid}\r\n".encode() * 20,
                    internal_date=NOW - timedelta(hours=uid),
                    flags=("\\Seen",),
                    locator=f"UID {uid}",
                ),
                key=store.hashed(f"<{uid}@acme.example>"),
                refers=(store.hashed("<root@acme.example>"),),
            )
            for uid in uids
        ],
        cursor=Cursor(
            uidvalidity=7,
            last_uid=max(uids),
            state=FolderState(uidvalidity=7, uidnext=max(uids) + 1, messages=len(uids), highestmodseq=9),
            rules="r",
        ),
        tally={"seen": len(uids)},
    )


def covered(folder: str = "INBOX", *, at: datetime = NOW, complete: bool = True, live: bool = True) -> FolderCoverage:
    return FolderCoverage(
        source="mail", kind="imap", folder=folder, live=live, swept_at=at, reach=at if complete else None,
        seen=3, on_server=3, known=3, complete=complete, reason="" if complete else "no answer",
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store("sqlite:///evidence.db", tmp_path / "store")


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with something in every table."""
    with store.writer("harvester pull"):
        store.add_batch(batch(store, 1, 2, 3))
        note = ItemNote(
            source="mail", folder="INBOX", locator="UID 4", reason="refused", at=NOW, authors=("a@b.example",)
        )
        store.add_batch(
            Batch(
                place=INBOX,
                seen_at=NOW,
                listed=[Listed(uid=4, note=note, header_read=True)],
                foreign=[Foreign(uid=5, ids=(store.hashed("<5@x.example>"),))],
            )
        )
        store.record_coverage([Row(covered=covered()), Row(covered=covered("Sent", complete=False))], NOW)
        store.decide(Decision(kind="fact", payload={"id": "f1", "to": "accept"}, by="Ann", reason="Seen.", at=NOW))
        store.fact_numbers(["f1", "f2"], NOW)
    return store
