"""Step: where the password is kept. The configuration holds a reference to it, never the password."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from harvester import secrets
from harvester.cli.setup.asking import Asker
from harvester.cli.setup.given import Answers, Given
from harvester.errors import SignInError, UsageError
from harvester.model.settings import REFERENCE, REFERENCE_FORMS
from harvester.secrets import Place
from harvester.sources import account

VARIABLE = "HARVESTER_PASSWORD"
FILE = "mail.password"
KEYRING = "keyring:"
_GOOGLE = re.compile(r"[a-z]{4}(?:\s[a-z]{4}){3}")
"""An app password as Google shows it; the blanks, no-break ones when it is copied, are no part of it."""


def a_reference(text: str) -> str:
    """A reference, its file made absolute. ValueError in words; what was typed is not repeated: it may be a secret."""
    if not REFERENCE.fullmatch(text):
        raise ValueError(f"this is no reference to a password; write {REFERENCE_FORMS}")
    scheme, _, rest = text.partition(":")
    return f"file:{Path(rest).expanduser().absolute()}" if scheme == "file" else text


def password(asker: Asker, given: Given, answers: Answers, folder: Path) -> str:
    """The password: behind the reference that was given, in the environment, or typed. Raises SignInError."""
    settings = answers.settings
    if settings is None:
        raise AssertionError("the server is found first")
    reference = given.password or (f"env:{VARIABLE}" if os.environ.get(VARIABLE) else "")
    if reference and not answers.tried:
        answers.password, answers.tried = reference, True
        try:
            return secrets.resolve(
                reference, account(settings), "--password", Place(folder=folder, environment=os.environ)
            )
        except SignInError as error:
            if not asker.asks:
                raise
            asker.tell(error.fact, "·")
    if answers.password != KEYRING:
        answers.password = ""  # what lies there is not what signs in; where this one goes is asked later
    typed = asker.secret(f"Password of {settings.user} (not shown)")
    return re.sub(r"\s", "", typed) if _GOOGLE.fullmatch(typed) else typed


def choose_place(asker: Asker, given: Given, answers: Answers, folder: Path) -> None:
    """Asks where it is kept, unless a reference says so already: the keyring first, where this machine has one."""
    if answers.password:
        asker.done(f"The password stays where you said: {answers.password.partition(':')[0]}.")
        return
    trouble = secrets.keyring_trouble()
    if trouble:
        asker.tell(f"{trouble} A file of your own is the next best.", "·")
    ways = {
        KEYRING: "The keyring of this system",
        f"file:{FILE}": f"A file that only you can read: {folder / FILE}",
        f"env:{VARIABLE}": f"Nowhere: I set ${VARIABLE} before every run",
        "command:": "A program that prints it, such as `pass show mail`",
    }
    if trouble:
        del ways[KEYRING]
    chosen = list(ways)[asker.choice("Keep it in", list(ways.values()))]
    if chosen == "command:":
        chosen = f"command:{asker.text('--password', 'The program with its arguments', _prints(answers, folder))}"
    answers.password = chosen


def _prints(answers: Answers, folder: Path) -> Callable[[str], str]:
    def proved(command: str) -> str:
        try:
            printed = secrets.resolve(f"command:{command}", "", "The command", Place(folder=folder, environment={}))
        except (SignInError, UsageError) as error:
            raise ValueError(str(error)) from None
        if printed != answers.secret:
            raise ValueError("it prints something else than the password that signed in")
        return command

    return proved


def file_beside(answers: Answers) -> dict[str, bytes]:
    """The file with the password, where it is to be kept in one beside the configuration."""
    return {FILE: f"{answers.secret}\n".encode()} if answers.password == f"file:{FILE}" else {}


def into_keyring(asker: Asker, answers: Answers) -> list[str]:
    """Puts a typed password into the keyring where that was chosen; one that does not open is told, and a file is used.

    What was put there now, by its account: to be taken out again if the configuration cannot be written.
    """
    if answers.password != KEYRING:
        return []
    sources = [one for one in (answers.settings, answers.calendar) if one is not None]
    missing = [name for name in map(account, sources) if not _is_there(name, answers.secret)]
    put = [name for name in missing if secrets.keep_in_keyring(name, answers.secret)]
    if put == missing:
        return put
    for name in put:
        secrets.forget_in_keyring(name)
    asker.trouble("The keyring did not open; it is locked, or refuses.", f"The password is kept in the file {FILE}.")
    answers.password = f"file:{FILE}"
    return []


def _is_there(name: str, secret: str) -> bool:
    with suppress(SignInError):
        return secrets.resolve(KEYRING, name, "keyring", Place(folder=Path(), environment={})) == secret
    return False
