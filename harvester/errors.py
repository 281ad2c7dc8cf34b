"""Every error that a user may meet, by how they recover from it.

    HarvesterError                 what went wrong, in one sentence, and the next step
    ├── UsageError          2      the command line or a file named on it: correct it
    │   └── ConfigError     2      config.toml: every problem at once
    ├── CertificateError    2      TLS could not be verified: set `ca_file`
    ├── SignInError         4      sign-in missing or refused: sign in again
    ├── FolderError         3      one folder of a source cannot be read; the others can
    ├── NothingFoundError   3      the search found no mail with the client: is it spelled as it is?
    ├── TemporaryError      5      try again later
    ├── NoRoomError         5      the disk of this machine is full: make room
    ├── LockedError         7      another run holds the store
    └── IntegrityError      8      the store is not what its journal says
    Shortcoming                    a warning: a document is there, one thing in it is not as it should be

The number is the exit code (`harvester --help`, docs/scripting.md).
"""

from __future__ import annotations

from collections.abc import Sequence


class HarvesterError(Exception):
    """One sentence of fact and one next step; `exit_code` says how a script should take it."""

    exit_code = 1

    def __init__(self, fact: str, next_step: str = "") -> None:
        super().__init__(f"{fact} {next_step}".strip())
        self.fact = fact
        self.next_step = next_step


class UsageError(HarvesterError):
    """The command line, or a file named on it, cannot be used as it is."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration has problems; `problems` holds every one, each naming its key."""

    def __init__(self, path: str, problems: Sequence[str]) -> None:
        listed = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{path} cannot be used:\n{listed}", "")
        self.problems = tuple(problems)


class CertificateError(HarvesterError):
    """The server's certificate could not be verified."""

    exit_code = 2


class SignInError(HarvesterError):
    """The server refused the sign-in, or there is no secret to sign in with. Never retried."""

    exit_code = 4


class FolderError(HarvesterError):
    """One folder of a source cannot be read as it must be; the search goes on in the others."""

    exit_code = 3


class NothingFoundError(HarvesterError):
    """No mail with the client is among what was searched: there is nothing to report on."""

    exit_code = 3


class TemporaryError(HarvesterError):
    """The server or the network does not answer now."""

    exit_code = 5


class NoRoomError(HarvesterError):
    """There is no room on this machine's disk. No fault of a source: what fetches must stop, and not try again."""

    exit_code = 5


class LockedError(HarvesterError):
    """Another run is writing to the same store."""

    exit_code = 7


class IntegrityError(HarvesterError):
    """Bytes or rows of the store differ from what the journal recorded."""

    exit_code = 8


class Shortcoming(UserWarning):
    """A document was made, and one thing in it is not as it should be: one sentence of fact and one next step."""

    def __init__(self, fact: str, next_step: str) -> None:
        super().__init__(f"{fact} {next_step}")
        self.fact = fact
        self.next_step = next_step
