from __future__ import annotations

import base64
import random
from datetime import datetime

import pytest

from harvester.cli import exits
from harvester.cli.job import told
from harvester.errors import HarvesterError
from harvester.harvest import Matter, Options, Pulled, pending_links
from harvester.harvest.survey import own_addresses
from harvester.model.ledger import FolderCoverage, still_unread
from harvester.model.matter import Party
from harvester.model.source import Role
from harvester.store import Store
from tests.fullness import no_room
from tests.harvest.conftest import US, Puller
from tests.harvest.server import START, Box, Mailbox, Server, day, lose_connection, mail


def row(result: Pulled, folder: str) -> FolderCoverage:
    return next(row for row in result.rows if row.folder == folder)


def subjects(store: Store) -> set[str]:
    return {raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode() for _, raw in store.originals()}


def adds_up(covered: FolderCoverage) -> bool:
    return covered.seen == (covered.stored + covered.known + covered.unmatched + covered.excluded + covered.failed)


def test_only_the_matter_is_stored_and_the_rest_is_counted(pulled: Puller, store: Store) -> None:
    result = pulled()
    assert subjects(store) == {"1@acme.example", "2@studionorth.example"}
    inbox = row(result, "INBOX")
    assert (inbox.on_server, inbox.seen, inbox.stored, inbox.unmatched) == (2, 2, 1, 1)
    assert all(covered.complete and adds_up(covered) for covered in result.rows)
    assert store.ledger().as_of == day(1)
    assert b"zoe@other.example" not in store.path.read_bytes()


def test_mail_after_one_that_found_no_room_does_not_hide_it(pulled: Puller, store: Store, server: Server) -> None:
    noise = base64.encodebytes(random.Random(7).randbytes(7 * 2**20)).decode()  # noqa: S311 (the same mail every time)
    server.deliver("INBOX", mail(mid="large@acme.example", body=noise))
    for number in range(250):
        server.deliver("INBOX", mail(mid=f"small{number}@acme.example"))
    with no_room(2**20), pytest.raises(HarvesterError):
        pulled(1)
    result = pulled(2)
    assert {"large@acme.example", "small0@acme.example", "small249@acme.example"} <= subjects(store)
    assert row(result, "INBOX").complete


def test_a_second_pull_opens_no_folder_and_moves_the_reach(pulled: Puller, store: Store, mailbox: Mailbox) -> None:
    pulled(1)
    mailbox.swept.clear()
    result = pulled(2)
    assert (mailbox.swept, result.originals, result.sightings) == ([], 0, 0)
    inbox = row(result, "INBOX")
    assert (inbox.seen, inbox.stored, inbox.known, inbox.unmatched) == (2, 0, 1, 1)
    ledger = store.ledger()
    assert {(each.reach, each.first_good_sweep) for each in ledger.folders} == {(day(2), day(1))}
    assert ledger.as_of == day(2)


def test_only_new_mail_is_read(pulled: Puller, server: Server, mailbox: Mailbox) -> None:
    pulled(1)
    uid = server.deliver("INBOX", mail(mid="4@acme.example"), day(1))
    mailbox.fetched.clear()
    result = pulled(2)
    assert mailbox.fetched == [("INBOX", uid)]
    assert (row(result, "INBOX").seen, row(result, "INBOX").stored, row(result, "INBOX").known) == (3, 1, 1)


def test_a_reply_from_a_private_address_belongs_to_its_thread(pulled: Puller, server: Server, store: Store) -> None:
    server.deliver("Archive", mail("b@private.example", mid="5@p.example", refers="<2@studionorth.example>"))
    server.deliver("INBOX", mail("c@private.example", mid="6@p.example", refers="<5@p.example>"))
    result = pulled()
    assert {"5@p.example", "6@p.example"} <= subjects(store)
    assert all(adds_up(covered) and covered.complete for covered in result.rows)


def test_a_link_that_comes_with_a_later_pull_is_followed(
    pulled: Puller, server: Server, store: Store, mailbox: Mailbox
) -> None:
    server.deliver("Archive", mail("b@private.example", mid="5@p.example", refers="<7@acme.example>"))
    pulled(1)
    assert "5@p.example" not in subjects(store)
    server.deliver("INBOX", mail(mid="7@acme.example"), day(1))
    mailbox.swept.clear()
    result = pulled(2)
    assert "5@p.example" in subjects(store)
    assert adds_up(row(result, "Archive"))
    assert row(result, "Archive").unmatched == 0
    assert pulled(3).originals == 0


