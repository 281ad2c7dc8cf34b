"""The mailbox behind the Gmail API of the stand-in: messages, labels, and the history of what changed.

It answers as the API is documented to; what it is asked is checked against the discovery document before it gets here.
"""

from __future__ import annotations

import base64
import email
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from typing import Any

READONLY = "https://www.googleapis.com/auth/gmail.readonly"
SYSTEM = ("INBOX", "SENT", "DRAFT", "SCHEDULED", "SPAM", "TRASH", "UNREAD", "STARRED", "IMPORTANT", "CATEGORY_PERSONAL")
Said = dict[str, Any]


@dataclass(slots=True)
class Message:
    """One message; `raw` as Gmail keeps it."""

    raw: bytes
    labels: set[str]
    at: int
    """Milliseconds."""


@dataclass(slots=True)
class Gmail:
    """A mailbox. Ids are hexadecimal, and a later message does not have a higher one."""

    messages: dict[str, Message] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    """Id -> name of the user's own labels."""
    history: list[tuple[int, str, str, list[str]]] = field(default_factory=list)
    """(history id, what happened, message, labels)."""
    forgotten: int = 0
    """History ids up to this one are answered with 404."""
    estimate: int = 0
    """How much the estimate of a size is off."""
    _clock: int = 1000
    _made: int = 0

    # what tests do

    def add(self, raw: bytes, *labels: str, at: int = 1_770_000_000_000) -> str:
        """Delivers a message; labels by name. Gmail keeps lines that end in CRLF."""
        self._made += 1
        key = f"{0x18C0_0000_0000_0000 + (self._made * 0x9E37_79B9_7F4A) % 2**48:x}"
        ids = {self.label(name) for name in labels}
        self.messages[key] = Message(re.sub(rb"\r?\n", b"\r\n", raw), ids, at + self._made)
        self._note("messagesAdded", key, [])
        return key

    def label(self, name: str) -> str:
        """The id of a label, made where there is none."""
        if name in SYSTEM:
            return name
        known = {shown: key for key, shown in self.labels.items()}
        return known.get(name) or self._new_label(name)

    def remove(self, key: str) -> None:
        """Deletes a message for good."""
        labels = sorted(self.messages.pop(key).labels)
        self._note("messagesDeleted", key, labels)

    def move(self, key: str, add: str = "", take: str = "") -> None:
        """Gives a message another label."""
        for name, happened in ((add, "labelsAdded"), (take, "labelsRemoved")):
            if name:
                change = (
                    self.messages[key].labels.add if happened == "labelsAdded" else self.messages[key].labels.discard
                )
                change(self.label(name))
                self._note(happened, key, [self.label(name)])

    def _new_label(self, name: str) -> str:
        key = f"Label_{len(self.labels) + 1}"
        self.labels[key] = name
        return key

    def _note(self, happened: str, key: str, labels: list[str]) -> None:
        self._clock += 7
        self.history.append((self._clock, happened, key, labels))

    # what it answers

    def profile(self, address: str) -> Said:
        return {"emailAddress": address, "messagesTotal": len(self.messages), "historyId": str(self._clock)}

    def labels_list(self) -> Said:
        listed = [{"id": name, "name": name, "type": "system"} for name in SYSTEM]
        return {"labels": listed + [{"id": key, "name": name, "type": "user"} for key, name in self.labels.items()]}

    def listed(self, query: Mapping[str, str], labels: list[str]) -> list[Said]:
        everywhere = query.get("includeSpamTrash") == "true"
        newest_first = sorted(self.messages.items(), key=lambda one: -one[1].at)
        return [
            {"id": key, "threadId": key}
            for key, message in newest_first
            if set(labels) <= message.labels and (everywhere or not message.labels & {"SPAM", "TRASH"})
        ]

    def changes(self, since: int) -> list[Said] | None:
        """Records after a history id; None: it is forgotten."""
        if since <= self.forgotten:
            return None
        return [self._record(*one) for one in self.history if one[0] > since]

    @property
    def now(self) -> str:
        return str(self._clock)

    def _record(self, number: int, happened: str, key: str, labels: list[str]) -> Said:
        message = {"id": key, "threadId": key}
        more = {"labelIds": labels} if happened.startswith("labels") else {}
        return {"id": str(number), "messages": [message], happened: [{"message": message, **more}]}

    def get(self, key: str, form: str) -> Said | None:
        """A message in one of the API's forms; None: there is none."""
        message = self.messages.get(key)
        if message is None:
            return None
        said: Said = {
            "id": key,
            "threadId": key,
            "labelIds": sorted(message.labels),
            "snippet": "",
            "historyId": str(self._clock),
            "internalDate": str(message.at),
            "sizeEstimate": max(0, len(message.raw) + self.estimate),
        }
        match form:
            case "raw":
                return said | {"raw": base64.urlsafe_b64encode(message.raw).decode()}
            case "metadata":
                return said | {"payload": {"headers": list(_headers(message.raw))}}
            case _:
                return said


def _headers(raw: bytes) -> Iterator[dict[str, str]]:
    """Name and value of each header, unfolded and decoded; what is no header is left out."""
    head = raw.partition(b"\r\n\r\n")[0]
    unfolded = re.sub(rb"\r\n(?=[ \t])", b"", head)
    for line in unfolded.split(b"\r\n"):
        if found := re.fullmatch(rb"([!-9;-~]+):[ \t]*(.*)", line, re.DOTALL):
            yield {"name": found[1].decode(), "value": _decoded(found[2].decode("utf-8", "replace"))}


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError, email.errors.HeaderParseError):
        return value
