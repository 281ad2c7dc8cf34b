"""One number for all rows of a table that the journal does not repeat: how many, and the sum of their hashes (F22).

What was seen of other people's mail is not kept in the journal; yet who could change it there would keep a later
answer of the client from being found. A sum is carried on: what comes is added, what goes taken away, in any order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any, Self

from harvester.store import schema
from harvester.store.journal import last_entry

KEY = "sums"
"""Under which an entry about a batch tells them: table -> [rows, sum]."""
SUMMED = (schema.foreign_ids, schema.matter_ids)
_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class Sum:
    """Of rows in the order of the table's columns."""

    rows: int = 0
    value: int = 0

    def carried(self, rows: Iterable[Sequence[Any]], sign: int = 1) -> Self:
        """With more rows, or with `sign` -1 without them."""
        number, value = self.rows, self.value
        for row in rows:
            digest = hashlib.sha256(ascii(tuple(row)).encode("ascii")).digest()
            number, value = number + sign, (value + sign * int.from_bytes(digest)) % _MODULUS
        return type(self)(number, value)

    def told(self) -> list[Any]:
        """As the journal holds it."""
        return [self.rows, f"{self.value:064x}"]


def sums(connection: Connection) -> dict[str, Sum]:
    """Name of each summed table -> what the journal last told of it; of a store older than sums, as it is found."""
    last = last_entry(connection, "batch")
    told = last.payload.get(KEY) if last else None
    if told is None:
        return {table.name: _held(connection, table.name) for table in SUMMED}
    return {name: Sum(rows, int(value, 16)) for name, (rows, value) in told.items()}


def altered(connection: Connection, told: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    """Which summed tables are not what the journal `told` of them."""
    for table in SUMMED:
        held = _held(connection, table.name).told()
        if held == told[table.name]:
            continue
        if held[0] != told[table.name][0]:
            yield f"{table.name}: it has {held[0]:,} rows, and the journal tells of {told[table.name][0]:,}"
        else:
            yield f"{table.name}: a row of it was changed"


def _held(connection: Connection, name: str) -> Sum:
    columns = ", ".join(schema.TABLES[name].columns)
    return Sum().carried(connection.execute(f"SELECT {columns} FROM {name}"))  # noqa: S608 (own names)
