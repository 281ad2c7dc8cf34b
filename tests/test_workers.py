"""Messages that crash, hang or bloat their reader cost themselves only (S11, S12, F28)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from harvester.model.documents import Document
from harvester.model.mail import Message, Unreadable
from harvester.parse.messages import parse_message
from harvester.parse.reports import scanned_report
from harvester.workers.readers import Readers
from tests.harvest.server import mail


def attacking(kind: str, number: int = 0, *, headers: str = "") -> bytes:
    return mail(mid=f"{kind}{number}@acme.example", headers=f"X-Attack: {kind}\r\n{headers}")


def good(number: int) -> bytes:
    return mail(mid=f"{number}@acme.example", body=f"Is number {number} done?")


KILLERS = {
    "broken encoded word": b"From: =?utf-8?b?a?= <x@acme.example>\r\nSubject: a\r\n\r\nb\r\n",
    "NUL in a charset": b"From: x@acme.example\r\nSubject: =?utf\0-8?q?a?=\r\n\r\nb\r\n",
    "unclosed nested multipart": b"From: x@acme.example\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
}  # S12


def nested(depth: int) -> bytes:
    raw = b"From: x@acme.example\r\nSubject: deep\r\nMIME-Version: 1.0\r\n"
    for level in range(depth):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
    return raw + b"Content-Type: text/plain\r\n\r\nx\r\n"


def words(count: int) -> bytes:
    return b"\r\n ".join([b"=?utf-8?q?w=C3=BC?="] * count)


BOMBS = {
    "nested 50": nested(50),
    "nested 200": nested(200),
    "nested 2,000": nested(2000),
    "10,000 parts": b"From: x@acme.example\r\nSubject: p\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n"
    + b"--q\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 10_000
    + b"--q--\r\n",
    "20,000 headers": b"From: x@acme.example\r\nSubject: h\r\n" + b"X-A: b\r\n" * 20_000 + b"\r\nx\r\n",
    "header of 1 MB": b"From: x@acme.example\r\nSubject: h\r\nX-A: " + b"b" * 2**20 + b"\r\n\r\nx\r\n",
    "50,000 recipients": b"From: x@acme.example\r\nSubject: r\r\nTo: " + b"a@b.example, " * 50_000 + b"\r\n\r\nx\r\n",
    "20,000 encoded words": b"From: x@acme.example\r\nSubject: " + words(20_000) + b"\r\n\r\nx\r\n",
}  # S11


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers() as readers:
        yield readers


@pytest.fixture
def attacked() -> Iterator[Readers]:
    with Readers("tests.attacked", seconds=3) as readers:
        yield readers


def read(readers: Readers, *raws: bytes) -> list[Message | Unreadable]:
    return list(readers.messages((raw, False) for raw in raws))


def test_what_comes_back_is_what_the_parser_says(readers: Readers) -> None:
    raws = [good(number) for number in range(120)]
    assert read(readers, *raws) == [parse_message(raw) for raw in raws]
    assert list(readers.messages([(raws[0], True)])) == [parse_message(raws[0], headers_only=True)]
    assert read(readers) == []


def test_two_processes_keep_the_order(readers: Readers) -> None:
    raws = [good(number) for number in range(700)]
    assert [one.message_id for one in read(readers, *raws) if isinstance(one, Message)] == [
        f"<{number}@acme.example>" for number in range(700)
    ]


def test_a_bounce_is_read_in_there_too(readers: Readers) -> None:
    raw = (
        b"From: MAILER-DAEMON@mx.example\r\nSubject: failure notice\r\n\r\nHi. This is the qmail-send program.\r\n"
        b"\r\n<bob.roe@acme.example>:\r\nUser unknown.\r\n\r\n--- Below this line is a copy of the message.\r\n"
    )
    found = readers.report(raw)
    assert found == scanned_report(raw)
    assert found is not None
    assert [recipient.email for recipient in found.recipients] == ["bob.roe@acme.example"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("kill", "it ended the program that read it"),
        ("hang", "it took more than 2 seconds"),
        ("memory", "it needed more than 512 MB of memory"),
        ("raise", "ZeroDivisionError"),
    ],
)
def test_one_that_fells_its_reader_is_unreadable_and_the_others_are_read(kind: str, reason: str) -> None:
    with Readers("tests.attacked", seconds=2 if kind == "hang" else 60) as attacked:
        found = read(attacked, good(1), attacking(kind), good(2), attacking(kind, 1), good(3))
    assert [type(one) for one in found] == [Message, Unreadable, Message, Unreadable, Message]
    fallen = found[1]
    assert isinstance(fallen, Unreadable)
    assert fallen.reason == f"its content could not be read ({reason})"
    # the header counts as possible activity at its time (C11b)
    assert fallen.header is not None
    assert fallen.header.message_id == f"<{kind}0@acme.example>"
    assert fallen.sha256 == parse_message(attacking(kind)).sha256


def test_one_whose_header_is_the_attack(attacked: Readers) -> None:
    (one, other) = read(attacked, attacking("kill", headers="X-Header-Too: yes\r\n"), good(1))
    assert isinstance(one, Unreadable)
    assert one.header is None
    assert isinstance(other, Message)


def test_a_report_that_fells_its_reader_says_nothing(attacked: Readers) -> None:
    assert attacked.report(attacking("kill")) is None
    assert attacked.report(attacking("hang")) is None
    assert isinstance(read(attacked, good(1))[0], Message)


def test_a_reader_that_somebody_else_ended_is_no_fault_of_the_message(attacked: Readers) -> None:
    def originals() -> Iterator[tuple[bytes, bool]]:
        for number in range(60):
            if number == 55:
                attacked._workers[0]._process.kill()
            yield good(number), False

    assert all(isinstance(one, Message) for one in attacked.messages(originals()))


def test_a_caller_that_gives_up_waits_for_no_reader_and_leaves_none() -> None:
    began = time.monotonic()
    raws = [good(number) if number < 50 else attacking("hang", number) for number in range(500)]
    with suppress(KeyboardInterrupt), Readers("tests.attacked", seconds=600) as attacked:
        assert isinstance(next(attacked.messages((raw, False) for raw in raws)), Message)
        pids = [worker._process.pid for worker in attacked._workers]
        raise KeyboardInterrupt
    assert len(pids) == min(2, os.cpu_count() or 1)
    assert time.monotonic() - began < 60
    assert not any(map(_lives, pids))


def test_a_reader_that_somebody_ends_while_it_starts_is_started_again() -> None:
    with Readers() as readers:
        readers._workers[0]._process.kill()
        assert isinstance(read(readers, good(1))[0], Message)


def test_killers_and_bombs_among_a_thousand(readers: Readers) -> None:
    """F28: all are told, none in silence, and the good ones are as good as alone."""
    bad = [*KILLERS.values(), *BOMBS.values()]
    raws = [good(number) for number in range(500)] + bad + [good(number) for number in range(500, 1000)]
    began = time.monotonic()
    found = read(readers, *raws)
    assert time.monotonic() - began < 10 * len(bad)
    assert len(found) == len(raws)
    fine = found[:500] + found[500 + len(bad) :]
    assert sum(isinstance(one, Message) and not one.defects for one in fine) == 1000
    for name, one in zip([*KILLERS, *BOMBS], found[500 : 500 + len(bad)], strict=True):
        header = one.header if isinstance(one, Unreadable) else one
        assert header is not None, name
        assert isinstance(one, Message) or one.reason, name


@pytest.mark.slow
def test_a_message_at_the_size_cap_fits_into_the_memory_of_a_reader(readers: Readers) -> None:
    part = (b"QUJD" * 19 + b"\r\n") * (45 * 2**20 // 78)
    raw = (
        b"From: x@acme.example\r\nSubject: plan\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nx\r\n"
        b"--q\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + part
        + b"--q--\r\n"
    )
    (one,) = read(readers, raw)
    assert isinstance(one, Message), one.reason
    assert [attachment.name for attachment in one.attachments] == ["plan.pdf"]


def test_readers_end_with_the_caller() -> None:
    script = (
        "from harvester.workers.readers import Readers\n"
        "readers = Readers().__enter__()\n"
        "read = list(readers.messages([(b'From: a@b.example', False)]))\n"
        "print(readers._workers[0]._process.pid, len(read), flush=True)\n"
        "import os; os.abort()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    pid, count = map(int, done.stdout.split())
    assert count == 1
    until = time.monotonic() + 10
    while _lives(pid) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _lives(pid)


@pytest.mark.skipif(not os.path.exists("/proc/self/environ"), reason="told by /proc")  # noqa: PTH110
def test_a_reader_is_told_no_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """S27: what it reads is hostile, and `ps` shows the environment and the words of a command."""
    for name in ("HARVESTER_PASSWORD", "MY_TOKEN", "SMTP_APP_PASSWORD"):
        monkeypatch.setenv(name, "planted-secret")
    with Readers() as readers:
        assert isinstance(read(readers, good(1))[0], Message)
        for worker in readers._workers:
            shown = [open(f"/proc/{worker._process.pid}/{part}", "rb").read() for part in ("environ", "cmdline")]  # noqa: PTH123, SIM115
            assert b"PATH=" in shown[0]
            assert b"planted-secret" not in b"".join(shown)


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
            return stat.read().split()[2] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(("attack", "told"), [("hang", "seconds"), ("memory", "MB of memory"), ("kill", "ended")])
def test_a_document_that_fells_its_reader_is_told_and_the_next_is_read(
    attacked: Readers, attack: str, told: str
) -> None:
    felled = attacked.document(f"X-Attack: {attack}".encode())
    assert isinstance(felled, Unreadable)
    assert told in felled.reason
    assert isinstance(attacked.document(b"The client pays by 31 May 2026."), Document)
