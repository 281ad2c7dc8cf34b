"""A sign-in that will end is told before a night cannot look."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.config import load
from harvester.secrets import Place, keep_token
from harvester.troubles import sign_ins

CONFIG = """
[us]
addresses = ["me@studionorth.example"]
timezone = "Europe/Berlin"
[sources.calendar]
kind = "google_calendar"
client_secrets = "file:client.json"
[clients.acme]
domains = ["acme.example"]
"""
ENDS = datetime(2026, 3, 9, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "words"),
    [(timedelta(days=6), ""), (timedelta(days=3), "ends on Mon 9 Mar 2026, 11:00 CET"),
     (-timedelta(hours=1), "ended on Mon 9 Mar 2026, 11:00 CET")],
    ids=["new", "three days left", "over"],
)  # fmt: skip
def test_a_sign_in_that_ends_is_told_three_days_before(tmp_path: Path, before: timedelta, words: str) -> None:
    (tmp_path / "config.toml").write_text(CONFIG)
    keep_token("calendar", json.dumps({"expires_at": ENDS.isoformat()}), Place(folder=tmp_path, environment={}))
    config = load(tmp_path / "config.toml")
    found = list(sign_ins(config, {}, ENDS - before))
    assert bool(found) is bool(words)
    for one in found:
        assert words in one.detail
        assert "run `harvester auth calendar` once more" in one.detail
        assert (one.key.client, one.key.about) == ("", "calendar")


def test_a_sign_in_that_is_not_known_to_end_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG)
    config = load(tmp_path / "config.toml")
    assert list(sign_ins(config, {}, ENDS)) == [], "nobody signed in: trying the source says so"
    keep_token("calendar", json.dumps({"expires_at": None}), Place(folder=tmp_path, environment={}))
    assert list(sign_ins(config, {}, ENDS)) == []
