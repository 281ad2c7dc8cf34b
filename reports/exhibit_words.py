"""What an exhibit is, in words: the same in its index, and in the list at the end of a script."""

from __future__ import annotations

from dataclasses import dataclass, field

from harvester.model.calls import Call
from harvester.model.display_names import spoken
from harvester.model.dossier import Dossier, Exchange
from harvester.model.exhibits import Exhibit
from harvester.model.matter import Side
from harvester.model.times import stamp
from reports.text import shortened

_SENDER, _SUBJECT = 60, 90
"""Letters at most."""


@dataclass(frozen=True, slots=True)
class ExhibitWords:
    """Looks up the messages and calls of a dossier."""

    dossier: Dossier
    exchanges: dict[str, Exchange] = field(init=False)
    calls: dict[str, Call] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "exchanges", {one.key: one for one in self.dossier.exchanges})
        object.__setattr__(self, "calls", {one.id: one for one in self.dossier.calls})

    def when(self, one: Exhibit) -> str:
        """Its time, in the zone of our side."""
        exchange, call = self.exchanges.get(one.key), self.calls.get(one.key)
        at = exchange.at if exchange else call.start if call else None
        return stamp(at, self.dossier.engagement.us_hours.timezone) if at else "no usable time"

    def sender(self, one: Exhibit) -> str:
        """Who wrote it, by name where one is known; "" for what is no message."""
        exchange = self.exchanges.get(one.key)
        if exchange is None:
            return ""
        written = [spoken(a.name, a.email) for a in exchange.message.authors if a.email == exchange.author and a.name]
        return shortened(self._configured(exchange.author) or next(iter(written), exchange.author), _SENDER)

    def _configured(self, address: str) -> str:
        people = (*self.dossier.engagement.us.people, *self.dossier.engagement.client.people)
        return next((person.name for person in people if address in person.emails and person.name), "")

    def title(self, one: Exhibit) -> str:
        """Its subject, short; a call by its title."""
        exchange, call = self.exchanges.get(one.key), self.calls.get(one.key)
        if exchange:
            return f"“{shortened(exchange.message.subject, _SUBJECT)}”"
        return f"Call or meeting {self._about(call)}" if call else "An original that is named only"

    def _about(self, call: Call) -> str:
        """Its title; a line of a call log has none, and is told by who was called."""
        if call.title:
            return f"“{shortened(call.title, _SUBJECT)}”"
        people = [self._configured(address) or address for address in call.people]
        return f"with {shortened(', '.join(dict.fromkeys(people)), _SUBJECT)}" if people else "without a title"

    def what(self, one: Exhibit) -> str:
        """Who wrote it, and its subject. Of a third party the address stands: its name is only what it calls itself."""
        exchange = self.exchanges.get(one.key)
        if exchange is None:
            return self.title(one)
        known = exchange.side in (Side.US, Side.CLIENT)
        return f"{self.sender(one) if known else shortened(exchange.author, _SENDER)}: {self.title(one)}"
