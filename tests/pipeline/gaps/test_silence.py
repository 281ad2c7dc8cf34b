"""The silence clock: from our question to the client's next human act, all conversations together (S2, S3, R20)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.pipeline.timelines import Timeline, parsed

ASKED = "2026-03-02 10:00  us  Could you approve the draft?\nas of 2026-03-04 10:00\n"


def brief(timeline: Timeline) -> list[tuple[float, bool, tuple[str, ...]]]:
    return [(row.calendar_hours, row.ended_at is not None, row.held_back_by) for row in timeline.silences()]


def test_mail_in_another_conversation_ends_it_and_the_next_question_begins_it_anew() -> None:
    found = brief(
        parsed("""
        2026-03-02 10:00  us      Could you approve the draft?
        2026-03-02 12:00  us      Could you approve it?
        2026-03-03 10:00  client  Something else. (other, no)
        2026-03-04 10:00  us      And the draft, could you approve it?
        as of 2026-03-05 10:00
        """)
    )
    assert found == [(24.0, True, ()), (24.0, False, ())]  # S2, R21


def test_what_follows_a_question_within_hours_begins_no_silence_of_its_own() -> None:
    """S2: an opener or a reminder begins it; “and one more thing” in the same thread does neither."""
    found = brief(
        parsed("""
        2026-03-02 10:00  us      Could you approve the draft?
        2026-03-02 10:30  client  Something else. (other, no)
        2026-03-02 11:00  us      And could you send the logo?
        2026-03-04 11:00  us      Could you approve it, please?
        as of 2026-03-05 10:00
        """)
    )
    assert found == [(0.5, True, ()), (23.0, False, ())]


def test_what_is_asked_during_a_call_is_not_asked_into_silence() -> None:
    """R19: the call that closes it goes on for half an hour."""
    (row,) = parsed("""
        2026-03-02 10:00  call    attended
        2026-03-02 10:10  us      Could you approve the draft?
        as of 2026-03-05 10:00
        """).silences()
    assert row.calendar_hours == pytest.approx(1 / 3)
    assert row.ended_by == "c0"


def test_a_question_of_the_very_instant_of_an_act_is_not_held_against_the_client() -> None:
    found = brief(
        parsed("""
        2026-03-02 10:00  us      Could you approve the draft?
        2026-03-03 10:00  client  Something else. (other, no)
        2026-03-03 10:00  us      And the draft?
        as of 2026-03-05 10:00
        """)
    )
    assert found == [(24.0, True, ())]  # P1


@pytest.mark.parametrize(
    ("call", "lasted"),
    [("attended", 24.0), ("missed (in)", 24.0), ("voicemail (in)", 24.0), ("cancelled_by_client", 24.0),
     ("missed", 48.0), ("unknown (in)", 48.0), ("no_show_by_client (in)", 48.0)],
)  # fmt: skip
def test_what_the_client_did_by_telephone_ends_it_and_what_we_tried_does_not(call: str, lasted: float) -> None:
    (row,) = parsed(f"{ASKED}2026-03-03 10:00  call  {call}").silences()
    assert row.calendar_hours == lasted  # R20


def test_a_call_without_anybody_of_the_client_is_no_act() -> None:
    timeline = parsed(f"{ASKED}2026-03-03 10:00  call  attended")
    timeline.calls[0] = replace(timeline.calls[0], people=())
    assert brief(timeline) == [(48.0, False, ())]  # M1


def test_a_call_of_unknown_outcome_holds_it_back_unless_everybody_declined() -> None:
    timeline = parsed(f"{ASKED}2026-03-03 10:00  call  unknown")
    assert brief(timeline) == [(48.0, False, ("possible_call",))]  # R20b
    timeline.calls[0] = replace(timeline.calls[0], declined_by_all=True)
    assert brief(timeline) == [(48.0, False, ())]


@pytest.mark.parametrize(
    ("line", "held_back"),
    [("2026-03-03 10:00  third  They approve. (no)", ("third_party_reply",)),
     ("2026-03-03 10:00  third  They approve. (other, no)", ()), ("2026-03-02 09:00  third  They approve. (no)", ())],
)  # fmt: skip
def test_a_third_person_holds_it_back_in_a_conversation_that_we_wrote_in(line: str, held_back: tuple[str, ...]) -> None:
    assert brief(parsed(f"{ASKED}{line}")) == [(48.0, False, held_back)]  # S3


@pytest.mark.parametrize("when", ["2026-03-02 10:00", "2026-03-04 10:00"])
def test_a_call_of_unknown_outcome_at_either_end_counts(when: str) -> None:
    assert brief(parsed(f"{ASKED}{when}  call  unknown")) == [(48.0, False, ("possible_call",))]  # R20b


def test_only_a_clear_question_of_ours_begins_it() -> None:
    told = "2026-03-02 10:00  us  Here is the draft. (unknown)\n2026-03-02 11:00  client  When does the next come?"
    assert brief(parsed(told)) == []  # S2


def test_an_act_at_the_instant_of_the_analysis_ends_it() -> None:
    assert brief(parsed(f"{ASKED}2026-03-04 10:00  client  Fine. (no)")) == [(48.0, True, ())]  # R26
