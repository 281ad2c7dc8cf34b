"""Retention: what of one client is older than a day and may go for good, and the receipt of what went.

Looked at with the eyes of the analysis: what a mail is about, and when it happened. In doubt an original stays: one
with any time on or after the day, and one that belongs to another client as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from harvester import __version__, collection, files, harvest, pipeline
from harvester.bundle import scope
from harvester.config import Config, client_party, us_party
from harvester.errors import UsageError
from harvester.harvest import Matter, lasting_key, ours
from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier, Exchange
from harvester.model.facts import Fact
from harvester.model.ledger import Sighting
from harvester.model.matter import Party
from harvester.model.times import iso
from harvester.outlook import as_mail
from harvester.pipeline.evidence import by_original
from harvester.pipeline.known import held
from harvester.readings import Kept
from harvester.store import Gone, Purge, Purged, Store, open_store

STAYS = (
    "Of what was purged the journal keeps hash, media type, time and places, and salted hashes of the client's "
    "addresses and domains; of what was seen in folders also flags and labels; of earlier nights the sentences that "
    "were told, with subjects; and decisions with their reasons."
)
"""What no purge removes: the chain of the journal stands on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would go, and what that touches."""

    purge: Purge
    facts: tuple[Fact, ...]
    """Facts as they stand now that rest on it."""
    decisions: tuple[Decision, ...]
    """Decisions in force about it."""


def plan(config: Config, client: str, before: date, words: tuple[str, str] = ("", "")) -> Plan:
    """What a purge of a client would take, changing nothing. `words`: who has it done, and why.

    Raises UsageError while the client is under a legal hold, and for a day that is not over.
    """
    store = open_store(config.store.url, config.folder)
    refuse_hold(store, client)
    cut = datetime.combine(before, time(), ZoneInfo(config.us.timezone or "UTC")).astimezone(UTC)
    evidence, about = collection.collected(config, client)
    dossier = pipeline.conclude(evidence, about)
    if cut > dossier.as_of:
        raise UsageError(f"{before} is later than the last search ({iso(dossier.as_of)}).", "Name an earlier day.")
    looking = _Looking(config=config, store=store, dossier=dossier, evidence=evidence, cut=cut)
    mail, kept = looking.mail()
    gone = sorted((*looking.gone_mail(mail), *looking.gone_events()), key=lambda one: (one.at, one.sha256))
    shas = {one.sha256 for one in gone}
    facts = tuple(fact for fact in dossier.facts if any(cited.sha256 in shas for cited in fact.evidence))
    calls = {call.id for call in dossier.calls if call.sha256 in shas}
    decisions = tuple(one for one in store.decisions() if _concerns(one, mail, facts, calls))
    by, reason = words
    purge = Purge(
        client=client,
        before=cut,
        by=by,
        reason=reason,
        originals=tuple(gone),
        facts=tuple(fact.fact_id for fact in facts),
        decisions=tuple(one.id for one in decisions),
        kept=tuple(sorted(kept.items())),
        names=frozenset(harvest.held_names(store, client_party(config, client))),
    )
    return Plan(purge=purge, facts=facts, decisions=decisions)


def refuse_hold(store: Store, client: str) -> None:
    """UsageError while a person holds the client's evidence."""
    for one in store.decisions():
        if one.kind == "hold" and one.payload["client"] == client:
            raise UsageError(
                f"{client} is under a legal hold by {one.by} since {one.at.date()}: {one.reason}",
                f"Nothing is purged. `harvester mark --undo {one.id} --reason TEXT` lifts it.",
            )


def carry_out(config: Config, planned: Plan, now: datetime) -> tuple[Path, ...]:
    """Takes out what was planned, and writes the receipts that are missing; returns those that were written.

    What was read of the originals goes first, then bytes and entry in one transaction, then the receipt: run again
    after a crash, it does what is left.
    """
    store = open_store(config.store.url, config.folder)
    with store.writer("harvester purge"):
        refuse_hold(store, planned.purge.client)
        Kept(store).forget([one.sha256 for one in planned.purge.originals])
        if planned.purge.originals:
            store.purge(planned.purge, now)
        done = store.purges()
        Kept(store).forget(one.sha256 for purged in done for one in purged.purge.originals)
        store.forget_log()
        missing = [one for one in done if not (config.folder / receipt_name(one)).exists()]
        receipts = {receipt_name(one): _receipt(one) for one in missing}
        return files.write_files(config.folder, receipts) if receipts else ()


def receipt_name(done: Purged) -> str:
    """`purged-acme-000123.json`: the client, and the number of the journal's entry."""
    return f"purged-{done.purge.client}-{done.seq:06d}.json"


def told(purge: Purge) -> Mapping[str, Any]:
    """A purge by its public field names."""
    originals = [
        {
            "sha256": one.sha256,
            "media_type": one.media_type,
            "at": iso(one.at),
            "seen": [{"source": source, "folder": folder} for source, folder in one.seen],
        }
        for one in purge.originals
    ]
    return {
        "client": purge.client,
        "before": iso(purge.before),
        "by": purge.by or None,
        "reason": purge.reason or None,
        "originals": originals,
        "facts": list(purge.facts),
        "decisions": list(purge.decisions),
        "kept": [{"sha256": sha256, "client": client} for sha256, client in purge.kept],
    }


