"""The file under the store: how it is created, opened for reading or writing, and what its errors mean.

The driver is Python's own: a layer above it takes a quarter of a second of every command to load. Statements keep to
the SQL that every database speaks, so that another one needs another `opening` only.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from harvester.errors import HarvesterError, IntegrityError, NoRoomError, UsageError
from harvester.store.schema import Table

_SCHEME = "sqlite:///"
_SIDE_FILES = 2**16
"""Bytes that the database needs beside the store before it writes anything."""
_LOG_PAGES = 4096
"""Pages after which what is in the log moves into the file; every commit is on the disk before that (F20)."""
_CACHE = 16 * 1024
"""KiB of pages: a whole batch, so that its pages go to the log once and in their order."""
_CELLS = 5000
"""Values in one INSERT."""
_CHUNK = 500
"""Values in one IN list."""


def database_path(url: str, base: Path) -> Path:
    """The file that `[store] url` names, relative to the folder of the configuration."""
    if not url.startswith(_SCHEME) or not url[len(_SCHEME) :]:
        raise UsageError(
            f"The store address {url.partition('@')[2] or url} is not one that can be opened.",
            'Use url = "sqlite:///evidence.db".',
        )
    return base / url[len(_SCHEME) :]


def writing_connection(path: Path) -> Connection:
    """A connection that writes: WAL, and every commit on the disk before it returns (F20)."""
    _private_file(path)
    pragmas = (
        ("journal_mode", "WAL"),
        ("synchronous", "FULL"),
        ("wal_autocheckpoint", _LOG_PAGES),
        ("cache_size", -_CACHE),
    )
    return _connection(path, "rw", pragmas)


def reading_connection(path: Path) -> Connection:
    """A connection that can only read, and leaves no file behind.

    SQLite needs its side files to read next to a writer. It removes them at the end only when opened for writing, so
    an idle store is opened that way and told to change nothing; one with a log (a writer is at work, or was killed)
    is opened read-only; one in a folder that cannot be written is read as it lies.
    """
    if Path(f"{path}-wal").exists():
        mode = "ro"
    else:
        mode = "rw" if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK) else "ro&immutable=1"
    return _connection(path, mode, (("query_only", 1),))


def _connection(path: Path, mode: str, pragmas: Iterable[tuple[str, object]]) -> Connection:
    address = f"{path.resolve().as_uri()}?mode={mode}"
    opened = sqlite3.connect(address, uri=True, timeout=10, isolation_level=None, check_same_thread=False)
    # A damaged cell must be readable, so that `verify` can name it.
    opened.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    opened.row_factory = sqlite3.Row
    try:
        for name, value in pragmas:
            opened.execute(f"PRAGMA {name}={value}")
    except BaseException:
        opened.close()
        raise
    return opened


@contextmanager
def transaction(connection: Connection) -> Iterator[Connection]:
    """Everything inside stands or falls together; on the disk when the block ends."""
    connection.execute("BEGIN")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def make_folder(path: Path) -> None:
    """Makes the folder of the store, for the owner only."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"The folder {path.parent} cannot be made: {error.strerror}.", "Choose another.") from error


def _private_file(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.fchmod(handle, 0o600)
        finally:
            os.close(handle)
    except OSError as error:
        raise UsageError(
            f"The store {path} cannot be written: {error.strerror}.", "Check the folder's permissions."
        ) from error


@contextmanager
def understood(path: Path) -> Iterator[None]:
    """Turns what the database reports into an error that names the file and the next step (F19)."""
    try:
        yield
    except sqlite3.Error as error:
        raise _meaning(path, str(error)) from error


def _meaning(path: Path, told: str) -> HarvesterError:
    # where it cannot make its side files, the database speaks of the disk alone
    if "full" in told or ("disk I/O" in told and _free(path) < _SIDE_FILES):
        free = _free(path)
        return NoRoomError(
            f"The disk of {path} is full ({free:,} bytes free); the store holds all that was reported as stored.",
            "Make room and run the same command again.",
        )
    if "not a database" in told:
        return UsageError(f"{path} is not a store.", "Correct `[store] url`.")
    if "malformed" in told or "corrupt" in told:
        return IntegrityError(f"The store {path} is damaged: {told}.", "Restore it from a copy; keep this one.")
    if "readonly" in told:
        return UsageError(
            f"The store {path} cannot be written.",
            "Check the permissions of the file and of the folder in which it lies.",
        )
    if "unable to open" in told:
        return UsageError(f"The store {path} cannot be opened: {told}.", "Check the file and its permissions.")
    return HarvesterError(
        f"The store {path} could not be read or written: {told}.", "Check the disk and run the same command again."
    )


def _free(path: Path) -> int:
    """Bytes free where a file lies."""
    room = os.statvfs(path.parent)
    return room.f_bavail * room.f_frsize


# Statements -----------------------------------------------------------------------------------------------------
# Names of tables and columns come from `schema` only, values always travel beside the statement.


def rows(connection: Connection, statement: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """All rows of a SELECT as dictionaries."""
    return [dict(row) for row in connection.execute(statement, values)]


def scalars(connection: Connection, statement: str, values: Sequence[Any] = ()) -> list[Any]:
    """The first column of every row of a SELECT."""
    return [row[0] for row in connection.execute(statement, values)]


def scalar(connection: Connection, statement: str, values: Sequence[Any] = ()) -> Any:
    """The first cell of a SELECT, None when it found nothing."""
    row = connection.execute(statement, values).fetchone()
    return row[0] if row else None


def insert(connection: Connection, table: Table, told: Sequence[Mapping[str, Any]]) -> None:
    """Adds rows; all of them name the same columns."""
    if told:
        names = list(told[0])
        insert_cells(connection, table, names, [tuple([row[name] for name in names]) for row in told])


def insert_cells(connection: Connection, table: Table, names: Collection[str], cells: Sequence[Sequence[Any]]) -> None:
    """Adds rows whose cells stand in the order of `names`.

    Many by one statement: after each, another thread that is busy keeps the interpreter for milliseconds.
    """
    into = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES "  # noqa: S608 (see above)
    row = f"({marks(names)})"
    at_once = min(_CELLS, connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)) // len(names)
    for start in range(0, len(cells), at_once):
        some = cells[start : start + at_once]
        connection.execute(into + ", ".join([row] * len(some)), list(chain.from_iterable(some)))


def marks(values: Collection[Any]) -> str:
    """As many placeholders as values."""
    return ", ".join("?" * len(values))


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The values in pieces that fit one IN list."""
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
