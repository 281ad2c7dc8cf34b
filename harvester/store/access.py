"""Access to one store: reading needs no lock and changes nothing, writing happens inside `writer`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import Connection
from threading import RLock
from typing import Self

from harvester.errors import UsageError
from harvester.store.founding import check_version, prepare, refuse_others
from harvester.store.lock import writing
from harvester.store.opening import make_folder, reading_connection, transaction, understood, writing_connection


class Access:
    """The file of one store."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing: Connection | None = None
        self._checked = False
        self._turn = RLock()
        """One transaction at a time: a batch may be written while the next one is fetched."""

    @contextmanager
    def writer(self, holder: str) -> Iterator[Self]:
        """Holds the store for writing as `holder` (the command). Creates the file when there is none.

        LockedError names who else writes; UsageError when the file is no store or of a newer version.
        """
        if self._writing is not None:
            raise ValueError("the store is already being written by this process")
        make_folder(self.path)
        with writing(self.path, holder), understood(self.path):
            if self.path.exists() and self.path.stat().st_size:
                with closing(reading_connection(self.path)) as connection:
                    refuse_others(connection, self.path)
            with closing(writing_connection(self.path)) as connection:
                with transaction(connection):
                    prepare(connection)
                check_version(connection, self.path)
                self._writing, self._checked = connection, True
                try:
                    yield self
                finally:
                    with self._turn:
                        self._writing = None

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        if self._writing is not None:
            with self._turn, understood(self.path):
                yield self._writing
            return
        if not self.path.exists():
            raise UsageError(f"There is no store at {self.path} yet.", "Run `harvester pull` first.")
        with understood(self.path), closing(reading_connection(self.path)) as connection:
            if not self._checked:
                check_version(connection, self.path)
                self._checked = True
            with transaction(connection):  # one state of the store, whoever writes meanwhile
                yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        if self._writing is None:
            raise ValueError("the store is written only inside `writer`")
        with self._turn, understood(self.path), transaction(self._writing) as connection:
            yield connection
