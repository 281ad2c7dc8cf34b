"""What SOURCE and CLIENT on the command line of `run` mean, as tables of a configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from harvester.config.sides import own_address, own_domain
from harvester.errors import UsageError
from harvester.files import file_bytes

Table = dict[str, Any]

PORTS = {"imaps": 993, "imap": 143}
_EXAMPLE = "Write it like imaps://me%40studionorth.example@imap.example.com or imaps://me@imap.example.com:993."
_LIVE = {"imap": "mail", "ics": "calendar"}
"""What a source without a file is called."""
_MESSAGE_FILES = (".eml", ".emlx", ".msg")
_DATA_FILES = (".pst", ".ost")
_MANY = 5_000
"""Entries of a folder that are looked at to learn what it holds."""


def is_place(source: str) -> bool:
    """Whether SOURCE is an address or a path, and not the name of a configured source."""
    return "://" in source or "/" in source or Path(source).exists() or bool(Path(source).suffix)


def source_table(source: str) -> Table:
    """The `[sources.NAME]` table of an address or a path. Raises UsageError when it is neither."""
    return _server(source) if "://" in source else _files(source)


def calendar_table(calendar: str) -> Table:
    """The `[sources.NAME]` table of an .ics file, a folder of them, or the link of a calendar. Raises UsageError."""
    if "://" not in calendar:
        return {"kind": "ics", "path": str(_there(Path(calendar).expanduser(), "Name an .ics file or its link."))}
    scheme, _, rest = calendar.partition("://")
    if scheme.lower() not in ("https", "webcal"):
        raise UsageError(f"“{scheme}://” is no link of a calendar.", "Use https://, or an .ics file.")
    return {"kind": "ics", "url": f"https://{rest}"}


def calls_table(path: Path, timezone: str | None) -> Table:
    """The `[sources.NAME]` table of a call log; a time in it that names no zone is of this one."""
    return {"kind": "call_log", "path": str(path.resolve())} | ({"timezone": timezone} if timezone else {})


def source_names(tables: Iterable[Table], given: Iterable[str] = ()) -> Iterator[str]:
    """A name for each table: its own, "mail" for a server, "calendar" for a link, the file's; none is given twice."""
    taken = set(given)
    for table in tables:
        stem = re.sub(r"[^\w-]+", "-", Path(table["path"]).stem).strip("-") if "path" in table else _LIVE[table["kind"]]
        base = table.get("name") or stem or "files"
        number = next(n for n in range(1, len(taken) + 2) if _numbered(base, n) not in taken)
        taken.add(_numbered(base, number))
        yield _numbered(base, number)


def client_table(client: str) -> Table:
    """The `[clients.KEY]` table of a domain or an address. Raises UsageError for shared-mail domains (A2)."""
    try:
        return {"addresses": [own_address(client)]} if "@" in client else {"domains": [own_domain(client)]}
    except ValueError as error:
        told = str(error).replace("in `addresses` instead", "as CLIENT or in a configuration instead")
        raise UsageError(f"CLIENT cannot be used: {told}.", "") from None


def client_word(typed: str) -> str:
    """CLIENT as it was meant: the address of a web page, a leading “@” and capitals are no part of a domain."""
    scheme, _, rest = typed.strip().rpartition("://")
    word = rest.partition("/")[0].removeprefix("www.") if scheme else rest.removeprefix("@")
    return word.rstrip(".").lower() if "." in word else word


def folder_name(client: str) -> str:
    """`harvester-CLIENT`, fit to be the name of a folder."""
    return "harvester-" + (re.sub(r"[^\w.@+-]+", "-", client).strip(".-") or "client")


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}-{number}"


def _server(source: str) -> Table:
    scheme, _, rest = source.partition("://")
    login, at, place = rest.rstrip("/").rpartition("@")
    if scheme.lower() not in PORTS:
        raise UsageError(f"“{scheme}://” is no kind of mailbox.", "Use imaps://, imap:// (STARTTLS), or a path.")
    if not at or not login:
        raise UsageError("The address of the mailbox names no user.", _EXAMPLE)
    if ":" in login:
        # Not repeated: what follows the colon is most likely a password.
        raise UsageError("The address of the mailbox holds a password.", "Leave it out and use --password REFERENCE.")
    parts = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^:/\[\]\s]+)(?::(\d{1,5}))?", place)
    if not parts or not 0 < int(parts[2] or 1) < 65536:
        raise UsageError(f"“{place}” is no server and port.", _EXAMPLE)
    return {
        "kind": "imap",
        "host": parts[1].strip("[]"),
        "port": int(parts[2] or PORTS[scheme.lower()]),
        "tls": "implicit" if scheme.lower() == "imaps" else "starttls",
        "user": unquote(login),
    }


def _files(source: str) -> Table:
    path = Path(source).expanduser()
    try:
        if not path.exists():
            meant = f"imaps://{source}" if re.fullmatch(r"[^/\s]+@[\w.-]+", source) else "imaps://user@host"
            raise UsageError(f"There is no file or folder {path}.", f"Check the path, or write {meant} for a mailbox.")
        kind = _kind_of_folder(path) if path.is_dir() else _kind_of_file(path)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}).", "Name a file or a folder that you may read."
        ) from None
    if kind is None:
        raise UsageError(
            f"{path} holds no mail that can be read.",
            "Name an mbox file, a Maildir, a .pst file, or .eml, .emlx or .msg files.",
        )
    return {"kind": kind, "path": str(path.resolve())}


def _there(path: Path, instead: str) -> Path:
    if not path.exists():
        raise UsageError(f"There is no file or folder {path}.", instead)
    return path.resolve()


def _kind_of_folder(path: Path) -> str | None:
    if any((folder / "cur").is_dir() for folder in (path, *filter(Path.is_dir, path.iterdir()))):
        return "maildir"
    files = [entry for _, entry in zip(range(_MANY), path.rglob("*"), strict=False) if entry.is_file()]
    if not files or any(entry.suffix.lower() in _MESSAGE_FILES for entry in files):
        return "eml"
    return "mbox" if any(_kind_of_file(entry) == "mbox" for entry in files) else None


def _kind_of_file(path: Path) -> str | None:
    if path.suffix.lower() in _MESSAGE_FILES:
        return "eml"
    if path.suffix.lower() in _DATA_FILES:
        return "pst"
    start = file_bytes(path, 1024).lstrip(b"\r\n")
    if start.startswith(b"From ") or (not start and path.suffix.lower() in ("", ".mbox", ".mbx")):
        return "mbox"
    return "eml" if re.match(rb"[!-9;-~]+:[ \t]", start) else None