def test_a_link_into_another_source_is_told(pulled: Puller, store: Store, server: Server, mailbox: Mailbox) -> None:
    server.deliver("Archive", mail("b@private.example", mid="5@p.example", refers="<9@acme.example>"))
    pulled(1)
    other = Server()
    other.deliver("INBOX", mail(mid="9@acme.example"))
    pulled(1, source=Mailbox(other, "second"))
    assert pending_links(store, "mail") == 1
    assert pulled(1).originals == 1
    assert pending_links(store, "mail") == 0


def test_reports_and_notifications_are_matched_on_their_text(pulled: Puller, server: Server, store: Store) -> None:
    daemon = "MAILER-DAEMON@mx.example"
    server.deliver("INBOX", mail(daemon, mid="b1@mx", body="<carol.lane@acme.example>: user unknown"))
    server.deliver("INBOX", mail(daemon, mid="b2@mx", body="<zoe@other.example>: user unknown"))
    server.deliver("INBOX", mail(daemon, mid="b3@mx", body="Original message <2@studionorth.example> delayed"))
    server.deliver("INBOX", mail("noreply@sign.example", mid="b4@mx", body="Bob   Roe has opened the document"))
    coded = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
    server.deliver("INBOX", mail(daemon, mid="b5@mx", headers=coded, body="Y2Fyb2xAYWNtZS5leGFtcGxlIGlzIGF3YXk="))
    result = pulled()
    assert {"b1@mx", "b3@mx", "b4@mx", "b5@mx"} <= subjects(store)
    assert "b2@mx" not in subjects(store)
    assert row(result, "INBOX").unmatched == 2


def test_when_the_rules_change_the_headers_are_swept_anew(
    pulled: Puller, server: Server, store: Store, mailbox: Mailbox, matter: Matter
) -> None:
    from harvester.harvest import pull

    pulled(1)
    mailbox.fetched.clear()
    wider = Matter(US, (*matter.clients, Party(name="Other", domains=frozenset({"other.example"}))))
    result = pull(mailbox, wider, store, day(2), Options())
    assert mailbox.fetched == [("INBOX", 2)]
    assert (row(result, "INBOX").seen, row(result, "INBOX").stored, row(result, "INBOX").known) == (2, 1, 1)


def test_one_bad_message_is_listed_and_asked_for_again(
    pulled: Puller, server: Server, store: Store, mailbox: Mailbox
) -> None:
    uid = server.deliver("INBOX", mail(mid="8@acme.example"))
    server.deliver("INBOX", mail(mid="9@acme.example"))
    mailbox.unreadable.add(("INBOX", uid))
    result = pulled(1)
    assert "9@acme.example" in subjects(store)
    assert (row(result, "INBOX").failed, row(result, "INBOX").complete) == (1, True)
    (note,) = result.items
    assert (note.locator, note.reason) == (f"UID {uid}", "the server answered NO")
    assert (note.authors, note.at) == (("bob.roe@acme.example",), datetime.fromisoformat("2026-03-02T09:00:00Z"))
    assert pulled(2).items == (note,)
    mailbox.unreadable.clear()
    result = pulled(3)
    assert (result.items, row(result, "INBOX").failed, adds_up(row(result, "INBOX"))) == ((), 0, True)
    assert "8@acme.example" in subjects(store)


def test_a_message_without_a_readable_header_makes_its_folder_incomplete(
    pulled: Puller, server: Server, store: Store, mailbox: Mailbox
) -> None:
    uid = server.deliver("INBOX", mail(mid="8@acme.example"))
    mailbox.headerless.add(("INBOX", uid))
    inbox = row(pulled(1), "INBOX")
    assert (inbox.complete, inbox.reason) == (False, "1 message could not be read")
    mailbox.headerless.clear()
    assert row(pulled(2), "INBOX").complete
    assert "8@acme.example" in subjects(store)


def test_a_folder_that_fails_is_named_and_the_others_go_on(pulled: Puller, store: Store, mailbox: Mailbox) -> None:
    mailbox.closed.add("INBOX")
    result = pulled(1)
    assert not row(result, "INBOX").complete
    assert "permission denied" in row(result, "INBOX").reason
    assert row(result, "Sent").stored == 1
    assert {each.folder: each.reach for each in store.ledger().folders} == {"INBOX": None, "Sent": None}


