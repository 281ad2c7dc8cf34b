"""What a night tells: conditions that hold now, and the flags that they raise, keep and clear (measurement.md S3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from harvester.model.ledger import Problem, Searched

LAPSED = "lapsed"
"""Rule of the flag that an accepted fact is told no more."""


class FlagState(StrEnum):
    """State of a flag. The values are the public spelling."""

    NEW = "new"
    STANDING = "standing"
    CLEARED = "cleared"
    SUPPRESSED = "suppressed"
    """Its condition would hold, but something was not looked at, or a person must look first."""

    @property
    def words(self) -> str:
        """As it is told to a person."""
        return "could not be judged" if self is FlagState.SUPPRESSED else self.value


class FlagKey(NamedTuple):
    """What makes two conditions the same one."""

    client: str
    """`[clients.KEY]`; "" for what concerns the search itself."""
    rule: str
    about: str
    """Gap id, event that opened a silence, obligation, invoice number, source …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that holds now and is worth telling."""

    key: FlagKey
    since: datetime
    detail: str
    """One neutral sentence."""
    evidence: tuple[str, ...] = ()
    """SHA-256 of the originals that it rests on."""
    held_back: tuple[str, ...] = ()
    """Why it may not be said, in words; then the flag is suppressed, and the reader is told so."""
    passing: bool = False
    """Something that happened once: it is told, and never cleared."""
    follows: FlagKey | None = None
    """What it takes the place of: a date that was near and has passed is not told as cleared."""
    ours: bool = False
    """What our own side owes: told first, and no reason to call the client flagged."""
    raises: bool = True
    """False: enough to keep a flag that stands, too little to raise one (hysteresis)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """One flag with its state."""

    key: FlagKey
    state: FlagState
    since: datetime
    detail: str
    evidence: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()
    raised_at: datetime | None = None
    """The night that raised it; None while it is only suppressed."""
    passing: bool = False
    ours: bool = False
    told: bool = False
    """Whether a digest with it has gone out."""
    firm: str = ""
    """What it said when it last held without doubt, for when it is cleared: a night that could not look knows less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientNight:
    """What one client's part of the digest says."""

    key: str
    name: str
    as_of: datetime | None = None
    """Up to when this client's part of the evidence speaks; None: it could not be analysed."""
    searched: tuple[Searched, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What could not be looked at."""
    complete: bool = False
    debts: tuple[str, ...] = ()
    """What our own side still owes this client, a sentence each."""
    changed: tuple[str, ...] = ()
    """Results of earlier nights that are different now, though they were closed (K5)."""
    error: str = ""
    """Why this client could not be analysed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One night over all clients."""

    at: datetime
    zone: str
    clients: tuple[ClientNight, ...]
    flags: tuple[Flagged, ...]
    """Of all clients, and of the search itself (client "")."""
    reports: Mapping[str, str] = field(default_factory=dict)
    """Client -> where its report lies, or how to make one."""
    called: str = "harvester"
    """How the program is called, up to the verb: what stands before a command that can be pasted."""

    def of(self, client: str, *states: FlagState) -> Sequence[Flagged]:
        """The flags of one client in these states."""
        return [flag for flag in self.flags if flag.key.client == client and flag.state in states]

    @property
    def flagged(self) -> bool:
        """Whether any client is flagged: dates of our own alone flag nobody."""
        raised = (FlagState.NEW, FlagState.STANDING)
        return any(flag.key.client and not flag.ours and flag.state in raised for flag in self.flags)
