"""The sign-in of Google on this machine: the page that asks, tokens, service accounts."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

from tests.servers.google_calendar import READONLY
from tests.servers.google_gmail import READONLY as GMAIL_READONLY
from tests.servers.google_meet import MEET_READONLY
from tests.servers.google_replies import Reply, refusal

CLIENT_ID = "studio-north.apps.googleusercontent.example"
CLIENT_SECRET = "client-secret-of-the-test"
IMAP = "https://mail.google.com/"
_MAY_BE_ASKED = (READONLY, f"{READONLY} {MEET_READONLY}", IMAP, GMAIL_READONLY)


class SignIn:
    """Gives access and takes it away, as Google does for users and service accounts."""

    url: str

    def __init__(self) -> None:
        self.token_faults: list[Reply] = []
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
