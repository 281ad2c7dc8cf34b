from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from harvester.errors import HarvesterError, IntegrityError, LockedError, UsageError
from harvester.model.decisions import Decision
from harvester.store import Place, Row, Store, open_store
from harvester.store.cells import instant_text
from tests.patience import patient
from tests.store.conftest import INBOX, NOW, batch, covered


def test_a_message_seen_in_two_folders_is_one_original_with_two_sightings(store: Store) -> None:
    archive = Place(source="mail", kind="imap", folder="Archive", role=INBOX.role, uidvalidity=1)
    with store.writer("harvester pull"):
        first = store.add_batch(batch(store, 1, 2))
        second = store.add_batch(batch(store, 1, 2, place=archive))
        third = store.add_batch(batch(store, 1, 2))
    assert (first.originals, first.sightings) == (2, 2)
    assert (second.originals, second.sightings) == (0, 2)
    assert (third.originals, third.sightings) == (0, 0)
    assert [one.folder for one in store.sightings()] == ["Archive", "Archive", "INBOX", "INBOX"]
    assert store.sightings()[2].internal_date == NOW - timedelta(hours=1)


def test_the_bytes_come_back_as_they_were(store: Store) -> None:
    with store.writer("harvester pull"):
        store.add_batch(batch(store, 1))
    ((sha256, raw),) = store.originals()
    assert raw == batch(store, 1).found[0].item.raw == store.original(sha256)
    with pytest.raises(UsageError, match="holds no original"):
        store.original("0" * 64)


def test_other_bytes_under_the_same_number_are_kept_beside_the_first(store: Store) -> None:
    with store.writer("harvester pull"):
        store.add_batch(batch(store, 1))
        added = store.add_batch(batch(store, 1, text="edited"))
    assert (added.originals, added.sightings) == (1, 1)
    assert len({one.sha256 for one in store.sightings()}) == 2


