"""Google on this machine: sign-in, Calendar, Gmail, Meet, driven by the discovery documents that its client ships.

A path, a parameter or a value that the document does not know is refused, and so is whatever needs more than reading.
"""

from __future__ import annotations

import base64
import email
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import googleapiclient
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

from tests.servers.google_gmail import READONLY as GMAIL_READONLY
from tests.servers.google_gmail import Gmail
from tests.servers.google_meet import MEET_READONLY, SCOPE_MISSING, Meet

READONLY = "https://www.googleapis.com/auth/calendar.readonly"
CLIENT_ID = "studio-north.apps.googleusercontent.example"
CLIENT_SECRET = "client-secret-of-the-test"
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
IMAP = "https://mail.google.com/"
_ASKED = {READONLY, MEET_READONLY, GMAIL_READONLY}
_MAY_BE_ASKED = (READONLY, f"{READONLY} {MEET_READONLY}", IMAP, GMAIL_READONLY)

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server says: a JSON value, or bytes as they are."""

    status: int = 200
    said: Any = None
    headers: Headers = field(default_factory=dict)
    declared: int | None = None
    """A Content-Length that is not true."""

    @property
    def body(self) -> bytes:
        return self.said if isinstance(self.said, bytes) else json.dumps(self.said).encode()


def refusal(status: int, reason: str, headers: Headers | None = None) -> Reply:
    """An error as Google writes it."""
    error = {"code": status, "message": reason, "errors": [{"domain": "global", "reason": reason, "message": reason}]}
    return Reply(status=status, said={"error": error}, headers=headers or {})


@dataclass(slots=True)
class Calendar:
    """One calendar: its events now, and the order in which they changed."""

    summary: str
    role: str = "owner"
    listed: bool = True
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)

    def put(self, event: Mapping[str, Any]) -> None:
        self.events[event["id"]] = dict(event)
        self.changes.append(event["id"])

    def delete(self, event_id: str) -> None:
        self.put({"id": event_id, "status": "cancelled", "kind": "calendar#event", "etag": f'"{len(self.changes)}"'})


class Google:
    """A running server. `faults` are played one by one before anything is answered."""

    def __init__(self) -> None:
        documents = {name: json.loads((_DISCOVERY / file).read_text("utf-8")) for name, file in _SERVICES.items()}
        self._common = {name: document["parameters"] for name, document in documents.items()}
        self._methods = [
            (name, method)
            for name, document in documents.items()
            for method in _methods(document)
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
        self.token_faults: list[Reply] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.tokens_given = 0
        self.granted_scope = ""
        """"": whatever was asked for."""
        self.expires_in: int | None = None
        self.email = "me@studionorth.example"
        """Who signs in."""
        self._scope = " ".join((READONLY, MEET_READONLY, IMAP, GMAIL_READONLY))
        """What was allowed last; at first everything."""
        self._access: set[str] = set()
        self._refresh = {"refresh-1"}
        self._codes: dict[str, dict[str, str]] = {}
        self.assertion: Mapping[str, Any] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"google": self}))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.endpoint = f"{self.url}/calendar/v3/"
        self.meet_endpoint = f"{self.url}/"
        self.gmail_endpoint = f"{self.url}/"

    # what tests do

    @property
    def primary(self) -> Calendar:
        return next(iter(self.calendars.values()))

    def kept_token(self) -> str:
        """What `harvester auth` would have kept."""
        return json.dumps(
            {
                "type": "authorized_user",
                "client_id": CLIENT_ID,
                "client_secret": CLIENT_SECRET,
                "refresh_token": "refresh-1",
                "token_uri": f"{self.url}/token",
            }
        )

    def client_secrets(self) -> str:
        """The file that a Google project gives for its OAuth client."""
        uris = {"auth_uri": f"{self.url}/auth", "token_uri": f"{self.url}/token"}
        installed = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uris": ["http://localhost"]}
        return json.dumps({"installed": installed | uris})

    def service_account_key(self) -> str:
        """The file that a Google project gives for a service account."""
        pem = rsa.generate_private_key(65537, 2048).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        key = {
            "type": "service_account",
            "client_email": "harvester@studio-north.example",
            "private_key": pem.decode(),
            "private_key_id": "1",
            "token_uri": f"{self.url}/token",
        }
        return json.dumps(key)

    def expire(self) -> None:
        """Access tokens end; the refresh token goes on."""
        self._access.clear()

    def mailbox_of(self, token: str) -> str | None:
        """Whose mailbox a token opens over IMAP."""
        return self.email if token in self._access and IMAP in self._scope.split() else None

    def revoke(self) -> None:
        """The user takes the access away."""
        self._access.clear()
        self._refresh.clear()

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.01)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    # the sign-in

    def consent(self, query: dict[str, str]) -> Reply:
        """The page that asks, answered with yes at once, as a browser would be sent on."""
        wanted = {"response_type": "code", "client_id": CLIENT_ID, "code_challenge_method": "S256"}
        if (
            {key: query.get(key) for key in wanted} != wanted
            or not query.get("state")
            or query.get("scope") not in _MAY_BE_ASKED
        ):
            return refusal(400, "invalid_request")
        if urlsplit(query["redirect_uri"]).hostname not in ("127.0.0.1", "localhost"):
            return refusal(400, "redirect_uri_mismatch")
        code = f"4/code-{len(self._codes)}"
        self._codes[code] = query
        back = f"{query['redirect_uri']}?{urlencode({'state': query['state'], 'code': code, 'scope': query['scope']})}"
        return Reply(status=302, said=b"", headers={"Location": back})

    def token(self, form: dict[str, str]) -> Reply:
        """The token endpoint."""
        if self.token_faults:
            return self.token_faults.pop(0)
        match form.get("grant_type"):
            case "authorization_code":
                return self._by_code(form)
            case "refresh_token":
                return self._by_refresh_token(form)
            case "urn:ietf:params:oauth:grant-type:jwt-bearer":
                self.assertion = jwt.decode(form["assertion"], verify=False)  # type: ignore[no-untyped-call]  # google-auth's own gap
                return self._given()
            case _:
                return Reply(status=400, said={"error": "unsupported_grant_type"})

    def _by_refresh_token(self, form: dict[str, str]) -> Reply:
        if form.get("client_id") != CLIENT_ID or form.get("client_secret") != CLIENT_SECRET:
            return Reply(status=401, said={"error": "invalid_client"})
        if form.get("refresh_token") not in self._refresh:
            return Reply(status=400, said={"error": "invalid_grant", "error_description": "expired or revoked"})
        return self._given()

    def _by_code(self, form: dict[str, str]) -> Reply:
        asked = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not asked or asked["code_challenge"] != challenge or asked["redirect_uri"] != form.get("redirect_uri"):
            return Reply(status=400, said={"error": "invalid_grant"})
        self._scope = self.granted_scope or asked["scope"]
        more: dict[str, Any] = {"refresh_token": "refresh-1", "scope": self._scope}
        if self.expires_in:
            more["refresh_token_expires_in"] = self.expires_in
        return self._given(more)

    def _given(self, more: Mapping[str, Any] | None = None) -> Reply:
        self.tokens_given += 1
        token = f"ya29.access-{self.tokens_given}"
        self._access.add(token)
        return Reply(said={"access_token": token, "expires_in": 3599, "token_type": "Bearer", **(more or {})})

    # the API

    def api(self, path: str, query: dict[str, list[str]], authorization: str) -> Reply:
        """The answer of the API, or its refusal."""
        if authorization.removeprefix("Bearer ") not in self._access:
            return refusal(401, "authError")
        for service, method in self._methods:
            if found := re.fullmatch(_pattern(method), path):
                if service == "meet" and not self.meet_allowed:
                    return Reply(status=403, said=SCOPE_MISSING)
                if service == "gmail" and GMAIL_READONLY not in self._scope.split():
                    return refusal(403, "insufficientPermissions")
                problem = self._problem(self._common[service], method, query)
                if problem:
                    return refusal(400, "invalidParameter" if "unknown" in problem else "invalid")
                named = {name: values[-1] for name, values in query.items()}
                parts = [unquote(part) for part in found.groups()]
                return getattr(self, "_" + method["id"].split(".", 1)[1].replace(".", "_"), _unplayed)(named, *parts)
        return refusal(404, "notFound")

    def _problem(self, common: Mapping[str, Any], method: Mapping[str, Any], query: Mapping[str, list[str]]) -> str:
        known = {**common, **method.get("parameters", {})}
        for name, values in query.items():
            rule = known.get(name)
            if rule is None or rule.get("location") == "path":
                return f"unknown {name}"
            for value in values:
                if not _fits(value, rule):
                    return f"wrong {name}"
            if len(values) > 1 and not rule.get("repeated"):
                return f"repeated {name}"
        return ""

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


def event(number: int, **more: Any) -> dict[str, Any]:
    """An event as the API shows it."""
    return {
        "kind": "calendar#event",
        "id": f"event{number}",
        "status": "confirmed",
        "iCalUID": f"event{number}@google.example",
        "summary": f"Weekly call {number}",
        "created": "2026-02-20T10:00:00.000Z",
        "updated": "2026-02-20T10:00:00.000Z",
        "start": {"dateTime": "2026-03-02T10:00:00+01:00", "timeZone": "Europe/Berlin"},
        "end": {"dateTime": "2026-03-02T10:30:00+01:00", "timeZone": "Europe/Berlin"},
        "organizer": {"email": "me@studionorth.example", "self": True},
        "attendees": [{"email": "bob.roe@acme.example", "responseStatus": "needsAction"}],
        "sequence": 0,
        **more,
    }


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


def _methods(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for resource in document.get("resources", {}).values():
        yield from resource.get("methods", {}).values()
        yield from _methods(resource)


def _pattern(method: Mapping[str, Any]) -> str:
    """The paths of a method: a parameter is one part of it, or what its own pattern says."""
    parts = re.split(r"\{\+?(\w+)\}", method["path"])
    rules = method.get("parameters", {})
    said = [
        re.escape(part) if number % 2 == 0 else f"({rules[part].get('pattern', '[^/]+').strip('^$')})"
        for number, part in enumerate(parts)
    ]
    return "".join(said)


def _fits(value: str, rule: Mapping[str, Any]) -> bool:
    match rule["type"]:
        case "boolean":
            return value in ("true", "false")
        case "integer":
            number = int(value) if re.fullmatch(r"-?\d+", value) else None
            return number is not None and number >= int(rule.get("minimum", number))
        case _:
            return "enum" not in rule or value in rule["enum"]


def _unplayed(*_: object) -> Reply:
    return refusal(403, "forbidden")
