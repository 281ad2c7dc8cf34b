"""`./run`, the way in from a clone: it works where the user stands, and names itself in what it prints."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DONE = "echo $HARVESTER_PROGRAM; pwd; printf '%s\\n' \"$@\""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone that is set up, with a stand-in for the installed program that tells how it was called."""
    folder = tmp_path / "my clone"
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("run", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    (programs / "python").symlink_to(sys.executable)
    (programs / "harvester").write_text(f"#!/bin/sh\n{DONE}\n")
    (programs / "harvester").chmod(0o700)
    wanted = b"".join((folder / name).read_bytes() for name in ("requirements.lock", "pyproject.toml"))
    stamp = subprocess.run(["cksum"], input=wanted, capture_output=True, check=True)
    (folder / ".venv" / "stamp").write_bytes(stamp.stdout)
    return folder


def called(program: str, *words: str, cwd: Path, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"PATH": path} if path else {})
    return subprocess.run([program, *words], cwd=cwd, capture_output=True, text=True, check=False, env=environment)


def test_paths_start_where_the_user_stands(clone: Path, tmp_path: Path) -> None:
    here = tmp_path / "elsewhere"
    here.mkdir()
    program = "../my clone/run"
    done = called(program, "--config", "my mail/config.toml", "facts", "acme", cwd=here)
    assert done.stdout.splitlines() == [program, str(here), "--config", "my mail/config.toml", "facts", "acme"]
    assert not list(here.iterdir())


def test_every_command_of_the_program_can_be_reached(clone: Path) -> None:
    assert called("./run", "demo", "--open", cwd=clone).stdout.splitlines()[2:] == ["demo", "--open"]
    assert called("./run", "harvester", "check", cwd=clone).stdout.splitlines()[2:] == ["check"]


def test_a_word_that_run_keeps_for_itself_is_printed_so_that_it_reaches_the_program(clone: Path) -> None:
    (clone / ".venv" / "bin" / "harvester").write_text(f'#!/bin/sh\nexec {sys.executable} -m harvester "$@"\n')
    made = called("./run", "contract", "new", "--no-input", "--out", "contract.toml", cwd=clone)
    assert made.stderr.splitlines()[-1].strip() == "./run harvester check"
    for words, hint in (
        (("harvester", "check", "--no-such"), "./run harvester check --help"),
        (("facts", "--no-such"), "./run facts --help"),
        (("no-such",), "./run harvester --help"),
    ):
        told = called("./run", *words, cwd=clone).stderr
        assert told.splitlines()[-1].strip() == f"See `{hint}`."
        help_ = called(*hint.split(), cwd=clone).stdout
        assert help_.startswith(f"Usage: {hint.removesuffix(' --help')} [OPTIONS]")


def test_run_tells_the_program_every_word_that_it_keeps_for_itself(clone: Path) -> None:
    (clone / ".venv" / "bin" / "harvester").write_text("#!/bin/sh\necho $HARVESTER_RESERVED harvester\n")
    script = (clone / "run").read_text("utf-8").partition("\nverb=")[2]
    kept = {word for case in re.findall(r"^    ([a-z |-]+)\)", script, re.MULTILINE) for word in case.split(" | ")}
    assert kept == set(called("./run", "facts", cwd=clone).stdout.split())


@pytest.mark.parametrize("words", [(), ("help",), ("--help",), ("-h",)])
def test_it_says_what_it_does(clone: Path, words: tuple[str, ...]) -> None:
    done = called("./run", *words, cwd=clone)
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: ./run COMMAND")
    assert "#" not in done.stdout
    assert all(f"./run {verb} " in done.stdout for verb in ("demo", "run", "test", "quick", "check", "lock"))
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_a_lock_without_uv_is_told(clone: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname"):
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    done = called("./run", "lock", cwd=clone, path=str(tools))
    assert done.returncode == 2
    assert "needs uv" in done.stderr
    assert len(done.stderr.splitlines()) == 1
