"""Every command that the documentation shows is one that works."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.cli import main
from harvester.cli.verbs import VERBS

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
NOT_RUN = {
    "pipx install": "needs the network and an installer",
    "harvester init": "asks, and needs a mailbox on a server; tests/cli/test_init.py runs it",
    "harvester run imaps://": "needs a mailbox on a server",
    "harvester --config harvester-client.example/": "goes on from that mailbox",
}
"""Beginnings of commands that no test can run, each with the reason."""


def commands(page: Path) -> Iterator[str]:
    """The lines of a page's `sh` blocks; a line that ends in a backslash goes on in the next."""
    for block in re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE):
        lines = block.replace("\\\n", " ").splitlines()
        yield from (line for line in lines if line.strip() and not line.lstrip().startswith("#"))


def reason_not_to_run(line: str) -> str:
    return next((reason for start, reason in NOT_RUN.items() if line.startswith(start)), "")


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_the_documentation_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = [line for line in commands(page) if not reason_not_to_run(line) and not line.startswith("./run")]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nothing"))
    monkeypatch.delenv("HARVESTER_CONFIG", raising=False)
    if shown:
        main(["demo"])
    for line in shown:
        program, *words = shlex.split(line, comments=True)
        assert program == "harvester", f"{page.name} shows a command that nothing checks: {line}"
        code = main(words)
        done = {0, 10} if {"nightly", "flags"} & set(words) else {0}
        assert code in done, f"{page.name}: {line}\n{capsys.readouterr().err}"


def test_every_verb_of_run_that_is_shown_is_known() -> None:
    """`./run` knows its own verbs, and hands those of the program on."""
    cases = re.findall(r"^    ([a-z |-]+)\)", (ROOT / "run").read_text("utf-8"), re.MULTILINE)
    known = {verb.strip() for case in cases for verb in case.split("|")} | set(VERBS)
    pages = (*PAGES, ROOT / "CONTRIBUTING.md")
    shown = {line.split()[1] for page in pages for line in commands(page) if line.startswith("./run")}
    assert shown
    assert shown <= known, shown - known


def test_every_command_that_is_left_out_is_shown() -> None:
    lines = [line for page in PAGES for line in commands(page)]
    assert [start for start in NOT_RUN if not any(line.startswith(start) for line in lines)] == []
