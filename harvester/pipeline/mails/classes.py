"""What kind of message it is (measurement.md C): the first rule that matches decides, and its id is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from harvester.model.mail import Message, MessageClass
from harvester.model.matter import Side
from harvester.model.phrases import Phrases
from harvester.model.robots import is_robot_address
from harvester.model.words import plain

_IMIP_METHODS = frozenset({"REQUEST", "REPLY", "CANCEL", "COUNTER", "ADD", "REFRESH", "DECLINECOUNTER"})
_BULK_PRECEDENCE = frozenset({"bulk", "list", "junk"})
_LIST_HEADERS = ("list-unsubscribe", "list-id", "feedback-id")
_AUTO_REPLY_HEADERS = ("x-autoreply", "x-autorespond", "x-mail-autoreply")
_NOT_RELIABLE = frozenset({"unclear_author", "malformed_header"})

_DAEMON = re.compile(r"^mailer-daemon(?![a-z0-9])|<\s*mailer-daemon\s*>")
_SERVER = re.compile(
    r"^\"?(?:postmaster|mdaemon|ndr|system[ _.-]administrator|mail[-_. ]?delivery(?:[-_. ](?:sub)?system)?)(?![a-z0-9])"
    r"|<\s*postmaster\s*>"
)
"""Names under which servers send their reports, and now and then a person writes."""
_EXCHANGE_BOUNCER = re.compile(r"microsoftexchange329e71ec", re.IGNORECASE)
_REACTION_SUBJECT = re.compile(
    r"^.{1,80}\b(?:reacted to|hat auf .{1,80} reagiert|a réagi à|reaccionó a|ha reagito a|heeft gereageerd op)\b"
    r".{0,20}\b(?:your|message|nachricht|votre|ton|message|tu|su|mensaje|tuo|messaggio|je|uw|bericht)\b",
    re.IGNORECASE,
)
_REACTION_TEXT = re.compile(r"\breacted (?:to your (?:message|email)|via gmail|with .{1,40} to)\b", re.IGNORECASE)
_LONGEST_REACTION = 200
_LONGEST_EMOJI = 40
_EMOJI = re.compile("[\u203c-\u3299\U0001f000-\U0001faff]")
_EMOJI_AROUND = re.compile("[\\s\u200d\ufe0f\ufe0e\U000e0020-\U000e007f\U0001f3fb-\U0001f3ff.!]+")
_COMMENT = re.compile(r"\([^()]*\)")
_TAG = re.compile(r"^(?:\[[^\]]{1,40}\]\s*)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFacts:
    """What the class rules must know beside the message itself."""

    side: Side
    """Side of its author."""
    own_ids: frozenset[str] = frozenset()
    """Message-IDs of our own mail."""
    draft_only: bool = False
    """Seen in Drafts, Outbox or Templates and nowhere else."""
    phrases: Phrases = field(default_factory=Phrases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classed:
    """The class of a message, the rule that decided it, and the flags it brings."""

    kind: MessageClass
    rule: str
    flags: tuple[str, ...] = ()


def message_class(message: Message, facts: ClassFacts) -> Classed:
    """The class by the first matching rule of C0 to C12. Own mail is never BULK or NOTIFICATION (D6)."""
    for rule, decide in _RULES:
        decided = decide(message, facts)
        if decided is None or (facts.side is Side.US and decided in {MessageClass.BULK, MessageClass.NOTIFICATION}):
            continue
        if decided is MessageClass.HUMAN:
            return Classed(kind=decided, rule=rule, flags=("via_list",) if facts.side is not Side.US else ())
        return Classed(kind=decided, rule=rule)
    return Classed(kind=MessageClass.HUMAN, rule="C10")


def _draft(_message: Message, facts: ClassFacts) -> MessageClass | None:
    return MessageClass.DRAFT if facts.draft_only else None


def _delivery_report(message: Message, _facts: ClassFacts) -> MessageClass | None:
    found = message.content_type == "multipart/report" and message.report and message.report.kind == "delivery"
    return MessageClass.BOUNCE if found else None


def _disposition_report(message: Message, _facts: ClassFacts) -> MessageClass | None:
    found = message.report is not None and message.report.kind == "disposition"
    return MessageClass.RECEIPT if found else None


def _calendar(message: Message, _facts: ClassFacts) -> MessageClass | None:
    """Before C5: calendar systems stamp their mail auto-generated."""
    found = message.calendar is not None and message.calendar.method in _IMIP_METHODS
    return MessageClass.CALENDAR if found and not _unreliable(message) else None


def _bounce(message: Message, facts: ClassFacts) -> MessageClass | None:
    """A null Return-Path alone is no bounce: redirected human mail has one too.

    From is `MAILER-DAEMON@…`, or has no domain at all: "Mail Delivery System <MAILER-DAEMON>". No person writes as
    mailer-daemon, whatever Return-Path a list gave its copy; as postmaster one may, so that it takes more than a name.
    """
    if _values(message, "x-failed-recipients"):
        return MessageClass.BOUNCE
    writers = [author.email or author.name.casefold() for author in message.authors]
    if any(_EXCHANGE_BOUNCER.match(name) or _DAEMON.search(name) for name in writers):
        return MessageClass.BOUNCE
    paths = [value.replace(" ", "").strip("<>").casefold() for value in _values(message, "return-path")]
    null = any(path == "" or path.startswith("mailer-daemon") for path in paths)
    server = any(_SERVER.search(writer) for writer in writers)
    return MessageClass.BOUNCE if server and (null or _is_bounce_subject(message, facts)) else None


def _unclear(message: Message, facts: ClassFacts) -> MessageClass | None:
    """An author who cannot be relied on; and what reads like a server's report and names no server as its author."""
    return MessageClass.UNCLEAR if _unreliable(message) or _may_be_a_bounce(message, facts) else None


