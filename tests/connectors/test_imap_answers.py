"""The short ways of the IMAP reader against the long ones: imaplib's own loop and imapclient's grammar."""

from __future__ import annotations

import imaplib
import re
import socket
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from imapclient.response_parser import parse_response

from connectors.imap import Limits, answers
from connectors.imap.wire import Address, LimitedIMAP4
from harvester.model.source import Traffic

_BODIES = st.sampled_from(
    [b"", b"Subject: x\r\n\r\n", b"* 1 FETCH (UID 9 BODY[] {3}\r\nabc)\r\n", b"A1 OK no\r\n", b")\r\n", b"{5}\r\n"]
)
_DATES = st.sampled_from(
    [
        b"17-Jul-2026 02:44:25 -0700", b" 1-Jan-2026 00:00:00 +0000", b"31-Feb-2026 00:00:00 +0000",
        b"1-Jan-2026 00:00:00 +0545", b"01-jan-2026 00:00:00 +0000", b"01-Xyz-2026 00:00:00 +0000", b"", b"soon",
        b"01-Jan-0001 00:00:00 +1400", b"01-Jan-2026 23:59:60 -0000", b"01-Jan-2026 00:00:00 +9999",
    ]
)  # fmt: skip
_FLAGS = st.sampled_from([b"", b"\\Seen", b"\\Recent \\Seen", b"$Forwarded \\Recent", b"Kunde \\Answered"])


@st.composite
def _fetch(draw: st.DrawFn) -> bytes:
    uid = draw(st.integers(1, 4))
    parts = [b"UID %d" % uid]
    if draw(st.booleans()):
        parts.append(b"RFC822.SIZE %d" % draw(st.integers(0, 99)))
    if draw(st.booleans()):
        parts.append(b'INTERNALDATE "%b"' % draw(_DATES))
    if draw(st.booleans()):
        parts.append(b"FLAGS (%b)" % draw(_FLAGS))
    if draw(st.booleans()):
        body = draw(_BODIES)
        parts.append(b"%b {%d}\r\n%b" % (draw(st.sampled_from([b"BODY[HEADER]", b"BODY[]"])), len(body), body))
    elif draw(st.booleans()):
        parts.append(draw(st.sampled_from([b"BODY[] NIL", b'BODY[] "short"', b"BODY[] 12", b"BODY[HEADER] NIL"])))
    if draw(st.integers(0, 4)) == 0:
        parts = draw(st.permutations(parts))
    return b"* %d FETCH (%b)\r\n" % (uid, b" ".join(parts))


_OTHER = st.sampled_from(
    [
        b"* 7 EXISTS\r\n",
        b"* OK still here\r\n",
        b"* 3 EXPUNGE\r\n",
        b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n",
        b"* FLAGS (a)\r\n",
    ]
)
_ANSWER = st.lists(st.one_of(_fetch(), _fetch(), _OTHER), max_size=6).map(b"".join)


class _Sent(LimitedIMAP4):
    """A connection to nobody, on which `sent` lies in wait."""

    def __init__(self, sent: bytes) -> None:
        self._sent = sent
        super().__init__(Address("localhost", 143), None, Limits(timeout=1), Traffic())

    def _create_socket(self, timeout: float | None) -> socket.socket:
        here, there = socket.socketpair()
        with there:
            there.sendall(self._sent)
        return here

    def _connect(self) -> None:
        self._cmd_log_len, self._cmd_log_idx, self._cmd_log = 10, 0, dict[int, Any]()
        self.tagre: Any = re.compile(rb"(?P<tag>A\d+) (?P<type>[A-Z]+) (?P<data>.*)")


class _InImaplibsWay(_Sent):
    _get_response = imaplib.IMAP4._get_response  # type: ignore[attr-defined]  # typeshed leaves it out


def _heard(connection: _Sent) -> tuple[object, dict[str, list[Any]]]:
    """What the command ended in, and everything that came before."""
    connection.tagged_commands[b"A1"] = None
    try:
        ended: object = connection._get_tagged_response(b"A1")
    except imaplib.IMAP4.error as error:
        ended = str(error)
    finally:
        connection.shutdown()
    return ended, connection.untagged_responses


@given(
    _ANSWER,
    st.sampled_from([b"A1 OK done\r\n", b"A1 NO why\r\n", b"* BYE\r\n", b"", b"A1 OK", b"* 1 FETCH (B {9}\r\n)"]),
)
def test_what_is_heard_is_what_imaplib_hears(answer: bytes, end: bytes) -> None:
    assert _heard(_Sent(answer + end)) == _heard(_InImaplibsWay(answer + end))


@given(
    st.lists(_fetch(), max_size=4, unique_by=lambda one: one.split()[1]),
    st.sampled_from(["", "BODY[]", "BODY[HEADER]"]),
)
def test_what_is_understood_is_what_the_grammar_says(told: list[bytes], section: str) -> None:
    _, heard = _heard(_Sent(b"".join(told) + b"A1 OK done\r\n"))
    data = heard.get("FETCH", [])
    rest: list[Any] = []
    short = dict(answers._ordinary(data, section.encode(), rest))
    assert answers.fetched(data, section) == short | _grammar(rest, section)
    assert _grammar(data, section) == answers.fetched(data, section)


def _grammar(data: list[Any], section: str) -> dict[int, answers.Answer]:
    fields = parse_response(data)[1::2]
    named = [{bytes(word).upper(): value for word, value in zip(one[::2], one[1::2], strict=True)} for one in fields]
    return {one[b"UID"]: answers._told(one, section.encode()) for one in named}
