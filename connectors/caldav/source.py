"""The calendars of a server, and the sweep of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urljoin, urlsplit

from connectors.caldav import xml
from connectors.caldav.server import Server
from connectors.caldav.xml import Said
from connectors.folders import is_named
from connectors.icalendars import cuts, pieces
from connectors.web import Limits, TooLargeError, host
from harvester.errors import FolderError
from harvester.model.settings import CaldavSettings
from harvester.model.source import Event, Failure, Folder

_KIND = ("d:resourcetype", "d:displayname", "c:supported-calendar-component-set", "s:getctag", "d:sync-token")
_FROM_HERE = ("c:calendar-home-set", "d:current-user-principal")
_AT_ONCE = 50
"""Objects asked for in one question."""
_ROUNDS = 1_000
"""Answers that one sync may be cut into."""


class CaldavSource:
    """An EventSource over CalDAV."""

    kind = "caldav"
    live = True

    def __init__(self, name: str, settings: CaldavSettings, secret: Callable[[], str], limits: Limits) -> None:
        self.name = name
        self._patterns = settings.calendars
        self._url = settings.url
        self._server = Server(name, settings, secret, limits)
        self._found: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._server.open()
        found = {name: url for name, url in self._discovered() if is_named(name, self._patterns)}
        self._found = found
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    @property
    def peer(self) -> str:
        """Server and TLS peer."""
        return self._server.peer

    def calendars(self) -> Sequence[Folder | Failure]:
        """Every calendar for events; a Failure for one that is configured and not there."""
        named = [pattern for pattern in self._patterns if not any(sign in pattern for sign in "*?[")]
        missing = [name for name in named if name not in self._found]
        failures = [
            Failure(folder=name, uid=None, reason="the server has no calendar of that name") for name in missing
        ]
        return [*(Folder(name=name) for name in self._found), *failures]

    def events(self, calendar: str, token: str | None) -> CaldavSweep:
        """Reads a calendar by its name. Raises FolderError when there is none."""
        if calendar not in self._found:
            raise FolderError(f"There is no calendar {calendar!r} here.", "List them with `harvester check`.")
        return CaldavSweep(calendar, self._found[calendar], self._server, token)

    def _discovered(self) -> Iterator[tuple[str, str]]:
        names: set[str] = set()
        for url, said in self._collections():
            if "c:calendar" not in said.kinds or (said.components and "VEVENT" not in said.components):
                continue
            last = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
            name = said.texts.get("d:displayname", "").strip() or last
            name = name if name not in names else f"{name} ({last})"
            names.add(name)
            yield name, url

    def _collections(self) -> Iterator[tuple[str, Said]]:
        """Everything that may be a calendar: the address itself, else what lies in the user's calendar home."""
        url, said = self._start()
        if "c:calendar" in said.kinds:
            yield said.href, said
            return
        home = said.hrefs.get("c:calendar-home-set", "")
        principal = said.hrefs.get("d:current-user-principal", "")
        if not home and principal:
            about = self._server.about(principal, *_FROM_HERE)
            home = about.hrefs.get("c:calendar-home-set", "") if about else ""
        for one in self._server.listed(home or url, *_KIND):
            yield one.href, one

    def _start(self) -> tuple[str, Said]:
        """Where the search starts: the address as it was given, else the one that every server should know."""
        refused = FolderError(f"{host(self._url)} has no CalDAV at this address.", f"Check `url` of {self.name}.")
        for url in (self._url, urljoin(self._url, "/.well-known/caldav")):
            try:
                said = self._server.about(url, *_KIND, *_FROM_HERE)
            except FolderError as error:
                refused = error if url == self._url else refused
                continue
            if said is not None:
                return url, said
        raise refused


