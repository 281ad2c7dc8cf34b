"""A mailbox over the Gmail API: the contract, the history, the quota, and what the API may do to us."""

from __future__ import annotations

import email.policy
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import formatdate

import pytest

from connectors.gmail import GmailSource, connect
from connectors.gmail.headers import header_block
from connectors.google.signin import scopes
from connectors.web import Limits
from harvester.errors import FolderError, HarvesterError, SignInError, TemporaryError
from harvester.model.declared import TableError
from harvester.model.drafts import is_draft
from harvester.model.ledger import Sighting
from harvester.model.mail import Message
from harvester.model.settings import GmailSettings
from harvester.model.source import Failure, Folder, Header, Item, MailSource, Role
from harvester.parse.messages import parse_message
from tests.connectors.contract import NAMES, PLAIN, Mailbox, MailSourceContract, headers, message
from tests.servers.google import Google
from tests.servers.google_gmail import READONLY
from tests.servers.google_replies import Reply, refusal

ME = "me@studionorth.example"
_ROLES = {"SPAM", "TRASH"}


class GmailMailbox(Mailbox):
    """Folders of the tests are labels: every message of them lies in All Mail."""

    def __init__(self, google: Google) -> None:
        self.google = google
        self.limits = Limits(wait=0, pause=self.paused)
        self.waits: list[float] = []
        self.delivered: dict[str, list[str]] = {}
        self.more: dict[str, object] = {}

    def paused(self, seconds: float) -> None:
        self.waits.append(seconds)

    def add(self, folder: str, messages: Sequence[bytes]) -> None:
        self.delivered.setdefault(folder, []).extend(self.google.gmail.add(raw, folder) for raw in messages)

    def remove(self, folder: str, number: int) -> None:
        self.google.gmail.remove(self.delivered[folder].pop(number))

    def open(self) -> GmailSource:
        settings = GmailSettings.of({"user": ME, "api_endpoint": self.google.gmail_endpoint} | self.more)
        return connect("mail", settings, self.google.kept_token, self.limits)

    def snapshot(self) -> object:
        return repr(self.google.gmail)

    def name(self, folder: str) -> str:
        return folder if folder == "Nowhere" else "All Mail"

    def served(self, raw: bytes) -> bytes:
        return re.sub(rb"\r?\n", b"\r\n", raw)  # as every mail that comes over SMTP


@pytest.fixture
def mailbox(google_server: Google) -> GmailMailbox:
    return GmailMailbox(google_server)


class TestGmailContract(MailSourceContract):
    @pytest.fixture
    def mailbox(self, google_server: Google) -> Mailbox:
        return GmailMailbox(google_server)

    def test_folder_names_come_as_the_user_sees_them(self, mailbox: Mailbox) -> None:
        """Folders are labels at Google: each message brings its own."""
        for number, name in enumerate(NAMES):
            mailbox.add(name, [message(number)])
        with mailbox.open() as source:
            seen = {one.raw.split(b"\r\n")[1]: one.labels for one in headers(source, "All Mail")}
        assert seen == {b"Subject: Mail %d" % number: (name,) for number, name in enumerate(NAMES)}

    def test_roles_follow_the_names_at_the_top_only(self, mailbox: Mailbox) -> None:
        """Google's three folders have theirs, whatever the labels are called."""
        for number, name in enumerate(("INBOX", "Corbeille", "SPAM", "TRASH")):
            mailbox.add(name, [message(number)])
        with mailbox.open() as source:
            roles = {each.name: each.role for each in source.folders() if isinstance(each, Folder)}
            held = {name: len(headers(source, name)) for name in roles}
        assert roles == {"All Mail": Role.ALL, "Spam": Role.JUNK, "Trash": Role.TRASH}
        assert held == {"All Mail": 2, "Spam": 1, "Trash": 1}


def read(mailbox: GmailMailbox, folder: str = "All Mail") -> list[Item | Failure]:
    with mailbox.open() as source:
        sweep = source.sweep(folder)
        return list(sweep.fetch([one.uid for one in sweep.headers() if one.uid is not None]))


