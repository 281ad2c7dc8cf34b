"""Which messages belong together: ids of the matter's mail, salted hashes of everybody else's (H)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from harvester.store import cells
from harvester.store.access import Access
from harvester.store.batch import Foreign
from harvester.store.founding import ID_BYTES
from harvester.store.journal import LINKED, put_setting, setting
from harvester.store.opening import scalar, scalars


class Linked(Access):
    """Ids of messages, of the matter and foreign."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._salted: Any = None

    def hashed(self, identifier: str) -> bytes:
        """The salted hash under which an identifier of a foreign message is remembered."""
        if self._salted is None:
            with self._read() as connection:
                salt = str(setting(connection, "salt")).encode()
            self._salted = hashlib.blake2b(digest_size=ID_BYTES, key=salt)
        digest = self._salted.copy()  # the salt is mixed in once: every header of a mailbox comes here
        digest.update(identifier.encode("utf-8", "replace"))
        return bytes(digest.digest())

    def matter_ids(self) -> set[bytes]:
        """Hashes of all Message-IDs of the matter, and of those its messages refer to."""
        with self._read() as connection:
            return set(scalars(connection, "SELECT id FROM matter_ids"))

    def held_ids(self) -> set[bytes]:
        """Hashes of the Message-IDs of the messages that are stored."""
        with self._read() as connection:
            return set(scalars(connection, "SELECT id FROM matter_ids WHERE held = 1"))

    def foreign(self, source: str) -> Iterator[tuple[str, int, Foreign]]:
        """(folder, UIDVALIDITY, hashes) of every message of a source that is not of the matter."""
        with self._read() as connection:
            statement = "SELECT folder, uidvalidity, uid, ids FROM foreign_ids WHERE source = ?"
            held = connection.execute(statement, (cells.plain(source),)).fetchall()
        for folder, validity, uid, ids in held:
            each = tuple([ids[start : start + ID_BYTES] for start in range(0, len(ids), ID_BYTES)])
            yield folder, validity, Foreign(uid=uid, ids=each)

    def foreign_keys(self) -> set[bytes]:
        """Hashes of the Message-IDs of all messages that are not of the matter, of every source."""
        with self._read() as connection:
            own = scalars(connection, f"SELECT substr(ids, 1, {ID_BYTES}) FROM foreign_ids")  # noqa: S608 (a number)
        return set(own)

    def linked(self, source: str) -> bool:
        """True when no id has come into the matter since the foreign messages of the source were last compared."""
        with self._read() as connection:
            return setting(connection, f"{LINKED}{cells.plain(source)}") == _last_id(connection)

    def linked_sources(self) -> tuple[str, ...]:
        """Every source of which it is noted how far its foreign messages were compared."""
        with self._read() as connection:
            keys = scalars(connection, "SELECT key FROM settings WHERE key LIKE ? ORDER BY key", (f"{LINKED}%",))
        return tuple(key.removeprefix(LINKED) for key in keys)

    def set_linked(self, source: str) -> None:
        """Notes that the foreign messages of the source have been compared with all ids of the matter."""
        with self._write() as connection:
            put_setting(connection, f"{LINKED}{cells.plain(source)}", _last_id(connection))


def _last_id(connection: Connection) -> str:
    return str(scalar(connection, "SELECT max(n) FROM matter_ids") or 0)
