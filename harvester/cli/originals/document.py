"""One original as a JSON document, `harvester.show/1`: what the terminal shows, whole and by public field names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from harvester.cli.job import EVENTS
from harvester.cli.originals.held import Original, Originals
from harvester.model.calls import Call
from harvester.model.dossier import Exchange
from harvester.model.ledger import Sighting
from harvester.model.mail import Address, Message, Unreadable
from harvester.model.times import iso
from reports import documents, letters

Document = dict[str, Any]


def originals_document(known: Originals, asked: str, wanted: Sequence[str]) -> Document:
    """The originals that `asked` stands for; one that is named only is `held: false`.

    Foreign text stands as it is, but for redacted passages, which are in [[double brackets]].
    """
    types = known.store.media_types()
    return {
        "asked": asked,
        "clients": [documents.about(one) for one in known.dossiers],
        "originals": [
            _original(Original(known, sha256, types[sha256])) if sha256 in types else {"sha256": sha256, "held": False}
            for sha256 in wanted
        ],
    }


def _original(about: Original) -> Document:
    document: Document = {
        "sha256": about.sha256,
        "held": True,
        "media_type": about.media_type,
        "size": len(about.raw),
        "withheld": about.withheld or None,
        "decided": about.decided,
        "redacted": about.redacted,
        "exhibits": about.exhibit_numbers,
        "facts": about.facts,
        "unread": None,
        "message": None,
        "event": None,
        "sightings": [_sighting(one) for one in about.seen],
        "copies": about.copies,
        "authenticity": next((_authenticity(mail) for mail in about.mails), None),
    }
    if about.seen and all(one.kind in EVENTS for one in about.seen):
        document["event"] = {
            "calls": [_call(one) for one in about.calls],
            "content": about.raw.decode("utf-8", "replace"),
        }
    else:
        document["unread"] = about.read.reason if isinstance(about.read, Unreadable) else None
        document["message"] = _message(about.message) if about.message else None
    marked: Document = _each_text(document, about)
    return marked


def _message(message: Message) -> Document:
    return {
        "message_id": message.message_id,
        "mih": letters.mih(message.message_id) if message.message_id else None,
        "subject": message.subject,
        "date": {"at": iso(message.date.at), "zone": message.date.zone, "offset_minutes": message.date.offset_minutes}
        if message.date
        else None,
        "received": _instant(message.received),
        **{
            name: _people(people)
            for name, people in (
                ("from", message.authors), ("reply_to", message.reply_to), ("to", message.to), ("cc", message.cc),
                ("bcc", message.bcc),
            )
        },
        "in_reply_to": list(message.in_reply_to),
        "text": message.text,
        "attachments": [
            {"no": number, "name": one.name, "media_type": one.media_type, "size": one.size, "sha256": one.sha256,
             "part": one.part, "inline": one.inline}
            for number, one in enumerate(message.attachments, 1)
        ],
        "defects": list(message.defects),
        "rendering": message.rendering or None,
    }  # fmt: skip


def _people(people: Iterable[Address]) -> list[Mapping[str, str | None]]:
    return [{"name": one.name, "address": one.email or None, "defect": one.defect or None} for one in people]


def _sighting(seen: Sighting) -> Document:
    return {
        "source": seen.source, "kind": seen.kind, "folder": seen.folder, "uidvalidity": seen.uidvalidity,
        "uid": seen.uid, "internal_date": _instant(seen.internal_date), "flags": list(seen.flags),
        "labels": list(seen.labels), "locator": seen.locator, "headers_only": seen.headers_only,
        "first_seen_at": _instant(seen.seen_at),
    }  # fmt: skip


def _authenticity(mail: Exchange) -> Document:
    return {
        "counted_at": _instant(mail.at), "basis": mail.basis, "sender_check": mail.sender_check,
        "signatures": mail.signatures,
    }  # fmt: skip


def _call(call: Call) -> Document:
    return {
        "call_id": call.id, "title": call.title, "start": iso(call.start), "end": iso(call.end),
        "outcome": call.outcome, "people": list(call.people),
    }  # fmt: skip


def _instant(at: datetime | None) -> str | None:
    return iso(at) if at else None


def _each_text(value: Any, about: Original) -> Any:
    if isinstance(value, str):
        return about.known.marked(value)
    if isinstance(value, list):
        return [_each_text(one, about) for one in value]
    return {name: _each_text(one, about) for name, one in value.items()} if isinstance(value, dict) else value
