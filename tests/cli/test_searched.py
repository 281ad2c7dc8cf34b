"""`coverage` as a lawyer reads it: verdict, counts that add up, what could not be seen, in 80 columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from harvester.cli.lists.searched import print_coverage
from harvester.model.dossier import Dossier
from harvester.model.ledger import FolderCoverage, ItemNote, Ledger, Problem
from harvester.model.source import Role

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
INBOX = FolderCoverage(
    source="post", kind="imap", folder="INBOX", role=Role.INBOX, live=True, swept_at=AT, reach=AT, first_good_sweep=AT,
    on_server=10, seen=10, matched=5, stored=4, failed=1, unmatched=5, inbound=9, outbound=1, complete=True,
    peer="imap.studionorth.example:993, TLSv1.3, certificate SHA-256 " + "ab" * 32, version="0.1",
)  # fmt: skip


def printed(dossier: Dossier, capsys: pytest.CaptureFixture[str], ledger: Ledger, *problems: Problem) -> str:
    print_coverage(replace(dossier, ledger=ledger, problems=problems))
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 80
    return text


def test_a_complete_search_says_so_first_and_its_counts_add_up(
    sample_dossier: Dossier, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = printed(sample_dossier, capsys, sample_dossier.ledger).splitlines()
    assert lines[3].strip() == "Every message in these files was looked at up to Mon 4 May 2026, 10:00 CEST."
    assert "rests on your word" in lines[4]
    together = next(line.split()[1:] for line in lines if line.startswith(" Together"))
    seen, collected, passed_over, failed = map(int, together)
    assert seen == collected + passed_over + failed == 146
    said = " ".join(lines)
    assert "Collected is what may bear on any client of the configuration." in said, "nobody counts it by client"
    assert "matter" not in said


def test_what_left_while_it_was_read_is_told_with_what_can_be_done(
    sample_dossier: Dossier, capsys: pytest.CaptureFixture[str]
) -> None:
    note = ItemNote(
        source="post", folder="INBOX", locator="UID 7", reason="gone from the server", at=AT, gone=True,
        authors=("bob.roe@acme.example",),
    )  # fmt: skip
    words = " ".join(printed(sample_dossier, capsys, Ledger(folders=(INBOX,), items=(note,), as_of=AT)).split())
    assert "was looked at up to Mon 4 May 2026, 10:00 CEST, but for 1 that failed." in words
    assert "Messages that left the mailbox while they were read (1)" in words
    assert "move it into any folder, or add the file as a source, and pull" in words
    assert "UID 7 from bob.roe@acme.example of Mon 4 May 2026, 10:00 CEST: gone from the server." in words
    assert "could not be read" not in words


def test_what_could_not_be_looked_at_is_named_with_its_reason(
    sample_dossier: Dossier, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = replace(INBOX, folder="Private", complete=False, reach=None, reason="localhost refuses it: no rights")
    trash = replace(INBOX, folder="Trash", role=Role.TRASH)
    note = ItemNote(
        source="post", folder="INBOX", locator="UID 7", reason="the server refused it", at=AT,
        authors=("bob.roe@acme.example",),
    )  # fmt: skip
    ledger = Ledger(folders=(INBOX, refused, trash), items=(note,), as_of=AT)
    same = Problem(source="post", folder="Private", reason="localhost refuses it: no rights")
    whole = Problem(source="archive", folder="", reason="it has not been searched yet")
    text = printed(sample_dossier, capsys, ledger, same, whole)
    words = " ".join(text.split())
    assert "Not completely searched: 1 of 3 folders could not be looked at in full." in words
    assert "Every message" not in words
    assert words.count("localhost refuses it: no rights") == 1
    assert "! Private was not searched completely: localhost refuses it: no rights." in words
    assert "never completely" in words
    assert "archive: it has not been searched yet." in words
    assert "UID 7 from bob.roe@acme.example of Mon 4 May 2026, 10:00 CEST: the server refused it." in words
    assert "what was removed before cannot be seen" in words
    assert "TLSv1.3" in words


def test_a_window_and_words_of_a_server_that_would_paint_the_terminal(
    sample_dossier: Dossier, capsys: pytest.CaptureFixture[str]
) -> None:
    row = replace(INBOX, folder="\x1b[31mRed", since=datetime(2026, 1, 1, tzinfo=UTC))
    text = printed(sample_dossier, capsys, Ledger(folders=(row,), as_of=AT))
    assert "\x1b" not in text
    assert "Only mail that arrived from Thu 1 Jan 2026 on was looked at." in " ".join(text.split())
