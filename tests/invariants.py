"""What must hold after anything at all, looked at with sqlite3, zstandard and hashlib only (H1 to H7).

    python -m tests.invariants evidence.db

Nothing of the program is imported: a mistake of its store, of what it prints or of what it asks for cannot hide here.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import zstandard

Place = tuple[str, int, int]
"""Folder, UIDVALIDITY, UID."""
_KEYS = {
    "originals": ("sha256",),
    "sightings": ("source", "folder", "uidvalidity", "uid"),
    "items": ("source", "folder", "uidvalidity", "uid"),
    "cursors": ("source", "folder"),
}
_ASKED = re.compile(
    r"CAPABILITY|LIST|NAMESPACE|STATUS|EXAMINE|UID SEARCH|UID FETCH \S+ \([^)]*\)|NOOP|UNSELECT|CLOSE|LOGOUT"
)
"""What may be asked of a server, less what is sent before the sign-in and so before the server's raw log begins."""


def opened(path: Path) -> sqlite3.Connection:
    """As a reader beside a writer that may have been killed: SQLite itself takes up what lies in the log."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    return connection


def problems(path: Path) -> list[str]:
    """Everything that is wrong with the store. A file that was never begun holds nothing and is sound."""
    if not path.exists() or not path.stat().st_size:
        return []
    with opened(path) as connection:
        if not connection.execute("SELECT name FROM sqlite_master WHERE name = 'journal'").fetchall():
            return []
        return [*_bytes(connection), *_chain(connection), *_together(connection), *_keys(connection), *_litter(path)]


def _bytes(connection: sqlite3.Connection) -> Iterator[str]:
    """H1: bytes, size and SHA-256 of every original agree."""
    for row in connection.execute("SELECT sha256, size, blob FROM originals"):
        raw = zstandard.ZstdDecompressor().decompress(row["blob"], max_output_size=row["size"] + 1)
        if len(raw) != row["size"]:
            yield f"{row['sha256']} has {len(raw)} bytes, not {row['size']}"
        if hashlib.sha256(raw).hexdigest() != row["sha256"]:
            yield f"{row['sha256']} has other bytes"
    yield from (f"SQLite: {row[0]}" for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok")


def _chain(connection: sqlite3.Connection) -> Iterator[str]:
    """Every entry of the journal carries the hash of the one before."""
    before, number = "0" * 64, 0
    for number, row in enumerate(connection.execute("SELECT * FROM journal ORDER BY seq"), start=1):
        told = {name: row[name] for name in ("seq", "at", "kind", "payload")}
        text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        if (row["seq"], row["prev"]) != (number, before):
            yield f"entry {number} does not follow"
        if hashlib.sha256((before + text).encode()).hexdigest() != row["hash"]:
            yield f"entry {number} was changed"
        before = row["hash"]
    head = connection.execute("SELECT value FROM settings WHERE key = 'head'").fetchone()
    if number and (head is None or head[0] != f"{number}:{before}"):
        yield "the head is not the last entry"


def _together(connection: sqlite3.Connection) -> Iterator[str]:
    """H1: originals, sightings, listed messages and cursors are those of the journal: a batch stood or fell whole."""
    told: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {name: {} for name in _KEYS}

    def put(table: str, rows: Iterable[dict[str, Any]]) -> None:
        for row in rows:
            told[table][tuple(row[name] for name in _KEYS[table])] = row

    for row in connection.execute("SELECT payload FROM journal WHERE kind = 'batch' ORDER BY seq"):
        batch = json.loads(row["payload"])
        put("originals", batch["originals"])
        put("sightings", batch["sightings"])
        for place in batch["cleared"]:
            told["items"].pop(tuple(place[name] for name in _KEYS["items"]), None)
        put("items", batch["items"])
        put("cursors", [batch["cursor"]] if batch["cursor"] else [])
    for table, expected in told.items():
        held = {
            tuple(row[name] for name in _KEYS[table]): row
            for row in connection.execute(f"SELECT * FROM {table}")  # noqa: S608  our own table names
        }
        yield from (f"{table}: {key} is in the journal only" for key in expected.keys() - held.keys())
        yield from (f"{table}: {key} is not in the journal" for key in held.keys() - expected.keys())
        for key in expected.keys() & held.keys():
            names = expected[key].keys() & set(held[key].keys())
            yield from (f"{table}: {key} differs in {n}" for n in names if held[key][n] != expected[key][n])


def _keys(connection: sqlite3.Connection) -> Iterator[str]:
    """H3: nothing twice, and nothing that hangs in the air."""
    lost = "SELECT sha256 FROM sightings EXCEPT SELECT sha256 FROM originals"
    yield from (f"the original {row[0]} of a sighting is missing" for row in connection.execute(lost))
    unseen = "SELECT sha256 FROM originals EXCEPT SELECT sha256 FROM sightings"
    yield from (f"the original {row[0]} was seen nowhere" for row in connection.execute(unseen))
    twice = (
        "SELECT folder, uidvalidity, uid FROM sightings GROUP BY source, folder, uidvalidity, uid HAVING count(*) > 1"
    )
    yield from (f"{tuple(row)} is there twice" for row in connection.execute(twice))
    listed = "SELECT folder, uid FROM items INTERSECT SELECT folder, uid FROM foreign_ids"
    yield from (f"{tuple(row)} is listed as failed and as foreign" for row in connection.execute(listed))


def _litter(path: Path) -> Iterator[str]:
    known = {path.name + ending for ending in ("", "-wal", "-shm", ".lock", ".readings")}
    for other in path.parent.iterdir():
        if other.name.startswith(path.name) and other.name not in known:
            yield f"{other.name} was left behind"


def sighted(path: Path) -> dict[Place, str]:
    """Where which original (SHA-256) was seen."""
    with opened(path) as connection:
        rows = connection.execute("SELECT folder, uidvalidity, uid, sha256 FROM sightings")
        return {(row["folder"], row["uidvalidity"], row["uid"]): row["sha256"] for row in rows}


def listed(path: Path) -> dict[Place, str]:
    """What could not be had, with the reason."""
    with opened(path) as connection:
        rows = connection.execute("SELECT folder, uidvalidity, uid, reason FROM items")
        return {(row["folder"], row["uidvalidity"], row["uid"]): row["reason"] for row in rows}


def passed_over(path: Path) -> set[Place]:
    """What was seen and is not of the matter."""
    with opened(path) as connection:
        rows = connection.execute("SELECT folder, uidvalidity, uid FROM foreign_ids")
        return {(row["folder"], row["uidvalidity"], row["uid"]) for row in rows}


def incomplete(path: Path) -> dict[str, str]:
    """Folders whose last attempt was not complete, with the reason."""
    with opened(path) as connection:
        rows = connection.execute(
            "SELECT folder, complete, reason FROM coverage c WHERE entry = (SELECT max(entry) FROM coverage d "
            "WHERE d.source = c.source AND d.folder = c.folder)"
        )
        return {row["folder"]: row["reason"] for row in rows if not row["complete"]}


def evidence(path: Path) -> list[tuple[Any, ...]]:
    """Everything that a pull without anything new must leave as it is (H7)."""
    tables = ("originals", "sightings", "items", "cursors", "foreign_ids", "matter_ids")
    with opened(path) as connection:
        return [
            (table, *row)
            for table in tables
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3")  # noqa: S608  our own table names
        ]


def unaccounted(path: Path, server: dict[Place, bytes], ours: Iterable[bytes]) -> list[str]:
    """H2: every message on the server is stored with its bytes, passed over, or listed; those of the matter stored.

    `ours`: texts of which one stands in every message of the matter.
    """
    names = re.compile(b"|".join(map(re.escape, ours)))
    seen, foreign, failed, holes = sighted(path), passed_over(path), listed(path), incomplete(path)
    found = []
    for place, raw in server.items():
        if place[0] in holes:
            continue
        if place in seen:
            if hashlib.sha256(raw).hexdigest() != seen[place]:
                found.append(f"{place} is stored with other bytes")
        elif names.search(raw) and place not in failed:
            found.append(f"{place} is of the matter and is neither stored nor listed")
        elif place not in foreign and place not in failed:
            found.append(f"{place} is nowhere")
    return found


def untrue(path: Path, before: Iterable[str], code: int, told: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """H4: what `pull --json` told of every source, and its exit code, are what the store holds.

    `before`: SHA-256 of the originals that lay there when the pull began.
    """
    sources = list(told)
    with opened(path) as connection:
        new = {row[0] for row in connection.execute("SELECT sha256 FROM originals")} - set(before)
        if len(new) != sum(source["originals"] for source in sources):
            yield f"{len(new)} originals are new, not as told"
        for source in sources:
            yield from _rows_untrue(connection, source)
        holes = [hole for source in sources for hole in _holes(connection, source)]
    if bool(code) != bool(holes):
        yield f"exit code {code} beside {holes or 'a whole search'}"


def _holes(connection: sqlite3.Connection, source: Mapping[str, Any]) -> Iterator[str]:
    """What was told to be missing, less what a person chose: folders left out, files that nobody declared complete.

    What left the mailbox while it was read stays listed; of the pulls only the one that met it has a hole for it.
    """
    gone = "SELECT count(*) FROM items WHERE source = ? AND folder = ? AND gone AND NOT excluded"
    chosen = re.compile("left out by the configuration|.*not declared to hold everything")
    if source["error"]:
        yield source["error"]
    if not any(folder["seen"] for folder in source["folders"]):
        yield "no mail at all"
    for folder in source["folders"]:
        (left,) = connection.execute(gone, (source["source"], folder["folder"])).fetchone()
        if folder["failed"] > left or not (folder["complete"] or chosen.match(folder["reason"])):
            yield f"{folder['folder']}: {folder['reason'] or 'messages that failed'}"


def _rows_untrue(connection: sqlite3.Connection, source: Mapping[str, Any]) -> Iterator[str]:
    latest = "SELECT * FROM coverage WHERE source = ? AND folder = ? ORDER BY entry DESC LIMIT 1"
    listed = "SELECT count(*) FROM items WHERE source = ? AND folder = ? AND uidvalidity = ? AND NOT excluded"
    for folder in source["folders"]:
        key = (source["source"], folder["folder"])
        row = connection.execute(latest, key).fetchone()
        if row is None:
            yield f"{key}: nothing is recorded"
            continue
        told = folder | {"reason": folder["reason"] or ""}
        for name in ("seen", "matched", "stored", "failed", "complete", "reason"):
            if row[name] != told[name]:
                yield f"{key}: {name} is told as {told[name]}, recorded as {row[name]}"
        if row["complete"] and row["seen"] != row["matched"] + row["unmatched"]:
            yield f"{key}: {row['seen']} seen, {row['matched']} of the matter, {row['unmatched']} not"
        if row["complete"] == bool(row["reason"]):
            yield f"{key}: complete {row['complete']}, because {row['reason']!r}"
        (failed,) = connection.execute(listed, (*key, row["uidvalidity"])).fetchone()
        if row["complete"] and failed != row["failed"]:
            yield f"{key}: {failed} listed as failed, {row['failed']} recorded"


def touched(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """H5: everything of the mailbox that reading it changed; each snapshot names what could change."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def asked_too_much(commands: Iterable[str]) -> list[str]:
    """H5: every command to a server that could change a mailbox, if only a flag (F24)."""
    marks_as_read = re.compile(r"BODY\[|RFC822(?!\.SIZE)")
    return [one for one in commands if not _ASKED.match(one) or marks_as_read.search(one)]


def leaks(told: str | bytes, *planted: str) -> list[str]:
    """H6: planted secrets and words of mails in what was logged, printed, traced or written; encoded ones too."""
    text = told if isinstance(told, bytes) else told.encode("utf-8", "replace")
    return [one for one in planted if any(form in text for form in _forms(one))]


def _forms(planted: str) -> Iterator[bytes]:
    raw = planted.encode()
    yield from (raw, repr(planted)[1:-1].encode(), repr(raw)[2:-1].encode(), json.dumps(planted)[1:-1].encode())
    yield from (quote(planted).encode(), raw.hex().encode())
    for shift in range(3):  # base64 of a text that holds it, wherever it begins
        yield base64.b64encode(b" " * shift + raw)[4 if shift else 0 : -4]


if __name__ == "__main__":
    told = problems(Path(sys.argv[1]))
    sys.stdout.write("\n".join(told) + "\n" if told else "sound\n")
    sys.exit(bool(told))