def failed(mailbox: GmailMailbox) -> HarvesterError:
    with pytest.raises(HarvesterError) as error:
        read(mailbox)
    return error.value


def test_nothing_but_reading_is_asked_for() -> None:
    (scope,) = scopes(GmailSettings(user=ME))
    assert scope.url == READONLY == "https://www.googleapis.com/auth/gmail.readonly"


def test_a_message_brings_what_google_knows_of_it(mailbox: GmailMailbox) -> None:
    key = mailbox.google.gmail.add(PLAIN, "SENT", "STARRED", "Clients/Acme", "CATEGORY_PERSONAL", at=1_770_000_000_000)
    (item,) = read(mailbox)
    assert isinstance(item, Item)
    assert item.raw == PLAIN
    assert item.internal_date == datetime(2026, 2, 2, 2, 40, 0, 1000, tzinfo=UTC)
    assert set(item.labels) == {"\\Sent", "\\Starred", "Clients/Acme"}
    assert item.flags == ("\\Seen", "\\Flagged")
    assert (item.uid, item.locator) == (int(key, 16), f"message {key}")


def test_what_is_to_be_sent_later_is_told_to_be_unsent(mailbox: GmailMailbox) -> None:
    """C0: a question that waits in Google's list of scheduled mail has been asked of nobody."""
    mailbox.google.gmail.add(PLAIN, "SCHEDULED")
    (item,) = read(mailbox)
    assert isinstance(item, Item)
    assert item.labels == ("\\Scheduled",)
    sighting = Sighting(
        sha256="", source="mail", kind="gmail", folder="All Mail", role=Role.ALL, uidvalidity=1, uid=item.uid,
        labels=item.labels,
    )  # fmt: skip
    message = parse_message(item.raw)
    assert isinstance(message, Message)
    assert is_draft(sighting, message)


def test_many_headers_need_few_requests_and_whole_messages_are_fetched_when_asked_for(
    mailbox: GmailMailbox,
) -> None:
    mailbox.google.page_size = 500
    mailbox.add("INBOX", [message(number) for number in range(300)])
    with mailbox.open() as source:
        assert len(headers(source, "All Mail")) == 300
    assert mailbox.google.batches == 6
    assert not [query for path, query in mailbox.google.asked if query.get("format") == "raw"]
    assert sum(mailbox.waits) > 0, "300 messages cost 1,500 units, and 250 a second are there"


def test_the_window_is_bounded_by_arrival(mailbox: GmailMailbox) -> None:
    mailbox.google.gmail.add(message(1), at=1_700_000_000_000)
    mailbox.google.gmail.add(message(2), at=1_770_000_000_000)
    with mailbox.open() as source:
        seen = list(source.sweep("All Mail").headers(since=date(2026, 1, 1)))
    assert [b"Mail 2" in one.raw for one in seen if isinstance(one, Header)] == [True]


def test_another_account_is_not_read_in_the_place_of_this_one(mailbox: GmailMailbox) -> None:
    mailbox.google.email = "somebody@studionorth.example"
    error = failed(mailbox)
    assert isinstance(error, SignInError)
    assert "that of somebody@studionorth.example, not of me@studionorth.example" in str(error)
    mailbox.google.email, mailbox.more = "annnorth@gmail.com", {"user": "Ann.North@googlemail.com"}
    assert read(mailbox) == []


