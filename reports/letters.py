"""A message as the page shows it: its stated time, its text in passages, the size of what hangs on it."""

from __future__ import annotations

import hashlib
from datetime import timedelta, timezone

from harvester.model.mail import Message, StatedTime
from harvester.model.times import short_day

TEXT_LIMIT = 20_000
"""Characters of a message that the page shows; the original holds the rest."""


def stated(time: StatedTime) -> str:
    """The `Date` header in the zone that it states itself."""
    local = time.at.astimezone(timezone(timedelta(minutes=time.offset_minutes or 0)))
    offset = local.strftime("%z")
    zone = "(no zone stated)" if time.zone == "unknown" else f"{offset[:3].replace('-', '−')}:{offset[3:5]}"
    return f"{short_day(local.date())}, {local:%H:%M:%S} {zone}"


def passages(message: Message, limit: int = TEXT_LIMIT) -> list[tuple[bool, str]]:
    """The text in runs of own and quoted lines (True: quoted), cut at `limit` characters."""
    runs: list[tuple[bool, list[str]]] = []
    for line in message.text[:limit].strip("\n").replace("\r", "").split("\n"):
        quoted = line.lstrip().startswith(">")
        if not runs or runs[-1][0] is not quoted:
            runs.append((quoted, []))
        runs[-1][1].append(line)
    return [(quoted, "\n".join(lines)) for quoted, lines in runs]


def mih(message_id: str) -> str:
    """EDRM Message Identification Hash: MD5 of the Message-ID with its angle brackets."""
    return hashlib.md5(message_id.encode(), usedforsecurity=False).hexdigest()


def size(count: int) -> str:
    """“242 kB”: bytes in the largest decimal unit that leaves a whole number."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000 or unit == "MB":
            return f"{count} {unit}"
        count = round(count / 1000)
    raise AssertionError


def place(peer: str) -> str:
    """Where a source lies: a server as it is; of a path the last part only, the rest says who keeps the files."""
    return peer.rstrip("/").rpartition("/")[2] if peer.startswith("/") else peer
