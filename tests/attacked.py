"""A reader of messages that falls over some of them: what a library may do one day. Named to `Readers` by tests."""

from __future__ import annotations

import os

from harvester.model.documents import Document
from harvester.model.mail import Message, Report, Unreadable
from harvester.parse.documents import read_document as read
from harvester.parse.messages import parse_message as parsed
from harvester.parse.reports import scanned_report as scanned


def parse_message(raw: bytes, *, headers_only: bool = False) -> Message | Unreadable:
    """As the real one, but for what the message asks for."""
    if not headers_only or b"X-Header-Too: yes" in raw:
        _obey(raw)
    return parsed(raw, headers_only=headers_only)


def scanned_report(raw: bytes) -> Report | None:
    """As the real one, but for what the message asks for."""
    _obey(raw)
    return scanned(raw)


def read_document(raw: bytes) -> Document | Unreadable:
    """As the real one, but for what the document asks for."""
    _obey(raw)
    return read(raw)


def _obey(raw: bytes) -> None:
    if b"X-Attack: kill" in raw:
        os.abort()
    if b"X-Attack: hang" in raw:
        while True:
            pass
    if b"X-Attack: memory" in raw:
        held = [bytearray(2**20) for _ in range(4096)]
        raise AssertionError(len(held))
    if b"X-Attack: raise" in raw:
        raise ZeroDivisionError("never seen before")