class TestHistory:
    def test_what_comes_goes_or_moves_is_seen_without_another_listing(self, mailbox: GmailMailbox) -> None:
        gmail = mailbox.google.gmail
        old = [gmail.add(message(number), "INBOX") for number in range(3)]
        with mailbox.open() as source:
            assert source.state("All Mail").messages == 3
            before = _asked(mailbox, "/messages")
            new = gmail.add(message(9), "INBOX")
            gmail.move(old[0], add="TRASH")
            gmail.remove(old[1])
            gmail.move(old[2], take="INBOX")
            assert [source.state(name).messages for name in ("All Mail", "Spam", "Trash")] == [2, 0, 1]
            found = {one.uid for one in headers(source, "All Mail")}
        assert found == {int(new, 16), int(old[2], 16)}
        assert _asked(mailbox, "/messages") == before

    def test_where_nothing_changed_since_the_last_pull_nothing_is_listed(self, mailbox: GmailMailbox) -> None:
        mailbox.add("INBOX", [message(1)])
        names = ("All Mail", "Spam", "Trash")
        with mailbox.open() as source:
            states = {name: source.state(name) for name in names}
        listings = _asked(mailbox, "/messages")
        with mailbox.open() as source:
            source.remember(states)
            assert {name: source.state(name) for name in names} == states
        assert _asked(mailbox, "/messages") == listings
        mailbox.add("SPAM", [message(2)])
        with mailbox.open() as source:
            source.remember(states)
            assert source.state("Spam").messages == 1

    def test_a_history_that_google_forgot_is_answered_by_a_listing(self, mailbox: GmailMailbox) -> None:
        gmail = mailbox.google.gmail
        mailbox.add("INBOX", [message(1)])
        with mailbox.open() as source:
            states = {name: source.state(name) for name in ("All Mail", "Spam", "Trash")}
        mailbox.add("INBOX", [message(2)])
        gmail.forgotten = states["All Mail"].highestmodseq or 0
        with mailbox.open() as source:
            source.remember(states)
            assert source.state("All Mail").messages == 2
            gmail.forgotten = source.state("All Mail").highestmodseq or 0
            mailbox.add("INBOX", [message(3)])
            assert source.state("All Mail").messages == 3

    def test_what_arrives_while_the_mailbox_is_listed_is_in_it(self, mailbox: GmailMailbox) -> None:
        google = mailbox.google
        mailbox.add("INBOX", [message(1)])

        def arrive() -> None:
            if google.asked[-1][0].endswith("/messages") and len(google.gmail.messages) == 1:
                google.gmail.add(message(2), "INBOX")

        google.storm = arrive
        with mailbox.open() as source:
            assert source.state("All Mail").messages == 2


def _asked(mailbox: GmailMailbox, ending: str) -> int:
    return sum(path.endswith(ending) for path, _ in mailbox.google.asked)


