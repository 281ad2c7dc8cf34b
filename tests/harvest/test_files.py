"""Pulls of real mbox files and Maildirs: how far they reach, and what makes them complete (K1, K2)."""

from __future__ import annotations

import mailbox
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors import mailfiles
from harvester.errors import UsageError
from harvester.harvest import Options
from harvester.model.settings import MaildirSettings, MboxSettings
from harvester.store import Store
from tests.harvest.conftest import Puller
from tests.harvest.server import day, mail

EXPORTED = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)


def dated(raw: bytes, date: str) -> bytes:
    return raw.replace(b"Mon, 2 Mar 2026 09:00:00 +0000", date.encode())


@pytest.fixture
def mbox(tmp_path: Path) -> Path:
    path = tmp_path / "export.mbox"
    box = mailbox.mbox(path)
    box.add(mail(mid="1@acme.example"))
    box.add(dated(mail("zoe@other.example", mid="2@other.example"), "Tue, 10 Mar 2026 12:00:00 +0100"))
    box.add(dated(mail("zoe@other.example", mid="3@other.example"), "Tue, 10 Mar 2037 12:00:00 +0100"))
    box.close()
    path.write_bytes(
        b"\n".join(b"From x" if line.startswith(b"From ") else line for line in path.read_bytes().split(b"\n"))
    )
    os.utime(path, (EXPORTED.timestamp(), EXPORTED.timestamp()))
    return path


def source(path: Path) -> mailfiles.FileSource:
    return mailfiles.connect("archive", MboxSettings(path=str(path)))


def test_files_reach_to_the_newest_date_that_can_be_true(mbox: Path, pulled: Puller, store: Store) -> None:
    (row,) = pulled(40, Options(complete=True), source(mbox)).rows
    assert (row.complete, row.declared, row.seen, row.stored, row.unmatched) == (True, True, 3, 1, 2)
    assert row.reach == datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
    assert store.ledger().as_of == row.reach


def test_a_declared_end_of_the_export_is_taken(mbox: Path, pulled: Puller, store: Store) -> None:
    pulled(40, Options(complete=True, exported_at=EXPORTED), source(mbox))
    assert store.ledger().as_of == EXPORTED


def test_files_that_nobody_declared_complete_add_evidence_only(mbox: Path, pulled: Puller, store: Store) -> None:
    (row,) = pulled(40, source=source(mbox)).rows
    assert (row.complete, row.stored, row.chosen) == (False, 1, True)
    assert "not declared" in row.reason
    assert store.ledger().folders[0].chosen
    assert store.ledger().folders[0].reach is None
    assert store.ledger().as_of == datetime(2026, 3, 10, 11, 0, tzinfo=UTC)


def test_an_unchanged_file_is_not_read_again(mbox: Path, pulled: Puller, store: Store) -> None:
    pulled(40, Options(complete=True), source(mbox))
    (row,) = pulled(41, Options(complete=True), source(mbox)).rows
    assert (row.seen, row.stored, row.known, row.unmatched, row.complete) == (3, 0, 1, 2, True)
    assert row.reach == datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
    assert len(store.sightings()) == 1


def test_a_file_that_grew_is_swept_anew_and_nothing_is_twice(mbox: Path, pulled: Puller, store: Store) -> None:
    pulled(40, Options(complete=True), source(mbox))
    mbox.write_bytes(b"From x\n" + mail(mid="0@acme.example") + b"\n" + mbox.read_bytes())
    (row,) = pulled(41, Options(complete=True), source(mbox)).rows
    assert (row.seen, row.stored, row.known) == (4, 1, 1)
    assert len(store.sightings()) == len(list(store.originals())) == 2


def test_a_file_that_is_gone_is_a_hole_in_the_coverage(mbox: Path, pulled: Puller, store: Store) -> None:
    pulled(40, Options(complete=True), source(mbox))
    mbox.unlink()
    result = pulled(41, Options(complete=True), source(mbox))
    assert [(row.folder, row.complete) for row in result.rows] == [("export", False)]
    assert result.error is not None
    assert result.error.exit_code == 2
    assert len(list(store.originals())) == 1


def test_a_maildir_keeps_its_originals_when_mail_is_read_and_deleted(
    tmp_path: Path, pulled: Puller, store: Store
) -> None:
    box = mailbox.Maildir(tmp_path / "Maildir")
    first, second = box.add(mail(mid="1@acme.example")), box.add(mail(mid="2@acme.example"))
    settings = MaildirSettings(path=str(tmp_path / "Maildir"))
    pulled(1, Options(complete=True), mailfiles.connect("archive", settings))
    (tmp_path / "Maildir/new" / first).rename(tmp_path / f"Maildir/cur/{first}:2,S")
    (tmp_path / "Maildir/new" / second).unlink()
    (row,) = pulled(2, Options(complete=True), mailfiles.connect("archive", settings)).rows
    assert (row.on_server, row.seen, row.stored, row.known) == (1, 1, 0, 1)
    assert len(list(store.originals())) == 2
    assert store.ledger().as_of == day(0)


