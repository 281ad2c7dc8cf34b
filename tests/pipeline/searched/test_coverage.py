"""What was searched, and what follows for a claim of absence (K)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from harvester.model.engagement import Engagement, SourceView
from harvester.model.ledger import FolderCoverage, ItemNote, Ledger
from harvester.model.mail import Message
from harvester.model.people import Sides
from harvester.model.phrases import Phrases
from harvester.model.source import Role
from harvester.model.subjects import Subjects
from harvester.parse.messages import parse_message
from harvester.pipeline.mails.identity import Event, events
from harvester.pipeline.searched.coverage import Coverage
from harvester.pipeline.searched.mailboxes import our_addresses
from harvester.pipeline.searched.reach import search
from harvester.pipeline.worktime import micros
from tests.pipeline.hours import BERLIN
from tests.pipeline.timelines import CLIENT, US

PULL = datetime(2026, 5, 4, 8, tzinfo=UTC)
ASKED = datetime(2026, 4, 20, 8, tzinfo=UTC)
SIDES = Sides(US, CLIENT)
ME = frozenset({"me@agency.com"})
LIVE = SourceView(name="mail", kind="imap", live=True, addresses=ME)
EXPORT = SourceView(name="export", kind="mbox", live=False, complete=True)


def row(folder: str, source: SourceView = LIVE, **changes: object) -> FolderCoverage:
    plain = FolderCoverage(
        source=source.name, kind=source.kind, folder=folder, live=source.live, swept_at=PULL, reach=PULL,
        first_good_sweep=PULL, inbound=5, outbound=5, complete=True, declared=not source.live,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # any field of the row


def searched(*rows: FolderCoverage, sources: tuple[SourceView, ...] = (LIVE,), notes: tuple[ItemNote, ...] = (),
             as_of: datetime | None = None) -> Coverage:  # fmt: skip
    engagement = Engagement(key="c", us=US, client=CLIENT, us_hours=BERLIN, client_hours=BERLIN, sources=sources)
    return search(Ledger(folders=rows, items=notes, as_of=PULL), engagement, [], as_of)


def reasons(found: Coverage, start: datetime = ASKED, end: datetime = PULL, asking: frozenset[str] = ME) -> set[str]:
    return found.reasons(micros(start), micros(end), [asking]) - {"no_spam_folder"}


def test_a_whole_search_gives_no_reason_for_doubt() -> None:
    found = searched(row("INBOX"), row("Junk", role=Role.JUNK, first_good_sweep=ASKED))
    assert found.complete
    assert found.as_of == PULL
    assert reasons(found) == set()


def test_one_folder_that_could_not_be_read_leaves_an_open_gap_unestablished() -> None:
    found = searched(row("INBOX"), row("Junk", complete=False, reach=None, reason="permission denied"))
    assert not found.complete
    assert reasons(found) == {"coverage_incomplete"}
    assert [(problem.folder, problem.reason) for problem in found.problems] == [("Junk", "permission denied")]


def test_a_folder_that_fails_today_leaves_what_ended_before_its_last_good_sweep_established() -> None:
    good = PULL - timedelta(days=1)
    found = searched(row("INBOX"), row("Junk", complete=False, reach=good, reason="server unavailable"))
    assert reasons(found, end=good - timedelta(hours=1)) == set()
    assert reasons(found) == {"coverage_incomplete"}


def test_a_time_later_than_the_search_is_not_searched() -> None:
    later = PULL + timedelta(days=1)
    assert reasons(searched(row("INBOX"), as_of=later), end=later) == {"not_searched_after"}


def test_an_export_that_nobody_declared_complete_proves_no_absence() -> None:
    undeclared = replace(EXPORT, complete=False)
    found = searched(row("INBOX", undeclared, declared=False, complete=False), sources=(undeclared,))
    assert not found.complete
    assert reasons(found) == {"coverage_incomplete"}


def test_an_undeclared_archive_beside_a_whole_live_search_takes_nothing_away() -> None:
    archive = replace(EXPORT, complete=False)
    found = searched(row("INBOX"), row("old", archive, declared=False), sources=(LIVE, archive))
    assert found.complete
    assert reasons(found) == set()


def test_a_window_that_begins_after_the_question_needs_an_archive_before_it() -> None:
    window = row("INBOX", since=ASKED + timedelta(days=5))
    assert reasons(searched(window)) == {"coverage_incomplete"}
    old = row("old", EXPORT, reach=ASKED + timedelta(days=6))
    assert reasons(searched(window, old, sources=(LIVE, EXPORT))) == set()


def test_a_mailbox_without_any_inbound_mail_was_not_really_looked_at() -> None:
    found = searched(row("INBOX", inbound=0))
    assert not found.complete
    assert "coverage_incomplete" in reasons(found)


def test_a_set_of_sources_without_sent_mail_is_incomplete_whatever_was_declared() -> None:
    found = searched(row("INBOX", EXPORT, outbound=0), sources=(EXPORT,))
    assert not found.complete
    assert "coverage_incomplete" in reasons(found)


def test_an_address_of_ours_whose_mailbox_was_not_searched_asks_for_a_look() -> None:
    ann = frozenset({"me@agency.com", "ann@agency.com"})
    assert reasons(searched(row("INBOX")), asking=ann) == {"mailbox_not_searched"}


def test_spam_that_was_first_searched_long_after_the_question_is_mentioned() -> None:
    """K6."""
    found = searched(row("INBOX"), row("Spam", role=Role.JUNK))
    assert reasons(found, start=PULL - timedelta(days=31)) == {"purged_folders_possible"}
    assert reasons(found, start=PULL - timedelta(days=29)) == set()


def test_a_folder_that_a_person_marked_as_gone_is_no_longer_missed() -> None:
    rows = (row("INBOX"), row("Old", complete=False, reach=None, reason="missing since the last pull"))
    engagement = Engagement(
        key="c", us=US, client=CLIENT, us_hours=BERLIN, client_hours=BERLIN, sources=(LIVE,),
        folders_gone=frozenset({("mail", "Old")}),
    )  # fmt: skip
    assert search(Ledger(folders=rows, as_of=PULL), engagement, [], None).complete


def test_a_message_that_could_not_even_be_dated_makes_the_search_incomplete() -> None:
    note = ItemNote(source="mail", folder="INBOX", locator="UID 7", reason="unreadable")
    assert not searched(row("INBOX"), notes=(note,)).complete
    assert searched(row("INBOX"), notes=(replace(note, at=ASKED),)).complete


def test_a_source_that_was_never_searched_makes_it_incomplete() -> None:
    other = replace(LIVE, name="second")
    found = searched(row("INBOX"), sources=(LIVE, other))
    assert "coverage_incomplete" in reasons(found)


def test_a_search_without_any_spam_folder_says_so() -> None:
    assert "no_spam_folder" in searched(row("INBOX")).reasons(micros(ASKED), micros(PULL), [ME])
    with_spam = searched(row("INBOX"), row("Junk", role=Role.JUNK))
    assert "no_spam_folder" not in with_spam.reasons(micros(ASKED), micros(PULL), [ME])


def test_a_mailbox_that_stopped_receiving_proves_no_absence() -> None:
    stopped = PULL - timedelta(days=8)
    found = searched(row("INBOX", last_inbound=stopped))
    assert reasons(found) == {"coverage_incomplete"}
    assert "nothing from anybody arrived" in found.problems[0].reason
    assert reasons(found, end=stopped) == set()
    assert reasons(searched(row("INBOX", last_inbound=PULL - timedelta(days=6)))) == set()


def test_an_export_of_sent_mail_without_an_inbox_proves_no_absence() -> None:
    rows = (row("Sent", EXPORT, role=Role.SENT), row("Kept", EXPORT))
    assert reasons(searched(*rows, sources=(EXPORT,))) >= {"coverage_incomplete"}


def mail(**headers: str) -> Event:
    text = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    message = parse_message(f"{text}\r\nCould you approve the draft?\r\n".encode())
    assert isinstance(message, Message)
    (event,) = events([message], {}, SIDES, Subjects(Phrases()))
    return event


def test_an_answer_may_go_wherever_reply_to_leads_and_to_colleagues_of_ours() -> None:
    asked = mail(From="me@agency.com", To="bob@client.com", Cc="tom@agency.example", Reply_To="desk@help.example")
    assert our_addresses(asked, SIDES, frozenset({"agency.example"})) == {
        "me@agency.com", "tom@agency.example", "desk@help.example"
    }  # fmt: skip
    assert our_addresses(asked, SIDES, frozenset()) == {"me@agency.com", "desk@help.example"}
