"""What was searched for a performance of the client, and what may be one (contract.md 3, evidence.md 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from harvester.model.dossier import Exchange
from harvester.model.flags import NOT_ESTABLISHED
from harvester.model.ledger import ItemNote
from harvester.model.mail import Expectation, MessageClass
from harvester.model.matter import Side
from harvester.pipeline.contract.performance import Mail
from harvester.pipeline.searched.coverage import Coverage
from harvester.pipeline.worktime import micros

BLOCKS = NOT_ESTABLISHED | {"mailbox_not_searched"}
"""Reasons that make an absence unproven; the others are printed beside it."""
_CLOSING = 12
"""Words of a closing at most (X2)."""
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Searching:
    """What was looked at, as far as it bears on mail of the client."""

    coverage: Coverage
    mail: Mail
    ours: Mapping[str, frozenset[str]]
    """SHA-256 of a mail of either side -> our addresses in it, to which an answer may go (K2)."""
    notes: Sequence[ItemNote] = ()
    """Messages that were listed and could not be fetched."""
    unreadable: bool = False
    """Some original could not be read at all: it may be anything, of any time."""

    def reasons(self, since: datetime | None, until: datetime, started_by: Sequence[str]) -> set[str]:
        """Flags of the search for something of the client between two times (K1, K2, K6).

        It may have gone to any address of ours in the mail that started the time limit, and to any that the client
        ever wrote to.
        """
        start = min(since or min((e.at for e in self.mail.exchanges if e.at), default=_BEGINNING), until)
        theirs = [e.originals[0] for e in self.mail.exchanges if e.side is Side.CLIENT and e.kind is MessageClass.HUMAN]
        asked = [self.ours[sha] for sha in (*started_by, *theirs) if sha in self.ours]
        found = self.coverage.reasons(micros(start), micros(until), asked)
        unread = any(note.at and start <= note.at <= until for note in self.notes if not note.excluded)
        return found | ({"coverage_incomplete"} if unread or self.unreadable else set())

    def candidates(self, since: datetime | None, until: datetime, settled: frozenset[str]) -> list[Exchange]:
        """Mail of the client that hands something over, from the trigger on, and that nobody has judged yet."""
        return [e for e in self.mail.handing_over(since) if _open(e, until, settled)]

    def wrote(self, since: datetime | None, until: datetime, settled: frozenset[str]) -> list[Exchange]:
        """What people of the client wrote after a time, in any conversation; the trigger itself lies not after it.

        A yes, a no or a text in the mail itself needs no attachment and may stand under any subject.
        """
        return [
            e
            for e in self.mail.exchanges
            if e.side is Side.CLIENT and e.kind is MessageClass.HUMAN
            if (e.at is None or since is None or e.at > since) and _open(e, until, settled)
        ]


def is_courtesy(exchange: Exchange) -> bool:
    """X2: nothing but a closing, “Thanks!”: it hands nothing over, though it may say yes."""
    return exchange.expects is Expectation.NO and len(exchange.message.new_text.split()) <= _CLOSING


def _open(exchange: Exchange, until: datetime, settled: frozenset[str]) -> bool:
    return settled.isdisjoint(exchange.originals) and (exchange.at is None or exchange.at < until)
