"""Verbs after a run, their errors, and what `demo` shows."""

import json
import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.cli.verbs import VERBS
from harvester.config import load
from harvester.store import open_store
from tests.cli.conftest import Harvester
from tests.cli.mailboxes import mbox_folder
from tests.published import document

HEAVY = ("pandas", "pydantic", "sqlalchemy", "rich", "imapclient", "harvester.workflow", "harvester.model")


@pytest.fixture
def config(harvester: Harvester, tmp_path: Path) -> Path:
    done = harvester("run", mbox_folder(tmp_path / "export"), "acme.example", "--timezone", "Europe/Berlin")
    assert done.code == 0, done.err
    return tmp_path / "harvester-acme.example" / "config.toml"


def test_help_names_every_verb_and_loads_nothing_heavy() -> None:
    script = (
        "import sys; from harvester.cli import main; main(['--help']);"
        f"sys.exit(' '.join(name for name in {HEAVY!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(f"  {verb} " in done.stdout for verb in VERBS)
    assert "130  interrupted" in done.stdout


@pytest.mark.parametrize("verb", list(VERBS))
def test_every_verb_explains_itself(harvester: Harvester, verb: str) -> None:
    done = harvester(verb, "--help")
    assert done.code == 0
    assert done.out.startswith(f"Usage: harvester {verb}")


@pytest.mark.parametrize("group", ["mark", "contract", "schedule"])
def test_no_line_of_a_list_of_commands_is_broken_off(harvester: Harvester, group: str) -> None:
    listed = harvester(group, "--help").out.partition("Commands:\n")[2].splitlines()
    assert listed
    assert all(line.endswith(".") and not line.endswith("..") and len(line) <= 80 for line in listed)


def test_a_mistyped_verb_or_option_is_told_with_the_nearest(harvester: Harvester) -> None:
    done = harvester("repport")
    assert (done.code, done.out) == (2, "")
    assert "Did you mean report?" in done.err
    assert harvester("gaps", "--jsn", "acme").code == 2


def test_without_a_configuration_the_next_step_is_told(harvester: Harvester) -> None:
    done = harvester("gaps", "acme")
    assert done.code == 2
    assert "harvester run SOURCE CLIENT" in done.err


def test_every_problem_of_a_configuration_is_told_at_once(harvester: Harvester, config: Path) -> None:
    text = config.read_text().replace("[store]", "[stroe]").replace("addresses =", "adresses =", 1)
    config.write_text(text)
    done = harvester("--config", config, "gaps", "acme.example")
    assert (done.code, done.out) == (2, "")
    assert "stroe: is unknown; did you mean store?" in done.err
    assert "us.adresses: is unknown; did you mean addresses?" in done.err
    assert "Traceback" not in done.err


def test_the_environment_names_the_configuration(
    harvester: Harvester, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARVESTER_CONFIG", str(config))
    assert harvester("gaps", "acme.example").code == 0
    assert harvester("--config", "none.toml", "gaps", "acme.example").code == 2


def test_reports_are_written_in_every_format(harvester: Harvester, config: Path, tmp_path: Path) -> None:
    words = ("--config", config, "report", "acme.example", "--out", tmp_path / "r", "--as-of", "2026-03-20T12:00:00Z")
    formats = [word for name in ("html", "md", "csv", "json") for word in ("--format", name)]
    done = harvester(*words, *formats)
    assert done.code == 0, done.err
    files = [Path(line) for line in done.out.splitlines()]
    assert {file.suffix for file in files} == {".html", ".md", ".csv", ".json"}
    assert all(file.read_bytes() for file in files)
    before = {file: file.read_bytes() for file in files}
    harvester(*words, *formats)
    assert {file: file.read_bytes() for file in files} == before
    wrong = harvester(*words, "--format", "pfd")
    assert (wrong.code, wrong.out) == (2, "")


def test_a_link_planted_at_the_report_is_refused(harvester: Harvester, config: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    out = tmp_path / "r"
    out.mkdir()
    (out / "facts.html").symlink_to(victim)
    done = harvester("--config", config, "report", "acme.example", "--out", out)
    assert done.code == 2
    assert victim.read_text() == "precious"


def test_as_of_needs_a_zone_and_moves_the_result(harvester: Harvester, config: Path) -> None:
    words = ("--config", config, "gaps", "acme.example", "--json", "--as-of")
    assert harvester(*words, "2026-03-10T12:00:00").code == 2
    early = json.loads(harvester(*words, "2026-03-03T12:00:00+01:00").out)
    assert early["as_of"] == "2026-03-03T11:00:00Z"
    assert [gap["status"] for gap in early["gaps"]] == ["open"], "what came later is invisible"


DOCUMENTS = (("pull",), ("check",), ("verify",), *((verb, "acme.example") for verb in ("gaps", "facts", "coverage")))


@pytest.mark.parametrize("words", DOCUMENTS)
def test_stdout_holds_one_document_by_its_schema(harvester: Harvester, config: Path, words: tuple[str, ...]) -> None:
    done = harvester("--config", config, *words, "--json")
    assert done.code == 0, done.err
    document(done.out, words[0])


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("gaps", "--json", "--csv"), "--json and --csv"),
        (("facts", "--xlsx", "f.xlsx", "--json"), "--json and --xlsx"),
    ],
)
def test_two_forms_at_once_are_refused(words: tuple[str, ...], named: str, harvester: Harvester, config: Path) -> None:
    done = harvester("--config", config, words[0], "acme.example", *words[1:])
    assert (done.code, done.out) == (2, "")
    assert named in done.err


