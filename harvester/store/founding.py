"""Making a store in a new file, and telling whether a file is one that this version reads."""

from __future__ import annotations

import secrets
from pathlib import Path
from sqlite3 import Connection

from harvester.errors import IntegrityError, UsageError
from harvester.store import schema
from harvester.store.journal import put_setting, setting
from harvester.store.opening import scalars

ID_BYTES = 16
"""Length of the salt and of every salted hash."""


def refuse_others(connection: Connection, path: Path) -> None:
    """UsageError when the file is another program's database, or of another version."""
    tables = _tables(connection)
    if tables - schema.TABLES.keys():
        raise UsageError(f"{path} is a database of another program.", "Correct `[store] url`.")
    if tables:
        check_version(connection, path)


def prepare(connection: Connection) -> None:
    """Makes the tables of a new file."""
    if not _tables(connection):
        for table in schema.TABLES.values():
            for statement in table.statements():
                connection.execute(statement)
        put_setting(connection, "schema_version", str(schema.SCHEMA_VERSION))
        put_setting(connection, "salt", secrets.token_hex(ID_BYTES))


def check_version(connection: Connection, path: Path) -> None:
    """UsageError when this version of the program cannot read the store, IntegrityError when it names none."""
    if schema.settings.name not in _tables(connection):
        raise UsageError(f"{path} is not a store.", "Correct `[store] url`.")
    version = setting(connection, "schema_version") or ""
    if not (version.isascii() and version.isdigit() and int(version) >= schema.SCHEMA_VERSION):
        raise IntegrityError(
            f"The store {path} is damaged: it does not say how it was made.", "Restore it from a copy; keep this one."
        )
    if version != str(schema.SCHEMA_VERSION):
        raise UsageError(
            f"The store {path} was written by another version of harvester (schema {version}, "
            f"this one reads {schema.SCHEMA_VERSION}).",
            "Use the newer version of harvester.",
        )


def _tables(connection: Connection) -> set[str]:
    return set(scalars(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
