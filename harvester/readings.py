"""What was read of originals, kept in a file beside the store so that it need not be read again.

The file is a convenience, never evidence: it may be deleted at any time, and the journal says nothing of it. Every row
bears a seal, keyed with the store's own salt, over the readers' source, the original's hash and what was read. One that
does not fit (damaged, made by another version, out of another store) counts as not there.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import is_dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import Any

import zstandard

from harvester.model.ledger import Sighting
from harvester.model.mail import Message, Report
from harvester.store import Store

Kind = str
""" "message", "header" (only the header block is there) or "report" (what a bounce says in words)."""
Reading = Message | Report | None

_LIBRARIES = ("mail-parser", "beautifulsoup4", "olefile", "compressed-rtf", "idna", "pydantic", "zstandard")
_CHUNK = 500
_PATIENCE_SECONDS = 1
_TABLE = """
    CREATE TABLE IF NOT EXISTS readings (
        sha256 TEXT NOT NULL, kind TEXT NOT NULL, content BLOB NOT NULL, seal BLOB NOT NULL, PRIMARY KEY (sha256, kind))
"""


def kinds(sightings: Iterable[Sighting]) -> dict[str, Kind]:
    """SHA-256 of each original -> how it is to be read."""
    found: dict[str, Kind] = {}
    for sighting in sightings:
        if found.get(sighting.sha256) != "message":
            found[sighting.sha256] = "header" if sighting.headers_only else "message"
    return found


class Kept:
    """The file of one store. Where it cannot be read or written nothing is kept, and everything is read anew."""

    def __init__(self, store: Store) -> None:
        self.path = Path(f"{store.path}.readings")
        self._store = store

    def found(self, wanted: Mapping[str, Kind]) -> dict[str, Reading]:
        """SHA-256 -> what was read of it, for those of `wanted` of which something is kept."""
        with suppress(sqlite3.Error, OSError):
            if self.path.exists():
                return dict(self._found(wanted))
        return {}

    def report(self, sha256: str) -> tuple[Report | None] | None:
        """What a bounce says in words, in a tuple; None: not known."""
        told = self.found({sha256: "report"})
        report = told.get(sha256)
        return None if sha256 not in told or isinstance(report, Message) else (report,)

    def keep(self, read: Iterable[tuple[str, Kind, Reading]]) -> None:
        """Keeps readings (hash, kind, what was read). One that would not come back the same is left out."""
        packed = [row for row in (self._packed(*one) for one in read) if row]
        if not packed:
            return
        with suppress(sqlite3.Error, OSError):
            try:
                self._write(packed)
            except sqlite3.DatabaseError as error:
                if "not a database" in str(error) or "malformed" in str(error):
                    self.path.unlink()
                    self._write(packed)

    def forget(self, shas: Iterable[str]) -> None:
        """Removes what was read of originals that are gone; where that fails, all of it."""
        gone = [(sha,) for sha in shas]
        if not gone or not self.path.exists():
            return
        try:
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE_SECONDS, isolation_level=None)) as connection:
                connection.execute("PRAGMA secure_delete=ON")
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(_TABLE)
                connection.executemany("DELETE FROM readings WHERE sha256 = ?", gone)
                connection.execute("COMMIT")
        except sqlite3.Error:
            self.path.unlink(missing_ok=True)

    def _found(self, wanted: Mapping[str, Kind]) -> Iterator[tuple[str, Reading]]:
        shas = sorted(wanted)
        with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            for start in range(0, len(shas), _CHUNK):
                some = shas[start : start + _CHUNK]
                marks = ", ".join("?" * len(some))
                rows = connection.execute(f"SELECT * FROM readings WHERE sha256 IN ({marks})", some)  # noqa: S608 (marks)
                for sha256, kind, content, seal in rows:
                    if wanted[sha256] == kind and (told := self._unpacked(sha256, kind, content, seal)):
                        yield sha256, told[0]

    def _write(self, packed: Sequence[tuple[str, Kind, bytes, bytes]]) -> None:
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(self.path, timeout=_PATIENCE_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_TABLE)
            connection.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)", packed)
            connection.execute("COMMIT")

    def _packed(self, sha256: str, kind: Kind, read: Reading) -> tuple[str, Kind, bytes, bytes] | None:
        try:
            content = _compressor().compress(_form().dump_json(read))
            if not _alike(_plain(content), read):
                return None
        except (ValueError, zstandard.ZstdError):
            return None
        return sha256, kind, content, self._seal(sha256, kind, content)

    def _unpacked(self, sha256: str, kind: Kind, content: Any, seal: Any) -> tuple[Reading] | None:
        if not isinstance(content, bytes) or seal != self._seal(sha256, kind, content):
            return None
        try:
            return (_plain(content),)
        except (ValueError, zstandard.ZstdError):
            return None

    def _seal(self, sha256: str, kind: Kind, content: bytes) -> bytes:
        return self._store.hashed(f"{readers_version()} {kind} {sha256} {hashlib.sha256(content).hexdigest()}")


@cache
def readers_version() -> str:
    """Hash of everything that decides what is read: our source, the libraries, Python. A change makes rows void."""
    here = Path(__file__).parent
    told = [python_version()]
    for library in _LIBRARIES:
        with suppress(PackageNotFoundError):
            told.append(f"{library} {version(library)}")
    sources = sorted(
        [
            *here.glob("parse/*.py"),
            *here.glob("outlook/*.py"),
            *here.glob("model/*.py"),
            *here.glob("workers/*.py"),
            Path(__file__),
        ]
    )
    told += [hashlib.sha256(path.read_bytes()).hexdigest() for path in sources]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@cache
def _form() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Message | Report | None)


@cache
def _compressor() -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor()


def _alike(one: Any, other: Any) -> bool:
    """Whether two readings are the same, told apart where == does not: the zone of an instant, a list from a tuple."""
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, dict):
        return _alike([*one.items()], [*other.items()])
    if is_dataclass(one):
        return all(_alike(getattr(one, name), getattr(other, name)) for name in one.__dataclass_fields__)
    return bool(one == other if isinstance(one, str) else repr(one) == repr(other))


def _plain(content: bytes) -> Reading:
    read: Reading = _form().validate_json(zstandard.decompress(content))
    _with_our_zone(read)
    return read


def _with_our_zone(read: Any) -> None:
    """Makes UTC the standard library's, as readers give it."""
    if not is_dataclass(read):
        return
    for name in read.__dataclass_fields__:
        held = getattr(read, name)
        if isinstance(held, datetime) and held.utcoffset() == UTC.utcoffset(None):
            object.__setattr__(read, name, held.replace(tzinfo=UTC))
        elif is_dataclass(held):
            _with_our_zone(held)
        elif isinstance(held, tuple):
            for one in held:
                _with_our_zone(one)
