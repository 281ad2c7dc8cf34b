"""Names of the client's people: their mail from elsewhere, and notifications that name them, are collected."""

from __future__ import annotations

import pytest

from harvester.harvest import Options, pending_links
from harvester.harvest.names import author_name, full_name, name_key, named_mailboxes, of_people
from harvester.store import Store
from tests.harvest.conftest import Puller
from tests.harvest.server import Mailbox, Server, mail


@pytest.mark.parametrize(
    "shown",
    [
        *("Bob Roe", "bob  ROE", '"Bob Roe"', "'Bob Roe'", "Roe, Bob", '"Roe, Bob" ', "Dr. Bob Roe", "Bob J. Roe"),
        *("Bob Roe (Google Docs)", "Bob Roe via DocuSign", "Bob Roe | Acme Ltd", "Bob Roe [Acme]", "Bob Roe - Acme"),
        *("=?utf-8?q?Bob_Roe?=", "=?utf-8?b?Qm9iIFJvZQ==?="),
    ],
)  # fmt: skip
def test_a_name_is_one_however_it_is_written(shown: str) -> None:
    assert full_name(shown) == "bob roe"


def test_one_word_or_an_address_is_no_full_name() -> None:
    assert {
        full_name(text) for text in ("Bob", "", "bob.roe@acme.example", "Bob R.", "12 34", "ab cd ef gh ij kl")
    } == {""}
    assert name_key("roe bob") == name_key("bob roe")
    assert author_name("bob.roe@gmail.com (Bob Roe)") == "bob roe"
    assert author_name("Bob Roe <bob.roe@gmail.com>") == "bob roe"
    assert full_name("Bob Roe, PhD") == "bob roe"
    assert full_name("Jane Doe on behalf of Bob Roe") == full_name("Jane im Auftrag von Bob Roe") == "bob roe"
    assert of_people(["bob roe", "customer service", "acme team"]) == {"bob roe"}


def test_mailboxes_are_read_with_their_names() -> None:
    header = '"Roe, Bob" <BOB@acme.example>, Carol Lane <carol@acme.example>, x@y.example, Ann <a@b.example>'
    assert list(named_mailboxes(header)) == [("bob@acme.example", "bob roe"), ("carol@acme.example", "carol lane")]


CAROL = "Carol Lane <carol.lane@acme.example>"
ROBOT = "Docs <comments-noreply@docs.example>"


def stored(store: Store) -> set[tuple[str, int]]:
    return {(sighting.folder, sighting.uid) for sighting in store.sightings()}


def test_a_configured_person_is_known_by_name_from_any_address(server: Server, pulled: Puller, store: Store) -> None:
    uid = server.deliver("INBOX", mail('"Roe, Bob" <bob@elsewhere.example>', mid="n@elsewhere.example"))
    other = server.deliver("INBOX", mail("Bobby Roe <bob@elsewhere.example>", mid="o@elsewhere.example"))
    pulled()
    assert ("INBOX", uid) in stored(store)
    assert ("INBOX", other) not in stored(store)


def test_a_name_learned_later_brings_what_was_passed_over(server: Server, pulled: Puller, store: Store) -> None:
    private = server.deliver("INBOX", mail("Carol Lane <carol@private.example>", mid="p@private.example"))
    told = server.deliver("INBOX", mail(ROBOT, mid="t@docs.example", body="Carol Lane approved the draft."))
    news = server.deliver("INBOX", mail("No Reply <no-reply@shop.example>", mid="s@shop.example", body="Buy now."))
    pulled()
    assert not {("INBOX", private), ("INBOX", told)} & stored(store)
    server.deliver("INBOX", mail(CAROL, mid="c@acme.example"))
    (row,) = (row for row in pulled(2).rows if row.folder == "INBOX")
    assert {("INBOX", private), ("INBOX", told)} <= stored(store)
    assert ("INBOX", news) not in stored(store)
    assert (row.seen, row.unmatched, row.complete) == (6, 2, True)
    assert pending_links(store, "mail") == 0


def test_the_order_of_folders_does_not_matter(server: Server, pulled: Puller, store: Store) -> None:
    told = server.deliver("INBOX", mail(ROBOT, mid="t@docs.example", body="Carol\r\nLane approved the draft."))
    server.deliver("Archive", mail(CAROL, mid="c@acme.example"))
    pulled()
    assert ("INBOX", told) in stored(store)


