"""Is a bundle still what was written? Every changed, missing or added file is named (F22)."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from harvester.bundle import extract
from harvester.bundle.bag import COMPLETE, DECLARATION, MANIFEST, TAG_MANIFEST, listing
from harvester.errors import UsageError

_LINE = re.compile(rb"([0-9a-f]{64})  ([!-~]+)")
_ORIGINAL = re.compile(r"data/originals/([0-9a-f]{64})\.[a-z]+")
_STAMP = re.compile(r"data/timestamps/(\d+)\.tsr")
_THREADS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was compared, what differs, and what the stamps say."""

    files: int
    bytes: int
    problems: tuple[str, ...]
    stamps: tuple[str, ...]
    """One sentence a stamp."""
    unsealed: str
    """SHA-256 of its last list, by which another copy is compared, where no authority stamped the whole; else ""."""


def check(folder: Path, ca_file: Path | None = None) -> Checked:
    """Compares every file of a bundle with its manifests, and the journal with its own chain. Asks no network.

    `ca_file`: root of the time-stamp authority. Raises UsageError for what was never a bundle.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder.", "Name the folder of a bundle, or nothing to check the store.")
    if not any((folder / name).exists() for name in (COMPLETE, MANIFEST, "bagit.txt", "data")):
        raise UsageError(f"{folder} is no bundle.", "Name a folder that `harvester bundle` wrote.")
    return _Check(folder, ca_file).result()


class _Check:
    """One bundle under examination."""

    def __init__(self, folder: Path, ca_file: Path | None) -> None:
        self.folder, self.ca_file = folder, ca_file
        self.problems: list[str] = []
        self.stamps: list[str] = []
        self.found: dict[str, str] = {}
        """Name -> SHA-256 of every file."""
        self.bytes = 0

    def result(self) -> Checked:
        """Everything that is wrong, in the order in which one would look."""
        self._hash()
        last = self._listed(COMPLETE)
        if COMPLETE not in self.found:
            self.problems.append(f"{COMPLETE} is missing: this bundle was not finished")
        tags, payload = self._listed(TAG_MANIFEST), self._listed(MANIFEST)
        self._compare(last, tags, payload)
        if self._text("bagit.txt") not in (None, DECLARATION):
            self.problems.append("bagit.txt: it declares no bag that this version reads")
        self._named(payload)
        chain = self._journal()
        self._stamped(chain)
        return Checked(
            files=len(self.found),
            bytes=self.bytes,
            problems=tuple(dict.fromkeys(self.problems)),
            stamps=tuple(self.stamps),
            unsealed="" if "seal.tsr" in self.found else self.found.get(TAG_MANIFEST, ""),
        )

    def _hash(self) -> None:
        with ThreadPoolExecutor(_THREADS) as pool:
            for name, digest, size in pool.map(self._one, sorted(self._walk(self.folder))):
                if digest:
                    self.found[name] = digest
                    self.bytes += size
                else:
                    self.problems.append(f"{name} cannot be read")

    def _one(self, name: str) -> tuple[str, str, int]:
        try:
            with (self.folder / name).open("rb", buffering=0) as file:
                return name, hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
        except OSError:
            return name, "", 0

    def _walk(self, folder: Path) -> Iterator[str]:
        with os.scandir(folder) as there:
            for one in there:
                path = folder / one.name
                name = path.relative_to(self.folder).as_posix()
                if one.is_dir(follow_symlinks=False):
                    yield from self._walk(path)
                elif one.is_file(follow_symlinks=False):
                    yield name
                else:
                    self.problems.append(f"{_shown(name)} is a link or a device, no file")

    def _text(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes() if name in self.found else None
        except OSError:
            return None

    def _listed(self, name: str) -> dict[str, str]:
        """What one of the lists says; a list that is not written as ours are was changed."""
        text = self._text(name)
        matches = [_LINE.fullmatch(line) for line in (text or b"").split(b"\n")[:-1]]
        told = {match[2].decode(): match[1].decode() for match in matches if match}
        if text is not None and listing(told) != text:
            self.problems.append(f"{name} was changed")
        return told

    def _compare(self, last: Mapping[str, str], tags: Mapping[str, str], payload: Mapping[str, str]) -> None:
        expected = {**payload, **tags, **last}
        for name in sorted({*expected, TAG_MANIFEST, MANIFEST, "bagit.txt", "bag-info.txt", "README.txt"}):
            if name not in self.found:
                self.problems.append(f"{_shown(name)} is missing")
            elif name not in expected:
                self.problems.append(f"{_shown(name)} is in no list")
            elif self.found[name] != expected[name]:
                self.problems.append(f"{_shown(name)} was changed")
        added = self.found.keys() - expected.keys() - {COMPLETE}
        self.problems += [f"{_shown(name)} was added" for name in sorted(added)]

    def _named(self, payload: Mapping[str, str]) -> None:
        """Each original is named by its own hash."""
        for name, digest in payload.items():
            match = _ORIGINAL.fullmatch(name)
            if name.startswith("data/originals/") and (match is None or match[1] != digest):
                self.problems.append(f"{_shown(name)} is not what its name says")

    def _journal(self) -> extract.Chain:
        text = self._text("data/journal.txt")
        if text is None:
            return extract.Chain(hashes=(), texts=(), problems=())
        chain = extract.read(text)
        self.problems += [f"data/journal.txt, {told}" for told in chain.problems]
        return chain

    def _stamped(self, chain: extract.Chain) -> None:
        for name in sorted(self.found):
            match = _STAMP.fullmatch(name)
            if match:
                entry = int(match[1])
                wanted = chain.hashes[entry - 1] if 0 < entry <= len(chain.hashes) else ""
                self._stamp(name, wanted, f"the journal up to entry {entry}")
        if "seal.tsr" in self.found:
            self._stamp("seal.tsr", self.found.get(TAG_MANIFEST, ""), "the whole bundle")

    def _stamp(self, name: str, wanted: str, what: str) -> None:
        from harvester.timestamps import problem, read, roots, told

        stamp = read(self._text(name) or b"")
        if stamp is None or stamp.digest != wanted:
            self.problems.append(f"{name} is no stamp of {what}")
            return
        known = roots(self.ca_file)
        if self.ca_file and (why := problem(stamp, known)):
            self.problems.append(f"{name} is not confirmed by {self.ca_file}: {why}")
        self.stamps.append(f"{name}: {what} was {told(stamp, known)}")


def _shown(name: str) -> str:
    return name if re.fullmatch("[ -~]+", name) else ascii(name)
