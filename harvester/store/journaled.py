"""What persons and commands write down: notes, decisions, numbers; and the chain that proves all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any

from harvester.errors import IntegrityError, UsageError
from harvester.model.decisions import Decision
from harvester.store import cells
from harvester.store.access import Access
from harvester.store.journal import Entry, Link, append, entries, last_entry, links, setting

if TYPE_CHECKING:
    from harvester.store.verify import Verified


class Journaled(Access):
    """The journal, entry by entry."""

    def record(self, kind: str, payload: Mapping[str, Any], at: datetime) -> int:
        """Adds an entry of a kind of the caller's own and returns its number."""
        with self._write() as connection:
            return append(connection, f"note:{kind}", payload, at)

    def recorded(self, kind: str) -> tuple[Entry, ...]:
        """Every entry that `record` added under `kind`, in order."""
        with self._read() as connection:
            return entries(connection, f"note:{kind}")

    def last_recorded(self, kind: str) -> Entry | None:
        """The last entry that `record` added under `kind`; None: there is none."""
        with self._read() as connection:
            return last_entry(connection, f"note:{kind}")

    def decide(self, decision: Decision) -> int:
        """Keeps a person's decision and returns its id. The kind "undo" with {"id": N} takes decision N back."""
        return self.decide_all((decision,), decision.at)[0]

    def decide_all(self, decisions: Sequence[Decision], at: datetime) -> tuple[int, ...]:
        """Keeps decisions, all or none, and returns their ids. `at`: now; each keeps the time at which it was taken."""
        with self._write() as connection:
            taken = {entry.seq for entry in entries(connection, "decision")}
            for decision in decisions:
                if decision.kind == "undo" and decision.payload.get("id") not in taken:
                    raise UsageError(
                        f"There is no decision {decision.payload.get('id')}.", "`harvester mark --list` shows them."
                    )
            return tuple(append(connection, "decision", cells.decision_entry(one), at) for one in decisions)

    def decisions(self) -> tuple[Decision, ...]:
        """Every decision in force, in order; those that were undone are left out."""
        with self._read() as connection:
            taken = [cells.decision(entry.seq, entry.payload) for entry in entries(connection, "decision")]
        undone = {decision.payload["id"] for decision in taken if decision.kind == "undo"}
        return tuple(one for one in taken if one.kind != "undo" and one.id not in undone)

    def fact_numbers(self, ids: Iterable[str], at: datetime) -> dict[str, str]:
        """The number of each fact, "F-001"; once given it stays, and new ones follow in the given order."""
        return self.numbers("F", ids, at)

    def numbers(self, series: str, ids: Iterable[str], at: datetime) -> dict[str, str]:
        """The same for any series: exhibits, for example."""
        wanted = list(dict.fromkeys(ids))
        with self._write() as connection:
            given = _numbers(connection, series)
            new = [one for one in wanted if one not in given]
            fresh = {one: f"{series}-{number:03d}" for number, one in enumerate(new, start=len(given) + 1)}
            if fresh:
                append(connection, f"numbers:{series}", fresh, at)
        return {one: (given | fresh)[one] for one in wanted}

    def given_numbers(self, series: str = "F") -> dict[str, str]:
        """The numbers that were given so far."""
        with self._read() as connection:
            return _numbers(connection, series)

    def links(self, first: int = 1) -> tuple[Link, ...]:
        """The chain of entries from number `first` on, each with the text that its hash was made of."""
        with self._read() as connection:
            return tuple(links(connection, first))

    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry of the journal: what a time stamp is taken of."""
        with self._read() as connection:
            last = setting(connection, "head")
        number, _, digest = str(last).partition(":")
        return int(number), digest

    def verify(self, stamped: tuple[int, str] | None = None) -> Verified:
        """Compares every row and byte with the journal; `stamped` is a head known from a time stamp (F22)."""
        from harvester.store.verify import Verified, verify  # of all commands two ask for it (N2)

        try:
            with self._read() as connection:
                return verify(connection, stamped)
        except IntegrityError as error:
            return Verified(checked=0, problems=(f"file: {error.fact}",), head=(0, ""))


def _numbers(connection: Connection, series: str) -> dict[str, str]:
    given: dict[str, str] = {}
    for entry in entries(connection, f"numbers:{series}"):
        given |= entry.payload
    return given
