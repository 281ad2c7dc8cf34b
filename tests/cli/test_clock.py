"""The clock and the zone of this machine never change a fact (F23), and poison among good mail stops nothing (F28)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.test_workers import BOMBS, KILLERS

pytestmark = pytest.mark.slow


def facts(config: Path, *prefix: str, **environment: str) -> dict[str, Any]:
    command = [*prefix, sys.executable, "-m", "harvester", "--config", str(config), "gaps", "acme", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def config(sample_folder: Path, tmp_path: Path) -> Path:
    shutil.copytree(sample_folder, tmp_path / "matter")
    return tmp_path / "matter" / "config.toml"


def test_the_clock_and_the_zone_of_the_host_change_nothing(config: Path) -> None:
    """Ten days back, ten years on, another zone, the hour of a change to summer time: the same bytes."""
    told = facts(config)
    assert told["gaps"]
    for prefix, zone in [
        (("faketime", "-f", "-10d"), "UTC"),
        (("faketime", "-f", "+10y"), "UTC"),
        ((), "Pacific/Kiritimati"),
        (("faketime", "2026-03-29 01:59:58"), "Europe/Berlin"),
    ]:
        assert facts(config, *prefix, TZ=zone) == told, (prefix, zone)


def test_a_clock_that_is_behind_is_told(config: Path) -> None:
    """Neither a declared end of the search nor the last pull can lie in the future."""
    command = ["faketime", "2026-01-10 10:00:00", sys.executable, "-m", "harvester", "--config", str(config)]
    pulled = subprocess.run([*command, "pull"], capture_output=True, text=True, check=False)
    assert pulled.returncode == 2
    assert "lies in the future" in pulled.stderr
    checked = subprocess.run([*command, "check"], capture_output=True, text=True, check=False)
    assert checked.returncode != 0
    assert "clock" in checked.stdout + checked.stderr or "future" in checked.stdout + checked.stderr


def test_poison_in_the_middle_of_a_thousand(tmp_path: Path) -> None:
    """Every byte is stored, the good ones are read, the run ends well and says what it could not read (F28)."""
    bad = [*KILLERS.values(), *BOMBS.values()]
    box = tmp_path / "mail"
    box.mkdir()
    for number in range(1000):
        ours = number % 2
        sender, to = ("me@studionorth.example", "bob.roe@acme.example")[:: 1 if ours else -1]
        (box / f"{number:04}.eml").write_bytes(
            f"From: {sender}\r\nTo: {to}\r\nSubject: Point {number}\r\nMessage-ID: <{number}@x.example>\r\n"
            f"Date: Mon, 2 Mar 2026 {number % 24:02}:{number % 60:02}:00 +0000\r\n\r\nCould you look?\r\n".encode()
        )
    for number, raw in enumerate(bad):
        (box / f"0500-{number}.eml").write_bytes(raw)
    config = tmp_path / "config.toml"
    config.write_text(
        '[us]\nname = "Studio North"\naddresses = ["me@studionorth.example"]\n[store]\nurl = "sqlite:///evidence.db"\n'
        '[sources.mail]\nkind = "eml"\npath = "mail"\ncomplete = true\n'
        '[clients.acme]\nname = "Acme Ltd"\ndomains = ["acme.example"]\n'
    )
    config.chmod(0o600)
    command = [sys.executable, "-m", "harvester", "--config", str(config)]
    pulled = subprocess.run([*command, "pull", "--json"], capture_output=True, text=True, check=False)
    assert pulled.returncode == 0, pulled.stderr
    (source,) = json.loads(pulled.stdout)["sources"]
    assert source["originals"] == 1000 + len(bad)
    found = facts(config)
    assert len(found["gaps"]) > 300
    verified = subprocess.run([*command, "verify"], capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout
