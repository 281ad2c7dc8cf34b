"""Tables on a terminal of 80 columns: words stay whole where there is room for them."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from harvester.cli.layout import listing, print_paragraph, print_table
from harvester.cli.lists.gaps import print_gaps
from tests.cli.conftest import Harvester
from tests.reports.dossiers import small

ROW = ("wireframes-approved", "SOW 3.4", "Fri 20 Feb 2026", "13 Feb 2026, 17:35 CET", "done in time", "Not established")


def printed(table: Table, width: int) -> list[str]:
    paper = io.StringIO()
    print_table(Console(file=paper, width=width, markup=False, highlight=False), table)
    return paper.getvalue().splitlines()


def promised(*cells: str) -> Table:
    table = listing("Promised", "Obligation", "Clause", "Due", "Done", "Standing", "Claim")
    table.add_row(*map(Text, cells))
    return table


@pytest.mark.parametrize("width", [78, 80, 90, 120])
def test_no_word_is_cut_in_two(width: int) -> None:
    lines = printed(promised(*ROW), width)
    assert max(map(len, lines)) <= width
    words = {word for line in lines for word in line.split()}
    for word in " ".join(ROW).replace("wireframes-approved", "").split():
        assert word in words
    assert "wireframes-approved" in words, "an id is copied into a command"


def test_an_id_without_room_is_parted_at_a_hyphen() -> None:
    lines = printed(promised("wireframes-approved-by-the-board-in-writing", *ROW[1:]), 78)
    assert max(map(len, lines)) <= 78
    assert "wireframes-approved-by-the-board-in-writing" in "".join(line.split("  ")[0].strip() for line in lines)


def test_a_word_that_cannot_fit_is_folded_and_loses_nothing() -> None:
    long = "x" * 90
    lines = printed(promised(long, *ROW[1:]), 80)
    assert max(map(len, lines)) <= 80
    assert "".join(lines).count("x") == 90


def test_a_long_foreign_word_takes_nothing_from_ours_and_a_date_is_not_parted() -> None:
    table = listing("Questions", "Gap", "Since", "Time", "Status", "Claim", "Subject")
    asked = "answered, asked again twice"
    cells = ("G-d9a5212668", "2026-04-17 12:15", "16 days 21 h (88 business hours)", asked, "Established")
    table.add_row(*map(Text, (*cells, "acmepumps.example expires on 30 April: shall we renew it, or let it go?")))
    lines = printed(table, 80)
    assert max(map(len, lines)) <= 80
    assert {word for line in lines for word in line.split()} >= set(" ".join(cells).split())


@pytest.mark.parametrize("width", [60, 80, 132])
def test_a_gap_takes_two_lines_and_its_subject_stands_whole(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harvester.cli.layout.WIDTH", width)
    gap = replace(small().gaps[0], gap_id="G-0123456789", subject="Texts, photos and logo", chasers=())
    print_gaps(replace(small(), gaps=(gap,), invitations=()))
    lines = capsys.readouterr().out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("G-0123456789"))
    assert lines[at].endswith("  Texts, photos and logo")
    assert "Established" in lines[at + 1]
    assert lines[at + 1].endswith("answered")
    assert lines[at + 2] == ""
    assert max(map(len, lines)) <= width


class Screen(io.TextIOWrapper):
    """A terminal without a program behind it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("words", [("flags",), ("coverage", "acme"), ("verify",), ("check",)])
def test_a_narrow_terminal_gets_narrow_lines(
    words: tuple[str, ...], harvester: Harvester, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    paper = io.BytesIO()
    monkeypatch.setattr("sys.stdout", Screen(paper, encoding="utf-8", write_through=True))
    harvester("--config", config, *words)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", paper.getvalue().decode()).splitlines()
    assert lines
    pasted = [line for line in lines if "harvester --config" in line]  # a command stays on one line
    assert [
        line for line in lines if cell_len(line) > 60 and line not in pasted and str(config.parent) not in line
    ] == []


def test_a_paragraph_is_wrapped_by_the_places_that_its_letters_take() -> None:
    paper = io.StringIO()
    told = "“Launch 🚀🎉 party”, ホームページの下書きを承認していただけますか, asked of Bob Roe: no reply. " * 3
    print_paragraph(Console(file=paper, width=60), told, bullet="  • ")
    first, *others = paper.getvalue().splitlines()
    assert first.startswith("  • “Launch")
    assert others
    assert all(one.startswith("    ") and one == one.rstrip() for one in others)
    assert max(map(cell_len, (first, *others))) <= 60
    assert "".join("".join((first, *others)).split()).removeprefix("•") == "".join(told.split())
