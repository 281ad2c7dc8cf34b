"""A reference in the configuration -> the secret it stands for. Secrets appear in no error, no log and no repr.

keyring:               the system's keyring, service "harvester", user ACCOUNT
env:NAME               an environment variable
file:PATH              the first line of a file that nobody else can read
command:PROGRAM ARGS   the first line that a program prints; no shell runs

What `harvester auth` was given is kept in the keyring, or in a file of mode 0600 where there is no safe one.
"""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

from harvester.errors import SignInError, UsageError
from harvester.files import write_files

SERVICE = "harvester"
COMMAND_SECONDS = 120
_UNSAFE_KEYRINGS = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt.file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where references are looked up: relative files start from `folder`."""

    folder: Path
    environment: Mapping[str, str] = field(repr=False)


def resolve(reference: str, account: str, key: str, place: Place, *, whole: bool = False) -> str:
    """The secret behind a reference; `account` names it in a keyring, `key` is the configuration key for errors.

    With `whole` all lines of a file or of what a program prints count, not the first: keys have several.
    Raises SignInError when there is none, UsageError when it may not be used as it lies.
    """
    scheme, colon, rest = reference.partition(":")
    match scheme if colon else "":
        case "keyring":
            secret = _from_keyring(account, key)
        case "env":
            secret = place.environment.get(rest, "")
            if not secret:
                raise SignInError(f"{key}: the environment variable {rest} is not set.", "Set it to the password.")
        case "file":
            secret = _from_file(place.folder / Path(rest).expanduser(), key, whole=whole)
        case "command":
            secret = _from_command(rest, key, whole=whole)
        case _:
            raise UsageError(
                f"{key} is no reference to a secret.", "Write keyring:, env:NAME, file:PATH or command:PROGRAM ARGS."
            )
    if not secret:
        raise SignInError(f"{key}: the password found there is empty.", "Store the password there.")
    return secret


def kept_token(source: str, place: Place) -> str:
    """What `keep_token` kept for a source. Raises SignInError when there is none."""
    key = f"sources.{source}"
    path = _token_path(source, place)
    if path.exists():
        return _from_file(path, key, whole=True)
    ring = _safe_keyring()
    token = _asked(ring, _token_account(source, place), key) if ring else None
    if token is None:
        raise SignInError(f"Nobody signed in to the source {source} yet.", f"Run `harvester auth {source}`.")
    return token


def keep_token(source: str, token: str, place: Place) -> str:
    """Keeps what signs a source in: in the keyring, else in a file next to the configuration. Returns where."""
    path = _token_path(source, place)
    if keep_in_keyring(_token_account(source, place), token):
        path.unlink(missing_ok=True)
        return "the keyring"
    write_files(path.parent.resolve(), {path.name: token.encode()})
    return str(path)


def keep_in_keyring(account: str, secret: str) -> bool:
    """Keeps a secret in the system's keyring; False: there is no safe one, or it did not open."""
    ring = _safe_keyring()
    if ring is None:
        return False
    try:
        ring.set_password(SERVICE, account, secret)
    except ring.errors.KeyringError:
        return False
    return True


def forget_in_keyring(account: str) -> None:
    """Takes back what `keep_in_keyring` kept, where it still can be."""
    ring = _safe_keyring()
    if ring is not None:
        with suppress(ring.errors.KeyringError):
            ring.delete_password(SERVICE, account)


def keyring_trouble() -> str:
    """Why this machine's keyring cannot be used, in a sentence; "": it can."""
    try:
        _keyring("")
    except SignInError as error:
        fact = error.fact.removeprefix(": ")
        return fact[0].upper() + fact[1:]
    return ""


def _token_path(source: str, place: Place) -> Path:
    return place.folder / f"{quote(source, safe='')}.token"


def _token_account(source: str, place: Place) -> str:
    return f"{source} of {place.folder}"


def _keyring(key: str) -> ModuleType:
    """The keyring, where it is installed and safe. Raises SignInError."""
    try:
        import keyring
    except ImportError:
        raise SignInError(
            f"{key}: the keyring package is not installed.",
            "Install `client-evidence-harvester[keyring]`, or use env:, file: or command:.",
        ) from None
    backend = type(keyring.get_keyring()).__module__
    if backend.startswith(_UNSAFE_KEYRINGS):
        raise SignInError(f"{key}: this machine has no safe keyring ({backend}).", "Use env:, file: or command:.")
    return keyring


def _safe_keyring() -> ModuleType | None:
    with suppress(SignInError):
        return _keyring("keyring")
    return None


def _asked(ring: ModuleType, account: str, key: str) -> str | None:
    try:
        secret: str | None = ring.get_password(SERVICE, account)
    except ring.errors.KeyringError as error:
        name = type(error).__name__
        raise SignInError(f"{key}: the keyring did not open ({name}).", "Unlock it and try again.") from None
    return secret


def _from_keyring(account: str, key: str) -> str:
    secret = _asked(_keyring(key), account, key)
    if secret is None:
        raise SignInError(f"{key}: the keyring holds nothing for {account}.", f"Run `keyring set {SERVICE} {account}`.")
    return secret


def _from_file(path: Path, key: str, *, whole: bool = False) -> str:
    """First line, or all, of a regular file of mode 0600 or stricter that belongs to this user (or root)."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK), encoding="utf-8") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UsageError(f"{key}: {path} is no regular file.", "Name a file that holds the password.")
            if status.st_mode & 0o077 or status.st_uid not in (os.getuid(), 0):
                raise UsageError(f"{key}: others can reach {path}.", f"Run `chmod 600 {shlex.quote(str(path))}`.")
            return file.read() if whole else file.readline().rstrip("\r\n")
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise SignInError(f"{key}: {path} cannot be read ({reason}).", "Name the file that holds it.") from None
    except UnicodeDecodeError:
        raise SignInError(f"{key}: {path} holds no UTF-8 text.", "Save the password as plain text.") from None


def _from_command(command: str, key: str, *, whole: bool = False) -> str:
    """First line, or all, of a program's output. What it prints to stderr is dropped: it may hold the secret."""
    import subprocess  # of the references only this one needs it (N2)

    try:
        words = shlex.split(command)
        done = subprocess.run(  # noqa: S603 (the user's own command; no shell, no foreign words in it)
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS, check=False
        )
        output = done.stdout.decode("utf-8")
    except (ValueError, IndexError):
        raise UsageError(f"{key}: its command cannot be read.", "Write command:PROGRAM ARGS.") from None
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise SignInError(f"{key}: {words[0]} cannot be started ({reason}).", "Correct the command.") from None
    except subprocess.TimeoutExpired:
        raise SignInError(
            f"{key}: {words[0]} did not answer within {COMMAND_SECONDS} s.", "Run it by hand to see why."
        ) from None
    if done.returncode:
        raise SignInError(f"{key}: {words[0]} ended with code {done.returncode}.", "Run it by hand to see why.")
    return output if whole else next(iter(output.splitlines()), "")
