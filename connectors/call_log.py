"""A CSV file of calls, line by line as it stands. What the columns mean is read later, from the stored line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from connectors.filefolder import shown
from harvester.errors import FolderError, UsageError
from harvester.files import file_bytes
from harvester.model import tables
from harvester.model.settings import CallLogSettings
from harvester.model.source import Event, Failure, Folder

FILE_CAP = 200 * 2**20
LINE_CAP = 2**20
"""Characters of one line; a longer one is named, not kept."""
_HEADER_WITHIN = 30
"""Operators put an address and a customer number above the table."""
_NOTE_LINES, _NOTE_CAP = 50, 2**16
"""A quoted note may hold line breaks; a quotation mark that is never closed may not swallow the file."""


def connect(name: str, settings: CallLogSettings) -> CallLog:
    """The call log at `settings.path`."""
    return CallLog(name, settings)


class CallLog:
    """An EventSource over one CSV file; its one calendar is the file."""

    kind = "call_log"
    live = False

    def __init__(self, name: str, settings: CallLogSettings) -> None:
        self.name = name
        self._settings = settings
        self._path = Path(settings.path).expanduser()

    def __enter__(self) -> Self:
        if not self._path.is_file():
            raise UsageError(f"{self._path} is no file.", f"Check `path` of the source {self.name}.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @property
    def peer(self) -> str:
        """The path."""
        return str(self._path)

    def calendars(self) -> Sequence[Folder | Failure]:
        """The file."""
        return [Folder(name=shown(self._path.name))]

    def events(self, calendar: str, token: str | None) -> CallLogSweep:
        """Reads the file; the token is its hash. Raises FolderError when it cannot be read."""
        if calendar != shown(self._path.name):
            raise FolderError(f"There is no call log {calendar!r} here.", "List them with `harvester check`.")
        return CallLogSweep(calendar, self._path, self._settings, token)


class CallLogSweep:
    """An EventSweep over one CSV file: every line, or nothing when the file is as it was."""

    def __init__(self, calendar: str, path: Path, settings: CallLogSettings, token: str | None) -> None:
        self.full = True
        self.token: str | None = None
        self._calendar = calendar
        self._path = path
        self._settings = settings
        self._before = token

    def items(self) -> Iterator[Event | Failure]:
        """Each line with the header line before it, in the encoding of the file. Raises FolderError."""
        raw = self._bytes()
        token = hashlib.sha256(raw).hexdigest()
        if token == self._before:
            self.full, self.token = False, token
            return
        bom, encoding = tables.encoding(raw)
        text = raw[len(bom) :].decode(encoding)
        numbered = list(_records(text))
        top = self._header(numbered)
        header = numbered[top][1]
        start = bom + (header if header.endswith(("\n", "\r")) else header + "\n").encode(encoding)
        seen: dict[str, int] = {}
        whole = True
        for number, record in numbered[top + 1 :]:
            if not record.strip(" \t\r\n,;"):
                continue
            locator = f"line {number}"
            if len(record) > LINE_CAP:
                whole = False
                yield Failure(folder=self._calendar, uid=None, reason=f"{locator} holds {len(record):,} characters")
                continue
            digest = hashlib.sha256(record.strip("\r\n").encode(encoding)).hexdigest()
            seen[digest] = seen.get(digest, 0) + 1
            key = digest if seen[digest] == 1 else f"{digest} {seen[digest]}"
            yield Event(key=key, raw=start + record.encode(encoding), media_type="text/csv", locator=locator)
        self.token = token if whole else None

    def _bytes(self) -> bytes:
        try:
            raw = file_bytes(self._path, FILE_CAP + 1)
        except OSError as error:
            raise FolderError(f"{self._path} cannot be read: {error.strerror}.", "Check its permissions.") from error
        if len(raw) > FILE_CAP:
            raise FolderError(f"{self._path} is larger than {FILE_CAP >> 20} MB.", "Export a shorter period.")
        return raw

    def _header(self, numbered: list[tuple[int, str]]) -> int:
        """Where the header line stands: the first that names the columns that are needed."""
        wanted = self._settings.mapping
        needed = [wanted["start"], *([wanted["event_uid"]] if "event_uid" in wanted else [])]
        mapped = [(name,) for name in self._settings.columns.values()]
        first = ""
        for index, (_, record) in enumerate(numbered[:_HEADER_WITHIN]):
            columns = tables.cells(record, tables.separator(record))
            names = {name.casefold() for name in columns}
            first = first or ", ".join(columns)
            found = [any(name.casefold() in names for name in choice) for choice in needed]
            if any(found) and all(name.casefold() in names for (name,) in mapped):
                return index
        asked = " or ".join(dict.fromkeys(name for choice in [*needed, *mapped] for name in choice))
        raise FolderError(
            f"{self._path} has no line that names its columns; looked for {asked}, its first line says: {first[:200]}.",
            "Set `preset` or `columns` of the source.",
        )


def _records(text: str) -> Iterator[tuple[int, str]]:
    """(number of its first line, record with its line end). A record goes on while a quotation mark is open."""
    ending = "\n" if "\n" in text else "\r"  # not splitlines: it also ends lines at form feeds and U+2028
    *whole, last = text.split(ending)
    lines = [line + ending for line in whole] + [last] * bool(last)
    index = 0
    while index < len(lines):
        end = _closing(lines, index)
        yield index + 1, "".join(lines[index:end])
        index = end


def _closing(lines: list[str], index: int) -> int:
    """One past the last line of the record that starts here; the line alone when its quotation mark stays open."""
    odd = lines[index].count('"') % 2
    size = len(lines[index])
    end = index + 1
    while odd:
        if end == len(lines) or end - index > _NOTE_LINES or size > _NOTE_CAP:
            return index + 1
        size += len(lines[end])
        odd ^= lines[end].count('"') % 2
        end += 1
    return end if size <= _NOTE_CAP else index + 1
