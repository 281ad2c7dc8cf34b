"""What a person decided about obligations (contract.md 3, G8; measurement.md C13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from harvester.model.decisions import Decision
from harvester.model.standing import Status
from harvester.pipeline import wording

STATUSES = (Status.VOID, Status.WAIVED, Status.EXCUSED, Status.DISPUTED)
EXTENDED, MATCHED, REJECTED = "extended", "matched", "rejected"
VERDICTS = (*(status.value for status in STATUSES), EXTENDED, MATCHED, REJECTED)
"""What may be said of an obligation (`harvester mark obligation`)."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The decisions in force about the obligations of one contract, looked up by obligation."""

    decisions: tuple[Decision, ...] = ()
    client: str = ""
    zone: str = "UTC"

    def status(self, name: str) -> Status | None:
        """What a person made of an obligation as a whole; the last decision counts."""
        said = [Status(d.payload["verdict"]) for d in self._of(name) if d.payload["verdict"] in STATUSES]
        return said[-1] if said else None

    def extended(self, name: str) -> tuple[date, str] | None:
        """The date that both agreed on in writing, and the SHA-256 of the mail that says so."""
        said = [d.payload for d in self._of(name) if d.payload["verdict"] == EXTENDED]
        return (date.fromisoformat(said[-1]["date"]), str(said[-1]["message"])) if said else None

    def matched(self, name: str) -> frozenset[str]:
        """SHA-256 of mail that a person says performs an obligation."""
        return self._messages(name, MATCHED)

    def rejected(self, name: str) -> frozenset[str]:
        """SHA-256 of mail that a person says does not."""
        return self._messages(name, REJECTED)

    def elsewhere(self, name: str) -> frozenset[str]:
        """SHA-256 of mail that a person matched to another obligation."""
        others = {str(d.payload["obligation"]) for d in self._all()} - {name}
        return frozenset().union(*(self.matched(other) for other in others))

    def told(self, name: str) -> tuple[str, ...]:
        """Every decision about an obligation, in words."""
        return tuple(wording.decided(d.by, wording.moment(d.at, self.zone), d.reason) for d in self._of(name))

    def _messages(self, name: str, verdict: str) -> frozenset[str]:
        """The later decision about one message wins."""
        said: dict[str, str] = {}
        for decision in self._of(name):
            if decision.payload["verdict"] in (MATCHED, REJECTED):
                said[str(decision.payload["message"])] = str(decision.payload["verdict"])
        return frozenset(message for message, last in said.items() if last == verdict)

    def _of(self, name: str) -> Iterator[Decision]:
        return (d for d in self._all() if d.payload["obligation"] == name)

    def _all(self) -> Iterator[Decision]:
        return (d for d in self.decisions if d.kind == "obligation" and d.payload["client"] == self.client)
