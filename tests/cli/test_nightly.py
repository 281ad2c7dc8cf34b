"""`nightly`, `flags`, `status` on the sample matter, as a person and a script see them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Harvester
from tests.published import document
from tests.servers.pages import Page, running

CONFIG = ("--config", "harvester-demo/config.toml")


@pytest.fixture
def demo(harvester: Harvester) -> Harvester:
    assert harvester("demo").code == 0
    return harvester


def test_a_night_tells_what_is_new_once_and_repeats_nothing(demo: Harvester) -> None:
    first = demo(*CONFIG, "nightly")
    assert first.code == 10, first.err
    assert "\nNew\n" in first.out
    assert "On our own side, still to be answered" in first.out
    assert first.out.index("On our own side") < first.out.index("\nNew\n")
    assert max(map(len, first.out.splitlines())) <= 80
    unsure = first.out.partition("\nCould not be judged\n")[2]
    for verb in ("gaps", "obligations"):
        assert f"To look: harvester {' '.join(CONFIG)} {verb} acme" in unsure
    again = demo(*CONFIG, "nightly", "--quiet")
    assert (again.code, again.out) == (10, "")


def test_flags_and_status_change_nothing_and_agree_with_the_night(demo: Harvester) -> None:
    told = document(demo(*CONFIG, "flags", "--json").out, "flags")
    (client,) = told["clients"]
    assert (client["client"], client["client_name"], client["as_of"]) == ("acme", "Acme Ltd", "2026-05-04T08:00:00Z")
    assert client["coverage"] == document(demo(*CONFIG, "coverage", "acme", "--json").out, "coverage")["coverage"]
    before = told["flags"]
    assert {flag["state"] for flag in before} == {"new", "suppressed"}
    night = document(demo(*CONFIG, "nightly", "--json").out, "nightly")
    assert [flag["about"] for flag in night["flags"]] == [flag["about"] for flag in before]
    after = document(demo(*CONFIG, "flags", "acme", "--json").out, "flags")["flags"]
    assert {flag["state"] for flag in after} == {"standing", "suppressed"}
    status = document(demo(*CONFIG, "status", "--json").out, "status")
    assert [source["source"] for source in status["sources"]] == ["mail", "calendar", "calls"]
    assert len(status["flags"]) == len(after)
    shown = demo(*CONFIG, "status").out
    assert "acme: " in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert len(shown.splitlines()) < 24, "one screen"
    for verb in ("schedule install", "flags"):
        assert f"`harvester {' '.join(CONFIG)} {verb}" in " ".join(shown.split())


def test_dates_of_our_own_flag_no_client(demo: Harvester) -> None:
    """Exit code 10 speaks of clients."""
    night = document(demo(*CONFIG, "nightly", "--json").out, "nightly")
    ours = [flag for flag in night["flags"] if flag["ours"]]
    assert ours
    assert all(" our " in flag["detail"] for flag in ours)
    assert night["flagged"] is any(
        not flag["ours"] and flag["state"] in ("new", "standing") for flag in night["flags"] if flag["client"]
    )


def test_every_flag_names_originals_that_the_store_holds(demo: Harvester) -> None:
    flags = document(demo(*CONFIG, "flags", "--json").out, "flags")["flags"]
    facts = json.loads(demo(*CONFIG, "facts", "acme", "--json").out)["facts"]
    held = {one["sha256"] for fact in facts for one in fact["evidence"]}
    named = [set(flag["evidence"]) for flag in flags if flag["rule"] == "unanswered"]
    assert named
    assert all(each and each <= held for each in named)


def test_a_flag_that_is_set_aside_is_not_told(demo: Harvester) -> None:
    words = ("mark", "flag", "acme", "unanswered", "--until", "2099-01-01T09:00:00+01:00")
    marked = demo(*CONFIG, *words, "--by", "Ann North", "--reason", "I called Bob.")
    assert marked.code == 0, marked.err
    flags = document(demo(*CONFIG, "flags", "--json").out, "flags")["flags"]
    unanswered = [flag for flag in flags if flag["rule"] == "unanswered"]
    assert {flag["state"] for flag in unanswered} == {"suppressed"}
    assert all("set aside by Ann North" in flag["held_back"][-1] for flag in unanswered)


def test_a_monitor_is_told_start_and_end_and_its_failure_fails_nothing(
    demo: Harvester, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as web:
        for path in ("/uuid/start", "/uuid/0"):
            web.pages[path] = Page(body=b"OK")
        monkeypatch.setenv("PING_URL", f"{web.url}/uuid")
        with Path("harvester-demo/config.toml").open("a") as file:
            file.write('\n[notify]\nping = "env:PING_URL"\n')
        assert demo(*CONFIG, "nightly").code == 10
        assert [path for _, path, _ in web.asked] == ["/uuid/start", "/uuid/0"]
    down = demo(*CONFIG, "nightly")
    assert down.code == 10
    assert "did not answer; the run goes on" in down.err


def test_a_second_run_at_the_same_time_is_told_who_holds_the_store(demo: Harvester) -> None:
    """F21: by an exit code of its own."""
    from harvester.store import open_store

    with open_store("sqlite:///evidence.db", Path("harvester-demo")).writer("another night"):
        refused = demo(*CONFIG, "nightly")
    assert refused.code == 7
    assert "another night" in refused.err