class TestRefusals:
    @pytest.mark.parametrize(
        "fault",
        [
            refusal(429, "rateLimitExceeded", {"Retry-After": "7"}),
            refusal(403, "userRateLimitExceeded"),
            refusal(403, "rateLimitExceeded"),
            Reply(status=503, said=b"<html>busy"),
        ],
        ids=["429", "user rate", "rate", "503"],
    )
    def test_a_refusal_for_the_rate_is_tried_again(self, mailbox: GmailMailbox, fault: Reply) -> None:
        mailbox.add("INBOX", [message(number) for number in range(3)])
        mailbox.google.faults = [fault] * 3
        mailbox.google.part_faults = [fault, None, fault]
        assert len([one for one in read(mailbox) if isinstance(one, Item)]) == 3
        if "Retry-After" in fault.headers:
            assert sum(wait >= 7 for wait in mailbox.waits) == 4, "three requests, and one part of many"

    def test_a_wait_that_google_states_in_words_is_obeyed_or_told(self, mailbox: GmailMailbox) -> None:
        mailbox.add("INBOX", [message(1)])
        for minutes, inside in ((1, False), (30, False), (1, True), (30, True)):
            until = datetime.now(UTC) + timedelta(minutes=minutes)
            said = f"User-rate limit exceeded.  Retry after {until:%Y-%m-%dT%H:%M:%S.000Z}"
            body = {"error": {"code": 429, "message": said, "errors": [{"reason": "rateLimitExceeded"}]}}
            date = {"Date": formatdate(usegmt=True)}
            (mailbox.google.part_faults if inside else mailbox.google.faults).append(
                Reply(status=429, said=body, headers=date)
            )
            mailbox.waits.clear()
            if minutes == 1:
                assert len(read(mailbox)) == 1
                assert any(50 <= wait <= 61 for wait in mailbox.waits)
            else:
                error = failed(mailbox)
                assert isinstance(error, TemporaryError)
                assert re.search(r"to wait 1[78]\d\d s", str(error))

    def test_a_quota_that_stays_used_up_ends_the_pull_for_now(self, mailbox: GmailMailbox) -> None:
        mailbox.add("INBOX", [message(1)])
        mailbox.google.part_faults = [refusal(429, "rateLimitExceeded")] * 50
        assert isinstance(failed(mailbox), TemporaryError)
        assert 50 - len(mailbox.google.part_faults) <= 5

    @pytest.mark.parametrize("inside", [False, True], ids=["request", "batch"])
    @pytest.mark.parametrize(
        ("reason", "kind", "told"),
        [
            ("dailyLimitExceeded", TemporaryError, "used up for today (dailyLimitExceeded). Try again tomorrow"),
            ("insufficientPermissions", SignInError, "harvester auth mail"),
            ("accessNotConfigured", SignInError, "The Gmail API is not enabled"),
            ("domainPolicy", SignInError, "Ask its administrator"),
            ("forbidden", FolderError, "refuses the mailbox"),
        ],
    )
    def test_other_refusals_say_what_to_do(
        self, mailbox: GmailMailbox, reason: str, kind: type[HarvesterError], told: str, inside: bool
    ) -> None:
        mailbox.add("INBOX", [message(1)])
        (mailbox.google.part_faults if inside else mailbox.google.faults).append(refusal(403, reason))
        error = failed(mailbox)
        assert isinstance(error, kind)
        assert told in str(error)

    def test_a_token_that_ends_meanwhile_is_renewed_once(self, mailbox: GmailMailbox) -> None:
        mailbox.add("INBOX", [message(1)])
        with mailbox.open() as source:
            mailbox.google.expire()
            assert len(headers(source, "All Mail")) == 1
        assert mailbox.google.tokens_given == 2
        mailbox.google.revoke()
        assert "harvester auth mail" in str(failed(mailbox))

    def test_a_token_for_something_else_says_so(self, mailbox: GmailMailbox) -> None:
        mailbox.google._scope = "https://www.googleapis.com/auth/calendar.readonly"
        assert "does not reach to mail" in str(failed(mailbox))

    @pytest.mark.parametrize(
        "body", [b"<html>sign in to the network", b"[]", b'{"messages": [{"id": "nobody"}]}', b"{"]
    )
    def test_what_is_no_mailbox_is_no_empty_mailbox(self, mailbox: GmailMailbox, body: bytes) -> None:
        mailbox.google.faults = [Reply(said=body)] * 9
        assert isinstance(failed(mailbox), TemporaryError | SignInError)

    def test_a_batch_of_nonsense_is_no_messages(self, mailbox: GmailMailbox) -> None:
        mailbox.add("INBOX", [message(1)])
        with mailbox.open() as source:
            sweep = source.sweep("All Mail")
            mailbox.google.faults = [Reply(said=b"<html>sign in to the network")]
            with pytest.raises(TemporaryError, match="no mail"):
                list(sweep.headers())

    def test_one_message_that_google_cannot_give_stands_for_itself(self, mailbox: GmailMailbox) -> None:
        mailbox.add("INBOX", [message(number) for number in range(3)])
        mailbox.google.part_faults = [None, refusal(400, "failedPrecondition"), None]
        with mailbox.open() as source:
            found = list(source.sweep("All Mail").headers())
        (failure,) = [one for one in found if isinstance(one, Failure)]
        assert failure.reason == "the server refused it (400 failedPrecondition)"
        assert len(found) == 3

    def test_a_wrong_estimate_of_sizes_loses_nothing(self, mailbox: GmailMailbox) -> None:
        mailbox.google.gmail.estimate = -10_000
        mailbox.add("INBOX", [PLAIN + b"x" * 20_000, message(1)])
        assert sorted(len(one.raw) > 10_000 for one in read(mailbox) if isinstance(one, Item)) == [False, True]


