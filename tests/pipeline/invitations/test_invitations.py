"""Invitations: from the invitation to the first response, as calendar and mail show it (measurement.md M5 to M7)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.model.dossier import Dossier
from harvester.model.facts import Fact
from harvester.model.gaps import Gap
from harvester.model.matter import Side
from harvester.pipeline.calls import CallRecords, Vanished
from harvester.pipeline.explain import explanation
from tests.pipeline.diaries import at, calendar, entry, invitation, read_to, records, reply, version
from tests.pipeline.letters import BOB, CAROL, ME, letter, matter, question

REQUEST = invitation("03-02 10:00", calendar(entry("SEQUENCE:0"), method="REQUEST"))
ASKED = "CREATED:20260302T090000Z"
CLIENTS = entry(ASKED, organizer="bob@acme.example")


def only(dossier: Dossier) -> Gap:
    (gap,) = dossier.invitations
    return gap


def facts(dossier: Dossier, *kinds: str) -> list[Fact]:
    return [fact for fact in dossier.facts if fact.kind in kinds]


def unanswered(*mails: bytes, **more: str) -> Dossier:
    """Invited on Monday for Thursday; read on Friday, and nothing is shown."""
    state = more.get("state", "NEEDS-ACTION")
    shown = version(calendar(entry(ASKED, bob=state)), "03-06 09:00")
    return matter(letter("02-27 10:00", BOB, ME, "Hello", "All well."), *mails, records=records(shown),
                  calendars=read_to(more.get("read", "03-26 18:00")))  # fmt: skip


def test_from_the_invitation_by_mail_to_the_reply_by_mail() -> None:
    gap = only(matter(REQUEST, reply("03-04 09:00")))
    assert (gap.kind, gap.owed_by, gap.status) == ("invitation", Side.CLIENT, "answered")
    assert (gap.calendar_hours, gap.responder) == (47.0, "bob@acme.example")
    assert gap.responses == (("bob@acme.example", "accepted"),)
    assert gap.opener.message_id
    assert gap.closer
    assert gap.closer.message_id


def test_no_response_ends_at_the_start_of_the_meeting() -> None:
    """M2, M5."""
    gap = only(unanswered())
    assert (gap.status, gap.calendar_hours, gap.ended_at) == ("no_response_by_start", 72.0, at("03-05 10:00"))
    assert (gap.claim, gap.reasons) == ("review", ("possible_call",))  # whether anybody came is not recorded


def test_what_is_said_of_it_is_what_the_calendar_shows() -> None:
    """M2, M6."""
    (fact,) = facts(unanswered(), "invitation_no_response")
    assert "the calendar shows no response of Bob Roe (bob@acme.example)" in fact.statement
    assert "The entry in the calendar was made on Monday 2 March 2026 at 10:00 (CET)." in fact.statement
    assert fact.claim == "review"
    assert "Whether anybody joined the meeting is not recorded." in fact.beside
    assert any("by telephone, by chat" in sentence for sentence in fact.beside)


def test_an_invitation_that_our_side_still_owes_an_answer_to_is_the_first_to_put_right() -> None:
    """contract.md 7."""
    shown = calendar(entry(start="03-12 10:00", organizer="bob@acme.example"), method="REQUEST")
    asked = invitation("03-02 10:00", shown, sender=BOB, to=ME)
    (fix,) = matter(asked, as_of=at("03-09 10:00")).fix_first
    assert (fix.what, fix.fixable) == ("Answer the invitation “Review of the draft”", True)
    assert fix.proof == "The reply to the invitation."


def test_where_no_calendar_was_read_nothing_is_established() -> None:
    (fact,) = facts(matter(REQUEST), "invitation_no_response")
    assert fact.claim == "not_established"
    assert "Whether Bob Roe (bob@acme.example) responded is not established: no calendar" in fact.statement


def test_a_calendar_that_was_read_before_the_start_only_establishes_nothing() -> None:
    (fact,) = facts(unanswered(read="03-04 09:00"), "invitation_no_response")
    assert fact.claim == "not_established"


@pytest.mark.parametrize(
    ("mail", "flag"),
    [
        (letter("03-03 12:00", BOB, ME, "Thursday", "I will be there."), "other_contact"),
        (letter("03-03 12:00", CAROL, ME, "Thursday", "Bob is fine with it."), "other_contact"),
        (
            letter(
                "03-03 12:00",
                "Tasks <no-reply@tasks.example>",
                ME,
                "Bob Roe",
                "Bob Roe wrote",
                Auto_Submitted="auto-generated",
            ),
            "possible_activity",
        ),
    ],
)
def test_an_answer_may_have_come_by_mail(mail: bytes, flag: str) -> None:
    gap = only(unanswered(mail))
    assert gap.status == "no_response_by_start"
    assert flag in gap.reasons


def test_readings_enclose_a_response_and_the_earlier_one_counts() -> None:
    """M6."""
    before = version(calendar(entry(ASKED)), "03-02 23:00")
    after = version(calendar(entry(ASKED, bob="DECLINED")), "03-04 23:00", "03-03 23:00")
    found = matter(records=records(before, after), calendars=read_to("03-26 18:00"))
    gap = only(found)
    assert (gap.status, gap.answered_between) == ("answered", (at("03-03 23:00"), at("03-04 23:00")))
    assert gap.calendar_hours == 37.0
    (fact,) = facts(found, "invitation_response")
    assert (
        "declined it between Tuesday 3 March 2026 at 23:00 (CET) and Wednesday 4 March 2026 at 23:00" in fact.statement
    )
    assert fact.people[-1] == "bob@acme.example"


def test_a_reply_by_mail_tells_the_time_between_two_readings() -> None:
    before = version(calendar(entry(ASKED)), "03-02 23:00")
    after = version(calendar(entry(ASKED, bob="ACCEPTED")), "03-04 23:00", "03-03 23:00")
    gap = only(matter(reply("03-04 15:30"), records=records(before, after), calendars=read_to("03-26 18:00")))
    assert (gap.status, gap.ended_at, gap.answered_between) == ("answered", at("03-04 15:30"), None)


def test_what_was_accepted_when_it_was_first_read_counts_as_answered_at_once() -> None:
    found = unanswered(state="ACCEPTED")
    assert (only(found).status, only(found).calendar_hours) == ("answered", 0.0)
    assert facts(found, "invitation_response") == []


def test_a_quick_acceptance_is_no_fact_and_a_late_one_is() -> None:
    assert facts(matter(REQUEST, reply("03-02 12:00")), "invitation_response") == []
    early = invitation("02-16 10:00", calendar(entry("SEQUENCE:0"), method="REQUEST"))
    (fact,) = facts(matter(early, reply("03-04 09:00")), "invitation_response")
    assert "accepted it by mail on Wednesday 4 March 2026 at 09:00 (CET), 15 days 23 h" in fact.statement


def test_our_own_answer_to_the_clients_invitation_is_measured_by_the_same_rules() -> None:
    theirs = invitation("03-02 10:00", calendar(CLIENTS, method="REQUEST"), sender=BOB, to=ME)
    ours = reply("03-04 09:00", "ACCEPTED", ME)
    gap = only(matter(theirs, ours))
    assert (gap.owed_by, gap.status, gap.calendar_hours) == (Side.US, "answered", 47.0)
    silent = only(
        matter(theirs, records=records(version(calendar(CLIENTS), "03-06 09:00")), calendars=read_to("03-26 18:00"))
    )
    assert (silent.owed_by, silent.status, silent.calendar_hours) == (Side.US, "no_response_by_start", 72.0)


def test_a_moved_meeting_is_another_invitation() -> None:
    moved = invitation("03-04 16:00", calendar(entry("SEQUENCE:1", start="03-12 10:00"), method="REQUEST"))
    found = matter(REQUEST, moved, reply("03-05 09:00"))
    first, second = found.invitations
    assert (first.status, first.rescheduled_by, first.ended_at) == ("rescheduled", "us", at("03-04 16:00"))
    assert (second.status, second.started_at, second.calendar_hours) == ("answered", at("03-04 16:00"), 17.0)
    (fact,) = facts(found, "moved")
    assert fact.party is Side.US
    assert "planned for Thursday 5 March 2026 at 10:00 (CET), was moved to Thursday 12 March 2026" in fact.statement
    assert "The notice is of Wednesday 4 March 2026 at 16:00 (CET). That is 18 h" in fact.statement


def test_a_reply_to_the_former_start_does_not_answer_the_new_one() -> None:
    moved = invitation("03-04 16:00", calendar(entry("SEQUENCE:1", start="03-12 10:00"), method="REQUEST"))
    first, second = matter(REQUEST, reply("03-03 09:00"), moved).invitations
    assert (first.status, first.calendar_hours) == ("answered", 23.0)
    assert second.status == "no_response_by_start"


def test_a_meeting_moved_by_the_client_in_the_calendar_alone() -> None:
    before = version(calendar(CLIENTS), "03-03 09:00")
    after = version(
        calendar(entry(ASKED, "SEQUENCE:1", start="03-12 10:00", organizer="bob@acme.example")),
        "03-05 09:00",
        "03-04 09:00",
    )
    found = matter(question(), records=records(before, after), calendars=read_to("03-26 18:00"))
    (fact,) = facts(found, "moved")
    assert fact.party is Side.CLIENT
    assert "the notice came then or earlier" in fact.statement
    asked = next(gap for gap in found.gaps if gap.owed_by is Side.CLIENT)
    assert "possible_activity" in asked.reasons  # the client did something in the calendar (R20)


@pytest.mark.parametrize("how", ["CANCELLED by mail", "cancelled in the calendar", "taken out of it"])
def test_what_was_withdrawn_owes_no_response(how: str) -> None:
    shown = version(calendar(entry(ASKED)), "03-03 09:00")
    cancelled = entry(ASKED, "STATUS:CANCELLED", "SEQUENCE:1")
    if how == "CANCELLED by mail":
        found = matter(
            invitation("03-04 10:00", calendar(cancelled, method="CANCEL"), "CANCEL"), records=records(shown)
        )
    elif how == "cancelled in the calendar":
        found = matter(records=records(shown, version(calendar(cancelled), "03-05 09:00", "03-04 09:00")))
    else:
        gone = Vanished(version=shown, at=at("03-05 09:00"), after=at("03-04 09:00"))
        found = matter(records=CallRecords(versions=[shown], vanished=[gone]))
    assert found.invitations == ()


def test_an_attended_meeting_closes_its_invitation() -> None:
    shown = version(calendar(entry(ASKED)), "03-06 09:00")
    (logged,) = matter(records=records(shown)).calls
    decided = {"call": logged.id, "outcome": "attended"}
    gap = only(matter(records=records(shown), decisions=[("call", decided)]))
    assert (gap.status, gap.ended_at) == ("closed_by_call", at("03-05 10:00"))


def test_once_the_outcome_is_given_nothing_asks_for_a_look() -> None:
    shown = version(calendar(entry(ASKED)), "03-06 09:00")
    decided = ("call", {"call": "draft-review@studionorth.example", "outcome": "no_show_by_client"})
    found = matter(
        letter("02-27 10:00", BOB, ME, "Hello", "All well."),
        records=records(shown),
        calendars=read_to("03-26 18:00"),
        decisions=[decided],
    )
    (fact,) = facts(found, "invitation_no_response")
    assert fact.claim == "firm"
    assert "Up to its start, 3 days" in fact.statement
    assert "no reply to the invitation is recorded in the mailbox searched" in fact.statement


def test_a_reply_in_somebody_elses_name_answers_nothing() -> None:
    forged = invitation(
        "03-03 10:00",
        calendar(
            "BEGIN:VEVENT\r\nUID:draft-review@studionorth.example\r\nATTENDEE;PARTSTAT=DECLINED:mailto:bob@acme.example\r\nEND:VEVENT",
            method="REPLY",
        ),
        "REPLY",
        "Somebody <x@other.example>",
        ME,
    )
    assert only(matter(REQUEST, forged)).status == "no_response_by_start"


@pytest.mark.parametrize("line", ["RSVP=FALSE", "ROLE=NON-PARTICIPANT", "CUTYPE=ROOM"])
def test_who_was_not_asked_owes_no_response(line: str) -> None:
    text = calendar(entry(ASKED)).replace("ATTENDEE;", f"ATTENDEE;{line};")
    assert matter(records=records(version(text, "03-06 09:00"))).invitations == ()


def test_an_invitation_that_bounced_is_held_against_nobody() -> None:
    report = (
        "--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.studionorth.example\r\n\r\nFinal-Recipient: rfc822; bob@acme.example\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\n--b--\r\n"
    )
    bounce = letter("03-02 10:01", "MAILER-DAEMON@mx.studionorth.example", ME, "Undelivered", report,
                    Content_Type="multipart/report; report-type=delivery-status; boundary=b")  # fmt: skip
    assert "delivery_doubtful" in only(unanswered(REQUEST, bounce)).reasons


def test_a_series_is_one_invitation_and_its_next_day_the_limit() -> None:
    shown = version(calendar(entry(ASKED, "RRULE:FREQ=WEEKLY;COUNT=3")), "03-06 09:00")
    gap = only(matter(records=records(shown), calendars=read_to("03-26 18:00")))
    assert (gap.status, gap.meeting_at) == ("no_response_by_start", at("03-05 10:00"))


def test_an_entry_that_was_made_after_its_day_asks_for_nothing() -> None:
    late = version(calendar(entry("CREATED:20260310T090000Z")), "03-12 09:00")
    assert matter(records=records(late), calendars=read_to("03-26 18:00")).invitations == ()


def test_what_leaves_a_calendar_before_its_day_is_told_with_both_readings() -> None:
    shown = version(calendar(entry(ASKED)), "03-03 09:00")
    gone = Vanished(version=shown, at=at("03-04 23:00"), after=at("03-03 23:00"))
    (fact,) = facts(matter(records=CallRecords(versions=[shown], vanished=[gone])), "vanished")
    assert fact.party is Side.US
    assert (
        "when it was read on Tuesday 3 March 2026 at 23:00 (CET), and did not when it was read on Wednesday"
        in fact.statement
    )
    tidied = replace(gone, at=at("03-20 23:00"), after=at("03-19 23:00"))
    assert facts(matter(records=CallRecords(versions=[shown], vanished=[tidied])), "vanished") == []


def test_invitations_stay_out_of_the_numbers_about_mail() -> None:
    found = unanswered()
    assert [gap.kind for gap in found.all_gaps] == ["reply", "invitation"]
    assert (found.stats[Side.CLIENT].n, found.stats[Side.US].n) == (0, 0)


def test_the_working_names_the_original_and_the_end() -> None:
    found = matter(REQUEST, reply("03-04 09:00"))
    steps = [step.text for step in explanation(found, only(found).gap_id)]
    assert any("invited Bob Roe (bob@acme.example) to the meeting “Review of the draft”" in text for text in steps)
    assert any("ends it, by the mail" in text for text in steps)


def test_the_same_invitation_keeps_its_name_when_more_is_read() -> None:
    assert only(unanswered()).gap_id == only(unanswered(state="ACCEPTED")).gap_id == only(matter(REQUEST)).gap_id
