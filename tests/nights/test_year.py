"""Sixty nights with everything that goes wrong in a year; `python -m benchmarks.year` runs 365 of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from harvester.model.night import FlagState
from tests.nights.year import beginning, of_client, repeated


@pytest.mark.long
def test_nights_find_and_tell_what_the_whole_gives_at_once(tmp_path: Path) -> None:
    with beginning(tmp_path, 60) as year:
        for number, watched in year.nights():
            assert not watched.errors
            assert all(client.changed == () for client in watched.night.clients), "a closed gap reads otherwise"
            if year.faults.blind(number):
                raised = [flag for flag in of_client(watched.night.flags) if flag.state is FlagState.NEW]
                assert {flag.key.rule for flag in raised} <= {"deadline"}, "only what needs no search"
        for number, flags in year.at_once():
            # a date of ours that came near in the dark was told then
            beside = "deadline" if year.faults.blind(number - 1) else ""
            assert of_client(year.watched[number].night.flags, beside) == of_client(flags, beside), number
        assert repeated(year.told) == []
        assert year.returned, "a digest came back"
        held = {why for night in year.watched for flag in night.night.flags for why in flag.held_back}
        assert not [why for why in held if "deliver" in why], "it is no mail to the client that came back"
        assert len(year.post.taken) == sum(bool(told) for told in year.told)
        kinds = Counter((flag.key.rule, flag.state.value) for told in year.told for flag in told)
        assert min(kinds[rule, state] for rule in ("unanswered", "deadline") for state in ("new", "cleared")) > 0
        assert kinds["source", "new"] == kinds["source", "cleared"] == 2, "the outage, and the refused sign-in"
