"""What `schedule` hands to the system is what the system takes."""

from __future__ import annotations

import json
import os
import plistlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from harvester.schedule import Job, cron, launchd, systemd
from tests.cli.conftest import Harvester, harvester  # noqa: F401 (a fixture)

CONFIG = ("--config", "harvester-demo/config.toml")


def job(folder: Path, at: time = time(3, 30)) -> Job:
    config = folder / 'a "strange" 100% $name' / "config.toml"
    config.parent.mkdir(exist_ok=True)
    config.touch()
    return Job(program=sys.executable, config=config, at=at, writable=(config.parent,), home=folder)


def test_systemd_takes_the_units_whatever_the_paths_hold(tmp_path: Path) -> None:
    files = systemd.files(job(tmp_path))
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    checked = subprocess.run(
        ["systemd-analyze", "--user", "--man=no", "verify", *map(str, files)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stderr
    service = next(text for path, text in files.items() if path.suffix == ".service")
    for line in ("UMask=0077", "ProtectSystem=strict", "SuccessExitStatus=10"):
        assert line in service


@pytest.fixture
def crontab() -> Iterator[None]:
    """The crontab of whoever runs the tests is as before afterwards."""
    before = subprocess.run(["crontab", "-l"], capture_output=True, text=True)
    subprocess.run(["crontab", "-"], input="# mine\n5 4 * * * true\n", text=True, check=True)
    yield
    if before.returncode:
        subprocess.run(["crontab", "-r"], check=True)
    else:
        subprocess.run(["crontab", "-"], input=before.stdout, text=True, check=True)


def listed() -> str:
    return subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=True).stdout


@pytest.mark.usefixtures("crontab")
def test_cron_gets_one_line_a_configuration_and_keeps_the_others(tmp_path: Path) -> None:
    cron.enable(job(tmp_path))
    cron.enable(job(tmp_path, time(4, 15)))
    assert listed().count("harvester-") == 1
    assert "15 4 * * * umask 077; " in listed()
    assert "100\\%" in listed(), "a bare % ends the command of a crontab"
    assert cron.installed(job(tmp_path)) in listed().splitlines()
    cron.disable(job(tmp_path))
    assert listed() == "# mine\n5 4 * * * true\n"
    assert cron.installed(job(tmp_path)) is None


@pytest.mark.usefixtures("crontab")
def test_install_show_and_remove_of_a_person(harvester: Harvester) -> None:  # noqa: F811
    harvester("demo")
    assert "Nothing is installed" in harvester(*CONFIG, "schedule", "show", "--kind", "cron").out
    done = harvester(*CONFIG, "schedule", "install", "--kind", "cron", "--at", "02:05")
    assert done.code == 0, done.err
    assert "every day at 02:05" in done.out
    shown = harvester(*CONFIG, "schedule", "show", "--kind", "cron").out
    assert shown.startswith("5 2 * * *")
    assert shown.count("nightly --quiet") == 1
    coming = datetime.fromisoformat(json.loads(harvester(*CONFIG, "status", "--json").out)["next_night"])
    assert coming.astimezone().strftime("%H:%M") == "02:05"
    assert "Next night" in harvester(*CONFIG, "status").out
    assert "Removed" in harvester(*CONFIG, "schedule", "remove", "--kind", "cron").out
    assert "Nothing is installed" in harvester(*CONFIG, "schedule", "remove", "--kind", "cron").out
    assert json.loads(harvester(*CONFIG, "status", "--json").out)["next_night"] is None


def test_print_changes_nothing_and_shows_every_kind(harvester: Harvester, tmp_path: Path) -> None:  # noqa: F811
    harvester("demo")
    before = sorted(tmp_path.rglob("*"))
    agent = harvester(*CONFIG, "schedule", "install", "--print", "--kind", "launchd").out
    told = plistlib.loads(agent.partition("\n")[2].encode())
    assert told["ProgramArguments"][-2:] == ["nightly", "--quiet"]
    assert told["StartCalendarInterval"] == {"Hour": 3, "Minute": 30}
    assert "[Timer]" in harvester(*CONFIG, "schedule", "install", "--print", "--kind", "systemd").out
    assert harvester(*CONFIG, "schedule", "install", "--print", "--kind", "cron", "--at", "25:00").code == 2
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("kind", [cron, systemd, launchd])
def test_what_is_installed_says_when_it_runs(kind: ModuleType, tmp_path: Path) -> None:
    one = job(tmp_path, time(4, 5))
    texts = kind.files(one).items() or [("", cron.line(one))]
    shown = "\n".join(f"# {path}\n{text}" if path else text for path, text in texts)
    assert kind.time_of(shown) == time(4, 5)


def test_the_next_run_is_today_or_tomorrow_by_the_clock_of_the_machine(tmp_path: Path) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    early, late = (datetime(2026, 3, 28, hour, tzinfo=berlin) for hour in (1, 5))
    assert job(tmp_path).next_run(early) == datetime(2026, 3, 28, 3, 30, tzinfo=berlin)
    assert job(tmp_path).next_run(late) == datetime(2026, 3, 29, 3, 30, tzinfo=berlin)
