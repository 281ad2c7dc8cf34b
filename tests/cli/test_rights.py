"""Without the right to look somewhere: told in a sentence; once it is given nothing is held to be missing (K1)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
_ORDINARY = () if os.getuid() else ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""What takes from root the right to read everything."""


@pytest.fixture
def ordinary(config: Path) -> Run:
    def run(*words: object) -> subprocess.CompletedProcess[str]:
        command = [*_ORDINARY, sys.executable, "-m", "harvester", "--config", config, *words]
        return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)

    return run


def test_mail_that_may_not_be_read_once_is_missing_for_no_longer(ordinary: Run, config: Path) -> None:
    mail = config.parent / "mail"
    mail.chmod(0)
    refused = ordinary("pull")
    mail.chmod(0o700)
    assert refused.returncode == 2
    assert f"{mail} cannot be listed: Permission denied." in refused.stderr
    assert "Check its permissions" in refused.stderr
    assert ordinary("coverage", "acme").stdout.count("was not searched completely") == len(list(mail.glob("*.mbox")))
    allowed = ordinary("pull")
    assert allowed.returncode == 0, allowed.stdout
    assert "not complete" not in allowed.stdout


@pytest.mark.parametrize(("kind", "below"), [("eml", "Bob"), ("maildir", ".Bob"), ("maildir", ".Bob/cur")])
def test_a_folder_below_that_may_not_be_read_keeps_its_name(ordinary: Run, config: Path, kind: str, below: str) -> None:
    mail = config.parent / kind
    for folder in (mail, mail / below.partition("/")[0]):
        for name in ("cur", "new", "tmp") if kind == "maildir" else ("",):
            (folder / name).mkdir(parents=True, exist_ok=True)
        file = folder / ("cur/1" if kind == "maildir" else "1.eml")
        file.write_bytes(b"From: bob@acme.example\r\nTo: me@studionorth.example\r\nSubject: x\r\n\r\nHello.\r\n")
    config.write_text(f'{config.read_text()}\n[sources.other]\nkind = "{kind}"\npath = "{kind}"\ncomplete = true\n')
    (mail / below).chmod(0)
    refused = ordinary("pull", "--source", "other")
    (mail / below).chmod(0o700)
    assert refused.returncode == 3
    assert "Permission denied" in refused.stderr
    allowed = ordinary("pull", "--source", "other")
    assert allowed.returncode == 0, allowed.stdout
    assert allowed.stdout.count("Bob") == 1
    assert "not complete" not in allowed.stdout


@pytest.mark.parametrize(
    ("what", "words", "said"),
    [
        (("config.toml", 0o000), ("facts", "acme"), "config.toml cannot be read (Permission denied)."),
        (("contract.toml", 0o000), ("facts", "acme"), "contract.toml cannot be read (Permission denied)."),
        (("evidence.db", 0o000), ("facts", "acme"), "evidence.db cannot be opened"),
        (("evidence.db", 0o000), ("verify",), "evidence.db cannot be opened"),
        (("evidence.db", 0o400), ("pull",), "evidence.db cannot be written: Permission denied."),
        (
            (".", 0o500),
            ("mark", "fact", "F-001", "reject", "--reason", "x", "--by", "Ann"),
            "evidence.db cannot be written.",
        ),
        (("out", 0o500), ("report", "acme", "--out", "{}/out/report"), "report cannot be written."),
        (("out", 0o500), ("bundle", "acme", "--out", "{}/out/bundle"), "bundle failed (Permission denied)."),
    ],
)
def test_a_right_that_is_missing_is_told_in_a_sentence(
    ordinary: Run, config: Path, what: tuple[str, int], words: tuple[str, ...], said: str
) -> None:
    name, mode = what
    (config.parent / "out").mkdir()
    path = config.parent / name
    before = path.stat().st_mode
    path.chmod(mode)
    done = ordinary(*(word.format(config.parent) for word in words))
    path.chmod(before)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 2, "one fact and one next step"


def test_what_can_only_be_read_is_read(ordinary: Run, config: Path) -> None:
    config.parent.chmod(0o500)
    done = [ordinary("facts", "acme"), ordinary("verify")]
    config.parent.chmod(0o700)
    assert [one.returncode for one in done] == [0, 0]


def test_a_directory_of_mbox_files_that_may_not_be_read_once_is_missing_for_no_longer(
    ordinary: Run, config: Path
) -> None:
    """It is no folder itself: each file in it is one."""
    below = config.parent / "mail" / "Clients.sbd"
    below.mkdir()
    shutil.copy(next(config.parent.glob("mail/*.mbox")), below / "Acme")
    below.chmod(0)
    refused = ordinary("pull")
    below.chmod(0o700)
    assert refused.returncode == 3
    assert "Clients/: cannot be listed: Permission denied" in refused.stderr
    allowed = ordinary("pull")
    assert allowed.returncode == 0, allowed.stdout
    assert "Clients/Acme" in allowed.stdout
    assert "not complete" not in allowed.stdout


def test_what_was_never_read_and_is_gone_stays_missing_until_a_person_says_so(ordinary: Run, config: Path) -> None:
    below = config.parent / "mail" / "Clients"
    below.mkdir(mode=0)
    assert ordinary("pull").returncode == 3
    below.rmdir()
    assert ordinary("pull").returncode == 3
    told = " ".join(ordinary("coverage", "acme").stdout.split())
    assert "Clients/ was not searched completely: missing since the last pull." in told
    said = re.search(r"harvester (?:--config \S+ )?(mark folder mail Clients/ gone) --reason TEXT", told)
    assert said, told
    assert ordinary(*said[1].split(), "--reason", "It was empty.", "--by", "Ann North").returncode == 0
    assert ordinary("pull").returncode == 0
