"""A bag (RFC 8493) that is written whole or not at all, and says at its end that it is."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from harvester.errors import UsageError
from harvester.files import begun_by_the_dead, unwritten

MANIFEST, TAG_MANIFEST, COMPLETE = "manifest-sha256.txt", "tagmanifest-sha256.txt", "COMPLETE"
_OF_FILES = frozenset({".zip", ".tar", ".gz", ".tgz", ".7z", ".rar", ".pdf"})
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class Bag:
    """A bag in the making. Names are our own: plain ASCII, so that nothing in them needs an escape."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hashes: dict[str, str] = {}
        self._bytes = 0

    def add(self, name: str, content: bytes) -> None:
        """Writes one file, 0600, and notes its hash. `name`: "data/…" for what is handed over, else about the bag."""
        file = self._folder / name
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as out:
            out.write(content)
        self._hashes[name] = hashlib.sha256(content).hexdigest()
        if name.startswith("data/"):
            self._bytes += len(content)

    def hashes(self) -> Mapping[str, str]:
        """SHA-256 of every file so far by its name."""
        return dict(self._hashes)

    def close(self, info: Mapping[str, str]) -> bytes:
        """Writes the manifests and returns the one that speaks for the whole bag."""
        payload = {name: told for name, told in self._hashes.items() if name.startswith("data/")}
        told = {**info, "Payload-Oxum": f"{self._bytes}.{len(payload)}"}
        self.add("bagit.txt", DECLARATION)
        self.add("bag-info.txt", "".join(f"{key}: {value}\n" for key, value in told.items()).encode())
        self.add(MANIFEST, listing(payload))
        about = listing({name: told for name, told in self._hashes.items() if name not in payload})
        self.add(TAG_MANIFEST, about)
        return about

    def complete(self, after: Mapping[str, bytes]) -> None:
        """Adds what speaks of the closed bag, and last the file without which it is none."""
        for name, content in after.items():
            self.add(name, content)
        last = {name: self._hashes[name] for name in (TAG_MANIFEST, *after)}
        self.add(COMPLETE, listing(last))


def listing(hashes: Mapping[str, str]) -> bytes:
    """Names with their hashes, as `sha256sum -c` reads them."""
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)).encode("ascii")


def write_bag(
    out: Path, files: Iterable[tuple[str, bytes]], info: Mapping[str, str], seal: Callable[[bytes], Mapping[str, bytes]]
) -> None:
    """Writes the new bag `out` with these files, whole or not at all.

    `seal` is called with the closed bag's manifest and gives the files that speak of it.
    """
    with new_folder(out) as folder:
        bag = Bag(folder)
        for name, content in files:
            bag.add(name, content)
        bag.complete(seal(bag.close(info)))


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """A folder that takes its name when everything in it is written; else nothing is left of it.

    Raises UsageError when anything lies under the name already: nothing is ever written over.
    """
    refuse_taken(out)
    begun = out.parent / f".{out.name}.{os.getpid()}.new"
    try:
        out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in (begun, *begun_by_the_dead(out)):
            shutil.rmtree(left, ignore_errors=True)
        begun.mkdir(mode=0o700)
        yield begun
        os.sync()  # everything lies on the disk before it has its name
        refuse_taken(out)
        begun.rename(out)
    except OSError as error:
        raise unwritten(f"Writing {out} failed", error) from error
    finally:
        shutil.rmtree(begun, ignore_errors=True)


def refuse_taken(out: Path) -> None:
    """Raises UsageError where a new folder cannot stand, or would be taken for one file."""
    if out.suffix.lower() in _OF_FILES:
        raise UsageError(
            f"A bundle is a folder, and {out.name} would be taken for a file.",
            f"Name it {out.name.split('.')[0] or 'bundle'}; once it is written, any program may pack it.",
        )
    if os.path.lexists(out):
        raise UsageError(f"{out} is there already, and nothing is written over.", "Choose another name with --out.")
    if out.parent.is_dir():
        mode = out.parent.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            raise UsageError(f"Anybody may write into {out.parent}.", "Choose a folder of your own.")
