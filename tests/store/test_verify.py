"""Whatever is changed, taken away or added behind the store's back is found and named (F22)."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harvester.errors import HarvesterError
from harvester.store import Batch, Foreign, Store, open_store
from harvester.store.schema import TABLES
from tests.store.conftest import INBOX, NOW, batch

EVIDENTIAL = ("originals", "sightings", "items", "coverage", "cursors", "journal", "foreign_ids", "matter_ids")
"""Every table but the settings, which are told one by one."""


def cells(path: Path) -> list[tuple[str, tuple[Any, ...], str, Any]]:
    """(table, key of the row, column, value) of everything that is held."""
    found = []
    with by_hand(path) as connection:
        for table in EVIDENTIAL:
            key = ", ".join(TABLES[table].key)
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY {key}"):  # noqa: S608  our own table names
                told = dict(zip(TABLES[table].columns, row, strict=True))
                place = tuple(told[name] for name in TABLES[table].key)
                found += [(table, place, name, value) for name, value in told.items()]
    return found


@contextmanager
def by_hand(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as any other program opens it: closed at the end, so that nothing waits in a log beside it."""
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection


def where(table: str) -> str:
    return " AND ".join(f"{name} = ?" for name in TABLES[table].key)


def edited(value: Any, at: random.Random) -> Any:
    """The value with one bit, digit or letter changed."""
    if value is None:
        return 1
    if isinstance(value, int):
        return value ^ (1 << at.randrange(8))
    raw = bytearray(value if isinstance(value, bytes) else value.encode())
    if not raw:
        return "x"
    raw[at.randrange(len(raw))] ^= 1 << at.randrange(7)
    return bytes(raw) if isinstance(value, bytes) else raw.decode("utf-8", "replace")


def test_a_sound_store_has_no_problems(filled: Store) -> None:
    verified = filled.verify()
    assert verified.problems == ()
    assert verified.checked >= 16
    assert verified.head == filled.head()


def test_every_changed_cell_is_found(filled: Store, tmp_path: Path) -> None:
    at = random.Random(7)  # noqa: S311  a fixed seed, not a secret
    everything = cells(filled.path)
    copy = open_store("sqlite:///copy.db", tmp_path)
    for table, place, name, value in everything:
        copy.path.write_bytes(filled.path.read_bytes())
        with by_hand(copy.path) as connection:
            change = f"UPDATE OR REPLACE {table} SET {name} = ? WHERE {where(table)}"  # noqa: S608  our own table names
            connection.execute(change, (edited(value, at), *place))
        problems = copy.verify().problems
        assert any(problem.startswith(table) for problem in problems), (table, name, value, problems)


@pytest.mark.parametrize("table", EVIDENTIAL)
def test_every_missing_row_is_found(filled: Store, table: str) -> None:
    with by_hand(filled.path) as connection:
        place = [one for one in cells(filled.path) if one[0] == table][-1][1]
        connection.execute(f"DELETE FROM {table} WHERE {where(table)}", place)  # noqa: S608  our own table names
    problems = filled.verify().problems
    assert any(problem.startswith(table if table != "journal" else "settings: head") for problem in problems)


@pytest.mark.parametrize("table", EVIDENTIAL)
def test_every_added_row_is_found(filled: Store, table: str) -> None:
    with by_hand(filled.path) as connection:
        info = connection.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)).fetchall()
        columns = [name for name, _ in info]
        last_key = max(info, key=lambda column: column[1])[0]
        values = ", ".join(f"{name} || '9'" if name in (last_key, "id") else name for name in columns)
        added = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} LIMIT 1"  # noqa: S608  our own table names
        connection.execute(added)
    assert any(problem.startswith(table) for problem in filled.verify().problems)


