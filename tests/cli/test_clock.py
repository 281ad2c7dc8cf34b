"""The clock and the zone of this machine never change a fact (F23), and poison among good mail stops nothing (F28)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from tests import invariants
from tests.cli.mailboxes import received, sent
from tests.servers.dovecot import PASSWORD, Dovecot, DovecotMailbox
from tests.servers.proxy import proxied
from tests.test_workers import BOMBS, KILLERS

pytestmark = pytest.mark.slow


def facts(config: Path, *prefix: str, **environment: str) -> dict[str, Any]:
    command = [*prefix, sys.executable, "-m", "harvester", "--config", str(config), "gaps", "acme", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


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


CLOCKS = {
    "right": ("2026-03-21T10:00:00", "", "UTC"),
    "ten days behind": ("2026-03-11T10:00:00", "", "Europe/Berlin"),
    "ten years ahead": ("2036-03-21T10:00:00", "", "UTC"),
    "back by a day during the pull": ("2026-03-21T10:00:00", "2026-03-20T10:00:00", "Pacific/Kiritimati"),
    "back by a year during the pull": ("2026-03-21T10:00:00", "2025-03-21T10:00:00", "UTC"),
    "ahead by a year during the pull": ("2026-03-21T10:00:00", "2027-03-21T10:00:00", "America/St_Johns"),
    "to summer time during the pull": ("2026-03-29T01:59:58", "2026-03-29T03:00:01", "Europe/Berlin"),
    "from summer time during the pull": ("2026-10-25T02:59:58", "2026-10-25T02:00:01", "Europe/Berlin"),
}
"""What a clock on the wall says when a pull begins, what when the server has greeted ("": it goes on), and the zone."""

TIMES = ("gap_id", "subject", "status", "started_at", "ended_at", "calendar_hours", "business_hours")


class Machine:
    """This one, with a clock of its own that can be set while a program runs."""

    def __init__(self, folder: Path, user: str, zone: str) -> None:
        folder.mkdir()
        self.folder, self.config, self._clock = folder, folder / "config.toml", folder / "clock"
        self._user = user
        (library,) = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
        self._environment = os.environ | {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "HARVESTER_PASSWORD": PASSWORD,
            "TZ": zone,
        }

    def connect(self, port: int) -> None:
        self.config.write_text(
            '[us]\nname = "Studio North"\naddresses = ["me@studionorth.example"]\n'
            f'[store]\nurl = "sqlite:///evidence.db"\n[sources.mail]\nkind = "imap"\nhost = "localhost"\n'
            f'port = {port}\ntls = "none"\nuser = "{self._user}"\npassword = "env:HARVESTER_PASSWORD"\n'
            '[clients.acme]\nname = "Acme Ltd"\ndomains = ["acme.example"]\n'
        )
        self.config.chmod(0o600)

    def set(self, at: datetime) -> None:
        new = self.folder / "clock.new"
        new.write_text(f"@{at:%Y-%m-%d %H:%M:%S}\n")  # in the zone of the machine
        new.replace(self._clock)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "harvester", "--config", str(self.config), *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=self._environment)


@pytest.fixture(scope="module")
def box(dovecot: Dovecot) -> DovecotMailbox:
    """Mail that arrived when it was sent."""
    box = dovecot.mailbox()
    for folder, mails in (("INBOX", received()), ("Verschickt", sent())):
        for mail in mails:
            at = parsedate_to_datetime(str(mail["Date"]))
            box.add(folder, [mail.as_bytes()], int(at.timestamp()))
    return box


def gaps_beside(clock: str, box: DovecotMailbox, folder: Path) -> dict[str, Any]:
    """What is told of the gaps after a pull beside a clock of this kind, and after a second one that brings nothing."""
    begins, then, zone = CLOCKS[clock]
    machine = Machine(folder, box.user, zone)
    machine.set(datetime.fromisoformat(begins))
    after = datetime.fromisoformat(then or begins)
    with proxied(box.server.plain_port, meanwhile=lambda: machine.set(after)) as proxy:
        machine.connect(proxy.port)
        pulled = machine.run("pull")
        assert pulled.returncode == 0, pulled.stderr
        again = machine.run("pull")
        assert again.returncode == 0, again.stderr
        assert "0 new originals" in again.stdout
    store = folder / "evidence.db"
    assert invariants.problems(store) == []
    assert invariants.unaccounted(store, box.listing(), [b"acme.example"]) == []
    told = machine.run("gaps", "acme", "--json", "--as-of", "2026-03-10T08:00:00Z")
    assert told.returncode == 0, told.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    del found["coverage"]  # how far was searched is told by the clock that was used
    return found


@pytest.fixture(scope="module")
def told(box: DovecotMailbox, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """With a clock that is right."""
    found = gaps_beside("right", box, tmp_path_factory.mktemp("right") / "matter")
    assert sorted(gap["status"] for gap in found["gaps"]) == ["answered", "open", "open"]
    return found


@pytest.mark.parametrize("clock", [name for name in CLOCKS if name != "right"])
def test_a_clock_that_is_wrong_or_set_during_a_pull_changes_no_time(
    clock: str, box: DovecotMailbox, told: dict[str, Any], tmp_path: Path
) -> None:
    """F23: what was asked and answered when is the same, whatever the clock and the zone of this machine say."""
    found = gaps_beside(clock, box, tmp_path / "matter")
    assert [[gap[name] for name in TIMES] for gap in found["gaps"]] == [
        [gap[name] for name in TIMES] for gap in told["gaps"]
    ]
    if clock == "back by a year during the pull":  # by that clock nobody has searched so far: nothing is claimed
        assert {gap["claim"] for gap in found["gaps"]} <= {"review"}
    else:
        assert found == told


def test_what_is_told_as_of_a_clock_that_is_behind_says_so(box: DovecotMailbox, tmp_path: Path) -> None:
    """F23: “as of” is the clock that was used, and mail that is newer is told, in the terminal and on the page."""
    machine = Machine(tmp_path / "matter", box.user, "UTC")
    machine.set(datetime(2026, 3, 3, 10))  # noqa: DTZ001 (in the zone of the machine)
    machine.connect(box.server.plain_port)
    assert machine.run("pull").returncode == 0
    gaps = machine.run("gaps", "acme")
    assert "As of Tue 3 Mar 2026, 10:00" in " ".join(gaps.stdout.split())
    assert "later time are held and not counted" in " ".join(gaps.stdout.split())
    page = machine.run("report", "acme", "--out", str(tmp_path / "report"))
    assert page.returncode == 0, page.stderr
    assert "later time are held and not counted" in (tmp_path / "report" / "facts.html").read_text()


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
