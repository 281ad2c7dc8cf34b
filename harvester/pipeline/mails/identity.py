"""Copies of one mail become one event (measurement.md D1), and its author is settled (A4)."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harvester.model.drafts import is_draft, is_sent
from harvester.model.ledger import Sighting
from harvester.model.mail import Message
from harvester.model.matter import Side
from harvester.model.people import Sides
from harvester.model.subjects import Subjects


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
        """C0: our own mail, never seen but as a draft; a Sent copy beats a draft, and others' mail has been sent."""
        by_hash = {copy.sha256: copy for copy in self.copies}
        return (
            self.side is Side.US
            and bool(self.sightings)
            and all(not is_sent(seen) and is_draft(seen, by_hash[seen.sha256]) for seen in self.sightings)
        )


def events(
    messages: Iterable[Message], sightings: Mapping[str, Sequence[Sighting]], sides: Sides, subjects: Subjects
) -> list[Event]:
    """Every event once, in the order of its key; the order and number of copies do not matter (I3)."""
    groups = _joined_copies(messages, sides, subjects)
    by_id = defaultdict[str, set[str]](set)
    for key, copies in groups.items():
        if copies[0].message_id:
            by_id[copies[0].message_id].add(key)
    return [
        _event(key, copies, sightings, (sides, subjects), collides=len(by_id.get(copies[0].message_id or "", ())) > 1)
        for key, copies in sorted(groups.items())
    ]


def second_key(key: str, place: str) -> str:
    """Key of a second turn of one event: in another conversation, or at another time."""
    return f"{key}{_AT}{place}"


def event_key(key: str) -> str:
    """The event behind the key of any turn."""
    return key.partition(_AT)[0]


def author(message: Message, sides: Sides) -> tuple[str, bool]:
    """Address of the author, "" if it cannot be relied on; and whether a list had rewritten From (A4).

    Our own address in From with somebody else named as the one to answer, or with "via" in the name, on a mail that
    came in by a server, is a list of ours that passes on what another person wrote; in doubt nobody is the author.
    """
    if "unclear_author" in message.defects:
        return "", False
    shown = message.authors[0]
    others = [a.email for a in (*message.original_from, *message.reply_to) if a.email and a.email != shown.email]
    arrived = bool(message.received or message.headers.get("list-id"))
    listed = arrived and bool(_VIA.search(shown.name))
    if sides.of(shown.email) is not Side.US:
        return (others[0], True) if listed and others else (shown.email, False)
    clients = [email for email in others if sides.of(email) is Side.CLIENT]
    if arrived and clients:
        return clients[0], True
    return ("", True) if listed else (shown.email, False)


_AT = " at "
_VIA = re.compile(r"(?i)(?:^|[\s'\"(])via\s")


def _event(
    key: str,
    copies: Sequence[Message],
    sightings: Mapping[str, Sequence[Sighting]],
    reading: tuple[Sides, Subjects],
    *,
    collides: bool,
) -> Event:
    sides, subjects = reading
    email, rewritten = author(copies[0], sides)
    side = sides.of(email)

    def preference(copy: Message) -> tuple[bool, float, str]:
        sent = any(map(is_sent, sightings.get(copy.sha256, ())))
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


def _joined_copies(messages: Iterable[Message], sides: Sides, subjects: Subjects) -> dict[str, list[Message]]:
    """Copies by event key (D1).

    A list may give its copy a Message-ID of its own: same author, Date, subject and text are one mail all the same,
    and no reminder of itself.
    """
    by_key = defaultdict[str, list[Message]](list)
    for message in messages:
        by_key[_key(message, sides, subjects)].append(message)
    groups: dict[str, list[Message]] = {}
    told: dict[tuple[str, ...], str] = {}
    for key, copies in sorted(by_key.items()):
        contents = [_content(copy, sides, subjects) for copy in copies]
        first = next((told[content] for content in contents if content in told), key)
        told |= dict.fromkeys(filter(None, contents), first)
        groups.setdefault(first, []).extend(copies)
    return groups


def _content(message: Message, sides: Sides, subjects: Subjects) -> tuple[str, ...]:
    """Who wrote what when; empty where that tells too little."""
    email, _ = author(message, sides)
    if not email or message.date is None or not message.text.strip():
        return ()
    return email, message.date.at.isoformat(), subjects.base(message.subject), " ".join(message.text.split())


def _key(message: Message, sides: Sides, subjects: Subjects) -> str:
    """D1: Message-ID, author and Date; without a Message-ID, who, to whom, when, about what and what."""
    email, _ = author(message, sides)
    at = message.date.at.isoformat() if message.date else ""
    if message.message_id:
        parts: tuple[str, ...] = (message.message_id, email or "|".join(a.email or a.name for a in message.authors), at)
    else:
        recipients = " ".join(sorted(address.email for address in (*message.to, *message.cc, *message.bcc)))
        what = message.text if message.text.strip() else message.sha256  # no words: nothing says that two are one mail
        parts = (email, recipients, at, subjects.base(message.subject), what)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
