"""Ball-in-court by small timelines: a test's docstring is its input (R, A5, B, S2)."""

from dataclasses import replace
from typing import Any

import pytest

from harvester.model.gaps import Gap
from harvester.model.mail import MessageClass
from harvester.model.matter import Side
from tests.pipeline.timelines import Timeline, parsed


@pytest.fixture
def timeline(request: pytest.FixtureRequest) -> Timeline:
    """The timeline in the docstring of the test."""
    return parsed(request.function.__doc__)


def brief(gap: Gap) -> tuple[Any, ...]:
    return gap.owed_by.value, gap.status, round(gap.calendar_hours, 2), round(gap.business_hours, 2), len(gap.chasers)


def test_a_reminder_is_counted_and_never_moves_the_start(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-04 10:00  us      A reminder: could you approve it?
    2026-03-06 10:00  us      A last reminder: could you approve it?
    2026-03-09 10:00  client  Approved. (no)
    """
    (gap,) = timeline.measured().gaps
    assert brief(gap) == ("client", "answered", 168.0, 40.0, 2)
    assert gap.since_last_ask_hours == 72.0
    assert gap.business_days == 5


# R11b:
def test_exactly_four_hours_later_is_a_reminder(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-02 14:00  us      Could you approve it?
    2026-03-02 15:00  client  Approved. (no)
    """
    assert brief(timeline.measured().gaps[0])[-1] == 1


def test_the_distance_of_a_reminder_counts_from_the_mail_before_it(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-02 12:00  us      Could you approve it?
    2026-03-02 14:00  us      Could you approve it?
    2026-03-02 15:00  client  Approved. (no)
    """
    gap = timeline.measured().gaps[0]
    assert (len(gap.chasers), len(gap.continuations)) == (0, 2)


def test_thanks_opens_nothing_and_inside_a_gap_asks_for_a_look(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-03 10:00  us      Never mind, solved. (no)
    2026-03-05 10:00  client  Fine. (no)
    2026-03-06 10:00  us      Thanks! (no)
    """
    (gap,) = timeline.measured().gaps
    assert brief(gap) == ("client", "answered", 72.0, 24.0, 0)
    assert (gap.claim, gap.reasons) == ("review", ("ask_released",))


# R37:
def test_two_questions_of_the_client_are_one_debt_of_ours(timeline: Timeline) -> None:
    """
    2026-03-30 10:00  client  When does the draft come?
    2026-03-30 15:00  client  Could you tell us?
    as of 2026-03-31 12:00
    """
    assert [brief(gap) for gap in timeline.measured().gaps] == [("us", "open", 26.0, 10.0, 1)]


# R16, R39:
def test_a_mail_to_us_in_copy_only_is_no_debt_of_ours_and_ends_theirs(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-03 10:00  client  Could you look at this? (cc)
    """
    (gap,) = timeline.measured().gaps
    assert brief(gap) == ("client", "answered", 24.0, 8.0, 0)


def test_our_mail_in_copy_only_ends_our_debt_and_is_no_reminder(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  client  When does the draft come?
    2026-03-03 10:00  us      It comes on Friday, can everybody read it? (cc)
    2026-03-04 10:00  us      Could you approve the draft?
    2026-03-06 10:00  us      Could everybody approve? (cc)
    """
    ours, theirs = timeline.measured().gaps
    assert brief(ours) == ("us", "answered", 24.0, 8.0, 0)
    assert not theirs.chasers


def test_the_person_who_was_asked_is_followed_on_beside_the_colleague_who_answered(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-02 15:00  carol   Bob is travelling; approved from our side. (no)
    2026-03-04 12:00  client  Approved. (no)
    """
    measured = timeline.measured()
    (gap,) = measured.gaps
    assert brief(gap) == ("client", "answered", 5.0, 5.0, 0)
    assert gap.flags == ("other_personnel",)
    (contact,) = measured.contacts
    assert (contact.contact, contact.calendar_hours, contact.business_hours) == ("bob@client.com", 50.0, 18.0)
    assert contact.claim == "review"


def test_what_preceded_the_first_question_is_listed_and_does_not_count(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Here is the final design as agreed. (unknown)
    2026-03-03 10:00  client  Ein Hinweis. (other, no)
    2026-03-04 10:00  us      Could you approve the draft?
    2026-03-06 10:00  client  Approved. (no)
    """
    (gap,) = [gap for gap in timeline.measured().gaps if gap.owed_by is Side.CLIENT]
    assert brief(gap) == ("client", "answered", 48.0, 16.0, 0)
    assert gap.flags == ()
    assert [earlier.kind for earlier in gap.preceding] == ["opener"]


# T4:
def test_a_client_mail_under_way_when_we_asked_closes_on_arrival(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-02 09:00  client  Here is the approval. (no, arrived 2026-03-02 12:00)
    """
    (gap,) = timeline.measured().gaps
    assert brief(gap) == ("client", "answered", 2.0, 2.0, 0)
    assert gap.reasons == ("time_conflict",)


# R35:
def test_a_client_mail_received_before_the_question_is_no_answer(timeline: Timeline) -> None:
    """
    2026-03-02 09:58  client  Here are the texts. (no)
    2026-03-02 10:00  us      Could you approve the draft?
    as of 2026-03-02 12:00
    """
    assert [gap.status for gap in timeline.measured().gaps] == ["open"]


# R22, A6:
def test_a_third_party_never_answers_and_asks_for_a_look(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-03 10:00  third   They approve. (no)
    as of 2026-03-04 10:00
    """
    (gap,) = timeline.measured().gaps
    assert (gap.status, gap.reasons) == ("open", ("third_party_reply",))


# R26:
def test_what_happens_later_than_the_analysis_is_not_seen(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-04 10:00  client  Approved. (no)
    as of 2026-03-03 10:00
    """
    assert brief(timeline.measured().gaps[0]) == ("client", "open", 24.0, 8.0, 0)


def test_a_question_asked_during_an_attended_call_is_settled_by_it(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  call    attended
    2026-03-02 10:10  us      Could you approve the draft?
    as of 2026-03-04 10:00
    """
    (gap,) = timeline.measured().gaps
    assert (gap.status, gap.calendar_hours) == ("closed_by_call", 0.0)


# R20, R20b:
def test_calls_not_taken_are_attempts_and_a_call_from_the_client_asks_for_a_look(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-03 10:00  call    missed
    2026-03-03 11:00  call    voicemail
    2026-03-04 10:00  call    missed (in)
    2026-03-05 10:00  call    unknown
    as of 2026-03-06 10:00
    """
    (gap,) = timeline.measured().gaps
    assert (gap.status, len(gap.attempts)) == ("open", 2)
    assert gap.reasons == ("other_contact", "possible_call")


def test_the_shadows_of_a_gap_that_is_ours_fall_the_same_way(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  client  When does the draft come?
    2026-03-03 10:00  call    missed (in)
    2026-03-04 10:00  us      Something else. (other, no)
    2026-03-05 10:00  us      On Friday. (no)
    """
    (gap,) = timeline.measured().gaps
    assert brief(gap) == ("us", "answered", 72.0, 24.0, 0)
    assert (len(gap.attempts), gap.reasons) == (1, ("other_contact",))


def test_a_call_at_the_instant_of_the_analysis_still_counts(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-03 10:00  call    attended
    as of 2026-03-03 10:00
    """
    (gap,) = timeline.measured().gaps
    assert (gap.status, gap.calendar_hours, "R19" in gap.rules) == ("closed_by_call", 24.0, True)


def test_a_mail_that_arrives_at_the_instant_of_the_analysis_still_closes(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-02 09:00  client  Here is the approval. (no, arrived 2026-03-02 12:00)
    as of 2026-03-02 12:00
    """
    assert [gap.status for gap in timeline.measured().gaps] == ["answered"]


def test_at_one_instant_the_clients_mail_comes_before_a_call_and_ours_after_it(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-03 10:00  client  Approved. (no)
    2026-03-03 10:00  call    attended
    2026-03-04 10:00  us      Could you approve the texts?
    2026-03-05 10:00  call    attended
    2026-03-05 10:00  us      Something new: could you approve the fonts?
    as of 2026-03-06 10:00
    """
    measured = [(gap.status, gap.calendar_hours, len(gap.chasers)) for gap in timeline.measured().gaps]
    assert measured == [("answered", 24.0, 0), ("closed_by_call", 24.0, 0), ("closed_by_call", 0.0, 0)]


def test_a_mail_under_way_that_arrives_as_we_ask_answers_at_once(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-02 09:00  client  Here is the approval. (no, arrived 2026-03-02 10:00)
    """
    assert [(gap.status, gap.calendar_hours) for gap in timeline.measured().gaps] == [("answered", 0.0)]


# T5, R25:
def test_a_client_mail_of_the_very_instant_of_the_question_is_no_answer_whenever_it_arrives(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-02 10:00  client  Here are the texts. (no, arrived 2026-03-02 12:00)
    """
    assert [gap.status for gap in timeline.measured().gaps] == ["open"]


def test_a_client_mail_long_under_way_that_answers_nothing_opens_our_debt_only(timeline: Timeline) -> None:
    """
    2026-03-02 09:00  client  When does the draft come? (arrived 2026-03-02 12:00)
    as of 2026-03-03 09:00
    """
    assert [brief(gap)[:3] for gap in timeline.measured().gaps] == [("us", "open", 24.0)]


def test_a_mail_under_way_that_answers_and_asks_does_both_on_arrival(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-02 09:00  client  Fine. When does the next one come? (arrived 2026-03-02 12:00)
    2026-03-02 10:30  us      A word more. (no)
    as of 2026-03-02 14:00
    """
    gaps = [(g.owed_by.value, g.status, g.calendar_hours) for g in timeline.measured().gaps]
    assert gaps[-2:] == [("client", "answered", 2.0), ("us", "open", 2.0)]
    assert len({gap.gap_id for gap in timeline.measured().gaps}) == len(gaps) == 3


@pytest.mark.parametrize(
    ("who", "expects", "rules"),
    [("us", "yes", {"R1", "X5"}), ("us", "unknown", {"R1", "R31"}), ("client", "yes", {"R24", "X5"}),
     ("client", "unknown", {"R24", "R31"})],
)  # fmt: skip
def test_every_gap_names_the_rules_that_decided(who: str, expects: str, rules: set[str]) -> None:
    (gap,) = parsed(f"2026-03-02 10:00  {who}  Words. ({expects})").measured().gaps
    assert set(gap.rules) == rules | {"R9", "B1"}


def test_an_answer_of_ours_that_reached_nobody_leaves_our_debt_open() -> None:
    plain = parsed("2026-03-02 10:00  client  When?\n2026-03-03 10:00  us  On Friday. (no)\nas of 2026-03-04 10:00")
    assert [gap.status for gap in plain.measured().gaps] == ["answered"]
    plain.turns[1] = replace(plain.turns[1], failed=("bob@client.com",))
    assert [gap.status for gap in plain.measured().gaps] == ["open"]


def test_a_call_from_within_which_we_ask_names_its_rule(timeline: Timeline) -> None:
    """
    2026-03-02 10:00  call    attended
    2026-03-02 10:30  us      Could you approve the draft?
    2026-03-02 11:00  us      Could you approve the texts? (other)
    as of 2026-03-04 10:00
    """
    inside, after = timeline.measured().gaps
    assert (inside.status, "R19" in inside.rules) == ("closed_by_call", True)
    assert after.status == "open"


@pytest.mark.parametrize(
    ("author", "thread", "flags"),
    [("carol@client.com", "T", ("auto_reply",)), ("bob@client.com", "other", ("auto_reply",)),
     ("carol@client.com", "other", ()), ("me@agency.com", "T", ())],
)  # fmt: skip
def test_an_absence_notice_counts_in_its_thread_or_of_a_person_who_was_asked(
    author: str, thread: str, flags: tuple[str, ...]
) -> None:
    plain = parsed("2026-03-02 10:00  us  Could you?\n2026-03-02 10:01  client  Away. (no)\nas of 2026-03-03 10:00")
    side = Side.US if author == "me@agency.com" else Side.CLIENT
    away = replace(plain.turns[1], author=author, thread=thread, side=side, kind=MessageClass.AUTO_REPLY)
    plain.turns[1] = away
    assert [gap.flags for gap in plain.measured().gaps] == [flags]


@pytest.mark.parametrize(("who", "reasons"), [("us", ("ask_released",)), ("third", ("third_party_reply",))])
def test_only_the_side_that_asked_can_release_the_question(who: str, reasons: tuple[str, ...]) -> None:
    plain = parsed(f"2026-03-02 10:00  us  Could you?\n2026-03-03 10:00  {who}  Settled. (unknown)")
    plain.turns[1] = replace(plain.turns[1], releases=True)
    assert [gap.reasons for gap in plain.measured().gaps] == [reasons]


def test_an_answer_in_copy_is_told_of_an_answer_and_not_of_a_question() -> None:
    plain = parsed("2026-03-02 10:00  client  When?\n2026-03-03 10:00  us  Friday. (no)")
    plain.turns[0] = replace(plain.turns[0], flags=("forward", "empty_body", "cc_only_reply", "via_list"))
    assert [gap.flags for gap in plain.measured().gaps] == [()]