def test_a_place_that_takes_no_file_is_no_matter_of_room(harvester: Harvester, config: Path, tmp_path: Path) -> None:
    done = harvester("--config", config, "report", "acme.example", "--out", tmp_path / ("x" * 300))
    assert done.code == 2
    assert "File name too long" in done.err
    assert "Choose another place." in done.err


def test_a_changed_store_is_named_with_exit_code_8(harvester: Harvester, config: Path) -> None:
    assert harvester("--config", config, "verify").code == 0
    with sqlite3.connect(config.with_name("evidence.db")) as store:
        store.execute("UPDATE sightings SET folder = 'Elsewhere'")
    done = harvester("--config", config, "verify", "--json")
    found = json.loads(done.out)
    assert done.code == 8
    assert found["schema"] == "harvester.verify/1"
    assert not found["ok"]
    assert any("sightings" in problem for problem in found["problems"])
    assert harvester("--config", config, "check").code == 8


def test_a_second_writer_is_told_who_writes(harvester: Harvester, config: Path) -> None:
    loaded = load(config)
    with open_store(loaded.store.url, loaded.folder).writer("the first one"):
        done = harvester("--config", config, "pull")
        assert done.code == 7
        assert "the first one" in done.err
        assert harvester("--config", config, "gaps", "acme.example").code == 0, "readers go on"


def test_check_finds_what_would_stop_a_run_and_changes_nothing(harvester: Harvester, config: Path) -> None:
    before = {path.name: path.read_bytes() for path in config.parent.iterdir()}
    good = harvester("--config", config, "check")
    assert good.code == 0, good.out
    assert "finding" not in good.out
    lines = good.out.splitlines()
    tried = sum(not line.startswith(" ") for line in lines[:-1])  # below some stands what may be done
    assert lines[-1] == f"{tried} things tried: nothing stands in the way of a run."
    assert {path.name: path.read_bytes() for path in config.parent.iterdir()} == before
    config.with_name("evidence.db").chmod(0o644)
    open_to_all = harvester("--config", config, "check")
    assert open_to_all.code == 9
    assert open_to_all.out.endswith(" tried: 1 finding.\n")
    (config.parent.parent / "export").rename(config.parent.parent / "moved")
    gone = harvester("--config", config, "check", "--json")
    assert gone.code == 2
    assert "sources.export" in [one["what"] for one in json.loads(gone.out)["checks"] if not one["ok"]]


