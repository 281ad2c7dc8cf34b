"""An original of the store together with all that the matters say of it: the same for the terminal and for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from harvester import originals
from harvester.model.calls import Call
from harvester.model.dossier import Dossier, Exchange
from harvester.model.exhibits import Exhibit
from harvester.model.ledger import Sighting
from harvester.model.mail import Message, Unreadable
from harvester.pipeline import redaction
from harvester.pipeline.disclosure import why_withheld
from harvester.store import Store


@dataclass(frozen=True, slots=True)
class Originals:
    """The store, and what was concluded from it about each client."""

    store: Store
    dossiers: Sequence[Dossier]

    def marked(self, text: str) -> str:
        """The text with each redacted passage in double brackets."""
        for passage in dict.fromkeys(one for dossier in self.dossiers for one in redaction.passages(dossier)):
            text = redaction.passage(passage).sub(lambda found: f"[[{found[0]}]]", text)
        return text


class Original:
    """One original, and what is known of it."""

    def __init__(self, known: Originals, sha256: str, media_type: str) -> None:
        self.known, self.sha256 = known, sha256
        self.media_type = media_type.partition(";")[0]
        self.raw = known.store.original(sha256)
        self.seen: tuple[Sighting, ...] = tuple(one for one in known.store.sightings() if one.sha256 == sha256)

    @cached_property
    def read(self) -> Message | Unreadable:
        """What it says by itself."""
        return originals.reading(self.known.store, self.sha256, self.seen)

    @property
    def message(self) -> Message | None:
        """The mail, or as much of it as could be read."""
        return self.read.header if isinstance(self.read, Unreadable) else self.read

    @cached_property
    def withheld(self) -> str:
        """Why it is not handed over, in words; "" where nothing stands against it."""
        return why_withheld(self.known.dossiers, self.sha256, self.raw)

    @property
    def mails(self) -> list[Exchange]:
        """The event that it is a copy of, in each matter."""
        return [mail for one in self.known.dossiers for mail in one.exchanges if self.sha256 in mail.originals]

    @property
    def calls(self) -> list[Call]:
        """The calls and meetings that it tells of."""
        return [call for one in self.known.dossiers for call in one.calls if call.sha256 == self.sha256]

    @cached_property
    def exhibits(self) -> list[Exhibit]:
        """What it is shown as, or would be."""
        keys = {self.sha256, *(mail.key for mail in self.mails), *(call.id for call in self.calls)}
        every = (one for dossier in self.known.dossiers for one in (*dossier.exhibits, *dossier.uncited))
        return [one for one in every if one.key in keys or one.sha256 == self.sha256]

    @property
    def exhibit_numbers(self) -> list[str]:
        """Numbers of its exhibits."""
        return list(dict.fromkeys(one.no for one in self.exhibits if one.no))

    @property
    def decided(self) -> list[str]:
        """What a person decided about showing it."""
        return list(dict.fromkeys(told for one in self.exhibits for told in one.told))

    @property
    def facts(self) -> list[str]:
        """Numbers of the facts that rest on it."""
        found = (fact for one in self.known.dossiers for fact in one.facts)
        return list(dict.fromkeys(f.no for f in found if self.sha256 in {cited.sha256 for cited in f.evidence}))

    @property
    def copies(self) -> list[str]:
        """Further originals of the same event."""
        return [sha256 for mail in self.mails[:1] for sha256 in mail.originals if sha256 != self.sha256]

    @property
    def redacted(self) -> bool:
        """Whether a passage of it is removed from everything that leaves the program."""
        text = self.raw.decode("utf-8", "replace")
        dossiers = self.known.dossiers
        return self.known.marked(text) != text or any(self.sha256 in redaction.withheld(one) for one in dossiers)
