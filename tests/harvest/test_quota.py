"""An hour without quota at Google, on a clock that only the program's own pauses move: nothing is lost or doubled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from connectors.web import Limits
from harvester import workflow
from harvester.cli import exits
from harvester.config import Config, load
from harvester.secrets import Place, keep_token
from harvester.store import open_store
from tests.cli.conftest import Harvester, harvester
from tests.servers.google import Google, running
from tests.servers.google_calendar import event
from tests.servers.google_replies import Reply, refusal

__all__ = ["harvester"]

EVENTS = 9
CONFIG = """
[us]
addresses = ["me@studionorth.example"]
[sources.calendar]
kind = "google_calendar"
api_endpoint = "{endpoint}"
[clients.acme]
domains = ["acme.example"]
"""


@dataclass
class Clock:
    """Seconds since the storm began; a pause of the program is all that makes them pass."""

    passed: float = 0

    def pause(self, seconds: float) -> None:
        self.passed += seconds


class Storm:
    """From the third page on every request is refused for an hour of that clock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.answered = 0

    def __call__(self) -> Reply | None:
        self.answered += 1
        if self.answered <= 3 or self.clock.passed >= 3600:
            return None
        return refusal(403, "rateLimitExceeded", {"Retry-After": "90"})


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("connectors.google_calendar.Limits", partial(Limits, pause=clock.pause))
    return clock


@pytest.fixture
def google(tmp_path: Path, clock: Clock) -> Iterator[Google]:
    with running() as server:
        server.page_size = 2
        for number in range(EVENTS):
            server.primary.put(event(number))
        server.storm = Storm(clock)
        (tmp_path / "config.toml").write_text(CONFIG.format(endpoint=server.endpoint))
        (tmp_path / "config.toml").chmod(0o600)
        keep_token("calendar", server.kept_token(), Place(folder=tmp_path, environment={}))
        yield server


def held(config: Config) -> list[str]:
    store = open_store(config.store.url, config.folder)
    assert store.verify().problems == ()
    originals = {sha256: json.loads(raw)["id"] for sha256, raw in store.originals()}
    assert len(store.sightings()) == len(originals)
    return sorted(originals[sighting.sha256] for sighting in store.sightings())


def test_an_hour_of_refusals_ends_with_everything_fetched_once(tmp_path: Path, google: Google, clock: Clock) -> None:
    config, pulls = load(tmp_path / "config.toml"), 0
    while pulls < 50:
        now = datetime(2026, 5, 4, 9, tzinfo=UTC) + timedelta(seconds=clock.passed, minutes=pulls)
        pulled = workflow.pull(config, now, workflow.Session(environment={}))["calendar"]
        pulls += 1
        if not pulled.error:
            break
        assert not any(row.complete for row in pulled.rows)
    assert pulls > 5
    assert clock.passed >= 3600
    assert [row.complete for row in pulled.rows] == [True]
    assert held(config) == [f"event{number}" for number in range(EVENTS)]


def test_when_the_tries_are_used_up_the_next_pull_goes_on(
    tmp_path: Path, google: Google, clock: Clock, harvester: Harvester
) -> None:
    done = harvester("--config", tmp_path / "config.toml", "pull")
    assert done.code == 5
    assert "Try again later" in done.err
    assert "Traceback" not in done.err
    assert clock.passed == 4 * 90
    clock.pause(3600)
    assert harvester("--config", tmp_path / "config.toml", "pull").code == exits.DONE
    assert held(load(tmp_path / "config.toml")) == [f"event{number}" for number in range(EVENTS)]
    assert harvester("--config", tmp_path / "config.toml", "pull").code == exits.DONE
    assert len(held(load(tmp_path / "config.toml"))) == EVENTS


def test_a_first_pull_that_reached_nothing_leaves_no_trace_once_one_does(
    tmp_path: Path, google: Google, harvester: Harvester
) -> None:
    google.storm = lambda: refusal(403, "dailyLimitExceeded")
    assert harvester("--config", tmp_path / "config.toml", "pull").code == 5
    google.storm = lambda: None
    done = harvester("--config", tmp_path / "config.toml", "pull")
    assert (done.code, done.err) == (exits.DONE, "")
    config = load(tmp_path / "config.toml")
    assert [row.reason for row in open_store(config.store.url, config.folder).ledger().folders] == [""]
