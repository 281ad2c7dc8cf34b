"""The mail of a matter, put in order once for what is looked up beside every gap (P2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from harvester.model.dossier import Exchange
from harvester.model.gaps import Gap
from harvester.model.mail import MessageClass
from harvester.model.matter import Side
from harvester.model.phrases import Phrases
from harvester.model.times import UNDATED
from harvester.pipeline.mails.patience import leaves_time
from harvester.pipeline.names import Names

Later = Mapping[tuple[str, Side], Sequence[Exchange]]
"""(conversation, side) -> its mails that are held and lie after `as_of`, in the order of their keys."""

Unhurried = Mapping[Side, Sequence[Exchange]]
"""Side -> its mails that leave the other side time, in order."""


def later_mail(exchanges: Iterable[Exchange], as_of: datetime) -> Later:
    """What lies after the time that the report speaks of."""
    found = defaultdict[tuple[str, Side], list[Exchange]](list)
    for exchange in sorted((e for e in exchanges if e.at and e.at > as_of), key=lambda e: e.key):
        found[exchange.thread, exchange.side].append(exchange)
    return found


def unhurried(exchanges: Iterable[Exchange], names: Names, phrases: Phrases) -> Unhurried:
    """The mails of each side to the other that leave time, in order."""
    found = {Side.US: list[Exchange](), Side.CLIENT: list[Exchange]()}
    for mail in sorted((e for e in exchanges if e.at and e.kind is MessageClass.HUMAN and e.side in found), key=_order):
        sides = {names.sides.of(a.email) for a in (*mail.message.to, *mail.message.cc)}
        if sides & (found.keys() - {mail.side}) and leaves_time(mail.message.new_text, "", phrases):
            found[mail.side].append(mail)
    return found


def _order(mail: Exchange) -> tuple[datetime, str]:
    return mail.at or UNDATED, mail.key


def written_by(exchanges: Iterable[Exchange]) -> Mapping[Side, Sequence[tuple[datetime, Exchange]]]:
    """What people of each side wrote, in order of time."""
    found: dict[Side, list[tuple[datetime, Exchange]]] = {side: [] for side in Side}
    for exchange in exchanges:
        if exchange.at and exchange.kind is MessageClass.HUMAN:
            found[exchange.side].append((exchange.at, exchange))
    return {side: sorted(mails, key=lambda one: (one[0], one[1].key)) for side, mails in found.items()}


def answered_by(gaps: Iterable[Gap]) -> dict[str, Gap]:
    """SHA-256 of a mail -> the question that it answered, where one was clearly asked."""
    return {gap.closer.sha256: gap for gap in gaps if gap.closer and gap.level == "A"}
