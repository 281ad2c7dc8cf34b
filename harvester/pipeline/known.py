"""What a decision may be about, and the names it may use for that: hashes, Message-IDs, gaps, facts, calls (C13)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from harvester.errors import UsageError
from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier, Exchange
from harvester.model.facts import of_obligation
from harvester.model.ledger import FolderCoverage
from harvester.model.matter import Side
from harvester.model.people import Sides
from harvester.pipeline.gaps.rows import gap_id

SHORTEST = 8
"""Digits of a SHA-256 that may stand for the whole, where they are unique."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a decision may be about."""

    dossiers: Sequence[Dossier]
    now: datetime
    read_back: bool = False
    """From a file: it may be about a gap or fact that is not in the list now, as long as its mail is held."""

    @property
    def exchanges(self) -> Iterator[Exchange]:
        """Every event of every client."""
        return (exchange for dossier in self.dossiers for exchange in dossier.exchanges)

    @property
    def rows(self) -> Iterator[FolderCoverage]:
        """Every folder that was searched or could not be."""
        return (row for dossier in self.dossiers for row in dossier.ledger.folders)


def concerns(decision: Decision, dossier: Dossier) -> bool:
    """Whether a decision bears on a client: named in it, or by its mail, gap, fact, call or source."""
    payload = decision.payload
    if "client" in payload:
        return bool(payload["client"] == dossier.engagement.key)
    if decision.kind == "folder":
        return payload["source"] in {view.name for view in dossier.engagement.sources}
    if decision.kind == "call":
        return payload["call"] in {call.id for call in dossier.calls}
    named = str(payload.get("message", payload.get("gap", payload.get("fact", ""))))
    told = {fact.fact_id for fact in dossier.facts}
    told |= {of_obligation(dossier.engagement.key, one.obligation.id) for one in dossier.obligations}
    of_call = named.partition(":")[2] in {call.id for call in dossier.calls}
    return named in told or of_call or held(named, tuple(_of_matter(dossier)))


def _of_matter(dossier: Dossier) -> Iterator[Exchange]:
    """The events of the conversations with the client: a source holds those with other clients, too."""
    sides = Sides(dossier.engagement.us, dossier.engagement.client)
    threads = {
        exchange.thread
        for exchange in dossier.exchanges
        for address in (*exchange.message.authors, *exchange.message.to, *exchange.message.cc)
        if address.email and sides.of(address.email) is Side.CLIENT
    }
    return (exchange for exchange in dossier.exchanges if exchange.thread in threads)


def held(name: str, exchanges: Sequence[Exchange]) -> bool:
    """Whether a hash, Message-ID, gap or fact stands for mail that is held, whatever is measured now."""
    return any(
        name in {*one.originals, one.message.message_id} or name.partition(":")[2] in _ids(one) or name in _ids(one)
        for one in exchanges
    )


def _ids(exchange: Exchange) -> tuple[str, ...]:
    """The event, and the gaps that it could open."""
    return (exchange.key, *(gap_id(exchange.key, side.value) for side in (Side.CLIENT, Side.US)))


def message(name: str, known: Known) -> tuple[Exchange, str]:
    """The event that a SHA-256, its unique beginning or a unique Message-ID names, and the SHA-256 of its original."""
    digits = name.lower()
    if re.fullmatch(r"[0-9a-f]{1,64}", digits):
        if len(digits) < SHORTEST:
            raise UsageError(f"“{name}” is too short for a SHA-256.", f"Give at least {SHORTEST} of its digits.")
        found = {sha: one for one in known.exchanges for sha in one.originals if sha.startswith(digits)}
    else:
        wanted = f"<{name.strip().strip('<>')}>"
        found = {one.originals[0]: one for one in known.exchanges if one.message.message_id == wanted}
    if not found:
        raise UsageError(
            f"No message “{name}” of a configured client is held.",
            "Name it by its SHA-256 (8 digits are enough where they are unique) or its Message-ID.",
        )
    if len({one.key for one in found.values()}) > 1:
        raise UsageError(f"“{name}” stands for several messages.", "Name the one you mean by its whole SHA-256.")
    return next((one, sha) for sha, one in sorted(found.items()))


def opened(name: str, known: Known) -> tuple[Exchange, Side]:
    """The event that opens a gap of that name, and the side that owes the answer. UsageError when no mail could."""
    for exchange in known.exchanges:
        for side in (Side.CLIENT, Side.US):
            if gap_id(exchange.key, side.value) == name:
                return exchange, side
    raise no_gap(name)


def no_gap(name: str) -> UsageError:
    """The error for a gap that is not there."""
    return UsageError(f"There is no gap {name}.", "`harvester gaps CLIENT` lists them all.")