class CaldavSweep:
    """An EventSweep over one calendar."""

    def __init__(self, calendar: str, url: str, server: Server, token: str | None) -> None:
        self.full = token is None
        self.token: str | None = None
        self._calendar = calendar
        self._url = url
        self._server = server
        self._before = token or ""

    def items(self) -> Iterator[Event | Failure]:
        """What changed where the server can say so and nothing was deleted; otherwise everything."""
        changed = self._changed()
        if changed is None:
            self.full = True
            changed = self._everything()
        hrefs, token = changed
        whole = True
        for answer in self._fetched(hrefs):
            whole = whole and isinstance(answer, Event)
            yield answer
        self.token = token if whole else None

    def _changed(self) -> tuple[list[str], str | None] | None:
        """Addresses of what is new since the token; None: it cannot be told, or something is gone.

        A server names what is gone by its address only, and not by the event that lay there.
        """
        kind, _, value = self._before.partition(" ")
        if kind == "ctag":
            said = self._server.about(self._url, "s:getctag")
            return ([], self._before) if said and said.texts.get("s:getctag") == value else None
        if kind != "sync":
            return None
        found: list[str] = []
        for _ in range(_ROUNDS):
            answer = self._server.report(self._url, xml.sync_collection(value))
            if answer is None or any(one.status == 404 for one in answer.said):
                return None
            found += [one.href for one in answer.said if one.status == 200 and not self._is_itself(one)]
            cut_short = any(one.status == 507 for one in answer.said)
            if not cut_short or answer.sync_token == value:
                return found, f"sync {answer.sync_token}" if answer.sync_token and not cut_short else None
            value = answer.sync_token
        return None

    def _everything(self) -> tuple[list[str], str | None]:
        """The addresses of all events. The token is asked for first: what comes meanwhile is the next sweep's."""
        about = self._server.about(self._url, "s:getctag", "d:sync-token")
        if about is None:
            raise FolderError(f"The calendar {self._calendar!r} is gone.", "List them with `harvester check`.")
        token = next(
            (
                f"{kind} {about.texts[name]}"
                for kind, name in (("sync", "d:sync-token"), ("ctag", "s:getctag"))
                if about.texts.get(name)
            ),
            None,
        )
        listed = self._server.listed(self._url, "d:getetag", "d:resourcetype")
        return [one.href for one in listed if "d:collection" not in one.kinds and not self._is_itself(one)], token

    def _is_itself(self, said: Said) -> bool:
        return _path(said.href).rstrip("/") == _path(self._url).rstrip("/")

    def _fetched(self, hrefs: Sequence[str]) -> Iterator[Event | Failure]:
        asked = iter(dict.fromkeys(hrefs))
        seen: set[str] = set()
        while batch := list(islice(asked, _AT_ONCE)):
            answers = {_path(one.href): one for one in self._objects(batch)}
            for href in batch:
                yield self._item(href, answers.get(_path(href)), seen)

    def _objects(self, hrefs: list[str]) -> Iterator[Said]:
        """The named objects; a question whose answer would be too large is asked in halves."""
        try:
            answer = self._server.report(self._url, xml.multiget([urlsplit(href).path for href in hrefs]))
        except TooLargeError:
            if len(hrefs) > 1:
                half = len(hrefs) // 2
                yield from self._objects(hrefs[:half])
                yield from self._objects(hrefs[half:])
            else:
                yield Said(href=hrefs[0], status=413)
        else:
            yield from answer.said if answer else ()

    def _item(self, href: str, said: Said | None, seen: set[str]) -> Event | Failure:
        name = unquote(href.rstrip("/").rpartition("/")[2])
        text = said.texts.get("c:calendar-data", "") if said else ""
        if not text:
            reasons = {404: "gone while it was read; pull again", 413: "larger than one answer may be"}
            reason = reasons.get(said.status if said else 0, "the server does not give it")
            return Failure(folder=self._calendar, uid=None, reason=f"{name}: {reason}")
        raw = text.encode("utf-8", "replace")
        uid = next((cut.uid for cut in cuts(pieces(raw)[0])), "")
        key = uid if uid and uid not in seen else f"{uid} at {name}".strip()
        seen.add(key)
        return Event(key=key, raw=raw, media_type="text/calendar", locator=name)


def _path(url: str) -> str:
    """By what two spellings of one address are equal."""
    return unquote(urlsplit(url).path)
