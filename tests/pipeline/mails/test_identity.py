"""Copies of one mail are one event, and its author is settled (D1, A4, C0)."""

from __future__ import annotations

from itertools import permutations

import pytest

from harvester.model.ledger import Sighting
from harvester.model.mail import Message
from harvester.model.matter import Party
from harvester.model.people import Sides
from harvester.model.source import Role
from harvester.model.subjects import Subjects
from harvester.phrases import load
from harvester.pipeline.mails.identity import Event, author, event_key, events, second_key
from tests.parse.raw import read

SIDES = Sides(
    Party(name="Studio North", addresses=frozenset({"me@studionorth.example", "team@studionorth.example"})),
    Party(name="Acme", domains=frozenset({"acme.example"})),
)
SUBJECTS = Subjects(load())
ME = "Ann North <me@studionorth.example>"


def seen(message: Message, role: Role = Role.INBOX, uid: int = 1) -> Sighting:
    return Sighting(
        sha256=message.sha256, source="mail", kind="imap", folder=role.value, role=role, uidvalidity=1, uid=uid
    )


def joined(*copies: tuple[Message, Role]) -> list[Event]:
    sightings: dict[str, list[Sighting]] = {}
    for uid, (message, role) in enumerate(copies, start=1):
        sightings.setdefault(message.sha256, []).append(seen(message, role, uid))
    return events([message for message, _ in copies], sightings, SIDES, SUBJECTS)


@pytest.mark.parametrize(
    ("message", "email", "rewritten"),
    [
        (read(), "bob@acme.example", False),
        (read("x", From="bob@acme.example, eve@evil.example"), "", False),
        (read("x", "From: eve@evil.example"), "", False),
        (read("x", From=None), "", False),
        (read("x", From="'Bob' via Web <web@list.example>", Reply_To="bob@acme.example"), "bob@acme.example", True),
        (
            read("x", From="Bob via Web <web@list.example>", X_Original_From="bob@acme.example"),
            "bob@acme.example",
            True,
        ),
        (read("x", From="Bob via Web <web@list.example>"), "web@list.example", False),
        (read("x", From="Bob via Web <web@list.example>", Reply_To="web@list.example"), "web@list.example", False),
        (read("x", From="Bob via Web <web@list.example>", Reply_To="Bob"), "web@list.example", False),
        (read("x", From="Bob via Web", Reply_To="bob@acme.example"), "", False),
        (read("x", From="Via Roma <roma@list.example>", Reply_To="x@y.example"), "x@y.example", True),
        (read("x", From="Olivia Web <web@list.example>", Reply_To="x@y.example"), "web@list.example", False),
        (read("x", From="Form <team@studionorth.example>", Reply_To="bob@acme.example"), "bob@acme.example", True),
        (read("x", From="Form <team@studionorth.example>", Reply_To="x@y.example"), "team@studionorth.example", False),
        (read("x", From="Bob via Team <team@studionorth.example>"), "", True),
        (read("x", From=ME, Reply_To="bob@acme.example", Received=None), "me@studionorth.example", False),
        (read("x", From="A via B <me@studionorth.example>", Received=None), "me@studionorth.example", False),
        (read("x", From=ME, Reply_To="bob@acme.example", Received=None, List_Id="<x.y>"), "bob@acme.example", True),
    ],
)
def test_the_author_is_who_wrote_it_and_in_doubt_nobody(message: Message, email: str, rewritten: bool) -> None:
    assert author(message, SIDES) == (email, rewritten)


def test_copies_join_in_any_order_and_the_primary_one_is_what_we_sent_or_they_delivered_first() -> None:
    ours = [(read(From=ME, Received=None), Role.SENT), (read("Hello", "List-Id: <x.y>", From=ME), Role.INBOX)]
    late = "from x by y; Mon, 2 Mar 2026 10:00:08 +0000"
    theirs = [
        (read(), Role.INBOX),
        (read(Received=late), Role.ARCHIVE),
        (read(Received=None), Role.TRASH),
    ]
    for copies, primary in ((ours, ours[0][0]), (theirs, theirs[0][0])):
        for order in permutations(copies):
            (event,) = joined(*order)
            assert event.message == primary
            assert {copy.sha256 for copy in event.copies} == {message.sha256 for message, _ in copies}
            assert len(event.sightings) == len(copies)


