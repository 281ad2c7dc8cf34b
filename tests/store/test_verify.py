"""Whatever is changed, taken away or added behind the store's back is found and named (F22)."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from harvester.errors import HarvesterError
from harvester.store import Store, open_store

EVIDENTIAL = ("originals", "sightings", "items", "coverage", "cursors", "journal")


def cells(path: Path) -> list[tuple[str, int, str, Any]]:
    found = []
    with sqlite3.connect(path) as connection:
        for table in EVIDENTIAL:
            rows = connection.execute(f"SELECT rowid, * FROM {table}")  # noqa: S608  our own table names
            names = [column[0] for column in rows.description]
            for row in rows:
                found += [(table, row[0], name, value) for name, value in zip(names[1:], row[1:], strict=True)]
    return found


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
    for table, rowid, name, value in at.choices(everything, k=300):
        copy.path.write_bytes(filled.path.read_bytes())
        with sqlite3.connect(copy.path) as connection:
            change = f"UPDATE OR REPLACE {table} SET {name} = ? WHERE rowid = ?"  # noqa: S608  our own table names
            connection.execute(change, (edited(value, at), rowid))
        problems = copy.verify().problems
        assert any(problem.startswith(table) for problem in problems), (table, name, value, problems)


@pytest.mark.parametrize("table", EVIDENTIAL)
def test_every_missing_row_is_found(filled: Store, table: str) -> None:
    with sqlite3.connect(filled.path) as connection:
        taken = f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})"  # noqa: S608  our own table names
        connection.execute(taken)
    problems = filled.verify().problems
    assert any(problem.startswith(table if table != "journal" else "settings: head") for problem in problems)


@pytest.mark.parametrize("table", EVIDENTIAL)
def test_every_added_row_is_found(filled: Store, table: str) -> None:
    with sqlite3.connect(filled.path) as connection:
        info = connection.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)).fetchall()
        columns = [name for name, _ in info]
        last_key = max(info, key=lambda column: column[1])[0]
        values = ", ".join(f"{name} || '9'" if name == last_key else name for name in columns)
        added = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} LIMIT 1"  # noqa: S608  our own table names
        connection.execute(added)
    assert any(problem.startswith(table) for problem in filled.verify().problems)


def test_flipped_bits_of_an_original_are_found(filled: Store, tmp_path: Path) -> None:
    at = random.Random(11)  # noqa: S311  a fixed seed, not a secret
    raw = filled.path.read_bytes()
    with sqlite3.connect(filled.path) as connection:
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
    with sqlite3.connect(filled.path) as connection:
        changed = "UPDATE journal SET payload = replace(payload, ?, ?) WHERE kind = 'batch'"
        connection.execute(changed, (f'"{name}":', f'"_{name[1:]}":'))
    assert any("journal: entry" in problem for problem in told(filled))


def contents(path: Path) -> list[tuple[object, ...]]:
    """All evidence, and the definitions of its tables."""
    with sqlite3.connect(path) as connection:
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
    with sqlite3.connect(filled.path) as connection:
        first, second = connection.execute("SELECT rowid, blob FROM originals LIMIT 2").fetchall()
        connection.execute("UPDATE originals SET blob = ? WHERE rowid = ?", (second[1], first[0]))
        connection.execute("UPDATE originals SET blob = ? WHERE rowid = ?", (first[1], second[0]))
    assert len(filled.verify().problems) == 2


def test_a_store_that_was_rolled_back_does_not_hold_the_stamped_head(filled: Store) -> None:
    """F22, S33."""
    from tests.store.conftest import batch

    yesterday = filled.path.read_bytes()
    with filled.writer("harvester pull"):
        filled.add_batch(batch(filled, 9))
    stamped = filled.head()
    assert filled.verify(stamped).problems == ()
    filled.path.write_bytes(yesterday)
    assert filled.verify().problems == ()
    assert any(problem.startswith("journal") for problem in filled.verify(stamped).problems)
