"""What a message says: the outcome of reading its bytes, before anybody's addresses or decisions are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from harvester.model.calls import Attendee, Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One mailbox of an address header."""

    email: str
    """local@domain, domain in its A-label form, casefolded, no trailing dot; "" when it has a defect."""
    name: str = ""
    """Display name, decoded; shown, never compared."""
    defect: str = ""
    """Why the address cannot be relied on (robustness S3, S4); then it names nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTime:
    """The `Date` header as its author's machine stated it (measurement.md T1)."""

    at: datetime
    """Aware UTC. Read as UTC when `zone` is "unknown"."""
    zone: str
    """ "explicit" (offset or a name of RFC 5322), "utc" (-0000) or "unknown" (missing or any other name)."""
    offset_minutes: int | None = None
    """Offset that the header states; evidence for the author's own zone (B9). None for "utc" and "unknown"."""
    disputed: bool = False
    """Two readers of the same bytes disagree about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A part of a message that is not its text."""

    name: str
    media_type: str
    size: int
    """Bytes, decoded."""
    sha256: str
    part: str
    """Path of the part, "1.2"."""
    inline: bool = False
    """An image that the text shows, such as a logo in a signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One recipient's fate in a delivery report (RFC 3464)."""

    email: str
    action: str
    """failed, delayed, relayed, delivered or expanded."""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a delivery or disposition report is about."""

    kind: str
    """ "delivery" or "disposition"."""
    recipients: tuple[Recipient, ...] = ()
    original_message_id: str | None = None
    disposition: str = ""
    """What became of the message at its reader's (RFC 8098): displayed, deleted, processed, dispatched, denied …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """An iMIP part (RFC 6047): only what classing and threading need."""

    method: str
    """REQUEST, REPLY, CANCEL …, upper case; "" if the part names none."""
    uid: str = ""
    partstat: str = ""
    planned: tuple[Meeting, ...] = ()
    """What it says of each meeting, at the meeting's own times; floating ones as if they were UTC."""
    recurrence: datetime | None = None
    """Of a reply: the one instance that it is about; None: the whole."""
    replied: tuple[Attendee, ...] = ()
    """Of a reply: who replies, and what (M5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One original, read. Nothing in it depends on who the sides are."""

    sha256: str
    size: int
    message_id: str | None
    """With angle brackets."""
    authors: tuple[Address, ...]
    """Mailboxes of the only From header; several or none make the author unclear."""
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    original_from: tuple[Address, ...] = ()
    """X-Original-From, X-Original-Sender: who wrote before a list rewrote From (A4)."""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    delivered_to: tuple[str, ...] = ()
    subject: str = ""
    """Decoded, on one line; control characters removed."""
    date: StatedTime | None = None
    received: datetime | None = None
    """Time of the topmost Received header: written by the server that took the message in."""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    text: str = ""
    """All that the author sent as text, quotes included; HTML made into text; message/rfc822 never entered."""
    new_text: str = ""
    """`text` without quotes, signature and disclaimer: the author's own words in this message (X)."""
    new_link: bool = False
    """The author's own words hold a link: something may have been handed over behind it (contract.md 3)."""
    plain_only: tuple[str, ...] = ()
    """Words of `text` that the HTML form of the same mail does not show: most readers never saw them (S13)."""
    attachments: tuple[Attachment, ...] = ()
    report: Report | None = None
    calendar: Calendar | None = None
    reaction: str = ""
    """A reaction part (RFC 9078 or a mail program's own): the emoji, or its words (C12)."""
    content_type: str = "text/plain"
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Lower-case name -> values, for the headers that classing reads (parse.messages.KEPT_HEADERS)."""
    rendering: str = ""
    """SHA-256 of the mail through which an item of Outlook was read; "" where the original is the mail itself."""
    defects: tuple[str, ...] = ()
    """What was odd about the bytes, in words; `unclear_author` and `malformed_header` bar it from measuring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An original that no parser could read, or only in its headers: kept, listed, never measured."""

    sha256: str
    size: int
    reason: str
    header: Message | None = None
    """What the header block still told."""


class MessageClass(StrEnum):
    """Classes of measurement.md C; only HUMAN mail opens or answers."""

    HUMAN = "human"
    DRAFT = "draft"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    CALENDAR = "calendar"
    AUTO_REPLY = "auto_reply"
    NOTIFICATION = "notification"
    BULK = "bulk"
    REACTION = "reaction"
    UNCLEAR = "unclear"
    """Author or bytes cannot be relied on: listed, counted as possible activity (C11b)."""


class Expectation(StrEnum):
    """Whether the mail expected an answer (measurement.md X)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