def _receipt(done: Purged) -> bytes:
    content = {
        "schema": "harvester.purge/1",
        "version": __version__,
        "done": True,
        "at": iso(done.at),
        "entry": {"number": done.seq, "hash": done.hash},
        **told(done.purge),
        "stays": STAYS,
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _concerns(decision: Decision, mail: Iterable[Exchange], facts: Iterable[Fact], calls: set[str]) -> bool:
    payload = decision.payload
    if decision.kind == "call":
        return payload["call"] in calls
    if decision.kind == "fact" and payload["fact"] in {fact.fact_id for fact in facts}:
        return True
    named = [str(payload[key]) for key in ("message", "gap", "fact", "evidence") if key in payload]
    return any(held(name, tuple(mail)) for name in named)


@dataclass(frozen=True, kw_only=True)
class _Looking:
    """Finds what of one client lies before an instant."""

    config: Config
    store: Store
    dossier: Dossier
    evidence: pipeline.Evidence
    cut: datetime

    def mail(self) -> tuple[list[Exchange], dict[str, str]]:
        """Mails that go; and SHA-256 of those that stay because they are another client's too -> that client."""
        others = self._others()
        mine = scope.of_matter(self.dossier, scope.others_of(self._parties(), self.dossier.engagement.key))
        old = [one for one in mine if max(self._times(one)) < self.cut]
        kept = {sha: others[sha] for one in old for sha in one.originals if sha in others}
        return [one for one in old if kept.keys().isdisjoint(one.originals)], kept

    def gone_mail(self, mail: Iterable[Exchange]) -> Iterator[Gone]:
        """Every original of these mails."""
        for one in mail:
            seen = by_original(one.sightings)
            for sha256 in one.originals:
                header = harvest.read_header(harvest.header_block(as_mail(self.store.original(sha256))))
                yield self._gone(sha256, max(self._times(one)), seen.get(sha256, ()), lasting_key(self.store, header))

    def gone_events(self) -> Iterator[Gone]:
        """Entries of calendars and lines of call logs that were over by then and name no other client."""
        records = [
            (meeting.sha256, meeting.end)
            for version in self.evidence.records.versions
            for meeting in (*version.meetings, *version.planned)
        ]
        records += [(call.sha256, call.start) for call in self.evidence.records.logged if call.start]
        records += [(one.sha256, one.end or one.start) for one in self.evidence.records.conferences]
        ends: dict[str, datetime] = {}
        for sha256, end in records:
            ends[sha256] = max(end, ends.get(sha256, end))
        seen = by_original(self.store.sightings())
        for sha256, end in sorted(ends.items()):
            if sha256 in seen and end < self.cut and self._is_ours_alone(sha256):
                yield self._gone(sha256, end, seen[sha256])

    def _gone(self, sha256: str, at: datetime, seen: Iterable[Sighting], key: bytes = b"") -> Gone:
        return Gone(
            sha256=sha256,
            media_type=self._types.get(sha256, ""),
            at=at,
            key=key,
            seen=tuple(sorted({(one.source, one.folder) for one in seen})),
        )

    @cached_property
    def _types(self) -> Mapping[str, str]:
        return self.store.media_types()

    def _times(self, one: Exchange) -> list[datetime]:
        """Every time that is known of a mail; where none is, when it was first seen."""
        stated = [one.at, one.message.received, one.message.date.at if one.message.date else None]
        known = [at for at in (*stated, *(sighting.internal_date for sighting in one.sightings)) if at]
        return known or [sighting.seen_at or datetime.max.replace(tzinfo=UTC) for sighting in one.sightings]

    def _parties(self) -> dict[str, Party]:
        return {key: client_party(self.config, key) for key in self.config.clients}

    def _others(self) -> dict[str, str]:
        """SHA-256 of mail that belongs to another client's matter -> that client."""
        found: dict[str, str] = {}
        for key in self.config.clients:
            if key != self.dossier.engagement.key:
                evidence, about = collection.collected(self.config, key)
                theirs = pipeline.conclude(evidence, about)
                rest = scope.others_of(self._parties(), key)
                found |= {sha: key for one in scope.of_matter(theirs, rest) for sha in one.originals}
        return found

    def _is_ours_alone(self, sha256: str) -> bool:
        """Whether an entry names this client, and no other."""
        raw, us = self.store.original(sha256), us_party(self.config)
        named = {key for key, party in self._parties().items() if _names(raw, Matter(us=us, clients=(party,)))}
        return named == {self.dossier.engagement.key} or (not named and len(self.config.clients) == 1)


def _names(raw: bytes, matter: Matter) -> bool:
    return ours.names_client(raw, matter) or ours.calls_client(raw, matter)
