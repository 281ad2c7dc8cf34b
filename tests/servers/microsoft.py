"""Microsoft's sign-in on this machine: device codes and tokens, refused where Microsoft refuses them."""

from __future__ import annotations

import base64
import json
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import trustme

CLIENT_ID = "2f1c6a1e-0000-4000-8000-00000000beef"
IMAP = "https://outlook.office.com/IMAP.AccessAsUser.All"
_MAY_BE_ASKED = {IMAP, "offline_access", "openid", "profile"}
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"

Said = tuple[int, dict[str, Any]]


def refusal(name: str, number: int = 0) -> Said:
    """An error as Microsoft writes it: long, and with words that nobody needs to see."""
    return 400, {"error": name, "error_description": f"AADSTS{number}: secret words", "error_codes": [number]}


class Microsoft:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self.tenants = {"common", "studionorth.example"}
        self.public_clients = True
        """“Allow public client flows” of the app registration."""
        self.answers: list[Said] = []
        """What the next questions of the device are answered with, before the user has entered the code."""
        self.granted = f"{IMAP} offline_access openid profile"
        self.username = "ann@studionorth.example"
        self.asked: list[dict[str, str]] = []
        self.refresh_tokens: list[str] = []
        self._access: set[str] = set()
        self._given = 0
        self.ca_file = folder / "microsoft.pem"
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(self.ca_file))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"microsoft": self}))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://localhost:{self._server.server_port}"

    # what tests do

    def mailbox_of(self, token: str) -> str | None:
        """Whose mailbox a token opens over IMAP."""
        return self.username if token in self._access and IMAP in self.granted else None

    def expire(self) -> None:
        """Access tokens end before their time; refresh tokens go on."""
        self._access.clear()

    def forget_all_but_the_last(self) -> None:
        """As after 90 days: only the refresh token that was given last is good."""
        del self.refresh_tokens[:-1]

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.01)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    # what it answers

    def get(self, path: str) -> Said:
        tenant, _, rest = path.strip("/").partition("/")
        if tenant not in self.tenants:
            return refusal("invalid_tenant", 90002)
        if rest != "v2.0/.well-known/openid-configuration":
            return 404, {}
        base = f"{self.url}/{tenant}/oauth2/v2.0"
        return 200, {
            "issuer": f"{self.url}/{tenant}/v2.0",
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "device_authorization_endpoint": f"{base}/devicecode",
        }

    def post(self, path: str, form: Mapping[str, str]) -> Said:
        self.asked.append(dict(form))
        if form.get("client_id") != CLIENT_ID:
            return refusal("unauthorized_client", 700016)
        if not self.public_clients:
            return 401, refusal("invalid_client", 7000218)[1]
        if not set(form.get("scope", IMAP).split()) <= _MAY_BE_ASKED:
            return refusal("invalid_scope", 70011)
        if path.endswith("/devicecode"):
            return 200, {
                "device_code": "device-1",
                "user_code": "K7N-PQ2",
                "verification_uri": "https://microsoft.com/devicelogin",
                "expires_in": 900,
                "interval": 1,
                "message": "To sign in, use a web browser",
            }
        return self._token(form)

    def _token(self, form: Mapping[str, str]) -> Said:
        match form.get("grant_type"):
            case grant if grant == _DEVICE:
                if form.get("device_code") != "device-1":
                    return refusal("bad_verification_code", 70018)
                return self.answers.pop(0) if self.answers else self._tokens()
            case "refresh_token":
                if form.get("refresh_token") not in self.refresh_tokens:
                    return refusal("invalid_grant", 700082)
                return self._tokens()
            case _:
                return refusal("unsupported_grant_type", 70003)

    def _tokens(self) -> Said:
        self._given += 1
        access, refresh = f"eyJ-access-{self._given}", f"0.refresh-{self._given}"
        self._access.add(access)
        self.refresh_tokens.append(refresh)
        now = int(time.time())
        told = {"aud": CLIENT_ID, "iss": f"{self.url}/common/v2.0", "iat": now, "exp": now + 3600, "sub": "ann"}
        return 200, {
            "token_type": "Bearer",
            "scope": self.granted,
            "expires_in": 3599,
            "access_token": access,
            "refresh_token": refresh,
            "id_token": f"{_part({'alg': 'none'})}.{_part({**told, 'preferred_username': self.username})}.",
            "client_info": _part({"uid": "ann", "utid": "north"}),
        }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    microsoft: Microsoft

    def do_GET(self) -> None:
        self.send(*self.microsoft.get(self.path))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.send(*self.microsoft.post(self.path, form))

    def send(self, status: int, said: Mapping[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


def _part(said: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


@contextmanager
def running(folder: Path) -> Iterator[Microsoft]:
    """A server for the time of a `with`."""
    microsoft = Microsoft(folder)
    thread = threading.Thread(target=microsoft.serve, daemon=True)
    thread.start()
    try:
        yield microsoft
    finally:
        microsoft.stop()
        thread.join(5)
