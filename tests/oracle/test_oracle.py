"""Random matters come out as the plain reading of the rules says; where they differ, never against the client."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.model.gaps import Gap
from tests.oracle import court
from tests.oracle.court import ASK_FOR_A_LOOK, Oracle
from tests.oracle.matters import Matter, concluded, random_matter
from tests.oracle.rules import HOUR, business_days, business_hours

SOUND = settings(deadline=None, suppress_health_check=list(HealthCheck))


def differences(made: Matter) -> Iterator[str]:
    """What the program says otherwise than the rules, one line each."""
    oracle, dossier = Oracle(made.mails, made.calls, made.as_of), concluded(made)
    ours = {(gap.owed_by, gap.opener, gap.start): gap for gap in oracle.gaps}
    theirs = {(gap.owed_by.value, gap.opener.message_id or "", gap.started_at): gap for gap in dossier.gaps}
    yield from (f"only the rules give {key}" for key in ours.keys() - theirs.keys())
    yield from (f"only the program gives {key}" for key in theirs.keys() - ours.keys())
    for key in ours.keys() & theirs.keys():
        yield from (f"{key}: {told}" for told in _of_gap(ours[key], theirs[key], made))
    silent = [(row.started_at, row.ended_at or made.as_of) for row in dossier.silences]
    if silent != oracle.silences():
        yield f"silence: the rules give {oracle.silences()}, the program {silent}"


def _of_gap(ruled: court.Gap, gap: Gap, made: Matter) -> Iterator[str]:
    end, week = ruled.end or made.as_of, made.client if ruled.owed_by == "client" else made.us
    lasted = (end - ruled.start) / HOUR, business_hours(week, ruled.start, end)
    wanted = (ruled.status, ruled.level, end, [round(hours, 6) for hours in lasted], ruled.chasers)
    hours, chasers = (gap.calendar_hours, gap.business_hours), [one.message_id for one in gap.chasers]
    told = (gap.status, gap.level, gap.ended_at or made.as_of, [round(each, 6) for each in hours], chasers)
    if wanted != told:
        yield f"the rules give {wanted}, the program {told}"
    if business_days(week, ruled.start, end) != gap.business_days:
        yield f"{gap.business_days} business days"
    if missing := ruled.flags & ASK_FOR_A_LOOK - set(gap.flags):
        yield f"nothing asks for a look at {sorted(missing)}"
    if gap.claim == "firm" and (ruled.level == "B" or ruled.flags & ASK_FOR_A_LOOK):
        yield "it is established"


def held(random: Random) -> None:
    made = random_matter(random)
    assert not list(differences(made)), made


@given(st.randoms(use_true_random=False))
@settings(SOUND, max_examples=80)
def test_a_random_matter_comes_out_as_the_rules_say(random: Random) -> None:
    held(random)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_many_random_matters_come_out_as_the_rules_say(seed: int) -> None:
    for number in range(700):
        held(Random(f"{seed} {number}"))  # noqa: S311  the same matters every time