def test_a_name_stays_known_in_later_pulls(server: Server, pulled: Puller, store: Store) -> None:
    server.deliver("Sent", mail("me@studionorth.example", CAROL, mid="to-carol@studionorth.example"))
    pulled()
    private = server.deliver("INBOX", mail("Carol Lane <carol@private.example>", mid="p@private.example"))
    told = server.deliver("INBOX", mail(ROBOT, mid="t@docs.example", body="CAROL LANE approved the draft."))
    pulled(2)
    assert {("INBOX", private), ("INBOX", told)} <= stored(store)


def test_a_name_is_learned_as_a_directory_writes_it(server: Server, pulled: Puller, store: Store) -> None:
    """The address list says "LANE Carol (ACME)"; other programs write the first name first."""
    server.deliver("INBOX", mail('"LANE Carol (ACME)" <clane@acme.example>', mid="c@acme.example"))
    private = server.deliver("INBOX", mail("Carol Lane <carol@private.example>", mid="p@private.example"))
    told = server.deliver("INBOX", mail(ROBOT, mid="t@docs.example", body="Carol Lane approved the draft."))
    pulled()
    pulled(2)
    assert {("INBOX", private), ("INBOX", told)} <= stored(store)


def test_names_of_others_in_a_thread_of_the_matter_bring_nothing(server: Server, pulled: Puller, store: Store) -> None:
    server.deliver("INBOX", mail("Zoe Fox <zoe@other.example>", mid="z1@other.example", refers="<1@acme.example>"))
    alien = server.deliver("INBOX", mail("Zoe Fox <zoe@home.example>", mid="z2@home.example"))
    server.deliver(
        "INBOX", mail("Ann North <me@studionorth.example>", "Zoe Fox <zoe@other.example>", mid="z3@x.example")
    )
    pulled()
    pulled(2)
    assert ("INBOX", alien) not in stored(store)


def test_a_role_is_no_name(server: Server, pulled: Puller, store: Store) -> None:
    server.deliver("INBOX", mail("Customer Service <info@acme.example>", mid="i@acme.example"))
    told = server.deliver("INBOX", mail(ROBOT, mid="t@docs.example", body="Ask our customer service."))
    other = server.deliver("INBOX", mail("Customer Service <x@shop.example>", mid="x@shop.example"))
    pulled()
    assert not {("INBOX", told), ("INBOX", other)} & stored(store)


def test_reports_are_not_fetched_again_when_nothing_was_learned(
    server: Server, mailbox: Mailbox, pulled: Puller, store: Store
) -> None:
    server.deliver("INBOX", mail(CAROL, mid="c@acme.example"))
    pulled()
    server.deliver("INBOX", mail(ROBOT, mid="t@docs.example", body="Buy now."))
    pulled(2, Options())
    mailbox.fetched.clear()
    server.deliver("INBOX", mail(CAROL, mid="c2@acme.example"))
    pulled(3)
    assert len(mailbox.fetched) == 1


def test_a_notice_of_a_service_is_collected_by_a_short_name(server: Server, pulled: Puller, store: Store) -> None:
    """C11: what was never stored could ask for nobody's look."""
    told = [
        server.deliver("INBOX", mail("Slack <feedback@slack.com>", mid="1@slack.com", body="Bob\r\nApproved.")),
        server.deliver("INBOX", mail("broe <notifications@github.com>", mid="2@github.com", body="Approved.")),
        server.deliver("INBOX", mail("PayPal <service@paypal.de>", mid="3@paypal.de", body="ACME sent you 900 EUR.")),
        server.deliver("INBOX", mail("=?utf-8?q?Bob?= <no-reply@portal.example>", mid="4@portal.example")),
    ]
    others = [
        server.deliver("INBOX", mail("Slack <feedback@slack.com>", mid="5@slack.com", body="Bob Smith\r\nHello.")),
        server.deliver("INBOX", mail("No Reply <no-reply@shop.example>", mid="6@shop.example", body="Bob the builder")),
        server.deliver("INBOX", mail("Zoe <zoe@other.example>", mid="7@other.example", body="Bob sends his regards.")),
    ]
    pulled()
    assert {("INBOX", uid) for uid in told} <= stored(store)
    assert not {("INBOX", uid) for uid in others} & stored(store)
