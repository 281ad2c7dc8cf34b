"""Copies of one mail become one event (measurement.md D1), and its author is settled (A4)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harvester.model import Message, Role, Side, Sighting
from harvester.model.people import Sides
from harvester.pipeline.subjects import Subjects

DRAFT_ROLES = frozenset({Role.DRAFTS, Role.OUTBOX, Role.TEMPLATES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One mail with all its copies and sightings."""

    key: str
    message: Message
    """The primary copy: ours from Sent, theirs as it was received first."""
    copies: tuple[Message, ...]
    """All originals, the primary one first."""
    sightings: tuple[Sighting, ...]
    author: str
    side: Side
    subject_base: str
    flags: tuple[str, ...] = ()

    @property
    def draft_only(self) -> bool:
        """C0: never seen anywhere but among drafts; a Sent copy beats a draft."""
        return bool(self.sightings) and all(sighting.role in DRAFT_ROLES for sighting in self.sightings)


def events(
    messages: Iterable[Message], sightings: Mapping[str, Sequence[Sighting]], sides: Sides, subjects: Subjects
) -> list[Event]:
    """Every event once, in the order of its key; the order and number of copies do not matter (I3)."""
    groups = defaultdict[str, list[Message]](list)
    for message in messages:
        groups[_key(message, subjects)].append(message)
    by_id = defaultdict[str, set[str]](set)
    for key, copies in groups.items():
        if copies[0].message_id:
            by_id[copies[0].message_id].add(key)
    return [
        _event(key, copies, sightings, (sides, subjects), collides=len(by_id.get(copies[0].message_id or "", ())) > 1)
        for key, copies in sorted(groups.items())
    ]


def author(message: Message) -> tuple[str, bool]:
    """Address of the author, "" if it cannot be relied on; and whether a list had rewritten From (A4)."""
    if len(message.authors) != 1 or "unclear_author" in message.defects:
        return "", False
    shown = message.authors[0]
    rewritten = bool(message.headers.get("list-id")) and " via " in shown.name.casefold()
    if rewritten and (before := message.original_from or message.reply_to):
        return before[0].email, True
    return shown.email, False


def _event(
    key: str,
    copies: Sequence[Message],
    sightings: Mapping[str, Sequence[Sighting]],
    reading: tuple[Sides, Subjects],
    *,
    collides: bool,
) -> Event:
    sides, subjects = reading
    email, rewritten = author(copies[0])
    side = sides.of(email)

    def preference(copy: Message) -> tuple[bool, float, str]:
        sent = any(sighting.role is Role.SENT for sighting in sightings.get(copy.sha256, ()))
        stamped = copy.received.timestamp() if copy.received else float("inf")
        return (side is Side.US and not sent, stamped, copy.sha256)

    ordered = tuple(sorted({copy.sha256: copy for copy in copies}.values(), key=preference))
    seen = (sighting for copy in ordered for sighting in sightings.get(copy.sha256, ()))
    flags = [*(["mid_collision"] if collides else []), *(["rewritten_from"] if rewritten else [])]
    return Event(
        key=key,
        message=ordered[0],
        copies=ordered,
        sightings=tuple(sorted(seen, key=lambda s: (s.source, s.folder, s.uidvalidity, s.uid))),
        author=email,
        side=side,
        subject_base=subjects.base(ordered[0].subject),
        flags=tuple(flags),
    )


def _key(message: Message, subjects: Subjects) -> str:
    """D1: Message-ID, author and Date; without a Message-ID, who, to whom, when, about what and what."""
    email, _ = author(message)
    at = message.date.at.isoformat() if message.date else ""
    if message.message_id:
        parts: tuple[str, ...] = (message.message_id, email or "|".join(a.email or a.name for a in message.authors), at)
    else:
        recipients = " ".join(sorted(address.email for address in (*message.to, *message.cc, *message.bcc)))
        parts = (email, recipients, at, subjects.base(message.subject), message.text)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
