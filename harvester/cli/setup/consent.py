"""Signing in with Google or Microsoft while setting up: by the user's own app registration, in a browser."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from harvester import secrets
from harvester.cli.auth import google_token, microsoft_token
from harvester.cli.setup.asking import Asker
from harvester.cli.setup.given import Answers, Given
from harvester.errors import SignInError, UsageError
from harvester.secrets import Place

WAYS = {
    "google": "Google's own page, in a browser",
    "microsoft": "Microsoft's own page, in a browser",
}
GUIDE = "docs/accounts.md"


def ask_app(asker: Asker, given: Given, answers: Answers, folder: Path) -> None:
    """The app registration that the sign-in goes through: Harvester has none, so that nobody stands in between."""
    if asker.asks and not (given.client_secrets or given.client_id):
        asker.tell(f"This needs an app registration of your own, once; {GUIDE} says how, in four steps.")
    if answers.auth == "google":
        found = given.client_secrets or asker.text("--client-secrets", "File of its OAuth client", _a_client(folder))
        answers.app = {"client_secrets": found}
    else:
        found = given.client_id or asker.text("--client-id", "Its application (client) ID", str.strip)
        more = {"tenant": given.tenant, "login_endpoint": given.login_endpoint}
        answers.app = {"client_id": found, **{key: value for key, value in more.items() if value}}


def token(given: Given, answers: Answers, folder: Path) -> str:
    """What the provider gives for a yes in the browser; it is kept as `harvester auth` keeps it. SignInError."""
    settings = answers.settings
    if settings is None:
        raise AssertionError("the server is found first")
    if answers.auth == "microsoft":
        return microsoft_token(settings, "mail")[0]
    place = Place(folder=folder, environment=os.environ)
    key = "--client-secrets"
    client = secrets.resolve(settings.client_secrets, "mail", key, place, whole=True)
    return google_token(settings, client, key, paste=given.paste)


def _a_client(folder: Path) -> Callable[[str], str]:
    def proved(text: str) -> str:
        path = Path(text.strip().removeprefix("file:")).expanduser().absolute()
        try:
            secrets.resolve(f"file:{path}", "", "it", Place(folder=folder, environment={}), whole=True)
        except (SignInError, UsageError) as error:
            raise ValueError(str(error)) from None
        return f"file:{path}"

    return proved
