"""What our own server says of an author, and clocks in the header beside the Date (S6, T6)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from harvester.pipeline.mails.authenticity import clocks_apart, sender_check, shared_indexes, thread_hint
from tests.parse.raw import read

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
OURS = "mail.studionorth.example"


def checked(*results: str, servers: frozenset[str] = frozenset()) -> str:
    return sender_check(read("x", *(f"Authentication-Results: {result}" for result in results)), servers)


def index(root: datetime, *differences: timedelta, coarse: bool = False) -> str:
    """A Thread-Index as MS-OXOMSG 2.2.1.3 writes it."""
    ticks = (root - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
    raw = (ticks >> 16).to_bytes(6, "big") + bytes(range(16))
    for difference in differences:
        amount = (difference // timedelta(microseconds=1) * 10) >> (23 if coarse else 18)
        raw += (amount | (0x80000000 if coarse else 0)).to_bytes(4, "big") + b"\x00"
    return base64.b64encode(raw).decode()


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (f"{OURS}; dmarc=fail (p=none) header.from=acme.example", "fail"),
        (f"{OURS} 1; dkim=fail header.d=acme.example; spf=fail smtp.mailfrom=x.example", "fail"),
        (f"{OURS}; dkim=fail; spf=softfail", "fail"),
        (f"{OURS}; dkim=fail; dkim=pass; spf=fail", ""),
        (f"{OURS}; dkim=fail; spf=pass", ""),
        (f"{OURS}; dkim=none; spf=fail", ""),
        (f"{OURS}; spf=fail", ""),
        (f"{OURS}; dmarc=pass; spf=fail; dkim=fail", "pass"),
        (f"{OURS}; none", ""),
        (f"{OURS}; dkim=fail", ""),
        (f"{OURS}; dkim=fail; spf=fail; spf=softfail", "fail"),
        (f"{OURS} (a; comment); dmarc=fail", "fail"),
        (f"(checked here) {OURS}; dmarc=fail", "fail"),
        (f"{OURS}; (another says; dmarc=fail) dmarc=pass", "pass"),
        (f"{OURS.upper()}.; DMARC=FAIL", "fail"),
        ("sub.mail.studionorth.example; dmarc=fail", "fail"),
        ("xmail.studionorth.example; dmarc=fail", ""),
        ("studionorth.example; dmarc=fail", "fail"),
        ("mx.evil.example; dmarc=fail", ""),
        ("evilmail.studionorth.example.evil.example; dmarc=pass", ""),
        ("example; dmarc=fail", ""),
        ("; dmarc=fail", ""),
        ("", ""),
    ],
)
def test_only_what_our_own_server_says_counts(result: str, expected: str) -> None:
    assert checked(result) == expected


def test_a_configured_server_counts_beside_the_one_that_took_the_mail_in() -> None:
    assert checked("mx.provider.example; dmarc=fail") == ""
    assert checked("mx.provider.example; dmarc=fail", servers=frozenset({"mx.provider.example"})) == "fail"


def test_the_first_hop_with_a_name_is_our_server_and_nothing_below_it() -> None:
    hops = "Received: by 2002:a05:6402:1::1 with SMTP; Mon, 2 Mar 2026 09:00:08 +0000"
    below = "Received: from x by mx.acme.example; Mon, 2 Mar 2026 09:00:05 +0000"
    named = "Received: from x by mx.ours.example; Mon, 2 Mar 2026 09:00:07 +0000"
    said = "Authentication-Results: mx.{}.example; dmarc=fail"
    for server, expected in (("ours", "fail"), ("acme", "")):
        message = read("x", hops, named, below, said.format(server), Received=None)
        assert sender_check(message, frozenset()) == expected


@pytest.mark.parametrize(
    ("signed", "apart"), [("from:to:date:subject", True), ("from : Date", True), ("from:to", False)]
)
def test_a_signed_date_far_from_the_time_that_counts_is_a_conflict(signed: str, apart: bool) -> None:
    message = read("x", f"DKIM-Signature: v=1; d=acme.example; h={signed}; b=x")
    assert clocks_apart(message, AT + timedelta(hours=1, seconds=1)) is apart
    assert not clocks_apart(message, AT + timedelta(hours=1))


@pytest.mark.parametrize(
    ("tags", "apart"),
    [
        ("d=acme.example; t={late}", True),
        ("d=mail.acme.example; t={late}", True),
        ("d=acme.example; t={soon}", False),
        ("d=list.example; t={late}", False),
        ("d=acme.example; t={late}x", False),
        ("d=acme.example; t=999999999999", False),
        ("d=acme.example", False),
    ],
)
def test_a_signature_made_at_another_time_is_a_conflict(tags: str, apart: bool) -> None:
    stamps = {"late": int(AT.timestamp()) + 3601, "soon": int(AT.timestamp()) + 3600}
    message = read("x", f"DKIM-Signature: v=1; h=from:to; b=x; {tags.format(**stamps)}")
    assert clocks_apart(message, AT) is apart


def test_one_signature_of_the_right_time_is_enough() -> None:
    times = (int(AT.timestamp()), int(AT.timestamp()) + 90_000)
    message = read("x", *(f"DKIM-Signature: v=1; d=acme.example; h=from; b=x; t={at}" for at in times))
    assert not clocks_apart(message, AT)


def test_the_time_in_thread_index_is_compared_to_an_hour() -> None:
    assert not clocks_apart(read("x", Thread_Index=index(AT)), AT + timedelta(minutes=59))
    assert clocks_apart(read("x", Thread_Index=index(AT)), AT + timedelta(minutes=61))
    assert clocks_apart(read("x", Thread_Index=index(AT)), AT - timedelta(minutes=61))


@pytest.mark.parametrize("coarse", [False, True])
def test_a_reply_is_timed_by_its_own_block_from_the_root_or_from_the_block_before(coarse: bool) -> None:
    day, two = timedelta(days=1), timedelta(days=2)
    message = read("x", In_Reply_To="<a@x>", Thread_Index=index(AT, day, two, coarse=coarse))
    assert not clocks_apart(message, AT + two)
    assert not clocks_apart(message, AT + day + two)
    assert clocks_apart(message, AT + day)


@pytest.mark.parametrize("value", [index(AT)[:-4], "AAAA", "not base64!", index(AT, timedelta(1))[:-4]])
def test_what_is_no_thread_index_says_nothing(value: str) -> None:
    assert not clocks_apart(read("x", Thread_Index=value), AT + timedelta(days=9))


def test_an_index_that_a_program_copied_times_nobody() -> None:
    reply = read("x", In_Reply_To="<a@x>", Thread_Index=index(AT))
    assert not clocks_apart(reply, AT + timedelta(days=9))
    copied = index(AT, timedelta(days=1))
    twins = [read(body, In_Reply_To="<a@x>", Thread_Index=copied) for body in ("one", "two")]
    assert not clocks_apart(twins[1], AT + timedelta(days=9), shared_indexes(twins))
    assert clocks_apart(twins[1], AT + timedelta(days=9), shared_indexes(twins[:1]))


def test_the_number_of_a_conversation_is_the_providers_or_the_root_of_the_index() -> None:
    first, second = (thread_hint(read("x", Thread_Index=index(AT, *more))) for more in ((), (timedelta(days=1),)))
    assert first == second != ""
    assert thread_hint(read("x", X_GM_THRID="177")) == "gm 177"
    assert thread_hint(read("x")) == ""
    assert thread_hint(read("x", Thread_Index="AAAA")) == ""
    assert thread_hint(read("x", Thread_Index=index(AT))).startswith("ti ")


def test_an_hour_is_the_limit_of_every_clock_and_a_reference_makes_a_reply_too() -> None:
    assert not clocks_apart(read("x", Date=None), AT + timedelta(days=9))
    assert not clocks_apart(read("x", References="<a@x>", Thread_Index=index(AT)), AT + timedelta(days=9))
    signed = "DKIM-Signature: v=1;\r\n d=acme.example; h=from:\r\n date; b=x"
    assert clocks_apart(read("x", signed), AT + timedelta(hours=2))