@pytest.mark.parametrize("table", EVIDENTIAL)
def test_cells_that_changed_places_are_found(filled: Store, tmp_path: Path, table: str) -> None:
    with filled.writer("harvester pull"):
        filled.add_batch(batch(filled, 6, 7, place=replace(INBOX, folder="Archive", uidvalidity=8)))
    held = [one for one in cells(filled.path) if one[0] == table]
    copy = open_store("sqlite:///copy.db", tmp_path)
    for _, place, name, value in held:
        others = [one for one in held if one[2] == name and one[1] != place and one[3] != value]
        if name in TABLES[table].key or not others:
            continue
        copy.path.write_bytes(filled.path.read_bytes())
        with by_hand(copy.path) as connection:
            for there, put in ((place, others[0][3]), (others[0][1], value)):
                change = f"UPDATE OR REPLACE {table} SET {name} = ? WHERE {where(table)}"  # noqa: S608  our own table names
                connection.execute(change, (put, *there))
        assert any(problem.startswith(table) for problem in copy.verify().problems), (name, place)


@pytest.mark.parametrize("key", ["salt", "head", "schema_version", "unheard"])
@pytest.mark.parametrize(
    "change", ["INSERT OR REPLACE INTO settings VALUES (?, '0')", "DELETE FROM settings WHERE key = ?"]
)
def test_every_changed_or_missing_setting_is_found(filled: Store, key: str, change: str) -> None:
    with by_hand(filled.path) as connection:
        told_before = connection.execute("SELECT count(*) FROM settings WHERE key = ?", (key,)).fetchone()[0]
        connection.execute(change, (key,))
    problems = open_store("sqlite:///evidence.db", filled.path.parent).verify().problems
    assert problems if told_before or "INSERT" in change else not problems
    assert not any("newer version" in problem for problem in problems)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            "CREATE TRIGGER late AFTER INSERT ON sightings BEGIN DELETE FROM items; END",
            "file: the trigger 'late' was added",
        ),
        ("CREATE VIEW late AS SELECT * FROM items", "file: the view 'late' was added"),
        ("DROP INDEX matter_ids_once", "file: the index matter_ids_once is missing"),
    ],
)
def test_what_was_added_to_the_tables_or_taken_from_them_is_found(filled: Store, change: str, problem: str) -> None:
    with by_hand(filled.path) as connection:
        connection.execute(change)
    assert filled.verify().problems == (problem,)


def test_what_is_passed_over_or_linked_is_summed_whatever_comes_and_goes(filled: Store) -> None:
    """A foreign message that turns out to be of the matter, one that fails, one that is swept anew."""
    with filled.writer("harvester pull"):
        filled.add_batch(batch(filled, 5))
        foreign = [Foreign(uid=uid, ids=(filled.hashed(f"<{uid}@x.example>"),)) for uid in range(6, 1200)]
        filled.add_batch(Batch(place=INBOX, seen_at=NOW, foreign=foreign))
        filled.add_batch(batch(filled, 8, 1100))
        assert filled.verify().problems == ()
        filled.add_batch(Batch(place=INBOX, seen_at=NOW, foreign=foreign[:2], afresh=True))
    assert filled.verify().problems == ()


def test_a_store_older_than_sums_is_summed_from_the_next_batch_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = [Foreign(uid=5, ids=(b"x" * 16,))]
    with store.writer("harvester pull"), monkeypatch.context() as older:
        older.setattr("harvester.store.writing.KEY", "unread")
        store.add_batch(replace(batch(store, 1), foreign=foreign))
    with by_hand(store.path) as connection:
        connection.execute("UPDATE foreign_ids SET uid = 6")
    assert store.verify().problems == ()
    with store.writer("harvester pull"):
        store.add_batch(batch(store, 2))
    assert store.verify().problems == ()
    with by_hand(store.path) as connection:
        connection.execute("UPDATE foreign_ids SET uid = 7")
    assert store.verify().problems == ("foreign_ids: a row of it was changed",)