def test_a_file_rewritten_with_the_same_size_after_its_sweep_is_swept_again(
    mbox: Path, pulled: Puller, store: Store
) -> None:
    """Within the pull: what came after the sweep and before the end must not be claimed as searched."""

    def rewrite(folder: str, seen: int, total: int) -> None:
        if b"zoe@other.example" in mbox.read_bytes():
            mbox.write_bytes(mbox.read_bytes().replace(b"zoe@other.example", b"bob@acme.example "))

    (row,) = pulled(40, Options(complete=True, progress=rewrite), source(mbox)).rows
    assert (row.complete, row.seen, row.known, row.stored) == (True, 3, 1, 2)


def test_a_file_that_never_rests_is_not_called_searched(mbox: Path, pulled: Puller) -> None:
    def append(folder: str, seen: int, total: int) -> None:
        mbox.write_bytes(mbox.read_bytes() + b"\n")

    (row,) = pulled(40, Options(complete=True, progress=append), source(mbox)).rows
    assert (row.complete, row.stored + row.known, row.reason) == (
        False,
        1,
        "kept changing while it was read; pull again",
    )


def stamped(raw: bytes, time: str) -> bytes:
    return f"Received: from mx.example by mail.studionorth.example; {time}\n".encode() + raw


def export(tmp_path: Path, *mails: bytes) -> mailfiles.FileSource:
    path = tmp_path / "INBOX.mbox"
    separator = b"From x@y.example Mon Nov  2 10:00:00 2026\n"
    path.write_bytes(b"".join(separator + raw.replace(b"\r\n", b"\n") + b"\n" for raw in mails))
    return source(path)


LATE = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SPAM = dated(mail("x@spam.example", mid="s@spam.example"), "Sat, 10 Oct 2026 10:00:00 +0000")


def test_a_date_that_a_stranger_wrote_does_not_extend_the_reach(tmp_path: Path, pulled: Puller, store: Store) -> None:
    inbound = stamped(mail(mid="1@acme.example"), "Tue, 3 Mar 2026 10:00:00 +0100")
    later = stamped(SPAM, "Wed, 4 Mar 2026 10:00:00 +0100")
    (row,) = pulled(262, Options(complete=True), export(tmp_path, inbound, later, SPAM.replace(b"s@", b"t@"))).rows
    assert row.reach == datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    assert row.last_inbound == row.reach


def test_our_own_date_extends_the_reach_and_is_no_arrival(tmp_path: Path, pulled: Puller, store: Store) -> None:
    inbound = stamped(mail(mid="1@acme.example"), "Tue, 3 Mar 2026 10:00:00 +0100")
    own = mail("me@studionorth.example", "bob.roe@acme.example", mid="2@studionorth.example")
    own = dated(own, "Fri, 6 Mar 2026 10:00:00 +0100")
    (row,) = pulled(262, Options(complete=True), export(tmp_path, inbound, own)).rows
    assert row.reach == datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
    assert row.last_inbound == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def test_a_file_reaches_no_further_than_it_was_last_written(tmp_path: Path, pulled: Puller) -> None:
    files = export(tmp_path, mail(mid="1@acme.example"), SPAM)
    os.utime(tmp_path / "INBOX.mbox", (EXPORTED.timestamp(), EXPORTED.timestamp()))
    (row,) = pulled(262, Options(complete=True), files).rows
    assert row.reach == row.last_inbound == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_the_last_arrival_of_an_unchanged_file_is_kept(tmp_path: Path, pulled: Puller, store: Store) -> None:
    files = export(tmp_path, stamped(mail("zoe@other.example", mid="1@x.example"), "Tue, 3 Mar 2026 10:00:00 +0100"))
    pulled(262, Options(complete=True), files)
    (row,) = pulled(263, Options(complete=True), files).rows
    assert row.last_inbound == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    assert store.ledger().folders[0].last_inbound == row.last_inbound


def test_an_export_from_the_future_is_refused_before_anything_is_stored(
    mbox: Path, pulled: Puller, store: Store
) -> None:
    with pytest.raises(UsageError, match="exported_at"):
        pulled(1, Options(complete=True, exported_at=LATE), source(mbox))
    assert not store.sightings()
    assert not store.ledger().folders