def _may_be_a_bounce(message: Message, facts: ClassFacts) -> bool:
    """Gateways and scanners report under any name; a person may write of a delivery that failed, too."""
    if facts.side is Side.US or not _is_bounce_subject(message, facts):
        return False
    text = plain(message.text)
    return any(phrase in text for phrase in facts.phrases.not_received)


def _reaction(message: Message, _facts: ClassFacts) -> MessageClass | None:
    headers = any(_values(message, name) for name in ("x-ms-reactions", "x-ms-exchange-reaction"))
    words = message.new_text.strip()
    stated = len(words) <= _LONGEST_REACTION and (
        _REACTION_SUBJECT.match(message.subject) or _REACTION_TEXT.search(words)
    )
    found = message.reaction or headers or stated or _is_emoji_only(message, words)
    return MessageClass.REACTION if found else None


def _is_emoji_only(message: Message, words: str) -> bool:
    """Nothing but emoji was sent: no word, no file."""
    if len(words) > _LONGEST_EMOJI or any(not attachment.inline for attachment in message.attachments):
        return False
    rest = _EMOJI_AROUND.sub("", words)
    return bool(rest) and not _EMOJI.sub("", rest)


def _auto_submitted(message: Message, facts: ClassFacts) -> MessageClass | None:
    """RFC 3834: the keyword alone counts, and "no" says that a person wrote."""
    stamped = _stamps(message)
    if not stamped:
        return None
    if any(keyword.startswith(("auto-replied", "vacation")) for keyword in stamped):
        return MessageClass.AUTO_REPLY
    return MessageClass.AUTO_REPLY if _is_absence_subject(message, facts) else MessageClass.NOTIFICATION


def _auto_reply_header(message: Message, _facts: ClassFacts) -> MessageClass | None:
    stamped = any(value.strip().casefold() != "no" for name in _AUTO_REPLY_HEADERS for value in _values(message, name))
    precedence = any(
        value.strip().casefold() in {"auto_reply", "auto-reply"} for value in _values(message, "precedence")
    )
    senders = {author.email for author in message.authors if author.email}
    loops = any(
        value.strip().strip("<>").casefold() in senders for value in _values(message, "x-ms-exchange-inbox-rules-loop")
    )
    return MessageClass.AUTO_REPLY if stamped or precedence or loops else None


def _absence_subject(message: Message, facts: ClassFacts) -> MessageClass | None:
    return MessageClass.AUTO_REPLY if _is_absence_subject(message, facts) else None


def _no_human(message: Message, _facts: ClassFacts) -> MessageClass | None:
    found = any(is_robot_address(author.email) for author in message.authors)
    return MessageClass.NOTIFICATION if found else None


def _bulk(message: Message, facts: ClassFacts) -> MessageClass | None:
    """Mail through a list that answers one of our messages was written by a person."""
    if not _is_listed(message):
        return None
    answers = not facts.own_ids.isdisjoint((*message.in_reply_to, *message.references))
    return MessageClass.HUMAN if answers else MessageClass.BULK


_RULES: tuple[tuple[str, Callable[[Message, ClassFacts], MessageClass | None]], ...] = (
    ("C0", _draft),
    ("C1", _delivery_report),
    ("C2", _disposition_report),
    ("C3", _calendar),
    ("C4", _bounce),
    # Bounces often have a From without a domain; any other author that cannot be relied on stops here.
    ("C11b", _unclear),
    ("C12", _reaction),
    ("C5", _auto_submitted),
    ("C6", _auto_reply_header),
    ("C7", _absence_subject),
    ("C8", _no_human),
    ("C9", _bulk),
)


def sent_by_machine(message: Message) -> bool:
    """Whether a program sent it or a list passed it on, by the headers of C5 and C9."""
    return bool(_stamps(message)) or _is_listed(message)


def _stamps(message: Message) -> list[str]:
    """Keywords of Auto-Submitted that say that no person wrote."""
    values = _values(message, "auto-submitted")
    keywords = (_COMMENT.sub("", value).split(";", 1)[0].strip().casefold() for value in values)
    return [keyword for keyword in keywords if keyword not in {"", "no"}]


def _is_listed(message: Message) -> bool:
    precedence = any(value.strip().casefold() in _BULK_PRECEDENCE for value in _values(message, "precedence"))
    return precedence or any(_values(message, name) for name in _LIST_HEADERS)


def _unreliable(message: Message) -> bool:
    return not _NOT_RELIABLE.isdisjoint(message.defects)


def _values(message: Message, name: str) -> tuple[str, ...]:
    return message.headers.get(name, ())


def _is_absence_subject(message: Message, facts: ClassFacts) -> bool:
    """`Automatic reply: …`; `Re: Automatic reply: …` is a person's answer to one."""
    before, colon, _ = plain(message.subject.replace("\N{FULLWIDTH COLON}", ":")).partition(":")
    return bool(colon) and before.strip() in facts.phrases.absence_subjects


def _is_bounce_subject(message: Message, facts: ClassFacts) -> bool:
    """`Undeliverable: …`; behind a reply or forward prefix a person speaks of one."""
    subject = _TAG.sub("", plain(message.subject))
    return any(
        subject.startswith(phrase) and not subject[len(phrase) :][:1].isalnum()
        for phrase in facts.phrases.bounce_subjects
    )
