"""Did our own mail server confirm the author's domain, and do other clocks in the header agree (evidence.md 3, T6).

Only what the server that took the mail in wrote counts: anybody can write an `Authentication-Results` header.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from harvester.model.drafts import is_sent
from harvester.model.mail import Message
from harvester.model.matter import Side
from harvester.pipeline.mails.identity import Event

_COMMENT = re.compile(r"\([^()]*\)")
_BY = re.compile(r"\bby\s+([A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z][A-Za-z0-9-]*)")
_RESULT = re.compile(r"^\s*(dmarc|dkim|spf)\s*=\s*([a-z]+)", re.IGNORECASE)
_TAG = re.compile(r"^\s*([a-z]+)\s*=\s*(.*?)\s*$", re.IGNORECASE | re.DOTALL)

_APART = timedelta(hours=1)
_FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_LONGEST_SECONDS = 11
"""Digits of a time in seconds, up to the year 5138."""
_ROOT, _CHILD = 22, 5
"""Bytes of a Thread-Index: the root of the conversation, and one block for each mail below it."""


def sender_check(message: Message, own_servers: frozenset[str]) -> str:
    """What our own server says of the author's domain: "pass", "fail", or "" for not authenticated (S6).

    Own is the server that wrote the topmost Received header, and what the configuration names. DMARC decides; without
    a DMARC result it takes DKIM and SPF both failed.
    """
    results = _results(message, own_servers)
    dmarc, dkim, spf = (results.get(method, set()) for method in ("dmarc", "dkim", "spf"))
    if "pass" in dmarc:
        return "pass"
    failed = "fail" in dmarc or (dkim == {"fail"} and spf and spf <= {"fail", "softfail"})
    return "fail" if failed else ""


def forged_in_our_name(event: Event, own_servers: frozenset[str], senders: frozenset[str]) -> bool:
    """Whether a mail with our address in From may be somebody else's (S6): then no claim rests on it.

    What lies in Sent is ours. Else it may be forged when our own server checked it on arrival and nothing passed; or
    when it came in by a server and nothing in Sent was ever written under its address. `senders`: authors of Sent
    mail; where none is held, nothing can be told.
    """
    if event.side is not Side.US or any(map(is_sent, event.sightings)):
        return False
    results = _results(event.message, own_servers)
    if results:
        return not any("pass" in said for said in results.values())
    return bool(senders) and event.message.received is not None and event.author not in senders


def _results(message: Message, own_servers: frozenset[str]) -> dict[str, set[str]]:
    """Method -> results, out of the headers of our own servers."""
    own = own_servers | frozenset(_receiving_server(message))
    results: dict[str, set[str]] = {}
    for value in message.headers.get("authentication-results", ()):
        server, *claims = _COMMENT.sub(" ", value).split(";")
        named = next(iter(server.split()), "")  # a version may follow it (RFC 8601, 2.2)
        if not any(_same_server(named, host) for host in own):
            continue
        for method, result in (match.groups() for claim in claims if (match := _RESULT.match(claim))):
            results.setdefault(method.lower(), set()).add(result.lower())
    return results


def clocks_apart(message: Message, at: datetime, shared_indexes: frozenset[str] = frozenset()) -> bool:
    """T6: a Date that a signature covers, the time of signing, or that of Thread-Index, is over an hour off `at`.

    `shared_indexes`: values that several mails carry; a program copied them, so that they time none of these mails.
    """
    signed = message.date if message.date and _date_is_signed(message) else None
    if signed and abs(signed.at - at) > _APART:
        return True
    stamps = list(_signing_times(message))
    if stamps and all(abs(stamp - at) > _APART for stamp in stamps):
        return True
    index = next(iter(message.headers.get("thread-index", ())), "")
    answers = bool(message.in_reply_to or message.references)
    if index in shared_indexes or (answers and len(_decoded(index)) <= _ROOT):
        return False  # a reply without a block of its own carries the time of the conversation's first mail
    times = list(_index_times(index))
    return bool(times) and all(abs(time - at) > _APART for time in times)


def thread_hint(message: Message) -> str:
    """D5: the provider's own thread number, or the root of Thread-Index; "" if there is none."""
    number = next(iter(message.headers.get("x-gm-thrid", ())), "").strip()
    if number:
        return f"gm {number}"
    root = _decoded(next(iter(message.headers.get("thread-index", ())), ""))[6:_ROOT]
    return f"ti {root.hex()}" if len(root) == _ROOT - 6 else ""


def shared_indexes(messages: Iterable[Message]) -> frozenset[str]:
    """Thread-Index values that more than one mail carries."""
    seen, twice = set[str](), set[str]()
    for message in messages:
        for index in message.headers.get("thread-index", ())[:1]:
            (twice if index in seen else seen).add(index)
    return frozenset(twice)


def _receiving_server(message: Message) -> Iterator[str]:
    """Host that wrote the topmost Received header with a host name; internal hops may name an address only."""
    found = (_BY.search(_COMMENT.sub(" ", value)) for value in message.headers.get("received", ()))
    match = next(filter(None, found), None)
    if match:
        yield match[1].casefold()


def _same_server(named: str, host: str) -> bool:
    """The same name, or one of them the domain of the other."""
    named, host = named.rstrip(".").casefold(), host.rstrip(".").casefold()
    within = "." in named and "." in host and (named.endswith(f".{host}") or host.endswith(f".{named}"))
    return bool(named) and (named == host or within)


def _date_is_signed(message: Message) -> bool:
    signed = (tags.get("h", "").split(":") for tags in _signatures(message))
    return any("date" in {name.strip().casefold() for name in names} for names in signed)


def _signing_times(message: Message) -> Iterator[datetime]:
    """`t=` of the signatures of the author's own domain; a list or a relay signs again, later."""
    domains = {author.email.rpartition("@")[2] for author in message.authors if author.email}
    for tags in _signatures(message):
        written = tags.get("t", "")
        own = any(_same_server(tags.get("d", ""), domain) for domain in domains)
        if own and written.isascii() and written.isdigit() and len(written) <= _LONGEST_SECONDS:
            yield datetime.fromtimestamp(int(written), UTC)


def _signatures(message: Message) -> Iterator[dict[str, str]]:
    """The tags of every DKIM signature (RFC 6376, 3.5)."""
    for value in message.headers.get("dkim-signature", ()):
        yield {match[1].lower(): match[2] for part in value.split(";") if (match := _TAG.match(part))}


def _decoded(index: str) -> bytes:
    try:
        return base64.b64decode("".join(index.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _index_times(index: str) -> Iterator[datetime]:
    """When the mail was begun: the root's FILETIME with the last block's difference, or with the sum of all.

    Programs write both; a block holds one bit for the unit and 31 bits of time (MS-OXOMSG 2.2.1.3).
    """
    raw = _decoded(index)
    if len(raw) < _ROOT or (len(raw) - _ROOT) % _CHILD:
        return
    root = int.from_bytes(raw[:6], "big") << 16
    blocks = (int.from_bytes(raw[start : start + 4], "big") for start in range(_ROOT, len(raw), _CHILD))
    differences = [(block & 0x7FFFFFFF) << (23 if block >> 31 else 18) for block in blocks]
    for ticks in {root + sum(differences), root + (differences or [0])[-1]}:
        try:
            yield _FILETIME_EPOCH + timedelta(microseconds=ticks // 10)
        except OverflowError:
            continue
