"""Where the output goes: a program that stops reading, a full disk, a terminal without our characters."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from harvester.cli.invoked import as_called
from harvester.cli.terminal import shortcomings_told
from harvester.cli.verbs import VERBS
from reports.fonts import tell_missing

HARVESTER = (sys.executable, "-m", "harvester")


def ended(*words: object, into: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [*map(str, words)]
    script = f'set -o pipefail; "$@" {into}'
    return subprocess.run(
        ["bash", "-c", script, "-", *HARVESTER, *command],
        capture_output=True, check=False, env=os.environ | environment,
    )  # fmt: skip


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)])
def test_a_reader_that_leaves_ends_it_quietly(sample_folder: Path, form: tuple[str, ...]) -> None:
    done = ended("facts", "acme", "--config", sample_folder / "config.toml", *form, into="| true")
    assert done.returncode == 141
    assert done.stderr == b""


def test_a_full_disk_is_told_in_a_sentence(sample_folder: Path) -> None:
    for words in (("--help",), ("facts", "acme", "--json"), ("facts", "acme")):
        done = ended("--config", sample_folder / "config.toml", *words, into="> /dev/full")
        assert done.returncode == 5
        assert b"could not be written (No space left on device)" in done.stderr
        assert len(done.stderr.splitlines()) == 2


def test_a_terminal_that_lacks_a_character_is_no_error(sample_folder: Path) -> None:
    config = sample_folder / "config.toml"
    done = ended("--config", config, "facts", "acme", into="", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stderr.startswith(b"The mail behind it: ")
    assert len(done.stderr.splitlines()) == 1
    told = ended("--config", config, "facts", "acme", "--json", into="", PYTHONIOENCODING="ascii")
    assert "“" in json.dumps(json.loads(told.stdout.decode("utf-8")), ensure_ascii=False), "a document is UTF-8"


@pytest.mark.parametrize("into", [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_is_no_error_and_no_file_takes_its_place(
    sample_folder: Path, tmp_path: Path, into: str
) -> None:
    config = sample_folder / "config.toml"
    done = ended("facts", "acme", "--config", config, into=into)
    assert done.returncode == 0
    assert b"Error" not in done.stderr
    assert ended("report", "acme", "--config", config, "--out", tmp_path, into=into).returncode == 0
    assert (tmp_path / "facts.html").read_bytes().startswith(b"<!doctype html>")
    assert ended("facts", "acne", "--config", config, into=into).returncode == 2


PARTS = ("contract new", "contract suggest")


@pytest.mark.parametrize("verb", ["", *VERBS, *PARTS])
def test_help_is_readable_and_holds_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    from harvester.cli import main

    assert main([*verb.split(), "--help"]) == 0
    told = capsys.readouterr().out
    assert "\\b" not in told
    assert "\b" not in told
    assert re.search(rf"harvester (--config \S+ )?{verb or 'demo'}\b", told.partition("\n")[2])
    assert all(len(line) <= 80 for line in told.splitlines())


@pytest.mark.parametrize("verb", ["", *VERBS, *PARTS])
def test_examples_of_help_in_a_clone_can_be_pasted(
    verb: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from harvester.cli import main

    monkeypatch.setenv("HARVESTER_PROGRAM", "./run")
    monkeypatch.setenv("HARVESTER_RESERVED", "test check")
    assert main([*verb.split(), "--help"]) == 0
    told = capsys.readouterr().out.partition("\n")[2]
    assert re.search(rf"\./run (--config \S+ |harvester (?=check))?{verb or 'demo'}\b", told)
    assert not re.search(r"(?m)(^ *|`|: +)harvester [a-z-]", told)


def test_what_a_document_lacks_is_told_on_stderr_with_the_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    with shortcomings_told():
        tell_missing("Fact list", frozenset("中"))
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("Note: Fact list: ")
    assert "\n  Install fonts-noto-cjk" in told.err


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"demo", "run", "completion"}))
def test_a_command_that_is_suggested_goes_on_with_the_configuration_that_was_given(verb: str) -> None:
    assert as_called(f"Run `harvester {verb}`.", "my mail.toml") == f"Run `harvester --config 'my mail.toml' {verb}`."
    assert as_called(f"Run `harvester {verb} acme`.") == f"Run `harvester {verb} acme`."


def test_a_command_that_is_suggested_is_pasted_from_one_line(
    sample_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from harvester.cli import main

    monkeypatch.setenv("HARVESTER_PROGRAM", "./a rather long folder/for a program that was cloned/run")
    config = str(sample_folder / "config.toml")
    assert main(["--config", config, "status"]) == 0
    start = f"`'./a rather long folder/for a program that was cloned/run' --config {config} "
    told = capsys.readouterr().out
    assert all(f"{start}{words}`" in told for words in ("nightly", "schedule install"))
    assert main(["--config", config, "mark", "--undo", "99", "--reason", "x"]) == 2
    assert f"  {start}mark --list` shows those that are." in capsys.readouterr().err.splitlines()