@pytest.mark.parametrize("early", range(4))
def test_of_their_mail_the_copy_that_came_first_is_the_primary_one_wherever_it_lies(early: int) -> None:
    """D1, P1: neither the hash of a copy nor the folder that a person moved it to decides."""
    stamps = [f"from x by y; Mon, 2 Mar 2026 10:0{minute}:08 +0000" for minute in range(1, 4)]
    stamps.insert(early, "from x by y; Mon, 2 Mar 2026 09:59:08 +0000")
    copies = [read("Hello", f"X-Copy: {n}", Received=stamp) for n, stamp in enumerate(stamps)]
    (event,) = joined(*((copy, Role.INBOX if n == early else Role.SENT) for n, copy in enumerate(copies)))
    assert event.message == copies[early]


def test_a_list_that_rewrites_the_author_of_one_copy_makes_no_second_mail() -> None:
    """D1, A4: the key holds who wrote it, not what From says."""
    listed = read("Hello", From="Bob via Web <web@list.example>", Reply_To="bob@acme.example")
    (event,) = joined((read("Hello."), Role.INBOX), (listed, Role.ARCHIVE))
    assert (event.author, len(event.copies)) == ("bob@acme.example", 2)


@pytest.mark.parametrize(
    "pair",
    [
        ("bob@acme.example, eve@evil.example", "bob@acme.example, carol@acme.example"),
        ("Bob Roe", "Carol Lane"),
        ("bob@acme.example, Eve <>", "bob@acme.example, Carol <>"),
    ],
)
def test_mails_whose_author_is_in_doubt_join_only_where_their_from_says_the_same(pair: tuple[str, str]) -> None:
    """D1: one id and one Date under two different From are two mails."""
    found = joined(*((read("Hello", From=sender), Role.INBOX) for sender in pair))
    assert [event.flags for event in found] == [("mid_collision",)] * 2
    assert len(joined(*((read("Hello", f"X-Copy: {n}", From=pair[0]), Role.INBOX) for n in range(2)))) == 1


def test_an_id_that_is_no_text_is_an_id_all_the_same() -> None:
    """D1: a raw 8-bit byte in a Message-ID keeps its mail apart from others and joins its copies."""
    one, two = (read("", Message_ID=f"<{mark}@acme.example>") for mark in ("\udce9", "\udcea"))
    assert len(joined((one, Role.INBOX), (one, Role.TRASH), (two, Role.INBOX))) == 2


def test_one_id_with_another_author_or_date_is_two_mails_that_collide() -> None:
    for other in (read("Other", From="carol@acme.example"), read("Other", Date="Tue, 3 Mar 2026 10:00:00 +0100")):
        found = joined((read(), Role.INBOX), (other, Role.INBOX))
        assert [event.flags for event in found] == [("mid_collision",)] * 2
    (alone,) = joined((read(), Role.INBOX))
    assert alone.flags == ()
    undated = joined((read(), Role.INBOX), (read(Date=None), Role.INBOX))
    assert len(undated) == 2


def test_without_an_id_who_when_what_and_to_whom_tell_a_mail() -> None:
    def nameless(body: str = "Hello", *lines: str, **headers: str) -> Message:
        return read(body, *lines, Message_ID=None, **headers)

    same = [nameless(), nameless("Hello", "X-Copy: 1")]
    assert len(joined(*((message, Role.INBOX) for message in same))) == 1
    later = "Mon, 2 Mar 2026 11:00:00 +0100"
    for other in (
        nameless("Another text"),
        nameless(Date=later),
        nameless(To="team@studionorth.example", Date=later),
        nameless(Subject="Other", Date=later),
    ):
        found = joined((same[0], Role.INBOX), (other, Role.INBOX))
        assert len(found) == 2
        assert all("mid_collision" not in event.flags for event in found)
    # where no text tells them apart, who it went to does
    to_bob = nameless("")
    for field in ("To", "Cc", "Bcc"):
        other = nameless("", **{field: "team@studionorth.example"})
        assert len(joined((to_bob, Role.INBOX), (other, Role.INBOX))) == 2, field


