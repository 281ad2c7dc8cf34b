"""Google on this machine: sign-in, Calendar, Gmail, Meet, driven by the discovery documents that its client ships.

A path, a parameter or a value that the document does not know is refused, and so is whatever needs more than reading.
"""

from __future__ import annotations

import email
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import googleapiclient

from tests.servers.google_calendar import READONLY, Calendar
from tests.servers.google_discovery import methods, pattern, problem_of
from tests.servers.google_gmail import READONLY as GMAIL_READONLY
from tests.servers.google_gmail import Gmail
from tests.servers.google_meet import MEET_READONLY, SCOPE_MISSING, Meet
from tests.servers.google_replies import Reply, refusal
from tests.servers.google_sign_in import SignIn

_NOT_WITH_SYNC = {
    "iCalUID",
    "orderBy",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMin",
    "timeMax",
    "updatedMin",
}
_DISCOVERY = Path(googleapiclient.__file__).parent / "discovery_cache/documents"
_BATCH = 100
"""Requests in one, at most."""
_SERVICES = {"calendar": "calendar.v3.json", "meet": "meet.v2.json", "gmail": "gmail.v1.json"}
_ASKED = {READONLY, MEET_READONLY, GMAIL_READONLY}


class Google(SignIn):
    """A running server. `faults` are played one by one before anything is answered."""

    def __init__(self) -> None:
        super().__init__()
        documents = {name: json.loads((_DISCOVERY / file).read_text("utf-8")) for name, file in _SERVICES.items()}
        self._common = {name: document["parameters"] for name, document in documents.items()}
        self._methods = [
            (name, method)
            for name, document in documents.items()
            for method in methods(document)
            if method["httpMethod"] == "GET" and _ASKED & set(method.get("scopes", ()))
        ]
        self.meet = Meet()
        self.gmail = Gmail()
        self.batches = 0
        """Requests of many at once."""
        self.meet_allowed = True
        """Whether the access that was given reaches to Meet."""
        self.calendars: dict[str, Calendar] = {"me@studionorth.example": Calendar("me@studionorth.example")}
        self.page_size = 100
        self.forgotten = False
        """Sync tokens of before are answered with 410."""
        self.storm: Callable[[], Reply | None] = lambda: None
        """Asked before every answer: a refusal, or None when the weather is good."""
        self.faults: list[Reply | Callable[[BaseHTTPRequestHandler], None]] = []
        self.part_faults: list[Reply | None] = []
        """The same for each request inside a batch; None: answered."""
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"google": self}))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.endpoint = f"{self.url}/calendar/v3/"
        self.meet_endpoint = f"{self.url}/"
        self.gmail_endpoint = f"{self.url}/"

    # what tests do

    @property
    def primary(self) -> Calendar:
        return next(iter(self.calendars.values()))

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.01)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def api(self, path: str, query: dict[str, list[str]], authorization: str) -> Reply:
        """The answer of the API, or its refusal."""
        if authorization.removeprefix("Bearer ") not in self._access:
            return refusal(401, "authError")
        for service, method in self._methods:
            if found := re.fullmatch(pattern(method), path):
                if service == "meet" and not self.meet_allowed:
                    return Reply(status=403, said=SCOPE_MISSING)
                if service == "gmail" and GMAIL_READONLY not in self._scope.split():
                    return refusal(403, "insufficientPermissions")
                problem = problem_of(self._common[service], method, query)
                if problem:
                    return refusal(400, "invalidParameter" if "unknown" in problem else "invalid")
                named = {name: values[-1] for name, values in query.items()}
                parts = [unquote(part) for part in found.groups()]
                return getattr(self, "_" + method["id"].split(".", 1)[1].replace(".", "_"), _unplayed)(named, *parts)
        return refusal(404, "notFound")

    def _calendarList_list(self, query: dict[str, str]) -> Reply:  # noqa: N802 (Google's name)
        entries = [
            {"id": key, "summary": one.summary, "accessRole": one.role, "primary": one is self.primary}
            for key, one in self.calendars.items()
            if one.listed
        ]
        return Reply(said=self._page({"kind": "calendar#calendarList"}, entries, query))

    def _calendars_get(self, query: dict[str, str], calendar_id: str) -> Reply:
        calendar = self.calendars.get(calendar_id)
        return Reply(said={"id": calendar_id, "summary": calendar.summary}) if calendar else refusal(404, "notFound")

    def _events_list(self, query: dict[str, str], calendar_id: str) -> Reply:
        calendar = self.calendars.get(calendar_id)
        if calendar is None:
            return refusal(404, "notFound")
        token = query.get("syncToken")
        if token and (_NOT_WITH_SYNC & set(query) or query.get("showDeleted") == "false"):
            return refusal(400, "invalid")
        if token and not re.fullmatch(r"sync-\d+", token):
            return refusal(400, "invalid")
        if token and self.forgotten:
            return refusal(410, "fullSyncRequired")
        since = int(token.removeprefix("sync-")) if token else 0
        names = dict.fromkeys(calendar.changes[since:])
        deleted = query.get("showDeleted") == "true"
        found = [calendar.events[name] for name in names if deleted or calendar.events[name]["status"] != "cancelled"]
        said = self._page({"kind": "calendar#events", "summary": calendar.summary}, found, query)
        if "nextPageToken" not in said:
            said["nextSyncToken"] = f"sync-{len(calendar.changes)}"
        return Reply(said=said)

    def _conferenceRecords_list(self, query: dict[str, str]) -> Reply:  # noqa: N802 (Google's name)
        said = self.meet.listed(query)
        return Reply(said=said) if said is not None else refusal(400, "invalidArgument")

    def _conferenceRecords_participants_list(self, query: dict[str, str], record: str) -> Reply:  # noqa: N802 (Google's name)
        said = self.meet.participants(query, record)
        return Reply(said=said) if said is not None else refusal(404, "notFound")

    def _conferenceRecords_participants_participantSessions_list(  # noqa: N802 (Google's name)
        self, query: dict[str, str], participant: str
    ) -> Reply:
        said = self.meet.joined(query, participant)
        return Reply(said=said) if said is not None else refusal(404, "notFound")

    def _users_getProfile(self, query: dict[str, str], user: str) -> Reply:  # noqa: N802 (Google's name)
        return Reply(said=self.gmail.profile(self.email))

    def _users_labels_list(self, query: dict[str, str], user: str) -> Reply:
        return Reply(said=self.gmail.labels_list())

    def _users_messages_list(self, query: dict[str, str], user: str) -> Reply:
        listed = self.gmail.listed(query, [query["labelIds"]] if "labelIds" in query else [])
        said = self._page({"resultSizeEstimate": 201}, listed, query, "messages")
        return Reply(said={name: value for name, value in said.items() if value})  # none: no key at all

    def _users_messages_get(self, query: dict[str, str], user: str, key: str) -> Reply:
        said = self.gmail.get(key, query.get("format", "full"))
        return Reply(said=said) if said is not None else refusal(404, "notFound")

    def _users_history_list(self, query: dict[str, str], user: str) -> Reply:
        if not query.get("startHistoryId", "").isdigit():
            return refusal(400, "invalidArgument")
        changes = self.gmail.changes(int(query["startHistoryId"]))
        if changes is None:
            return refusal(404, "notFound")
        said = self._page({"historyId": self.gmail.now}, changes, query, "history")
        return Reply(said={name: value for name, value in said.items() if value})

    def batch(self, body: bytes, kind: str, authorization: str) -> Reply:
        """Many requests in one: each is answered as it would be alone."""
        self.batches += 1
        if authorization.removeprefix("Bearer ") not in self._access:
            return refusal(401, "authError")
        parts = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body).get_payload()
        if not isinstance(parts, list) or len(parts) > _BATCH:
            return refusal(400, "invalid")
        answers = []
        for part in parts:
            assert isinstance(part, Message)
            verb, target, _ = str(part.get_payload()).split("\n", 1)[0].split(" ", 2)
            reply = self.api_of(verb, target, authorization)
            head = "".join(f"{name}: {value}\r\n" for name, value in reply.headers.items())
            typed = f"HTTP/1.1 {reply.status} told\r\nContent-Type: application/json\r\n{head}\r\n"
            inside = typed.encode() + reply.body
            named = str(part["Content-ID"]).replace("<", "<response-", 1)
            answers.append(
                b"--batch_x\r\nContent-Type: application/http\r\nContent-ID: %b\r\n\r\n%b\r\n"
                % (named.encode(), inside)
            )
        body = b"".join(answers) + b"--batch_x--"
        return Reply(said=body, headers={"Content-Type": "multipart/mixed; boundary=batch_x"})

    def api_of(self, verb: str, target: str, authorization: str) -> Reply:
        """One request as it comes: noted, and answered by the weather, a fault, or the API."""
        url = urlsplit(target)
        query = parse_qs(url.query, keep_blank_values=True)
        self.asked.append((unquote(url.path), {name: values[-1] for name, values in query.items()}))
        if verb != "GET":
            return refusal(403, "insufficientPermissions")
        fault = self.part_faults.pop(0) if self.part_faults else None
        return fault or self.api(url.path.removeprefix("/"), query, authorization)

    def _page(
        self, about: dict[str, Any], items: list[Any], query: Mapping[str, str], key: str = "items"
    ) -> dict[str, Any]:
        start = int(query.get("pageToken", "page-0").removeprefix("page-"))
        size = min(self.page_size, int(query.get("maxResults", 250)))
        more = {"nextPageToken": f"page-{start + size}"} if start + size < len(items) else {}
        return {**about, key: items[start : start + size], **more}


