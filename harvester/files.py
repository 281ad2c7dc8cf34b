"""Files that leave the program: private, whole or not at all, never through a foreign link (S28, S31, F20)."""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from harvester.errors import HarvesterError, NoRoomError, UsageError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Errors of a disk, a quota or a limit that is full: the same command may do once there is room."""
_OPEN_ALREADY = ("/dev/stdin", "/dev/fd/", "/proc/")
"""Where a shell puts what a program writes: a pipe that somebody writes into."""
_NAME_BYTES, _ENDING_BYTES = 150, 20
_NO_LETTERS = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)")


def safe_name(told: str) -> str:
    """A foreign name as a plain file name: no path, nothing hidden or invisible, no device, 150 bytes (S20).

    What stands for nothing on a disk is “_”, so that no part of the name is lost. "" where nothing is left.
    """
    line = " ".join(unicodedata.normalize("NFC", told).split())
    plain = "".join("_" if c in '/\\<>:"|?*' or unicodedata.category(c) in _NO_LETTERS else c for c in line)
    plain = plain.strip(" .")
    if _DEVICE.match(plain) or plain[:1] in ("-", "~"):
        plain = f"_{plain}"
    stem, dot, end = plain.rpartition(".")
    end = f"{dot}{end}" if stem and len(end.encode()) < _ENDING_BYTES else ""
    room = _NAME_BYTES - len(end.encode())
    return (plain.removesuffix(end).encode()[:room].decode("utf-8", "ignore") + end).rstrip(" .")


def file_bytes(path: Path, most: int = -1) -> bytes:
    """The bytes of a file that a person named, or the first of them.

    OSError, too, for what is none: a named pipe would be waited for, and a device never ends.
    """
    mode = path.stat().st_mode
    piped = stat.S_ISFIFO(mode) and str(path).startswith(_OPEN_ALREADY)
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or piped):
        raise OSError(errno.EINVAL, "it is a pipe or a device, no file", str(path))
    with path.open("rb") as file:
        return file.read(most)


def write_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Writes each file by temporary name, fsync and rename; 0600 in a folder that is made 0700. Returns their paths.

    What an earlier run that was killed had begun is removed. Killed itself, it leaves each file old or new, never half.

    Raises UsageError for a folder or target that is a link, belongs to somebody else, or is open to everybody.
    """
    with _own_folder(folder) as handle, _understood(folder):
        for name in files:
            _refuse_foreign(folder, handle, name)
        _replace(handle, files)
    return tuple(folder / name for name in files)


def write_new(file: Path, content: bytes, *, dry: bool = False) -> None:
    """Writes a file that is not there yet, whole or not at all, 0600; `dry`: only tells whether it could.

    Raises UsageError when there is anything of that name already: nothing is ever written over.
    """
    taken = UsageError(f"{file} is there already, and nothing is written over.", "Choose another name with --out.")
    with _own_folder(file.parent) as handle, _understood(file.parent):
        if os.path.lexists(file):
            raise taken
        if dry:
            return
        temporary = f".{file.name}.{os.getpid()}.new"
        _remove(handle, [temporary, *_leftovers(handle, [file.name])])
        try:
            _write(handle, temporary, content)
            os.link(temporary, file.name, src_dir_fd=handle, dst_dir_fd=handle)  # fails where the name is taken
        except FileExistsError:
            raise taken from None
        finally:
            _remove(handle, [temporary])
        os.fsync(handle)


@contextmanager
def _own_folder(folder: Path) -> Iterator[int]:
    with _understood(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        status = os.fstat(handle)
        if status.st_uid != os.geteuid():
            raise UsageError(f"{folder} belongs to another user.", "Choose a folder of your own.")
        if status.st_mode & stat.S_IWOTH:
            raise UsageError(f"Anybody may write into {folder}.", "Choose a folder of your own inside it.")
        yield handle
    finally:
        os.close(handle)


def _refuse_foreign(folder: Path, handle: int, name: str) -> None:
    if not name or "/" in name or name in (".", ".."):
        raise ValueError(f"{name!r} is no plain file name")
    with suppress(FileNotFoundError):
        status = os.stat(name, dir_fd=handle, follow_symlinks=False)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
            raise UsageError(
                f"{folder / name} is a link, or not a file of yours.", "Remove it, or choose a new folder."
            )


def _replace(handle: int, files: Mapping[str, bytes]) -> None:
    """All new files lie beside the old ones before the first takes its place: a full disk leaves every old one."""
    temporaries = {name: f".{name}.{os.getpid()}.new" for name in files}
    _remove(handle, [*temporaries.values(), *_leftovers(handle, files)])
    try:
        for name, content in files.items():
            _write(handle, temporaries[name], content)
        for name, temporary in temporaries.items():
            os.rename(temporary, name, src_dir_fd=handle, dst_dir_fd=handle)
        os.fsync(handle)
    except BaseException:
        _remove(handle, temporaries.values())
        raise


def _write(handle: int, name: str, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(name, flags, 0o600, dir_fd=handle), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def begun_by_the_dead(target: Path) -> list[Path]:
    """What runs that were killed had begun to write beside `target`, to take its name."""
    return [target.parent / name for name in _begun((one.name for one in target.parent.iterdir()), [target.name])]


def _leftovers(handle: int, names: Iterable[str]) -> list[str]:
    """What runs that were killed had begun to write under these names."""
    return _begun(os.listdir(handle), names)


def _begun(there: Iterable[str], names: Iterable[str]) -> list[str]:
    begun = re.compile(rf"\.(?:{'|'.join(map(re.escape, names))})\.(\d+)\.new")
    found = map(begun.fullmatch, there)
    return [one.group() for one in found if one and not _lives(int(one.group(1)))]


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _remove(handle: int, names: Iterable[str]) -> None:
    for name in names:
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=handle)


@contextmanager
def _understood(folder: Path) -> Iterator[None]:
    try:
        yield
    except (NotADirectoryError, FileExistsError):
        raise UsageError(f"{folder} is a link or a file, not a folder.", "Choose another folder.") from None
    except PermissionError:
        raise UsageError(f"{folder} cannot be written.", "Check its permissions, or choose another folder.") from None
    except OSError as error:
        raise unwritten(f"Writing into {folder} failed", error) from error


def unwritten(fact: str, error: OSError) -> HarvesterError:
    """What an operating system that took no bytes means for the user: `fact` and its reason, and what helps."""
    told = f"{fact} ({os.strerror(error.errno or 0)})."
    if error.errno in NO_ROOM:
        return NoRoomError(told, "Make room, or choose another place.")
    if error.errno == errno.EIO:
        return HarvesterError(told, "Have the disk checked, and choose another place meanwhile.")
    return UsageError(told, "Choose another place.")