def test_files_are_private_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        store = open_store("sqlite:///deep/evidence.db", tmp_path)
        with store.writer("harvester pull"):
            store.add_batch(batch(store, 1))
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in store.path.parent.iterdir()}
    finally:
        os.umask(before)
    assert set(modes) == {"evidence.db", "evidence.db-wal", "evidence.db-shm", "evidence.db.lock"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_reading_creates_and_changes_nothing(filled: Store) -> None:
    folder = filled.path.parent
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    reader = open_store("sqlite:///evidence.db", folder)
    assert reader.verify().problems == ()
    assert len(list(reader.originals())) == 3
    assert reader.ledger().folders
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    absent = open_store("sqlite:///none.db", folder)
    with pytest.raises(UsageError, match="There is no store"):
        absent.sightings()
    assert not (folder / "none.db").exists()


def test_reading_goes_on_beside_a_writer(filled: Store) -> None:
    """F21."""
    reader = open_store("sqlite:///evidence.db", filled.path.parent)
    with filled.writer("harvester pull"):
        filled.add_batch(batch(filled, 9))
        assert len(reader.sightings()) == 4


def test_a_second_writer_is_told_who_holds_the_store(filled: Store) -> None:
    """F21."""
    other = open_store("sqlite:///evidence.db", filled.path.parent)
    with filled.writer("harvester pull"):
        named = rf"process {os.getpid()} \(harvester pull\) since 20"
        with patient(), pytest.raises(LockedError, match=named), other.writer("harvester nightly"):
            pass
    with other.writer("harvester nightly"):
        pass


def test_a_killed_writer_leaves_no_lock(filled: Store) -> None:
    """F21."""
    script = (
        "import os, pathlib, sys; from harvester.store import open_store\n"
        "store = open_store('sqlite:///evidence.db', pathlib.Path(sys.argv[1]))\n"
        "with store.writer('harvester pull'): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(filled.path.parent)], check=False)
    with filled.writer("harvester pull"):
        pass
    assert filled.verify().problems == ()


def test_nothing_is_written_outside_of_a_writer(filled: Store) -> None:
    with pytest.raises(ValueError, match="inside `writer`"):
        filled.add_batch(batch(filled, 9))


def test_a_batch_that_fails_leaves_nothing_behind(filled: Store) -> None:
    before = filled.head()
    whole = batch(filled, 8, 9)
    first, second = whole.found
    naive = second.item._replace(internal_date=datetime(2026, 3, 2))  # noqa: DTZ001  a naive one is a bug
    broken = replace(whole, found=[first, second._replace(item=naive)])
    with filled.writer("harvester pull"), pytest.raises(ValueError, match="naive"):
        filled.add_batch(broken)
    assert filled.head() == before
    assert (len(filled.sightings()), len(list(filled.originals()))) == (3, 3)


def test_naive_times_are_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        instant_text(datetime(2026, 3, 2))  # noqa: DTZ001  that is the point


@pytest.mark.parametrize("url", ["postgresql://u:secret@h/db", "evidence.db", "sqlite:///"])
def test_an_address_that_cannot_be_opened_is_named_without_its_secret(url: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        open_store(url, tmp_path)
    assert "secret" not in str(caught.value)


def test_a_store_of_a_newer_version_is_refused(filled: Store) -> None:
    with sqlite3.connect(filled.path) as connection:
        connection.execute("UPDATE settings SET value = '99' WHERE key = 'schema_version'")
    store = open_store("sqlite:///evidence.db", filled.path.parent)
    for attempt in (store.sightings, store.writer("harvester pull").__enter__):
        with pytest.raises(UsageError, match="schema 99"):
            attempt()


def test_other_files_are_not_taken_for_a_store(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("This is a letter, and a long one at that. " * 50)
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE invoices (n)")
    for name in ("text.db", "other.db"):
        before = (tmp_path / name).read_bytes()
        store = open_store(f"sqlite:///{name}", tmp_path)
        with pytest.raises(UsageError), store.writer("harvester pull"):
            pass
        with pytest.raises(UsageError):
            store.sightings()
        assert (tmp_path / name).read_bytes() == before


def test_decisions_are_kept_and_can_be_taken_back(filled: Store) -> None:
    (first,) = filled.decisions()
    assert (first.kind, first.payload, first.by, first.at) == ("fact", {"id": "f1", "to": "accept"}, "Ann", NOW)
    with filled.writer("harvester mark"):
        filled.decide(Decision(kind="undo", payload={"id": first.id}, by="Ann", reason="Mistake.", at=NOW))
        with pytest.raises(UsageError, match="no decision 999"):
            filled.decide(Decision(kind="undo", payload={"id": 999}, by="Ann", reason="?", at=NOW))
    assert filled.decisions() == ()


def test_fact_numbers_stay(filled: Store) -> None:
    with filled.writer("harvester facts"):
        assert filled.fact_numbers(["f3", "f2", "f1"], NOW) == {"f3": "F-003", "f2": "F-002", "f1": "F-001"}
        assert filled.numbers("EX", ["a"], NOW) == {"a": "EX-001"}
    assert filled.given_numbers() == {"f1": "F-001", "f2": "F-002", "f3": "F-003"}


def test_the_ledger_keeps_the_last_good_reach(store: Store) -> None:
    later, last = NOW + timedelta(days=1), NOW + timedelta(days=2)
    with store.writer("harvester pull"):
        store.record_coverage([Row(covered=covered())], NOW)
        store.record_coverage([Row(covered=covered(at=later))], later)
        store.record_coverage([Row(covered=covered(at=last, complete=False))], last)
    (row,) = store.ledger().folders
    assert (row.swept_at, row.reach, row.first_good_sweep) == (last, later, NOW)
    assert (row.complete, row.reason) == (False, "no answer")
    assert store.ledger().as_of == last
    assert store.ledger(["other"]).folders == ()


def test_an_error_of_the_disk_names_the_file(filled: Store) -> None:
    raw = bytearray(filled.path.read_bytes())
    raw[4096:] = b"\xff" * (len(raw) - 4096)
    filled.path.write_bytes(raw)
    with pytest.raises(HarvesterError, match=r"evidence\.db"):
        filled.sightings()
    assert filled.verify().problems


def test_a_damaged_original_is_never_handed_out(filled: Store) -> None:
    sha256 = filled.sightings()[0].sha256
    with sqlite3.connect(filled.path) as connection:
        connection.execute("UPDATE originals SET blob = substr(blob, 1, 20) WHERE sha256 = ?", (sha256,))
    with pytest.raises(IntegrityError, match=sha256):
        filled.original(sha256)
