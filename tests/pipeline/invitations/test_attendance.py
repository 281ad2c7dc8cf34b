"""Who was in a call by Google's record of it: nobody is guessed, nor absent by a name alone (M2, R19, R20b)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from harvester.model.calls import Call, LoggedCall, Outcome
from harvester.model.conferences import Conference, Participant
from harvester.model.contract import Matcher, Obligation, ObligationType
from harvester.model.dossier import Dossier
from harvester.model.gaps import Gap
from harvester.model.matter import Party, Person, Side
from harvester.pipeline.calls import CallRecords
from harvester.pipeline.contract.meetings import performances
from tests.pipeline.diaries import UID, at, calendar, entry, read_to, records, version
from tests.pipeline.letters import BOB, ENGAGEMENT, ME, established, letter, matter, question

CODE = "abc-mnop-xyz"
LINK = f"X-GOOGLE-MEET:{CODE}"
HELLO = (letter("02-27 10:00", ME, BOB, "Hello", "Here we go."), letter("02-27 11:00", BOB, ME, "Hi", "Good to meet."))
ANN, BOB_ROE = "Ann North", "Bob Roe"
Span = tuple[str, str]
WHOLE = ("03-05 09:58", "03-05 10:31")


def person(name: str, *spans: Span, signed_in: bool = True, phone: bool = False) -> Participant:
    sessions = tuple((at(start), at(end)) for start, end in spans or (WHOLE,))
    return Participant(name=name, signed_in=signed_in and not phone, phone=phone, sessions=sessions)


def call_of(*people: Participant, key: str = "one", ended: bool = True) -> Conference:
    start = min(start for one in people for start, _ in one.sessions)
    end = max((end or start for one in people for _, end in one.sessions), default=start)
    sha256 = f"{key:e<64}"
    return Conference(key=key, code=CODE, start=start, end=end if ended else None, participants=people, sha256=sha256)


def with_meet(*conferences: Conference, lines: tuple[str, ...] = (), bob: str = "ACCEPTED") -> CallRecords:
    return replace(records(version(calendar(entry(LINK, *lines, bob=bob)), "03-06 09:00")), conferences=conferences)


def told(held: CallRecords) -> Dossier:
    return matter(*HELLO, question(), records=held, calendars=read_to("03-26 18:00"))


def the_call(held: CallRecords) -> Call:
    (found,) = told(held).calls
    return found


def the_gap(held: CallRecords) -> Gap:
    (found,) = [gap for gap in told(held).gaps if gap.owed_by is Side.CLIENT and gap.started_at == at("03-02 10:00")]
    return found


def test_both_sides_at_the_same_time_is_attended_by_an_independent_record() -> None:
    held = with_meet(call_of(person(ANN), person("Bob  ROE", ("03-05 10:04", "03-05 10:20"))))
    call = the_call(held)
    assert (call.outcome, call.recorded, call.sha256) == (Outcome.ATTENDED, True, f"{'one':e<64}")
    gap = the_gap(held)
    assert (gap.status, gap.ended_at) == ("closed_by_call", at("03-05 10:00"))
    for side in (Side.CLIENT, Side.US):
        owed = Obligation(
            id="review", owed_by=side, type=ObligationType.MEETING, met_by=Matcher(event=UID), confirmed_by=ANN
        )
        strong, weak = performances(owed, {call.id: call})
        assert ([one.strength for one in strong], weak) == (["E4"], [])


def test_a_name_that_anybody_can_type_makes_no_independent_record() -> None:
    call = the_call(with_meet(call_of(person(ANN), person(BOB_ROE, signed_in=False))))
    assert (call.outcome, call.recorded) == (Outcome.ATTENDED, False)
    owed = Obligation(
        id="review", owed_by=Side.US, type=ObligationType.MEETING, met_by=Matcher(event=UID), confirmed_by=ANN
    )
    assert performances(owed, {call.id: call})[0] == []


def test_one_after_the_other_is_no_call_together() -> None:
    held = with_meet(
        call_of(person(ANN, ("03-05 09:58", "03-05 10:10")), person(BOB_ROE, ("03-05 10:10", "03-05 10:20")))
    )
    assert the_call(held).outcome is Outcome.UNKNOWN
    assert "possible_call" in the_gap(held).reasons


@pytest.mark.parametrize(
    "other",
    [
        person("Bobby Roe"),
        person("Bob"),
        person("Altostrat Room"),
        person(""),
        person("+1 212 *** **42", phone=True),
        person(ANN, signed_in=False),
    ],
    ids=["nickname", "one word", "a room", "no name", "by telephone", "our name, typed"],
)
def test_somebody_who_is_not_known_for_sure_asks_for_a_look_and_nobody_is_absent(other: Participant) -> None:
    held = with_meet(call_of(person(ANN), other))
    assert the_call(held).outcome is Outcome.UNKNOWN
    gap = the_gap(held)
    assert gap.claim == "review"
    assert "possible_call" in gap.reasons
    assert established(told(held)) == []


def test_a_name_of_both_sides_is_nobodys() -> None:
    namesake = replace(
        ENGAGEMENT, us=Party(name="Studio North", people=(Person(emails=("me@studionorth.example",), name=BOB_ROE),))
    )
    held = with_meet(call_of(person(ANN), person(BOB_ROE)))
    found = matter(*HELLO, question(), records=held, calendars=read_to("03-26 18:00"), about=namesake)
    assert [call.outcome for call in found.calls] == [Outcome.UNKNOWN]


def test_unknown_company_speaks_against_the_refusal_of_everybody() -> None:
    assert the_call(with_meet(bob="DECLINED")).declined_by_all
    held = with_meet(call_of(person(ANN), person("Somebody Else")), bob="DECLINED")
    assert not the_call(held).declined_by_all
    assert "possible_call" in the_gap(held).reasons


def test_ours_alone_from_start_to_end_is_told_for_review_with_what_the_record_shows() -> None:
    held = with_meet(call_of(person(ANN)))
    assert the_call(held).outcome is Outcome.NO_SHOW_BY_CLIENT
    (fact,) = [one for one in told(held).facts if one.kind == "no_show"]
    assert fact.claim == "review"
    assert fact.statement == (
        "Google Meet’s record of the meeting “Review of the draft” on Thursday 5 March 2026 at 10:00 (CET) shows "
        "people of Studio North alone, from its start to its end, and nobody by the name of Bob Roe (bob@acme.example)."
    )
    assert fact.reason == "Google Meet tells people by the names that they show, and nobody who waited outside."
    assert [one.sha256 for one in fact.evidence] == [f"{'one':e<64}"]


LATER = call_of(person(ANN, ("03-05 16:00", "03-05 16:10")), person("Somebody Else", ("03-05 16:00", "03-05 16:10")))


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (with_meet(call_of(person(ANN, ("03-05 10:01", "03-05 10:31")))), "came late"),
        (with_meet(call_of(person(ANN, ("03-05 09:58", "03-05 10:29")))), "left early"),
        (
            with_meet(call_of(person(ANN, ("03-05 09:58", "03-05 10:10"), ("03-05 10:12", "03-05 10:31")))),
            "left between",
        ),
        (with_meet(call_of(person(ANN), ended=False)), "still going on when it was read"),
        (with_meet(call_of(person(ANN)), lines=("LOCATION:Office of Acme",)), "names a place"),
        (with_meet(call_of(person(ANN)), bob="DECLINED"), "had declined"),
        (with_meet(call_of(person(ANN)), replace(LATER, key="two")), "the link was used again that day"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_ours_alone_is_no_absence_where_anything_speaks_for_another_story(held: CallRecords, why: str) -> None:
    found = told(held)
    assert {call.outcome for call in found.calls} == {Outcome.UNKNOWN}, why
    assert [fact for fact in found.facts if fact.kind == "no_show"] == []


def test_without_a_record_a_meeting_is_as_unknown_as_before() -> None:
    held = with_meet()
    assert the_call(held).outcome is Outcome.UNKNOWN
    assert "possible_call" in the_gap(held).reasons


def test_a_call_through_the_link_on_another_day_counts_with_its_own_time() -> None:
    there = ("03-03 15:00", "03-03 15:20")
    found = told(with_meet(call_of(person(ANN, there), person(BOB_ROE, there))))
    assert [(call.id, call.outcome, call.start) for call in found.calls] == [
        ("meet one", Outcome.ATTENDED, at("03-03 15:00")),
        (UID, Outcome.UNKNOWN, at("03-05 10:00")),
    ]
    (gap,) = [gap for gap in found.gaps if gap.owed_by is Side.CLIENT and gap.started_at == at("03-02 10:00")]
    assert (gap.status, gap.ended_at) == ("closed_by_call", at("03-03 15:00"))
    alone = told(with_meet(call_of(person(ANN, there))))
    assert [call.id for call in alone.calls] == [UID]


def test_a_call_through_a_link_that_the_meeting_had_before_counts() -> None:
    there = ("03-03 15:00", "03-03 15:20")
    before = version(calendar(entry(LINK)), "03-02 09:00")
    now = version(calendar(entry("X-GOOGLE-MEET:new-code-xyz", "SEQUENCE:1")), "03-06 09:00")
    held = replace(records(before, now), conferences=(call_of(person(ANN, there), person(BOB_ROE, there)),))
    assert "meet one" in {call.id for call in told(held).calls}


def test_a_cancelled_meeting_stays_cancelled_and_the_call_is_one_of_its_own() -> None:
    held = with_meet(call_of(person(ANN), person(BOB_ROE)), lines=("STATUS:CANCELLED", "SEQUENCE:1"))
    assert {call.id: call.outcome for call in told(held).calls} == {
        UID: Outcome.CANCELLED_BY_US,
        "meet one": Outcome.ATTENDED,
    }


def logged(outcome: Outcome) -> LoggedCall:
    return LoggedCall(
        key="line",
        start=None,
        duration_s=None,
        direction="out",
        contact="bob@acme.example",
        number="",
        outcome=outcome,
        event_uid=UID,
        sha256="f" * 64,
    )


@pytest.mark.parametrize(
    ("said", "people", "outcome"),
    [
        (Outcome.NO_SHOW_BY_CLIENT, (ANN, BOB_ROE), Outcome.ATTENDED),
        (Outcome.NO_SHOW_BY_US, (ANN, BOB_ROE), Outcome.NO_SHOW_BY_US),
        (Outcome.ATTENDED, (ANN,), Outcome.ATTENDED),
    ],
)
def test_where_log_and_record_differ_the_one_against_us_stands(
    said: Outcome, people: tuple[str, ...], outcome: Outcome
) -> None:  # P1
    held = replace(with_meet(call_of(*map(person, people))), logged=(logged(said),))
    assert the_call(held).outcome is outcome


def test_what_a_person_says_stands_above_the_record_and_is_their_word() -> None:
    held = with_meet(call_of(person(ANN), person(BOB_ROE)))
    (call,) = matter(
        *HELLO, question(), records=held, decisions=[("call", {"call": UID, "outcome": "no_show_by_us"})]
    ).calls
    assert (call.outcome, call.recorded) == (Outcome.NO_SHOW_BY_US, False)


def test_a_call_that_lasted_longer_than_planned_ends_when_it_did() -> None:
    long = ("03-05 09:58", "03-05 11:20")
    call = the_call(with_meet(call_of(person(ANN, long), person(BOB_ROE, long))))
    assert call.end - call.start == timedelta(minutes=80)
