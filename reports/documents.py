"""The documents that scripts read: JSON by the public field names (interfaces.md)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from harvester.model.dossier import Dossier
from harvester.model.facts import Fact
from harvester.model.gaps import ContactGap, Gap, MailRef, Silence, Stats
from harvester.model.ledger import FolderCoverage, Problem, Searched
from harvester.model.times import iso
from reports import withheld
from reports.letters import mih

Document = dict[str, Any]
CALENDAR_KINDS = frozenset({"google_calendar", "caldav", "ics"})
_SOURCES_SHOWN = 50


def render_json(dossier: Dossier) -> Mapping[str, bytes]:
    """`facts.json`, `gaps.json`, `coverage.json`."""
    documents = {
        "facts.json": facts_document,
        "gaps.json": gaps_document,
        "coverage.json": coverage_document,
    }
    return {name: encoded(document(dossier)) for name, document in documents.items()}


def encoded(document: Document) -> bytes:
    """A document as UTF-8, indented, with a final line end. A lone surrogate becomes "?"."""
    made = io.BytesIO()
    with io.TextIOWrapper(made, "utf-8", "replace", newline="\n") as out:
        json.dump(document, out, ensure_ascii=False, indent=2)  # piece by piece: millions of them fill memory
        out.write("\n")
        out.flush()
        return made.getvalue()


def facts_document(dossier: Dossier) -> Document:
    """`harvester.facts/1`."""
    return head(dossier, "harvester.facts/1") | {
        "facts": [_fact(fact) for fact in dossier.facts],
        "balance": dossier.balance,
        "accepted": sum(fact.status == "accepted" for fact in dossier.facts),
        "notes": list(dossier.notes),
        "lapsed": [
            {"no": one.no, "fact_id": one.fact_id, "text": one.told, "decision": one.decision} for one in dossier.lapsed
        ],
        "withheld": withheld.rows(dossier),
    }


def gaps_document(dossier: Dossier) -> Document:
    """`harvester.gaps/1`: gaps, silences, per-contact gaps, response times of both sides; hours to 4 decimals."""
    return head(dossier, "harvester.gaps/1") | {
        "gaps": [_gap(gap) for gap in dossier.all_gaps],
        "silence": [_silence(silence) for silence in dossier.silences],
        "contacts": [_contact(contact) for contact in dossier.contacts],
        "stats": {side.value: _stats(stats) for side, stats in sorted(dossier.stats.items())},
        "undated": list(dossier.undated),
        "messages": dict(sorted(dossier.message_counts.items())),
    }


def coverage_document(dossier: Dossier) -> Document:
    """`harvester.coverage/1`: every folder with its counts, and every message that was left out."""
    return head(dossier, "harvester.coverage/1") | {
        "sources": [_folder(row) for row in dossier.ledger.folders],
        "items": [
            {"source": item.source, "folder": item.folder, "locator": item.locator, "reason": item.reason,
             "at": _instant(item.at), "excluded": item.excluded}
            for item in dossier.ledger.items
        ],
        "purged_before": _instant(dossier.engagement.purged_before),
    }  # fmt: skip


def head(dossier: Dossier, schema: str) -> Document:
    """What every document about a client begins with."""
    return {"schema": schema, "version": dossier.version, **about(dossier)}


def about(dossier: Dossier) -> Document:
    """Of which client a document speaks, up to when, and what was searched for it."""
    return {
        "client": dossier.engagement.key,
        "client_name": dossier.engagement.client.name,
        "as_of": iso(dossier.as_of),
        "coverage": coverage(dossier.searched, dossier.problems, complete=dossier.complete),
    }


def coverage(searched: Iterable[Searched], problems: Iterable[Problem], *, complete: bool) -> Document:
    """The coverage that stands with every claim: what was searched, and what could not be."""
    return {
        "complete": complete,
        "searched": [
            {"source": row.source, "kind": row.kind, "folders": list(row.folders), "to": _instant(row.to),
             "declared": row.declared}
            for row in searched
        ],
        "problems": [{"source": row.source, "folder": row.folder, "reason": row.reason} for row in problems],
    }  # fmt: skip


def _fact(fact: Fact) -> Document:
    when = {"at": iso(fact.at)} if isinstance(fact.at, datetime) else {"date": fact.at.isoformat()}
    return {
        "no": fact.no,
        "fact_id": fact.fact_id,
        **when,
        "precision": fact.precision,
        "party": fact.party.value,
        "kind": fact.kind,
        "statement": fact.statement,
        "clause": fact.clause,
        "obligation": fact.obligation,
        "people": list(fact.people),
        "evidence": [
            {
                "sha256": one.sha256,
                **_named(one.message_id, one.event_uid),
                "exhibit": one.exhibit,
                "quote": one.quote,
                "mih": mih(one.message_id) if one.message_id else None,
            }
            for one in fact.evidence
        ],
        "claim": fact.claim,
        "strength": fact.strength,
        "status": fact.status,
        "reason": fact.reason,
        "coverage": fact.coverage,
        "beside": list(fact.beside),
        "gap_id": fact.gap_id,
        "fix": fact.fix,
        "reviewed": fact.reviewed,
    }


def _named(message_id: str | None, event_uid: str | None) -> Document:
    return {"event_uid": event_uid} if event_uid else {"message_id": message_id}


def _gap(gap: Gap) -> Document:
    return {
        "gap_id": gap.gap_id,
        "kind": gap.kind,
        "thread": gap.thread,
        "subject": gap.subject,
        "owed_by": gap.owed_by.value,
        "level": gap.level,
        "claim": gap.claim,
        "reasons": list(gap.reasons),
        "status": gap.status,
        "rescheduled_by": gap.rescheduled_by,
        "meeting_at": _instant(gap.meeting_at),
        "responses": [{"address": address, "response": state} for address, state in gap.responses],
        "answered_between": [iso(at) for at in gap.answered_between] if gap.answered_between else None,
        "started_at": iso(gap.started_at),
        "ended_at": _instant(gap.ended_at),
        "opener": _mail(gap.opener),
        "closer": _mail(gap.closer) if gap.closer else None,
        "responder": gap.responder,
        "calendar_hours": _hours(gap.calendar_hours),
        "business_hours": _hours(gap.business_hours),
        "business_days": gap.business_days,
        "since_last_ask_hours": _hours(gap.since_last_ask_hours),
        **_between(gap),
        "asked": list(gap.asked),
        "responder_is_addressee": gap.responder_is_addressee,
        "calendar": gap.calendar,
        "flags": list(gap.flags),
        "flag_sources": [{"flag": flag, "source": source} for flag, source in gap.flag_sources.ends(_SOURCES_SHOWN)],
        "flag_source_counts": gap.flag_sources.counts(),
        "sensitivity": [
            {"case": one.case, "holds": one.holds, "calendar_hours": _hours(one.calendar_hours),
             "business_hours": _hours(one.business_hours)}
            for one in gap.sensitivity
        ],
        "rules": list(gap.rules),
        "decided": list(gap.decided),
    }  # fmt: skip


def _between(gap: Gap) -> Document:
    """What happened inside a gap and did not end it."""
    return {
        "chasers": [mail.message_id for mail in gap.chasers],
        "chaser_originals": [mail.sha256 for mail in gap.chasers],
        "continuations": [mail.message_id for mail in gap.continuations],
        "continuation_originals": [mail.sha256 for mail in gap.continuations],
        "attempts": list(gap.attempts),
        "preceding": [{"id": one.id, "kind": one.kind, "flags": list(one.flags)} for one in gap.preceding],
    }


def _mail(mail: MailRef) -> Document:
    return {
        "message_id": mail.message_id,
        "event_uid": mail.event_uid,
        "sha256": mail.sha256,
        "from": mail.sender,
        "to": list(mail.to),
        "at": iso(mail.at),
        "also": list(mail.also),
    }


def _silence(silence: Silence) -> Document:
    return {
        "started_at": iso(silence.started_at),
        "ended_at": _instant(silence.ended_at),
        "calendar_hours": _hours(silence.calendar_hours),
        "business_hours": _hours(silence.business_hours),
        "business_days": silence.business_days,
        "opener": silence.opener_sha256,
        "ended_by": silence.ended_by,
        "held_back_by": list(silence.held_back_by),
    }


def _contact(contact: ContactGap) -> Document:
    return {
        "gap_id": contact.gap_id,
        "contact": contact.contact,
        "status": contact.status,
        "claim": contact.claim,
        "ended_at": _instant(contact.ended_at),
        "calendar_hours": _hours(contact.calendar_hours),
        "business_hours": _hours(contact.business_hours),
    }


def _stats(stats: Stats) -> Document:
    return {
        "n": stats.n,
        "answered": stats.answered,
        "open": stats.open,
        "chasers": stats.chasers,
        "median_hours": _hours(stats.median_hours),
        "p80_hours": _hours(stats.p80_hours),
        "median_business_hours": _hours(stats.median_business_hours),
        "p80_business_hours": _hours(stats.p80_business_hours),
        "longest_open_hours": _hours(stats.longest_open_hours),
        "longest_closed_hours": _hours(stats.longest_closed_hours),
        "limit_business_hours": _hours(stats.limit_business_hours),
        "share_within_limit": _hours(stats.share_within_limit),
        "open_left_out": stats.left_out,
    }


def _folder(row: FolderCoverage) -> Document:
    return {
        "source": row.source,
        "kind": row.kind,
        "calendar" if row.kind in CALENDAR_KINDS else "folder": row.folder,
        "swept_at": iso(row.swept_at),
        "from": _instant(row.since),
        "to": _instant(row.reach),
        "on_server": row.on_server,
        "seen": row.seen,
        "matched": row.matched,
        "stored": row.stored,
        "known": row.known,
        "excluded": row.excluded,
        "failed": row.failed,
        "complete": row.complete,
        "reason": row.reason or None,
        "declared": row.declared,
    }


def _instant(at: datetime | None) -> str | None:
    return iso(at) if at else None


def _hours(hours: float | None) -> float | None:
    return None if hours is None else round(hours, 4)
