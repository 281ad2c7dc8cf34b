"""One thing that was tried."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.cli import exits
from harvester.errors import HarvesterError


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What was tried, what was found, and how to put it right."""

    what: str
    told: str
    fix: str = ""
    code: int = exits.DONE
    """The exit code that follows from it; 0: no run fails because of it."""
    note: bool = False
    """Works, and is worth knowing."""

    @property
    def level(self) -> str:
        """“ok”, “note”, “finding” for what will spoil a run, “error” for what stopped one here."""
        if self.code:
            return "finding" if self.code == exits.FINDINGS else "error"
        return "note" if self.note else "ok"


def failed(what: str, error: HarvesterError) -> Tried:
    """What an error says, with its next step as the way to put it right."""
    return Tried(what=what, told=error.fact, fix=error.next_step, code=error.exit_code)