def test_a_lost_connection_keeps_what_came_and_the_next_pull_goes_on(
    pulled: Puller, server: Server, store: Store, mailbox: Mailbox
) -> None:
    pulled(1)
    server.deliver("INBOX", mail(mid="8@acme.example"), day(1))
    server.deliver("Sent", mail("me@studionorth.example", "bob.roe@gmail.com", mid="9@s.example"), day(1))
    mailbox.accidents["fetch INBOX"] = lose_connection
    result = pulled(2)
    assert result.error is not None
    assert result.error.exit_code == 5
    assert row(result, "Sent").complete
    assert not row(result, "INBOX").complete
    assert store.ledger().as_of == day(2)
    assert {each.folder: each.reach for each in store.ledger().folders} == {"INBOX": day(1), "Sent": day(2)}
    pulled(3)
    assert {"8@acme.example", "9@s.example"} <= subjects(store)


def test_folders_that_the_connection_did_not_last_for_are_named(pulled: Puller, mailbox: Mailbox) -> None:
    mailbox.accidents["headers Sent"] = lose_connection
    assert {covered.folder: covered.complete for covered in pulled(1).rows} == {"INBOX": False, "Sent": False}


def test_a_sign_in_that_fails_is_a_hole_in_the_coverage(pulled: Puller, store: Store, mailbox: Mailbox) -> None:
    mailbox.accidents["enter"] = lose_connection
    result = pulled(1)
    assert [(covered.folder, covered.complete) for covered in result.rows] == [("", False)]
    pulled(2)
    mailbox.accidents["enter"] = lose_connection
    assert {covered.complete for covered in pulled(3).rows} == {False}
    assert store.ledger().as_of == day(3)
    assert {each.reach for each in store.ledger().folders if each.folder} == {day(2)}


def test_an_excluded_folder_makes_the_coverage_incomplete_by_name(pulled: Puller, mailbox: Mailbox) -> None:
    mailbox.excluded.add("Sent")
    sent = row(pulled(1), "Sent")
    assert (sent.complete, sent.reason) == (False, "excluded by the configuration")


def test_a_new_uidvalidity_sweeps_anew_and_keeps_the_old_sightings(
    pulled: Puller, server: Server, store: Store
) -> None:
    """K4."""
    pulled(1)
    server.make_anew("INBOX")
    result = pulled(2)
    assert (result.originals, result.sightings) == (0, 1)
    assert len([one for one in store.sightings() if one.folder == "INBOX"]) == 2
    assert row(result, "INBOX").complete


def test_a_missing_folder_is_named_until_a_person_marks_it_gone(pulled: Puller, server: Server, store: Store) -> None:
    server.deliver("Projects", mail(mid="8@acme.example"))
    pulled(1)
    del server.boxes["Projects"]
    for number in (2, 3):
        missing = row(pulled(number), "Projects")
        assert (missing.complete, missing.reason) == (False, "missing since the last pull")
    pulled(4, Options(gone=("Projects",)))
    assert {each.folder for each in store.ledger().folders} == {"INBOX", "Sent"}
    assert {covered.folder for covered in pulled(5).rows} == {"INBOX", "Sent"}


def test_a_renamed_folder_is_not_missing(pulled: Puller, server: Server, store: Store) -> None:
    server.deliver("Projects", mail(mid="8@acme.example"))
    server.deliver("Projects", mail("zoe@other.example", mid="9@other.example"))
    pulled(1)
    server.boxes["Work"] = server.boxes.pop("Projects")
    result = pulled(2)
    assert all(covered.complete for covered in result.rows)
    assert {each.folder for each in store.ledger().folders} == {"INBOX", "Sent", "Work"}


def test_an_account_that_suddenly_holds_less_than_half_is_not_believed(pulled: Puller, server: Server) -> None:
    for number in range(120):
        server.deliver("INBOX", mail("zoe@other.example", mid=f"n{number}@other.example"))
    pulled(1)
    for uid in list(server.boxes["INBOX"].mails)[10:]:
        server.expunge("INBOX", uid)
    for number in (2, 3):
        inbox = row(pulled(number), "INBOX")
        assert not inbox.complete
        assert "holds 11 messages, and held 123" in inbox.reason
    assert row(pulled(4, Options(confirmed=True)), "INBOX").complete
    assert row(pulled(5), "INBOX").complete


def test_spam_and_trash_may_be_emptied(pulled: Puller, server: Server) -> None:
    server.boxes["Spam"] = Box(Role.JUNK)
    for number in range(120):
        server.deliver("Spam", mail("zoe@other.example", mid=f"n{number}@other.example"))
    pulled(1)
    server.boxes["Spam"].mails.clear()
    assert all(covered.complete for covered in pulled(2).rows)


