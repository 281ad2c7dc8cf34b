"""An answer that names nobody and refers to nothing is found by the subject of our own mail (evidence.md 1, D4)."""

from __future__ import annotations

import pytest

from harvester.harvest import pending_links
from harvester.store import Store
from tests.harvest.conftest import Puller
from tests.harvest.server import Server, mail

ME, BOB = "Ann North <me@studionorth.example>", "bob.roe@acme.example"
NOBODY = "Bobby <bobby77@private.example>"
DESK = "Help Desk <desk@tickets.example>"
TITLE = "Draft of the homepage"


def asked(server: Server, subject: str = TITLE, **told: str) -> int:
    return server.deliver("Sent", mail(ME, told.pop("to", BOB), mid="ask@studionorth.example", subject=subject, **told))


def came(server: Server, subject: str, sender: str = NOBODY, folder: str = "INBOX", **told: str) -> tuple[str, int]:
    number = sum(len(box.mails) for box in server.boxes.values())
    return folder, server.deliver(folder, mail(sender, mid=f"came{number}@far.example", subject=subject, **told))


def stored(store: Store) -> set[tuple[str, int]]:
    return {(sighting.folder, sighting.uid) for sighting in store.sightings()}


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Draft of the homepage",
        "AW:  draft of the\r\n Homepage",
        "=?utf-8?q?Re=3A_Draft_of_the_homepage?=",
        "Draft of the homepage",
        "[Ticket#2026-14] Draft of the homepage",
        "Fwd: Draft of the homepage",
        "Request received: Draft of the homepage",
        "Re: Draft of the homepage [ref:_00D2:ref]",
        "Draft of the homepage (#4711)",
    ],
)
def test_an_answer_of_nobody_is_found_under_our_subject(
    subject: str, server: Server, pulled: Puller, store: Store
) -> None:
    asked(server)
    answer = came(server, subject, refers="<unknown@relay.example>")
    other = came(server, "Re: Draft of the flyer")
    pulled()
    assert answer in stored(store)
    assert other not in stored(store)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Invoice", "Re: Invoice"),
        ("Hello", "AW: Hello"),
        ("Question", "Question"),
        ("Invoice 12", "Invoice 12"),
        ("Flyer", "Re: Offer: Flyer"),
        (TITLE, "Draft of the homepage and of much else"),
    ],
    ids=str,
)
def test_a_subject_that_anybody_may_use_collects_nothing(
    ours: str, theirs: str, server: Server, pulled: Puller, store: Store
) -> None:
    asked(server, ours)
    other = came(server, theirs)
    pulled()
    assert other not in stored(store)


def test_a_short_subject_is_enough_behind_a_reply_prefix(server: Server, pulled: Puller, store: Store) -> None:
    asked(server, "Invoice 12")
    found = [came(server, "Re: Invoice 12"), came(server, "[#4711] Invoice 12", DESK)]
    pulled()
    assert set(found) <= stored(store)


def test_it_does_not_matter_what_is_read_first(server: Server, pulled: Puller, store: Store) -> None:
    """The question is stored by a later pull than the one that passed its answer over."""
    answer = came(server, f"Re: {TITLE}", folder="Archive")
    pulled()
    assert answer not in stored(store)
    asked(server)
    (row,) = (row for row in pulled(2).rows if row.folder == "Archive")
    assert answer in stored(store)
    assert (row.seen, row.unmatched, row.complete) == (1, 0, True)
    assert pending_links(store, "mail") == 0


def test_a_notice_that_was_read_whole_is_found_later_too(server: Server, pulled: Puller, store: Store) -> None:
    notice = came(server, TITLE, "Portal <no-reply@portal.example>", body="A message waits for you.")
    pulled()
    assert notice not in stored(store)
    asked(server)
    pulled(2)
    assert notice in stored(store)


def test_a_question_that_an_earlier_version_stored_is_learned(
    server: Server, pulled: Puller, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(server)
    answer = came(server, f"Re: {TITLE}")
    with monkeypatch.context() as earlier:
        earlier.setattr("harvester.harvest.subjects.SubjectMarks.of_ours", lambda *_: ())
        earlier.setattr("harvester.harvest.subjects.SubjectMarks.of_foreign", lambda *_: ())
        earlier.setattr("harvester.harvest.matching._VERSION", 5)
        pulled()
    assert answer not in stored(store)
    assert all(row.complete for row in pulled(2).rows)
    assert answer in stored(store)


def test_who_answers_a_mail_of_others_stays_foreign(server: Server, pulled: Puller, store: Store) -> None:
    """Two clients, one subject: the answer of the other one refers to what was written to it."""
    asked(server)
    zoe, title = "zoe@other.example", f"Re: {TITLE}"
    server.deliver("Sent", mail(ME, zoe, mid="z@studionorth.example", subject=TITLE))
    told = mail(zoe, mid="1@other.example", subject=title, refers="<z@studionorth.example>")
    further = mail(zoe, mid="2@other.example", subject=title, refers="<1@other.example>")
    others = {("INBOX", server.deliver("INBOX", raw)) for raw in (told, further)}
    answer = came(server, title)
    pulled()
    pulled(2)
    assert answer in stored(store)
    assert not others & stored(store)


@pytest.mark.parametrize(
    "trap",
    [
        {"headers": "List-Unsubscribe: <mailto:off@studionorth.example>\r\n"},
        {"headers": "Precedence: bulk\r\n"},
        {"to": ", ".join([BOB, *(f"reader{number}@other{number}.example" for number in range(11))])},
    ],
    ids=["unsubscribe", "bulk", "many readers"],
)
def test_answers_to_our_newsletter_are_not_collected(
    trap: dict[str, str], server: Server, pulled: Puller, store: Store
) -> None:
    asked(server, "News from Studio North in March", **trap)
    other = came(server, "Re: News from Studio North in March", "Reader <reader@other.example>")
    pulled()
    assert other not in stored(store)


def test_our_own_mail_to_others_stays_foreign(server: Server, pulled: Puller, store: Store) -> None:
    asked(server)
    own = came(server, f"Re: {TITLE}", ME, folder="Sent", to="zoe@other.example")
    pulled()
    assert own not in stored(store)


def test_a_full_name_is_known_under_any_subject_and_a_first_name_under_none(
    server: Server, pulled: Puller, store: Store
) -> None:
    full = ("Bob Roe <bobby77@private.example>", "Bob <bob.roe77@private.example>", "roe_bob@private.example")
    known = {came(server, "Short note", sender) for sender in full}
    first = ("Bob <bobby77@private.example>", "Bob <bob@roe.example>", "Bob <bob.smith@private.example>")
    unknown = {came(server, "Short note", sender) for sender in first}
    pulled()
    assert known <= stored(store)
    assert not unknown & stored(store)
