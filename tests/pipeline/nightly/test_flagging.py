"""S3: raised once, standing, cleared, suppressed; whatever happens in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model.night import Condition, Flagged, FlagKey, FlagState, Night
from harvester.pipeline.nightly.flagging import Snooze, all_told, flagged, news

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
ASKED = Condition(key=FlagKey("acme", "unanswered", "G-1"), since=START, detail="“Draft”: no reply recorded.")
UNSURE = replace(ASKED, held_back=("search not complete",))
NIGHTS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("ABC"), st.sampled_from(["holds", "held back", "weak"])), st.booleans()
    ),
    max_size=12,
)  # fmt: skip


def night(number: int) -> datetime:
    return START + timedelta(days=number)


def states(flags: tuple[Flagged, ...]) -> list[str]:
    return [flag.state.value for flag in flags]


def test_a_flag_is_new_once_then_stands_and_is_cleared_once() -> None:
    first = flagged([ASKED], (), (), night(0))
    assert states(first) == ["new"]
    second = flagged([ASKED], all_told(first), (), night(1))
    assert states(second) == ["standing"]
    assert second[0].raised_at == night(0)
    assert news(second) == ()
    third = flagged([], second, (), night(2))
    assert states(third) == ["cleared"]
    assert flagged([], all_told(third), (), night(3)) == ()


def test_what_no_digest_told_is_new_until_one_does() -> None:
    first = flagged([ASKED], (), (), night(0))
    assert states(flagged([ASKED], first, (), night(1))) == ["new"]
    assert flagged([], first, (), night(1)) == (), "nobody heard of it, so nothing is cleared"


def test_a_flag_that_stands_and_can_no_longer_be_judged_is_neither_cleared_nor_raised_again() -> None:
    stands = all_told(flagged([ASKED], (), (), night(0)))
    outage = flagged([UNSURE], stands, (), night(1))
    assert states(outage) == ["suppressed"]
    assert outage[0].held_back == ("search not complete",)
    after = flagged([ASKED], all_told(outage), (), night(2))
    assert states(after) == ["standing"]
    assert news(after) == ()


def test_what_is_cleared_after_a_night_that_could_not_look_says_what_was_known_before() -> None:
    stands = all_told(flagged([ASKED], (), (), night(0)))
    blind = flagged([replace(UNSURE, detail="“Draft”: not established.")], stands, (), night(1))
    assert blind[0].detail == "“Draft”: not established."
    cleared = flagged([], all_told(blind), (), night(2))
    assert [(flag.state, flag.detail) for flag in cleared] == [(FlagState.CLEARED, ASKED.detail)]


def test_what_was_only_held_back_is_new_once_it_holds_and_leaves_without_a_word() -> None:
    unsure = flagged([UNSURE], (), (), night(0))
    assert states(unsure) == ["suppressed"]
    assert unsure[0].raised_at is None
    told = all_told(unsure)
    assert states(flagged([ASKED], told, (), night(1))) == ["new"]
    assert flagged([], told, (), night(1)) == ()


def test_a_snoozed_flag_is_quiet_until_its_time_and_then_raised_anew() -> None:
    snooze = Snooze(client="acme", rule="unanswered", until=night(3), words="set aside by Ann North")
    stands = all_told(flagged([ASKED], (), (), night(0)))
    quiet = flagged([ASKED], stands, [snooze], night(1))
    assert states(quiet) == ["suppressed"]
    assert quiet[0].held_back == ("set aside by Ann North",)
    assert news(quiet) == ()
    assert states(flagged([ASKED], quiet, [snooze], night(3))) == ["new"]


def test_what_is_too_little_to_raise_a_flag_keeps_one() -> None:
    weak = replace(ASKED, raises=False)
    assert flagged([weak], (), (), night(0)) == ()
    stands = all_told(flagged([ASKED], (), (), night(0)))
    assert states(flagged([weak], stands, (), night(1))) == ["standing"]


@given(nights=NIGHTS)
def test_every_flag_is_told_once_a_raise_and_cleared_only_if_told(
    nights: list[tuple[dict[str, str], bool]],
) -> None:
    """Whichever digests fail to go out, and however often a night is repeated."""
    kept: tuple[Flagged, ...] = ()
    standing: set[str] = set()
    for number, (holding, sent) in enumerate(nights):
        conditions = [
            Condition(
                key=FlagKey("acme", "unanswered", name),
                since=START,
                detail=name,
                held_back=("unsure",) if how == "held back" else (),
                raises=how != "weak",
            )
            for name, how in holding.items()
        ]
        found = flagged(conditions, kept, (), night(number))
        assert flagged(conditions, found, (), night(number)) == found, "twice in a night changes nothing"
        assert len({flag.key for flag in found}) == len(found)
        if sent:
            new = {flag.key.about for flag in found if flag.state is FlagState.NEW}
            cleared = {flag.key.about for flag in found if flag.state is FlagState.CLEARED}
            assert not new & standing
            assert cleared <= standing
            standing = (standing | new) - cleared
            assert flagged(conditions, all_told(found), (), night(number)) == all_told(found)
        kept = all_told(found) if sent else found
        raised = {flag.key.about for flag in kept if flag.state is FlagState.STANDING}
        assert raised <= {name for name, how in holding.items() if how != "held back"}


@pytest.mark.parametrize("ours", [True, False])
def test_dates_of_our_own_alone_flag_no_client(ours: bool) -> None:
    held = Condition(key=FlagKey("acme", "past_due", "draft"), since=START, detail="It was due.", ours=ours)
    night = Night(at=START, zone="UTC", clients=(), flags=flagged([held], (), (), START))
    assert [flag.state for flag in night.flags] == [FlagState.NEW]
    assert night.flagged is not ours