def test_an_empty_account_is_never_complete(pulled: Puller, server: Server) -> None:
    server.boxes["INBOX"].mails.clear()
    assert not any(covered.complete for covered in pulled(1).rows)


def test_mail_that_moves_during_the_pull_is_found(
    pulled: Puller, server: Server, store: Store, mailbox: Mailbox
) -> None:
    server.boxes = {"Archive": Box(Role.ARCHIVE), **server.boxes}
    mailbox.accidents["state Sent"] = lambda: server.move("INBOX", 1, "Archive")
    result = pulled(1)
    assert "1@acme.example" in subjects(store)
    assert all(covered.complete and adds_up(covered) for covered in result.rows)


@pytest.mark.parametrize("arrived", ["Projects", "Work"])
def test_mail_that_moves_into_the_inbox_before_the_folders_are_listed_is_found(
    pulled: Puller, server: Server, store: Store, mailbox: Mailbox, arrived: str
) -> None:
    """Whether its folder is gone by then or not, and whether an earlier pull has seen that folder or not."""
    server.deliver("Projects", mail(mid="8@acme.example"))
    pulled(1)
    uid = server.deliver(arrived, mail(mid="9@acme.example"))

    def accident() -> None:
        server.move(arrived, uid, "INBOX")
        if arrived == "Projects":
            server.move("Projects", 1, "INBOX")
            del server.boxes["Projects"]

    mailbox.accidents["folders"] = accident
    result = pulled(2)
    assert "9@acme.example" in subjects(store)
    assert all(covered.complete and adds_up(covered) for covered in result.rows)


def test_mail_that_moves_between_header_and_body_is_found(
    pulled: Puller, server: Server, store: Store, mailbox: Mailbox
) -> None:
    server.boxes = {"Archive": Box(Role.ARCHIVE), **server.boxes}
    mailbox.accidents["fetch INBOX"] = lambda: server.move("INBOX", 1, "Archive")
    result = pulled(1)
    assert "1@acme.example" in subjects(store)
    assert result.items == ()
    assert all(covered.complete and adds_up(covered) for covered in result.rows)


def test_mail_that_is_deleted_before_it_was_seen_is_told(pulled: Puller, server: Server, mailbox: Mailbox) -> None:
    mailbox.accidents["headers INBOX"] = lambda: server.expunge("INBOX", 1)
    inbox = row(pulled(1), "INBOX")
    assert (inbox.complete, inbox.reason) == (False, "1 message left the folder before being seen")


def test_mail_that_is_deleted_while_it_is_read_is_listed(pulled: Puller, server: Server, mailbox: Mailbox) -> None:
    mailbox.accidents["fetch INBOX"] = lambda: server.expunge("INBOX", 1)
    result = pulled(1)
    assert row(result, "INBOX").reason == "1 message left the server while being read"
    assert [(note.reason, note.authors) for note in result.items] == [
        ("gone from the server", ("bob.roe@acme.example",))
    ]
    assert list(told({"mail": result})) == [exits.PARTIAL]
    again = pulled(2)
    assert row(again, "INBOX").complete
    assert [note.reason for note in again.items] == ["gone from the server"], "it is told for ever"
    assert row(again, "INBOX").failed == 1
    assert list(told({"mail": again})) == []


def test_what_left_hides_nothing_that_cannot_be_read(pulled: Puller, server: Server, mailbox: Mailbox) -> None:
    mailbox.accidents["fetch INBOX"] = lambda: server.expunge("INBOX", 1)
    pulled(1)
    mailbox.unreadable.add(("INBOX", server.deliver("INBOX", mail(mid="4@acme.example"))))
    again = pulled(2)
    assert (row(again, "INBOX").failed, still_unread(row(again, "INBOX"), again.items)) == (2, 1)
    assert list(told({"mail": again})) == [exits.PARTIAL]


def test_what_left_is_listed_no_longer_once_it_is_seen(pulled: Puller, server: Server, mailbox: Mailbox) -> None:
    """Put back by a person, into any folder: it is known by its Message-ID."""
    raw, _ = server.boxes["INBOX"].mails[1]
    mailbox.accidents["fetch INBOX"] = lambda: server.expunge("INBOX", 1)
    pulled(1)
    server.deliver("Archive", raw)
    again = pulled(2)
    assert again.items == ()
    assert all(covered.complete and adds_up(covered) for covered in again.rows)


