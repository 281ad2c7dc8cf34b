"""What a fact rests on, as it is handed over: one message or event with what hangs on it (evidence.md 5)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One message or event that a fact cites."""

    key: str
    """Event key of the message, id of the call, or the SHA-256 of an original that is only named."""
    sha256: str
    """The primary original."""
    no: str = ""
    """ "X-001"; once given it stays. "" while none was given."""
    aside: str = ""
    """Why it is left out, in words; "" when it is handed over."""
    told: tuple[str, ...] = ()
    """What a person decided about it, with name, date and reason."""
    redactions: tuple[str, ...] = ()
    """Passages that a person had removed."""
    facts: tuple[str, ...] = ()
    """Numbers of the facts that rest on it."""