def test_a_copy_under_a_new_id_is_the_same_mail_only_where_it_says_the_same() -> None:
    copy = {"Message_ID": "<2@list.example>"}
    assert len(joined((read(), Role.INBOX), (read(**copy), Role.INBOX))) == 1
    assert len(joined((read(), Role.INBOX), (read(**copy, Subject="Re: Draft of homepage"), Role.INBOX))) == 1
    for body, headers in (
        ("Else", {}),
        ("Hello", {"Date": "Mon, 2 Mar 2026 10:00:01 +0100"}),
        ("Hello", {"Subject": "x"}),
    ):
        assert len(joined((read(), Role.INBOX), (read(body, **copy, **headers), Role.INBOX))) == 2
    # an empty text, no date or no reliable author tell too little
    assert len(joined((read(""), Role.INBOX), (read("", **copy), Role.INBOX))) == 2
    assert len(joined((read(Date=None), Role.INBOX), (read(**copy, Date=None), Role.INBOX))) == 2
    assert len(joined((read(From=None), Role.INBOX), (read(**copy, From=None), Role.INBOX))) == 2


@pytest.mark.parametrize(
    ("sender", "roles", "draft"),
    [
        (ME, (Role.DRAFTS,), True),
        (ME, (Role.DRAFTS, Role.OUTBOX), True),
        (ME, (Role.DRAFTS, Role.SENT), False),
        (ME, (Role.DRAFTS, Role.INBOX), False),
        (ME, (Role.INBOX,), False),
        (ME, (Role.SENT,), False),
        ("bob@acme.example", (Role.DRAFTS,), False),
    ],
)
def test_only_our_own_mail_that_lies_nowhere_but_among_drafts_is_one(
    sender: str, roles: tuple[Role, ...], draft: bool
) -> None:
    message = read(From=sender)
    (event,) = joined(*((message, role) for role in roles))
    assert event.draft_only is draft
    assert not events([message], {}, SIDES, SUBJECTS)[0].draft_only


def test_a_mail_that_lies_in_sent_was_sent_whatever_a_program_left_in_its_header() -> None:
    """C0: a Sent copy beats a draft, its own header included."""
    left = "X-Mozilla-Draft-Info: internal/draft; vcard=0"
    assert joined((read("Hello", left, From=ME), Role.INBOX))[0].draft_only
    assert not joined((read("Hello", left, From=ME), Role.SENT))[0].draft_only


def test_a_rewritten_author_is_told() -> None:
    (event,) = joined((read(From="Bob via Web <web@list.example>", Reply_To="bob@acme.example"), Role.INBOX))
    assert (event.author, event.flags) == ("bob@acme.example", ("rewritten_from",))


def test_a_second_turn_of_an_event_leads_back_to_it() -> None:
    assert event_key(second_key("0123", "T-1")) == "0123" != second_key("0123", "T-1")
    assert event_key("contact 5") == "contact 5"


def test_mails_without_id_and_words_are_not_taken_for_one() -> None:
    """Nothing says that they are: what is in one may be the answer that the other is not (D1)."""
    bare = {"Message_ID": None, "Date": None, "Subject": None}
    first = read("", "X-Scanner: one", **bare)
    second = read("", "X-Scanner: two", **bare)
    assert first.sha256 != second.sha256
    assert len(joined((first, Role.INBOX), (second, Role.INBOX))) == 2
    assert len(joined((first, Role.INBOX), (first, Role.ARCHIVE))) == 1
    same = [read("Hello", f"X-Scanner: {word}", **bare) for word in ("one", "two")]
    assert len(joined(*((one, Role.INBOX) for one in same))) == 1
