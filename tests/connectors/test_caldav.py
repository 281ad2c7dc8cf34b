"""CalDAV: the contract against Radicale, and what other servers do against scripted answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connectors.caldav import CaldavSource, connect
from connectors.web import Limits
from harvester.errors import CertificateError, FolderError, HarvesterError, SignInError, TemporaryError
from harvester.model.settings import CaldavSettings
from harvester.model.source import Event, Failure, Folder
from tests.connectors.event_contract import Diary, EventSourceContract, reading
from tests.connectors.icalendar_text import VALID_YET_ODD, odd, vcalendar, vevent
from tests.servers.pages import Page, Pages
from tests.servers.radicale import PASSWORD, Account, Radicale


def password() -> str:
    return PASSWORD


class RadicaleDiary(Diary):
    calendar = "Studio North & clients"

    def __init__(self, account: Account) -> None:
        self.account = account
        self.settings = CaldavSettings(url=account.server.url, user=account.user)
        self.secret: Callable[[], str] = password
        self.limits = Limits(wait=0, pause=lambda _: None)
        account.make("diary", "Studio North &amp; clients")

    def put(self, number: int, text: str = "call") -> None:
        self.account.put("diary", f"{number}.ics", vcalendar(vevent(number, text)))

    def remove(self, number: int) -> None:
        self.account.delete("diary", f"{number}.ics")

    def put_odd(self) -> list[bytes]:
        taken = [raw for kind, raw in VALID_YET_ODD.items() if kind != "unknown zone"]  # Radicale refuses the others
        for number, raw in enumerate([*taken, odd("huge", "SUMMARY:huge one", "DESCRIPTION:" + "x" * 3_000_000)]):
            self.account.put("diary", f"odd%20{number}%20%C3%BC.ics", vcalendar(raw))
        return [b"every second", b"dates", b"a19999@acme", b"backwards", b"huge one"]

    def open(self) -> CaldavSource:
        return connect("calendar", self.settings, self.secret, self.limits)

    def snapshot(self) -> object:
        return self.account.files()


@pytest.fixture
def diary(radicale_server: Radicale) -> RadicaleDiary:
    return RadicaleDiary(radicale_server.account())


class TestRadicale(EventSourceContract):
    pass


def names(diary: RadicaleDiary) -> tuple[list[str], list[str]]:
    with diary.open() as source:
        said = source.calendars()
    return [one.name for one in said if isinstance(one, Folder)], [
        one.folder for one in said if isinstance(one, Failure)
    ]


def at(diary: RadicaleDiary, **settings: object) -> None:
    diary.settings = CaldavSettings.of({**diary.settings.written(), **settings})


@pytest.mark.parametrize("path", ["", "{user}/", "{user}/diary/", ".well-known/caldav", "no/such/place/"])
def test_calendars_are_found_from_any_address_of_the_server(diary: RadicaleDiary, path: str) -> None:
    at(diary, url=diary.account.server.url + path.format(user=diary.account.user))
    diary.put(1)
    assert names(diary) == (["Studio North & clients"], [])
    assert len(reading(diary).events) == 1


def test_calendars_of_one_name_stay_apart_and_are_chosen_by_pattern(diary: RadicaleDiary) -> None:
    diary.account.make("second", "Studio North &amp; clients")
    diary.account.make("private", "Private")
    folders, _ = names(diary)
    assert len(folders) == len(set(folders)) == 3
    at(diary, calendars=["Priv*", "Nowhere"])
    assert names(diary) == (["Private"], ["Nowhere"])


def test_one_change_among_many_fetches_one_event(diary: RadicaleDiary) -> None:
    for number in range(55):
        diary.put(number)
    first = reading(diary)
    assert len(first.events) == 55
    diary.put(50, "moved")
    second = reading(diary, first.token)
    assert not second.full
    assert [event.key for event in second.events] == ["event50@studionorth.example"]


@pytest.mark.parametrize("token", ["sync http://radicale.org/ns/sync/forgotten", "ctag old", "nonsense", ""])
def test_a_token_that_the_server_does_not_know_means_everything(diary: RadicaleDiary, token: str) -> None:
    diary.put(1)
    found = reading(diary, token)
    assert found.full
    assert len(found.events) == 1
    assert found.token


def test_objects_that_together_are_too_large_come_in_smaller_questions(diary: RadicaleDiary) -> None:
    for number in range(9):
        diary.put(number, "x" * 50_000)
    diary.put(9, "x" * 400_000)
    diary.limits = Limits(size=200_000)
    found = reading(diary)
    assert len(found.events) == 9
    assert [failure.reason for failure in found.failures] == ["9.ics: larger than one answer may be"]
    assert found.token is None


def test_a_wrong_password_is_told_once_and_names_the_command(diary: RadicaleDiary) -> None:
    diary.secret = lambda: "wrong"
    with pytest.raises(SignInError) as caught:
        reading(diary)
    assert "harvester auth calendar" in caught.value.next_step
    assert "wrong" not in str(caught.value)


# other servers

_PROPS = "<d:propstat><d:prop>{}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>"


def said(*responses: tuple[str, str], more: str = "") -> bytes:
    inner = "".join(f"<d:response><d:href>{href}</d:href>{what}</d:response>" for href, what in responses)
    spaces = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'
    return f'<?xml version="1.0"?><d:multistatus {spaces}>{inner}{more}</d:multistatus>'.encode()


CALENDAR = _PROPS.format(
    "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype><d:displayname>Work</d:displayname>"
    "<s:getctag>7</s:getctag>"
)


def error_of(pages: Pages, page: Page, path: str = "/dav/") -> HarvesterError:
    pages.pages[path] = page
    settings = CaldavSettings(url=pages.url + path, user="me@studionorth.example")
    with pytest.raises(HarvesterError) as caught, connect("calendar", settings, password, Limits(wait=0)) as source:
        list(source.events("Work", None).items())
    return caught.value


@pytest.mark.parametrize(
    ("page", "kind", "words"),
    [
        (Page(b"<html>welcome</html>", status=200), FolderError, "refuses this address (200)"),
        (Page(b"<html>welcome</html>", status=207), TemporaryError, "no CalDAV"),
        (Page(b"<d:multistatus", status=207), TemporaryError, "no CalDAV"),
        (Page(b"", status=403), FolderError, "refuses this address (403)"),
        (Page(b"", status=404), FolderError, "has no CalDAV at this address"),
        (Page(b"", status=503), TemporaryError, "answers 503"),
        (Page(b"", status=301, headers={"Location": "/dav/"}), TemporaryError, "redirects without end"),
        (Page(b"", status=301, headers={"Location": "http://acme.example/"}), CertificateError, "without TLS"),
        (Page(b"", status=301, headers={"Location": "https://acme.example/"}), SignInError, "was not sent there"),
        (Page(said(), status=207), FolderError, "has no CalDAV at this address"),
    ],
)
def test_what_is_no_calendar_says_why(web_pages: Pages, page: Page, kind: type, words: str) -> None:
    error = error_of(web_pages, page)
    assert isinstance(error, kind)
    assert words in str(error)
    assert PASSWORD not in str(error)


def test_entities_that_grow_without_end_are_refused(web_pages: Pages) -> None:
    laughs = '<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    bomb = said(("/dav/", "<d:status>&b;</d:status>")).replace(b"?>", b"?>" + laughs.encode(), 1)
    assert "no CalDAV" in str(error_of(web_pages, Page(bomb, status=207)))


def test_a_home_on_somebody_elses_machine_gets_no_password(web_pages: Pages) -> None:
    home = _PROPS.format("<c:calendar-home-set><d:href>https://evil.example/home/</d:href></c:calendar-home-set>")
    error = error_of(web_pages, Page(said(("/dav/", home)), status=207))
    assert isinstance(error, SignInError)
    assert "sends us to evil.example" in error.fact


def test_without_sync_tokens_the_ctag_tells_whether_anything_changed(web_pages: Pages) -> None:
    data = _PROPS.format(f"<c:calendar-data>{vcalendar(vevent(1)).decode()}</c:calendar-data>")
    listed = Page(
        said(("/dav/", CALENDAR), ("/dav/1.ics", data), ("/dav/2.ics", "<d:status>HTTP/1.1 404 No</d:status>")),
        status=207,
    )
    web_pages.pages["/dav/"] = listed
    settings = CaldavSettings(url=f"{web_pages.url}/dav/", user="me@studionorth.example")
    with connect("calendar", settings, password, Limits(wait=0)) as source:
        sweep = source.events("Work", None)
        found = list(sweep.items())
        assert [type(one) for one in found] == [Event, Failure]
        assert found[1].reason == "2.ics: gone while it was read; pull again"  # type: ignore[union-attr]  # a Failure, as just said
        assert (sweep.full, sweep.token) == (True, None)
        again = source.events("Work", "ctag 7")
        assert (list(again.items()), again.full, again.token) == ([], False, "ctag 7")
        other = source.events("Work", "ctag 6")
        assert len(list(other.items())) == 2
        assert other.full


def test_only_questions_are_sent(web_pages: Pages) -> None:
    test_without_sync_tokens_the_ctag_tells_whether_anything_changed(web_pages)
    assert {method for method, *_ in web_pages.asked} == {"PROPFIND", "REPORT"}