def test_flipped_bits_of_an_original_are_found(filled: Store, tmp_path: Path) -> None:
    at = random.Random(11)  # noqa: S311  a fixed seed, not a secret
    raw = filled.path.read_bytes()
    with by_hand(filled.path) as connection:
        blobs = [row[0] for row in connection.execute("SELECT blob FROM originals")]
    copy = open_store("sqlite:///copy.db", tmp_path)
    for _ in range(150):
        blob = at.choice(blobs)
        changed = bytearray(raw)
        changed[raw.index(blob) + at.randrange(len(blob))] ^= 1 << at.randrange(8)
        copy.path.write_bytes(changed)
        assert copy.verify().problems


def test_a_bit_flipped_anywhere_in_the_file_is_found_or_changes_nothing(filled: Store, tmp_path: Path) -> None:
    """Some bits of a database file say nothing: what is free in a page. All others must be told."""
    at, raw, evidence = random.Random(13), filled.path.read_bytes(), contents(filled.path)  # noqa: S311 (a fixed seed)
    copy = open_store("sqlite:///copy.db", tmp_path)
    found = 0
    for _ in range(400):
        changed = bytearray(raw)
        changed[at.randrange(len(raw))] ^= 1 << at.randrange(8)
        copy.path.write_bytes(changed)
        problems = told(copy)
        found += bool(problems)
        assert problems or contents(copy.path) == evidence
        for rest in copy.path.parent.glob("copy.db-*"):
            rest.unlink()
    assert found > 20


@pytest.mark.parametrize("name", ["packed_sha256", "size", "media_type", "sha256"])
def test_a_journal_that_names_a_cell_otherwise_is_told(filled: Store, name: str) -> None:
    with by_hand(filled.path) as connection:
        changed = "UPDATE journal SET payload = replace(payload, ?, ?) WHERE kind = 'batch'"
        connection.execute(changed, (f'"{name}":', f'"_{name[1:]}":'))
    assert any("journal: entry" in problem for problem in told(filled))


def contents(path: Path) -> list[tuple[object, ...]]:
    """All evidence, and the definitions of its tables."""
    with by_hand(path) as connection:
        defined = [
            (table, *column)
            for table in EVIDENTIAL
            for column in connection.execute("SELECT name, type, pk FROM pragma_table_info(?)", (table,))
        ]
    return [*defined, *cells(path)]


def told(store: Store) -> tuple[str, ...]:
    """What is said of the store, by `verify` or by the error that it ends in."""
    try:
        return store.verify().problems
    except HarvesterError as error:
        return (str(error),) if str(store.path) in str(error) else ()


@pytest.mark.parametrize("rest", [0.0, 0.01, 0.2, 0.4, 0.6, 0.8, 0.95, 0.999])
def test_a_truncated_file_is_found(filled: Store, rest: float) -> None:
    raw = filled.path.read_bytes()
    filled.path.write_bytes(raw[: int(len(raw) * rest)])
    assert told(filled)


def test_swapped_bytes_of_two_originals_are_found(filled: Store) -> None:
    with by_hand(filled.path) as connection:
        first, second = connection.execute("SELECT rowid, blob FROM originals LIMIT 2").fetchall()
        connection.execute("UPDATE originals SET blob = ? WHERE rowid = ?", (second[1], first[0]))
        connection.execute("UPDATE originals SET blob = ? WHERE rowid = ?", (first[1], second[0]))
    assert len(filled.verify().problems) == 2


def test_a_store_that_was_rolled_back_does_not_hold_the_stamped_head(filled: Store) -> None:
    """F22, S33."""
    yesterday = filled.path.read_bytes()
    with filled.writer("harvester pull"):
        filled.add_batch(batch(filled, 9))
    stamped = filled.head()
    assert filled.verify(stamped).problems == ()
    filled.path.write_bytes(yesterday)
    assert filled.verify().problems == ()
    assert any(problem.startswith("journal") for problem in filled.verify(stamped).problems)
