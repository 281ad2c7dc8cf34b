"""Making a store in a new file, and telling whether a file is one that this version reads."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import Connection, inspect, select

from harvester.errors import UsageError
from harvester.store import schema
from harvester.store.journal import put_setting

ID_BYTES = 16
"""Length of the salt and of every salted hash."""


def refuse_others(connection: Connection, path: Path) -> None:
    """UsageError when the file is another program's database, or of another version."""
    tables = set(inspect(connection).get_table_names())
    if tables - set(schema.metadata.tables):
        raise UsageError(f"{path} is a database of another program.", "Correct `[store] url`.")
    if tables:
        check_version(connection, path)


def prepare(connection: Connection) -> None:
    """Makes the tables of a new file."""
    if not inspect(connection).get_table_names():
        schema.metadata.create_all(connection)
        put_setting(connection, "schema_version", str(schema.SCHEMA_VERSION))
        put_setting(connection, "salt", secrets.token_hex(ID_BYTES))


def check_version(connection: Connection, path: Path) -> None:
    """UsageError when this version of the program cannot read the store."""
    table = schema.settings
    if not inspect(connection).has_table(table.name):
        raise UsageError(f"{path} is not a store.", "Correct `[store] url`.")
    version = connection.scalar(select(table.c.value).where(table.c.key == "schema_version"))
    if version != str(schema.SCHEMA_VERSION):
        raise UsageError(
            f"The store {path} was written by another version of harvester (schema {version}, "
            f"this one reads {schema.SCHEMA_VERSION}).",
            "Use the newer version of harvester.",
        )
