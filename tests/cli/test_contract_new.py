"""`harvester contract new`: questions on a real terminal, the same answers as options, and nothing written over."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from harvester.cli.contracts.questions import QUESTIONS
from harvester.cli.contracts.text import EXAMPLES
from harvester.config.contract import load_contract, parsed_contract
from harvester.model.contract import ObligationType
from harvester.model.ending import EndingPoint
from harvester.model.matter import Side
from tests.cli.conftest import Harvester

ANSWERS = {
    "title": "Statement of Work “Relaunch”",
    "signed": "2026-01-12",
    "timezone": "Europe/Berlin",
    "currency": "EUR",
    "invoice": "2026-014",
    "amount": "4800.00",
    "sent": "2026-02-20",
    "days": "30",
    "discount": "2",
    "discount_days": "14",
    "payments_until": "2026-05-03",
    "interest": "germany",
    "convenience": "SOW 9.1",
    "convenience_words": "Either party may end this agreement with 14 days' notice.",
    "convenience_days": "14",
    "cause": "SOW 9.4",
    "cause_words": "For good cause at once, once the time to put it right has passed.",
    "cause_days": "1",
    "form": "SOW 9.5",
    "form_words": "Notice is given in writing.",
    "address": "SOW 9.2",
    "address_words": "Notices to Acme go to bob@acme.example.",
    "address_to": "bob@acme.example",
    "cure": "SOW 9.6",
    "cure_words": "The client has ten days to put it right.",
    "cure_days": "10",
    "cure_by": "client",
    "handover": "SOW 9.3",
    "handover_words": "Within ten days of the end, the client returns the keys.",
    "handover_days": "10",
    "handover_by": "client",
    "ends": "2026-05-18",
    "outcome": 'Recover "2026-014"',
    "fallback": "The rest in two instalments",
    "floor": "The sum confirmed in writing",
}
POINTS = [question.name for question in QUESTIONS]
FLAGS = [word for name, value in ANSWERS.items() for word in (f"--{name.replace('_', '-')}", value)]


class Terminal:
    """The program on a terminal of its own, asked and answered as by a person."""

    def __init__(self, folder: Path, *words: str) -> None:
        self._ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "harvester", "contract", "new", *words]
        environment = os.environ | {"TERM": "dumb", "COLUMNS": "200"}
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        self.shown = ""

    def until(self, words: str) -> None:
        """Reads until these words are on the screen."""
        while words not in self.shown:
            ready, _, _ = select.select([self._ours], [], [], 60)
            assert ready, f"the terminal shows nothing more, and “{words}” is not in: {self.shown}"
            self.shown += os.read(self._ours, 4096).decode(errors="replace")

    def answer(self, words: str, text: str) -> None:
        """Waits for the question, and answers it."""
        self.until(words)
        self.shown = ""
        os.write(self._ours, f"{text}\n".encode())

    def end(self) -> int:
        """The exit code; what is still shown is kept."""
        while True:
            try:
                more = os.read(self._ours, 4096)
            except OSError:
                break
            if not more:
                break
            self.shown += more.decode(errors="replace")
        os.close(self._ours)
        return self.process.wait(60)


def test_questions_and_options_give_the_same_file(harvester: Harvester, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--out", "asked.toml")
    for question in QUESTIONS:
        terminal.answer(question.words, ANSWERS[question.name])
    assert terminal.end() == 0, terminal.shown
    done = harvester("contract", "new", "--no-input", "--out", "given.toml", *FLAGS)
    assert done.code == 0, done.err
    assert done.out == "given.toml\n"
    assert (tmp_path / "asked.toml").read_text("utf-8") == (tmp_path / "given.toml").read_text("utf-8")
    assert (tmp_path / "given.toml").stat().st_mode & 0o777 == 0o600


def test_the_file_says_what_was_answered(harvester: Harvester, tmp_path: Path) -> None:
    assert harvester("contract", "new", "--no-input", *FLAGS).code == 0
    found = load_contract(tmp_path / "contract.toml")
    assert (found.title, found.outcome, found.timezone) == (ANSWERS["title"], ANSWERS["outcome"], "Europe/Berlin")
    assert found.money.interest
    assert found.money.interest.rule == "germany"
    assert str(found.payments_until) == "2026-05-03"
    assert [(one.number, one.amount, str(one.sent)) for one in found.invoices] == [
        ("2026-014", Decimal("4800.00"), "2026-02-20")
    ]
    taken = found.invoices[0].discount
    assert taken
    assert (taken.percent, taken.within.amount) == (Decimal(2), 14)
    assert found.obligations == (), "the examples are comments"
    assert [one.about for one in found.ending] == list(EndingPoint)
    assert not any(one.confirmed_by for one in found.ending), "nobody has held them against the paper"
    handover = found.ending[-1]
    assert (handover.owed_by, handover.within and handover.within.amount) == (Side.CLIENT, 10)
    assert found.ending[list(EndingPoint).index(EndingPoint.ADDRESS)].to == "bob@acme.example"
    assert (str(found.ends), found.fallback) == ("2026-05-18", ANSWERS["fallback"])


def test_a_wrong_answer_is_asked_again_and_an_empty_one_left_out(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.answer("What the contract is called", "")
    terminal.answer("Signed on", "5.4.2026")
    terminal.until("“5.4.2026” is no date; write it year first, e.g. 2026-04-05.")
    terminal.answer("Signed on", "2026-04-05")
    terminal.answer("Time zone", "Berlin")
    terminal.answer("did you mean Europe/Berlin?", "Europe/Berlin")
    terminal.answer("Currency", "euros")
    terminal.answer("is no currency", "gbp")
    terminal.answer("Number of an invoice", "")
    terminal.answer("ended without a reason", "SOW 9.1")
    terminal.answer("Its words", "")
    terminal.answer("Its words", "Either party may end it.")
    terminal.answer("Days of notice", "")
    for question in QUESTIONS[POINTS.index("cause") :]:
        if not question.needs:
            terminal.answer(question.words, "")
    assert terminal.end() == 0, terminal.shown
    found = load_contract(tmp_path / "contract.toml")
    assert (found.title, str(found.signed), found.currency, found.invoices) == ("Agreement", "2026-04-05", "GBP", ())
    assert [(one.about, one.quote, one.within) for one in found.ending] == [
        (EndingPoint.CONVENIENCE, "Either party may end it.", None)
    ]


def test_an_option_is_not_asked_for_and_no_input_asks_nothing(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--no-input", "--out", "a.toml")
    assert terminal.end() == 0
    assert "What the contract" not in terminal.shown
    terminal = Terminal(tmp_path, "--title", "T", "--signed", "2026-01-12", "--out", "b.toml")
    terminal.answer("Time zone", "")
    assert "Signed" not in terminal.shown
    terminal.answer("Currency", "")
    for question in QUESTIONS[POINTS.index("invoice") :]:
        if not question.needs:
            terminal.answer(question.words, "")
    assert terminal.end() == 0, terminal.shown


def test_a_question_that_is_broken_off_leaves_no_file(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.until("What the contract is called")
    terminal.answer("called", "T")
    terminal.until("Signed on")
    os.write(terminal._ours, b"\x04")
    assert terminal.end() == 130
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(harvester: Harvester, tmp_path: Path) -> None:
    (tmp_path / "contract.toml").write_text("mine", "utf-8")
    (tmp_path / "link.toml").symlink_to("nowhere")
    for name in ("contract.toml", "link.toml"):
        done = harvester("contract", "new", "--no-input", "--out", name)
        assert done.code == 2
        assert f"{name} is there already, and nothing is written over." in done.err
    assert (tmp_path / "contract.toml").read_text("utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["contract.toml", "link.toml"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--signed", "5.4.2026"), "--signed: “5.4.2026” is no date"),
        (("--currency", "€"), "--currency: “€” is no currency"),
        (("--invoice", "1"), "--invoice needs more: name it with --amount as well"),
        (("--amount", "5"), "--amount belongs to --invoice"),
        (("--handover", "SOW 9.3"), "name it with --handover-words as well"),
        (("--handover-days", "10"), "--handover-days belongs to --handover"),
        (("--handover", "9", "--handover-words", "x", "--handover-by", "them"), "write us or client"),
        (("--invoice", "1", "--amount", "4.800,00"), "is no amount above nought"),
        (("--invoice", "1", "--amount", "-5"), "is no amount above nought"),
        (("--invoice", "1", "--amount", "5", "--days", "0"), "no number of days"),
        (("--interest", "france"), "--interest belongs to --invoice"),
        (("--invoice", "1", "--amount", "5", "--interest", "narnia"), "is none of eu"),
        (("--timezone", "Berlin"), "did you mean Europe/Berlin?"),
    ],
)
def test_an_option_that_cannot_be_used_writes_nothing(
    harvester: Harvester, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    done = harvester("contract", "new", "--no-input", *words)
    assert done.code == 2
    assert told in " ".join(done.err.split())
    assert "?." not in done.err
    assert list(tmp_path.iterdir()) == []


def test_every_example_in_the_file_is_one_that_is_accepted(tmp_path: Path) -> None:
    bare = re.sub(r"^# (?=\[|[a-z_]+ = )", "", EXAMPLES, flags=re.MULTILINE)
    found = parsed_contract("[contract]\ncurrency = 'EUR'\n" + bare, tmp_path / "contract.toml")
    assert {one.type for one in found.obligations} == set(ObligationType), "an example of every type"
    assert found.invoices[0].discount
    assert found.money.work[0].amount == Decimal("617.50")
    assert found.money.kill_fee
    assert found.money.credits