def test_a_report_of_others_that_moves_while_it_is_read_is_listed_no_longer(
    pulled: Puller, server: Server, mailbox: Mailbox
) -> None:
    news = server.deliver("INBOX", mail("no-reply@shop.example", mid="n@shop.example"))
    server.boxes = {"Archive": Box(Role.ARCHIVE), **server.boxes}
    mailbox.accidents["fetch INBOX"] = lambda: server.move("INBOX", news, "Archive")
    result = pulled(1)
    assert result.items == ()
    assert all(covered.complete and adds_up(covered) for covered in result.rows)
    assert sum(covered.unmatched for covered in result.rows) == 3


def test_drafts_are_swept_and_keep_their_role(pulled: Puller, server: Server, store: Store) -> None:
    server.boxes["Drafts"] = Box(Role.DRAFTS)
    server.deliver("Drafts", mail("me@studionorth.example", "bob.roe@acme.example", mid="d@s.example"))
    pulled(1)
    assert {one.role for one in store.sightings() if one.folder == "Drafts"} == {Role.DRAFTS}


def test_own_addresses_come_from_sent_mail(server: Server, mailbox: Mailbox) -> None:
    server.deliver("Sent", mail("Ann North <Ann@StudioNorth.example>", "x@y.example", mid="4@s.example"))
    assert own_addresses(mailbox) == {"me@studionorth.example": 1, "ann@studionorth.example": 1}


def test_a_window_is_part_of_the_rules(pulled: Puller, server: Server, store: Store) -> None:
    server.deliver("INBOX", mail(mid="8@acme.example"), day(5))
    pulled(6, Options(since=day(4).date()))
    assert subjects(store) == {"8@acme.example"}
    result = pulled(7)
    assert len(subjects(store)) == 3
    assert all(covered.complete and adds_up(covered) for covered in result.rows)


def test_the_last_arrival_from_anybody_is_kept(pulled: Puller, server: Server, store: Store) -> None:
    pulled(1)
    server.deliver("INBOX", mail("news@shop.example", mid="n@shop.example"), day(2))
    server.deliver("Sent", mail("me@studionorth.example", "bob.roe@acme.example", mid="5@s.example"), day(3))
    assert row(pulled(4), "INBOX").last_inbound == day(2)
    assert row(pulled(5), "INBOX").last_inbound == day(2)
    assert {one.folder: one.last_inbound for one in store.ledger().folders} == {"INBOX": day(2), "Sent": None}


def test_what_would_be_a_statement_of_a_database_is_text(pulled: Puller, server: Server, store: Store) -> None:
    """S25: in a folder's name, in an id, in an address."""
    folder = "a'); DROP TABLE originals; --"
    server.deliver(
        folder, mail('"\'; DROP TABLE sightings; --" <bob.roe@acme.example>', mid="x'||(SELECT 1)||'@acme.example")
    )
    assert row(pulled(1), folder).stored == 1
    assert {one.folder for one in store.sightings()} >= {folder, "INBOX"}
    assert (pulled(2).sightings, store.verify().problems) == (0, ())


def test_a_message_given_back_under_an_old_number_is_found(server: Server, pulled: Puller, store: Store) -> None:
    """As when a provider restores a mailbox from a backup: same UIDVALIDITY, and nothing came above the cursor."""
    server.deliver("INBOX", mail(mid="4@acme.example"))
    server.expunge("INBOX", 1)
    pulled(1)
    server.boxes["INBOX"].mails[1] = (mail(mid="restored@acme.example"), START)
    for number in (2, 3):
        inbox = next(row for row in pulled(number).rows if row.folder == "INBOX")
        assert (inbox.complete, inbox.on_server, inbox.seen, inbox.matched) == (True, 3, 3, 2)
    assert any(b"restored@acme.example" in raw for _, raw in store.originals())


def test_one_given_back_while_others_go_and_come(server: Server, pulled: Puller, store: Store) -> None:
    server.deliver("INBOX", mail(mid="4@acme.example"))
    server.expunge("INBOX", 1)
    pulled(1)
    server.boxes["INBOX"].mails[1] = (mail(mid="restored@acme.example"), START)
    server.deliver("INBOX", mail(mid="5@acme.example"))
    inbox = next(row for row in pulled(2).rows if row.folder == "INBOX")
    assert (inbox.complete, inbox.on_server, inbox.seen, inbox.matched) == (True, 4, 4, 3)
    assert len(list(store.originals())) == 4
