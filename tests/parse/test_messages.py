from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.model.mail import Message, Unreadable
from harvester.parse.messages import parse_message
from tests.parse.raw import multipart, raw, read, unreadable
from tests.patience import soon


def test_an_ordinary_message_is_read_whole_without_a_defect() -> None:
    data = raw("Could you send the logo?\n\n-- \nBob", In_Reply_To="<ask@studionorth.example>")
    message = parse_message(data)
    assert isinstance(message, Message)
    assert (message.sha256, message.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (message.message_id, message.subject) == ("<1@acme.example>", "Draft of homepage")
    assert message.in_reply_to == ("<ask@studionorth.example>",)
    assert message.new_text == "Could you send the logo?"
    assert message.defects == ()


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("=?utf-8?q?Gr=C3=B6=C3=9Fe?=", "Größe"),
        ("=?utf-8?q?a=0AX-Forged:_1?=", "a X-Forged: 1"),
        ("one\r\n two", "one two"),
        ("Gr\udcf6\udcdfe", "Größe"),
        ("Größe", "Größe"),
        ("=?x-unknown?q?abc?=", "abc"),
        ("=?utf-8?b?a?=", "=?utf-8?b?a?="),
        ("\x1b[31mred", "[31mred"),
        ("evil\u202etxt.exe", "evil\\u202etxt.exe"),
    ],
)
def test_a_subject_is_one_line_and_harmless(subject: str, shown: str) -> None:
    """S26: no line of its own, nothing that paints."""
    assert read(Subject=subject).subject == shown


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<a@x> <b@x>\r\n <a@x>", ("<a@x>", "<b@x>")),
        ("a@x", ("<a@x>",)),
        ("Your message of Monday", ()),
    ],
)
def test_references_are_read_from_whatever_stands_there(value: str, ids: tuple[str, ...]) -> None:
    assert read(References=value).references == ids


def test_ten_thousand_references_keep_both_ends() -> None:
    """S10: capped."""
    message = read(References=" ".join(f"<{n}@x>" for n in range(10_000)))
    assert len(message.references) == 200
    assert (message.references[0], message.references[-1]) == ("<0@x>", "<9999@x>")


def test_headers_that_classing_reads_are_kept_in_lower_case() -> None:
    message = read("x", "Auto-Submitted: auto-replied", "X-Nobody-Asked: 1", Return_Path="<>")
    assert message.headers["auto-submitted"] == ("auto-replied",)
    assert message.headers["return-path"] == ("<>",)
    assert "x-nobody-asked" not in message.headers


def test_a_message_over_the_cap_keeps_what_its_header_told() -> None:
    found = parse_message(raw("").split(b"\r\n\r\n")[0], headers_only=True)
    assert isinstance(found, Unreadable)
    assert "cap" in found.reason
    assert found.header is not None
    assert found.header.authors[0].email == "bob@acme.example"
    assert found.header.date is not None


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"no header at all", b"\n\nFrom: x@y\n", bytes(range(256)) * 20])
def test_what_is_no_message_is_unreadable(data: bytes) -> None:
    found = unreadable(data)
    assert found.reason
    assert found.sha256 == hashlib.sha256(data).hexdigest()


def nested(depth: int) -> bytes:
    parts = "".join(f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n" for n in range(depth))
    return raw(parts.encode(), Content_Type="multipart/mixed; boundary=b0")


BOMBS = {
    "nested 50": nested(50),
    "nested 200": nested(200),
    "nested 2,000": nested(2_000),
    "10,000 parts": raw(multipart(*["\nx"] * 10_000), Content_Type="multipart/mixed; boundary=b1"),
    "20,000 headers": raw("x", *[f"X-{n}: v" for n in range(20_000)]),
    "20,000 From headers": raw("x", *["From: a@b.example"] * 20_000),
    "1 MB subject": raw("x", Subject="a " * 500_000),
    "1 MB From": raw("x", From="(" * 1_000_000),
    "50,000 recipients": raw("x", To=", ".join(f"a{n}@b.example" for n in range(50_000))),
    "20,000 encoded words": raw("x", Subject=" ".join(["=?utf-8?q?a?="] * 20_000)),
    "deep HTML": raw("<div>" * 20_000, Content_Type="text/html"),
    "open tags": raw("<a " * 25_000, Content_Type="text/html"),
    "angle brackets": raw("<" * 400_000, Content_Type="text/html"),
    "long lines of spaces": raw((" " * 300 + "x\n") * 3_000),
    "attributions": raw("On a b c d e f g h wrot\n" * 15_000),
    "killer: encoded word": raw("x", From="=?utf-8?b?a?= <x@y.example>"),
    "killer: null": raw("x", Subject="=?utf\0-8?q?a?="),
    "killer: open multipart": raw(
        "--b1\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx", Content_Type="multipart/mixed; boundary=b1"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_a_value_soon(name: str) -> None:
    with soon():
        found = parse_message(BOMBS[name])
    assert isinstance(found, Message | Unreadable)
    assert isinstance(found, Message) or found.header is not None


SEEDS = [
    raw("Hello\n> quoted?\n-- \nBob"),
    raw(
        multipart(
            "Content-Type: text/html; charset=utf-8\n\n<p style='display:none'>x</p><blockquote>y</blockquote>",
            "Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n",
            "Content-Type: message/rfc822\n\nFrom: x@y\n\nhi",
        ),
        Content_Type="multipart/mixed; boundary=b1",
    ),
    raw(
        multipart("Content-Type: message/delivery-status\n\nA: b\n\nFinal-Recipient: rfc822; x@y\nAction: failed\n"),
        Content_Type="multipart/report; report-type=delivery-status; boundary=b1",
        X_Failed_Recipients="x@y",
        From="=?utf-8?q?a?= <a@b.example>, c@d.example",
    ),
]
PIECES = [
    b"\r",
    b"\0",
    b"=?utf-8?b?a?=",
    b"=?idna?q?=FF?=",
    b"<",
    b">",
    b'"',
    b"(",
    b"\xff\xfe",
    b"--b1",
    b"\r\n\r\n",
    b';charset="',
    b":",
    b"=C3",
    b"\xf0\x9f\x91\x8d",
]


def mutated(seed: int) -> bytes:
    chance = random.Random(seed)  # noqa: S311 - mutations, no secrets
    data = bytearray(chance.choice(SEEDS))
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data))
        action = chance.random()
        if action < 0.4:
            data[at : at + chance.randint(0, 3)] = chance.choice(PIECES)
        elif action < 0.7:
            data[at] = chance.randrange(256)
        else:
            del data[at : at + chance.randint(1, 30)]
    return bytes(data)


def holds(data: bytes) -> None:
    for headers_only in (False, True):
        found = parse_message(data, headers_only=headers_only)
        assert (found.sha256, found.size) == (hashlib.sha256(data).hexdigest(), len(data))
        message = found if isinstance(found, Message) else found.header
        if message is not None:
            assert "\n" not in message.subject
            assert all(address.email or address.defect for address in (*message.authors, *message.to))
            message.text.encode()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_mutated_messages_never_raise(seed: int) -> None:
    holds(mutated(seed))


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from(["From: ", "Date: ", "Subject: ", "Content-Type: ", "References: ", ""])
)
def test_random_bytes_never_raise(data: bytes, name: str) -> None:
    holds(b"To: a@b.example\r\n" + name.encode() + data)
    holds(data)