def test_an_unexpected_error_shows_no_words_of_its_own(
    harvester: Harvester, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("planted-secret")

    monkeypatch.setattr("harvester.workflow.conclude", broken)
    done = harvester("--config", config, "gaps", "acme.example")
    assert done.code == 1
    assert "planted-secret" not in done.err
    assert "Traceback" not in done.err
    assert "Traceback" in harvester("--debug", "--config", config, "gaps", "acme.example").err


@pytest.fixture
def interruptible() -> Iterator[None]:
    """As in a terminal: what runs in the background of a shell is started with interrupts ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_with_130(harvester: Harvester, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("harvester.workflow.conclude", interrupted)
    done = harvester("--config", config, "gaps", "acme.example")
    assert (done.code, done.out) == (130, "")
    assert "Interrupted" in done.err
    assert "Traceback" not in done.err


def test_an_interrupt_before_anything_has_begun_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text(
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\nsignal.raise_signal(signal.SIGINT)\n"
    )
    words = [sys.executable, "-m", "harvester", "status"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrupted.\n")


def test_the_demo_shows_the_whole_job_in_one_screen(harvester: Harvester, tmp_path: Path) -> None:
    done = harvester("demo")
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert all(len(line) <= 80 for line in lines if str(tmp_path) not in line)
    assert len(lines) <= 60
    assert lines.index("Questions to Studio North") < lines.index("Questions to Acme Ltd"), "ours first"
    told = " ".join(done.out.split())
    assert "9 answered, 1 open; half were answered within 14 h 15 min." in told
    assert "4 open, 1 of them for you to look at first; of the other 28 half were answered within 2 days 3 h." in told
    terms = " ".join(lines[lines.index("Terms of the contract") :])
    assert terms.index("Studio North: 3 done, 1 done late") < terms.index("Acme Ltd: 3 done, 2 not recorded as done")
    assert "due Tue 10 Feb 2026: done late, 1 day." in terms, "ours is told as theirs is"
    assert "due Sun 22 Mar 2026: done in part, 42 days, time for cure runs." in " ".join(terms.split())
    assert "complete on your word" in done.out.replace("\n", " ")
    report = re.search(r"^Report\s+(.+)$", done.out, re.MULTILINE)
    assert report
    assert Path(report[1]).stat().st_mode & 0o777 == 0o600
    assert "3 done, 1 done late, 2 not due or not measurable" in Path(report[1]).read_text("utf-8")
    again = harvester("demo")
    assert (again.code, again.out) == (0, done.out)
    assert harvester("--config", "harvester-demo/config.toml", "verify").code == 0


def test_the_demo_never_writes_over_another_matter(harvester: Harvester, config: Path) -> None:
    before = config.read_bytes()
    done = harvester("demo", "--out", config.parent)
    assert done.code == 2
    assert config.read_bytes() == before


def test_the_demo_leaves_a_folder_alone_that_holds_something_else(harvester: Harvester, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "diary.txt").write_text("precious")
    done = harvester("demo", "--out", "letters")
    assert done.code == 2
    assert "--out" in done.err
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["diary.txt"]
    assert harvester("demo", "--out", "new").code == 0


def test_the_configuration_may_be_named_after_the_verb_and_is_named_where_one_lies(
    harvester: Harvester, config: Path
) -> None:
    assert harvester("gaps", "acme.example", "--config", config).code == 0
    done = harvester("gaps", "acme.example")
    assert done.code == 2
    assert "--config harvester-acme.example/config.toml" in done.err


def test_what_is_printed_for_going_on_can_be_pasted(
    harvester: Harvester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARVESTER_PROGRAM", "./run")
    told = harvester("demo", "--out", "my demo").out.splitlines()
    line = next(line for line in told if line.startswith("Go on"))
    program, *words = shlex.split(line.removeprefix("Go on"))
    assert program == "./run"
    assert harvester(*words).code == 0


def test_mail_later_than_the_report_is_told_first(harvester: Harvester, tmp_path: Path) -> None:
    words = ("run", mbox_folder(tmp_path / "export"), "acme.example", "--complete", "--exported-at")
    told = " ".join(harvester(*words, "2026-03-08T12:00:00Z").out.split())
    assert "1 message held is later than" in told
    assert told.index("--exported-at") < told.index("Questions to")
    assert "Mind:" not in harvester(*words, "2026-03-20T12:00:00Z").out


def test_an_undeclared_export_is_told_with_the_way_out(harvester: Harvester, tmp_path: Path) -> None:
    told = harvester("run", mbox_folder(tmp_path / "export"), "acme.example").out
    assert told.index("--complete") < told.index("Questions to")
    report = (tmp_path / "harvester-acme.example" / "facts.html").read_text("utf-8")
    assert "Nothing of ours is open." not in report


def test_a_narrow_terminal_gets_no_table(harvester: Harvester, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.cli.layout.WIDTH", 60)
    told = harvester("--config", config, "gaps", "acme.example").out
    assert all(len(line) <= 60 for line in told.splitlines())
    assert re.search(r"^G-\w+  \S+ \S+  .*Texts$", told, re.MULTILINE)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_names_the_program(harvester: Harvester, shell: str) -> None:
    done = harvester("completion", shell)
    assert done.code == 0
    assert "_HARVESTER_COMPLETE" in done.out
