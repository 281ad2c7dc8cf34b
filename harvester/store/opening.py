"""The file under the store: how it is created, opened for reading or writing, and what its errors mean."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from harvester.errors import HarvesterError, IntegrityError, UsageError

_SCHEME = "sqlite:///"


def database_path(url: str, base: Path) -> Path:
    """The file that `[store] url` names, relative to the folder of the configuration."""
    if not url.startswith(_SCHEME) or not url[len(_SCHEME) :]:
        raise UsageError(
            f"The store address {url.partition('@')[2] or url} is not one that can be opened.",
            'Use url = "sqlite:///evidence.db".',
        )
    return base / url[len(_SCHEME) :]


def writing_engine(path: Path) -> Engine:
    """An engine that writes: WAL, and every commit on the disk before it returns (F20)."""
    _private_file(path)
    return _engine(path, lambda: "rw", ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"))


def reading_engine(path: Path) -> Engine:
    """An engine that can only read, and leaves no file behind.

    SQLite needs its side files to read next to a writer. It removes them at the end only when opened for writing, so
    an idle store is opened that way and told to change nothing; one with a log (a writer is at work, or was killed)
    is opened read-only; one in a folder that cannot be written is read as it lies.
    """

    def mode() -> str:
        if Path(f"{path}-wal").exists():
            return "ro"
        return "rw" if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK) else "ro&immutable=1"

    return _engine(path, mode, ("PRAGMA query_only=1",))


def _engine(path: Path, mode: Callable[[], str], pragmas: Sequence[str]) -> Engine:
    def connection() -> sqlite3.Connection:
        address = f"{path.resolve().as_uri()}?mode={mode()}"
        opened = sqlite3.connect(address, uri=True, timeout=10, isolation_level=None, check_same_thread=False)
        # A damaged cell must be readable, so that `verify` can name it.
        opened.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        for pragma in pragmas:
            opened.execute(pragma)
        return opened

    engine = create_engine("sqlite://", creator=connection, poolclass=NullPool)

    # The driver's own idea of when a transaction starts leaves schema changes outside of it.
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


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
    except DBAPIError as error:
        raise _meaning(path, str(error.orig)) from error
    except sqlite3.Error as error:
        raise _meaning(path, str(error)) from error


def _meaning(path: Path, told: str) -> HarvesterError:
    if "full" in told:
        free = shutil.disk_usage(path.parent).free
        return HarvesterError(
            f"The disk of {path} is full ({free:,} bytes free); the store holds all that was reported as stored.",
            "Make room and run the same command again.",
        )
    if "not a database" in told:
        return UsageError(f"{path} is not a store.", "Correct `[store] url`.")
    if "malformed" in told or "corrupt" in told:
        return IntegrityError(f"The store {path} is damaged: {told}.", "Restore it from a copy; keep this one.")
    if "readonly" in told or "unable to open" in told:
        return UsageError(f"The store {path} cannot be opened: {told}.", "Check the file and its permissions.")
    return HarvesterError(
        f"The store {path} could not be read or written: {told}.", "Check the disk and run the same command again."
    )


def rows(connection: Connection, statement: Any) -> list[dict[str, Any]]:
    """All rows of a SELECT as dictionaries."""
    return [dict(row) for row in connection.execute(statement).mappings()]