class _Handler(BaseHTTPRequestHandler):
    """Reads a request and sends the reply. Anything but GET, and POST for tokens, is not there."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: nobody waits for an acknowledgement
    google: Google

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query, keep_blank_values=True)
        if parts.path == "/auth":
            self.send(self.google.consent({name: values[0] for name, values in query.items()}))
            return
        if not parts.path.startswith(("/calendar/v3/", "/v2/conferenceRecords", "/gmail/v1/users/")):
            self.send(refusal(404, "notFound"))
            return
        self.google.asked.append((unquote(parts.path), {name: values[-1] for name, values in query.items()}))
        fault = self.google.faults.pop(0) if self.google.faults else self.google.storm()
        if callable(fault):
            fault(self)
            return
        path = parts.path.removeprefix("/calendar/v3/").removeprefix("/")
        self.send(fault or self.google.api(path, query, self.headers.get("Authorization", "")))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/batch":
            fault = self.google.faults.pop(0) if self.google.faults else self.google.storm()
            if callable(fault):
                fault(self)
                return
            kind, signed = self.headers["Content-Type"], self.headers.get("Authorization", "")
            self.send(fault or self.google.batch(raw, kind, signed))
            return
        body = raw.decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.send(self.google.token(form) if self.path == "/token" else refusal(403, "insufficientPermissions"))

    def send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json; charset=UTF-8", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(reply.declared or len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)
        self.close_connection = self.close_connection or bool(reply.declared)

    def log_message(self, *_: object) -> None: ...


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """A fault: the connection ends without an answer."""
    handler.close_connection = True


@contextmanager
def running() -> Iterator[Google]:
    """A server for the time of a `with`."""
    google = Google()
    thread = threading.Thread(target=google.serve, daemon=True)
    thread.start()
    try:
        yield google
    finally:
        google.stop()
        thread.join(5)


def _unplayed(*_: object) -> Reply:
    return refusal(403, "forbidden")
