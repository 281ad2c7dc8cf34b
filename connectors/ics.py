"""Calendars as text: `.ics` files, and calendars published under a link (Google, Outlook, iCloud …)."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from connectors.filefolder import shown
from connectors.icalendars import Piece, calendar_name, cuts, pieces
from connectors.web import Limits, Web, host, refuse_plain_text
from harvester.errors import FolderError, SignInError, TemporaryError, UsageError
from harvester.model.settings import IcsSettings
from harvester.model.source import Event, Failure, Folder

FILE_CAP = 50 * 2**20
_LATER = frozenset({408, 425})


def connect(name: str, settings: IcsSettings, secret: Callable[[], str], limits: Limits | None = None) -> IcsSource:
    """The calendar under `settings.path` or `settings.url`; `secret` gives the link where `url` is a reference."""
    return IcsSource(name, settings, secret, limits or Limits())


class IcsSource:
    """An EventSource over calendar text."""

    kind = "ics"

    def __init__(self, name: str, settings: IcsSettings, secret: Callable[[], str], limits: Limits) -> None:
        self.name = name
        self.live = bool(settings.url)
        self._settings = settings
        self._secret = secret
        self._web = Web(ca_file=settings.ca_file, limits=limits)
        self._calendars: dict[str, _Place] = {}
        self._failures: list[Failure] = []

    def __enter__(self) -> Self:
        if self.live:
            link = _Link(self._link(), self._web)
            self._calendars = {link.name: link}
            return self
        root = Path(self._settings.path).expanduser()
        if not root.exists():
            raise UsageError(f"{root} does not exist.", f"Check `path` of the source {self.name}.")
        self._calendars, self._failures = _found(root)
        if not self._calendars and not self._failures:
            raise UsageError(f"{root} holds no .ics file.", f"Check `path` of the source {self.name}.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._web.close()

    @property
    def peer(self) -> str:
        """The path, or the server of a link without its path: a private link is a secret."""
        return self._web.peer if self.live else self._settings.path

    def calendars(self) -> Sequence[Folder | Failure]:
        """The link, the file, or every directory that holds `.ics` files."""
        return [*(Folder(name=name) for name in self._calendars), *self._failures]

    def events(self, calendar: str, token: str | None) -> IcsSweep:
        """Reads a calendar; the token of the last sweep tells whether anything changed. Raises FolderError."""
        if calendar not in self._calendars:
            raise FolderError(f"There is no calendar {calendar!r} here.", "List them with `harvester check`.")
        return IcsSweep(calendar, self._calendars[calendar], token)

    def _link(self) -> str:
        url = self._settings.url
        if not url.startswith(("https://", "http://")):
            url = self._secret().strip()
        refuse_plain_text(url)
        return url


class _Place(Protocol):
    """Where calendar text lies."""

    def texts(self, token: str | None) -> tuple[list[tuple[str, bytes | str]], str | None]:
        """(locator, text, or in words why there is none) of each part, and the next token; the same: no change."""


class IcsSweep:
    """An EventSweep over the text of one calendar: all of it, or nothing when it is as it was."""

    def __init__(self, calendar: str, place: _Place, token: str | None) -> None:
        self.full = True
        self.token: str | None = None
        self._calendar = calendar
        self._place = place
        self._before = token

    def items(self) -> Iterator[Event | Failure]:
        """Each UID once, with all its overrides; a Failure for text that is broken or cannot be read."""
        texts, token = self._place.texts(self._before)
        if token and token == self._before:
            self.full, self.token = False, token
            return
        found: list[Piece] = []
        locators: dict[str, str] = {}
        whole = True
        for locator, text in texts:
            ours, problems = pieces(text) if isinstance(text, bytes) else ([], [text])
            found += ours
            for piece in ours:
                locators.setdefault(piece.uid, locator)
            for problem in problems:
                whole = False
                yield Failure(folder=self._calendar, uid=None, reason=f"{locator}: {problem}")
        for cut in cuts(found):
            yield Event(
                key=cut.uid,
                raw=cut.raw,
                media_type="text/calendar",
                locator=locators.get(cut.uid, locators.get("", "")),
                version=cut.version,
            )
        self.token = token if whole else None


class _Files:
    """One file, or the `.ics` files of one directory."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths

    def texts(self, token: str | None) -> tuple[list[tuple[str, bytes | str]], str | None]:
        """Every file; the token is the hash of them all."""
        texts = [(shown(path.name), _read(path)) for path in self._paths]
        digest = hashlib.sha256()
        for name, text in texts:
            raw = text if isinstance(text, bytes) else text.encode()
            digest.update(f"{len(name)} {name} {len(raw)} ".encode("utf-8", "replace") + raw)
        return texts, digest.hexdigest()


class _Link:
    """A calendar published under a link."""

    def __init__(self, url: str, web: Web) -> None:
        self.name = host(url)
        self._url = url
        self._web = web

    def texts(self, token: str | None) -> tuple[list[tuple[str, bytes | str]], str | None]:
        """What the link answers; the token holds ETag and Last-Modified."""
        answer = self._web.get(self._url, {"Accept": "text/calendar", **_conditions(token)})
        match answer.status:
            case 304 if token:
                return [], token
            case 200:
                pass
            case 401 | 403:
                raise SignInError(f"{self.name} does not open this link ({answer.status}).", "Publish it anew.")
            case status if status in _LATER:
                raise TemporaryError(f"{self.name} answers {status}.", "Try again later.")
            case status:
                raise FolderError(f"{self.name} has no calendar under this link ({status}).", "Check `url`.")
        if not answer.body.strip() or b"BEGIN:VCALENDAR" not in answer.body[: 2**12].upper():
            raise FolderError(f"{self.name} answers with something that is no calendar.", "Open the link in a browser.")
        said = {name: answer.headers[name] for name in ("etag", "last-modified") if name in answer.headers}
        return [(self.name, answer.body)], json.dumps(said, sort_keys=True) if said else None


def _conditions(token: str | None) -> dict[str, str]:
    said = json.loads(token) if token else {}
    if "etag" in said:
        return {"If-None-Match": said["etag"]}
    return {"If-Modified-Since": said["last-modified"]} if "last-modified" in said else {}


def _found(root: Path) -> tuple[dict[str, _Place], list[Failure]]:
    """Calendar name -> its files: a file is one, a directory with `.ics` files in it is one."""
    if root.is_file():
        text = _read(root)
        name = calendar_name(text) if isinstance(text, bytes) else ""
        return {name or shown(root.stem): _Files([root])}, []
    failures: list[Failure] = []
    found: dict[str, _Place] = {}

    def refused(error: OSError) -> None:
        where = shown(os.path.relpath(error.filename or root, root.parent))
        failures.append(Failure(folder=where, uid=None, reason=error.strerror or type(error).__name__))

    for directory, subdirectories, names in os.walk(root, onerror=refused):
        subdirectories.sort()
        paths = [Path(directory, name) for name in sorted(names) if name.lower().endswith(".ics")]
        if paths:
            found[shown(os.path.relpath(directory, root.parent))] = _Files(paths)
    return found, failures


def _read(path: Path) -> bytes | str:
    """The bytes of a file, or in words why there are none."""
    try:
        if not path.is_file():
            return "it is no regular file"
        with path.open("rb") as file:
            raw = file.read(FILE_CAP + 1)
    except OSError as error:
        return error.strerror or type(error).__name__
    return raw if len(raw) <= FILE_CAP else f"it is larger than {FILE_CAP >> 20} MB"
