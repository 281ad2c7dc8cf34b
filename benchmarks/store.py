"""The store against a file a message with an fsync each: S1.

    python -m benchmarks.store [--messages 5000] [--runs 3]

What differs: ours holds the bytes compressed, with sightings, cursor and a journal entry for every hundred messages,
each of these transactions on the disk before the next begins.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.peers import messages, row
from harvester.model.source import Cursor, FolderState, Item, Role
from harvester.store import Batch, Found, Place, open_store

_BATCH = 100
_AT = datetime(2026, 5, 4, tzinfo=UTC)


def ours(raws: list[bytes], folder: Path) -> int:
    store = open_store("sqlite:///evidence.db", folder)
    place = Place(source="mail", kind="imap", folder="INBOX", role=Role.INBOX, uidvalidity=1)
    with store.writer("benchmark"):
        for start in range(0, len(raws), _BATCH):
            some = list(enumerate(raws[start : start + _BATCH], start=start + 1))
            state = FolderState(uidvalidity=1, uidnext=len(raws), messages=len(raws))
            cursor = Cursor(uidvalidity=1, last_uid=some[-1][0], state=state, rules="r")
            found = [Found(item=Item(uid=uid, raw=raw), key=store.hashed(f"<{uid}>")) for uid, raw in some]
            store.add_batch(Batch(place=place, seen_at=_AT, found=found, cursor=cursor))
    return store.path.stat().st_size


def files(raws: list[bytes], folder: Path) -> int:
    folder.mkdir()
    for number, raw in enumerate(raws):
        with (folder / f"{number}.eml").open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
    return sum(map(len, raws))


def main(count: int, runs: int) -> None:
    raws = list(messages(count, 1))
    taken: dict[str, list[float]] = {"ours": [], "files": []}
    held: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as base:
        for _ in range(runs):
            for name, way in (("ours", ours), ("files", files)):
                folder = Path(base) / name
                began = time.perf_counter()
                held[name] = way(raws, folder)
                taken[name].append(time.perf_counter() - began)
                shutil.rmtree(folder)
    mine, theirs = statistics.median(taken["ours"]), statistics.median(taken["files"])
    row("", f"{count} messages, medians of {runs}", "ours", "files with fsync", "ratio")
    row("S1", "messages a second", f"{count / mine:.0f}", f"{count / theirs:.0f}", f"{theirs / mine:.1f} x")
    row(
        "",
        "   bytes on the disk",
        f"{held['ours'] / 1e6:.0f} MB",
        f"{held['files'] / 1e6:.0f} MB",
        f"{held['ours'] / held['files']:.2f} x",
    )


if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("--messages", type=int, default=5000)
    words.add_argument("--runs", type=int, default=3)
    chosen = words.parse_args()
    main(chosen.messages, chosen.runs)
