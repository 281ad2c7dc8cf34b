"""Mail that passed through other hands: redirected, forwarded, attached, quoted; and who answers for the client."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.model.dossier import Dossier
from harvester.model.gaps import Gap
from harvester.model.matter import Party, Side
from harvester.model.source import Role
from tests.pipeline.letters import ASK, BOB, CAROL, ENGAGEMENT, ME, letter, matter, question

REPLY = {"In_Reply_To": ASK, "References": ASK}
TITLE = "Re: Draft of the homepage"
LATER = "from mx.studionorth.example by mail.studionorth.example; Thu, 05 Mar 2026 14:00:00 +0000"
APPROVED = letter("03-04 10:00", BOB, ME, TITLE, "Approved.", Message_ID="<yes@acme.example>", **REPLY)
LAWYER = "Jane Roe <jane@lawyers.example>"


def asked(dossier: Dossier) -> Gap:
    return next(gap for gap in dossier.gaps if gap.owed_by is Side.CLIENT and gap.level == "A")


def beside(gap: Gap) -> set[str]:
    """Its flags, but that our mail has no stamp of a server, as it is in every test here."""
    return set(gap.flags) - {"unverified_time"}


def attached(sender: str, inner: bytes, when: str = "03-05 15:00", **headers: str) -> bytes:
    """A mail with another one as its attachment."""
    text = (
        "--b\r\nContent-Type: text/plain\r\n\r\nSee the attached mail.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    kind = {"Content_Type": 'multipart/mixed; boundary="b"'}
    return letter(when, sender, ME, "Fwd: Draft", text + inner.decode() + "\r\n--b--\r\n", **kind, **headers)


def test_a_mail_that_was_redirected_keeps_the_time_at_which_it_was_written() -> None:
    """T7: Resent-* is no clock, neither for an answer nor for a question of ours."""
    resent = {
        "Received": LATER, "Resent-From": "team@studionorth.example", "Resent-Date": "Thu, 05 Mar 2026 15:00:00 +0100",
        "Resent-To": "me@studionorth.example",
    }  # fmt: skip
    answer = letter("03-04 10:00", BOB, "team@studionorth.example", TITLE, "Approved.", **REPLY, **resent)
    gap = asked(matter(question(), answer))
    assert (gap.status, gap.calendar_hours, gap.responder) == ("answered", 48.0, "bob@acme.example")
    assert "transit_delay" in gap.flags
    again = question(**{"Resent-Date": "Thu, 05 Mar 2026 15:00:00 +0100", "Resent-From": ME, "Resent-To": CAROL})
    assert asked(matter(again)).started_at == asked(matter(question())).started_at


def test_an_attached_mail_is_no_event_unless_it_lies_in_a_mailbox_itself() -> None:
    """T7, A7: what somebody attached asks for a look and ends nothing; the mail itself does, at its own time."""
    passed_on = attached("Tom <team@studionorth.example>", APPROVED, Received=LATER)
    alone = matter(question(), (Role.INBOX, passed_on))
    assert (asked(alone).status, asked(alone).reasons) == ("open", ("possible_activity",))
    assert [exchange.author for exchange in alone.exchanges] == ["me@studionorth.example", "team@studionorth.example"]
    both = asked(matter(question(), (Role.INBOX, passed_on), APPROVED))
    assert (both.status, both.calendar_hours) == ("answered", 48.0)


def test_what_the_client_attaches_or_quotes_of_a_colleague_is_no_mail_of_the_colleague() -> None:
    """A7: the mail that carries it is the event, by its own author and at its own time."""
    internal = letter("03-03 09:00", CAROL, BOB, "Draft", "Do you approve it?", Message_ID="<c@acme.example>")
    quoted = letter(
        "03-05 15:00",
        BOB,
        ME,
        TITLE,
        "Fine.\r\n\r\nOn Tue, 3 Mar 2026 Carol Lane wrote:\r\n> Do you approve it?",
        **REPLY,
    )
    for carrying in (attached(BOB, internal, **REPLY), quoted):
        found = matter(question(), carrying)
        assert [exchange.author for exchange in found.exchanges] == ["me@studionorth.example", "bob@acme.example"]
        assert (asked(found).responder, asked(found).calendar_hours) == ("bob@acme.example", 77.0)
        assert [gap for gap in found.gaps if gap.owed_by is Side.US and gap.level == "A"] == []


def test_a_lawyer_of_the_client_answers_for_it_only_where_the_configuration_says_so() -> None:
    """A6, R22: else it is a third party's mail, which closes nothing and asks for a look."""
    answer = letter("03-04 10:00", LAWYER, ME, TITLE, "Approved on behalf of Acme.", **REPLY)
    stranger = asked(matter(question(), answer))
    assert stranger.status == "open"
    assert "third_party_reply" in stranger.reasons
    acme = ENGAGEMENT.client
    known: Party = replace(acme, addresses=acme.addresses | {"jane@lawyers.example"})
    counted = asked(matter(question(), answer, about=replace(ENGAGEMENT, client=known)))
    assert (counted.status, counted.calendar_hours, beside(counted)) == ("answered", 48.0, {"other_personnel"})


@pytest.mark.parametrize(
    ("answer", "flag"),
    [
        (letter("03-04 10:00", BOB, CAROL, TITLE, "Approved.", Cc=ME, **REPLY), "cc_only_reply"),
        (letter("03-04 10:00", BOB, ME, "Fwd: Draft of the homepage", "Approved.", **REPLY), "forward"),
        (letter("03-04 10:00", BOB, ME, TITLE, "", **REPLY), "empty_body"),
        (letter("03-04 10:00", BOB, ME, TITLE, "Approved.", **REPLY), None),
    ],
    ids=["in copy", "a forward", "no word", "a plain reply"],
)
def test_an_odd_answer_is_an_answer_and_what_is_odd_is_printed(answer: bytes, flag: str | None) -> None:
    """R39, P1."""
    gap = asked(matter(question(), answer))
    assert (gap.status, gap.calendar_hours, gap.claim) == ("answered", 48.0, "firm")
    assert beside(gap) == ({flag} if flag else set())


def test_hours_that_were_assumed_are_said_beside_every_gap_that_they_measure() -> None:
    """B9: it stays established, since no claim rests on business hours alone (B8)."""
    about = replace(ENGAGEMENT, client_hours=replace(ENGAGEMENT.client_hours, assumed=True))
    gap = asked(matter(question(), about=about))
    assert (gap.claim, beside(gap), {"B1", "B9"} & set(gap.rules)) == ("firm", {"calendar_assumed"}, {"B9"})
    assert "calendar_assumed" not in dict(gap.flag_sources), "no message raised it"
    assert "calendar_assumed" not in asked(matter(question())).flags