def _parsed(block: bytes) -> list[tuple[str, str]]:
    return email.message_from_bytes(block, policy=email.policy.default).items()


@pytest.mark.parametrize(
    "value",
    [
        "Bob Roe <bob@acme.example>",
        '"Roe, Bob" <bob@acme.example>, jane@acme.example',
        "Jörg Müller <j@acme.example>, Zoë <z@acme.example>",
        "undisclosed-recipients:;",
        "=?utf-8?q?J=C3=B6rg?= <j@acme.example>",
        "",
    ],
)
def test_a_header_that_reads_in_one_way_is_taken(value: str) -> None:
    block = header_block([{"name": "To", "value": value}])
    assert block is not None
    ((_, read),) = _parsed(block)
    expected = _parsed(f"To: {value}\r\n".encode()) if value.isascii() else [("To", value)]
    assert read == expected[0][1]


@pytest.mark.parametrize(
    "value",
    [
        "Roe, Bob <bob@acme.example>",
        "bob@acme.example <x@evil.example>",
        "Bob <bob@acme.example> <x@evil.example>",
        '"x <bob@acme.example>',
        "bob@acme.example (not x@evil.example)",
        "friends: bob@acme.example;",
        "Bob\r <bob@acme.example>",
        "\ufffd <bob@acme.example>, x",
        "Bob \u202e <bob@acme.example>",
    ],
)
def test_a_header_that_may_hide_an_address_is_looked_at_in_the_message_itself(value: str) -> None:
    assert header_block([{"name": "From", "value": value}]) is None


def test_a_decoded_name_that_hides_its_address_is_found_all_the_same(mailbox: GmailMailbox) -> None:
    raw = b"From: =?utf-8?q?=22x?= <bob@acme.example>\r\nSubject: =?utf-8?b?R3LDvMOfZQ==?=\r\n\r\nHello\r\n"
    mailbox.add("INBOX", [raw])
    with mailbox.open() as source:
        (header,) = headers(source, "All Mail")
    assert header.raw == raw.partition(b"\r\n\r\n")[0] + b"\r\n"


@pytest.mark.parametrize(
    "more", [{"client_secrets": "file:a", "service_account": "file:b"}, {"api_endpoint": "http://gmail.example/"}]
)
def test_settings_that_contradict_or_send_in_plain_text_are_refused(more: dict[str, object]) -> None:
    with pytest.raises(TableError):
        GmailSettings.of({"user": ME} | more)


def test_the_stand_in_refuses_what_google_refuses(mailbox: GmailMailbox) -> None:
    google = mailbox.google
    mailbox.add("INBOX", [message(1)])
    mailbox.open().__enter__()
    signed = f"Bearer ya29.access-{google.tokens_given}"
    (key,) = google.gmail.messages
    for target, status in (
        (f"/gmail/v1/users/me/messages/{key}?format=raw", 200),
        (f"/gmail/v1/users/me/messages/{key}?format=eml", 400),
        (f"/gmail/v1/users/me/messages/{key}?headers=all", 400),
        ("/gmail/v1/users/me/messages/ffff?format=raw", 404),
        ("/gmail/v1/users/me/history", 400),
        ("/gmail/v1/users/me/settings/filters", 403),
        ("/gmail/v1/users/me/everything", 404),
    ):
        assert google.api_of("GET", target, signed).status == status, target
    assert google.api_of("POST", f"/gmail/v1/users/me/messages/{key}/trash", signed).status == 403
    assert google.api_of("GET", "/gmail/v1/users/me/profile", "Bearer nothing").status == 401


def test_it_is_a_mail_source(mailbox: GmailMailbox) -> None:
    source: MailSource = mailbox.open()
    assert (source.kind, source.live) == ("gmail", True)
