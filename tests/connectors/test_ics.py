"""Calendar files and links: the contract for each, and what each does of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from connectors import connect_events
from connectors.ics import connect
from connectors.web import Limits, Web
from harvester.errors import CertificateError, FolderError, SignInError, TemporaryError, UsageError
from harvester.model.settings import IcsSettings
from harvester.model.source import Event, EventSource, Failure, Folder
from tests.connectors.event_contract import Diary, EventSourceContract, reading
from tests.connectors.icalendar_text import INVALID, VALID_YET_ODD, ZONE, odd, vcalendar, vevent
from tests.servers.pages import Page, Pages, running

ODD = [*VALID_YET_ODD.values(), *INVALID.values()]
WORDS = [
    b"every second",
    b"dates",
    b"a19999@acme",
    b"backwards",
    b"Mars/Olympus",
    b"without a name",
    b"x" * 5_000_000,
    b"no interval",
    b"SUMMARY no colon at all\r\n\x00\x01",
    b"never ends",
    b"first of two",
    b"second of two",
]


def no_secret() -> str:
    raise AssertionError("files need no secret")


def link_to(url: str) -> IcsSettings:
    return IcsSettings(url=url)


def calm(pauses: list[float] | None = None) -> Limits:
    return Limits(wait=0, pause=(pauses if pauses is not None else []).append)


class FilesDiary(Diary):
    """A directory with one file an event, as vdirsyncer and exports leave it."""

    def __init__(self, root: Path) -> None:
        self.root = root / "Work"
        self.root.mkdir()
        self.calendar = "Work"

    def put(self, number: int, text: str = "call") -> None:
        (self.root / f"{number}.ics").write_bytes(vcalendar(vevent(number, text)))

    def remove(self, number: int) -> None:
        (self.root / f"{number}.ics").unlink()

    def put_odd(self) -> list[bytes]:
        for number, raw in enumerate(ODD):
            (self.root / f"odd{number}.ics").write_bytes(vcalendar(raw))
        (self.root / "page.ics").write_bytes(b"<html>no calendar</html>")
        (self.root / "nothing.ics").write_bytes(b"")
        os.mkfifo(self.root / "pipe.ics")
        return WORDS

    def open(self) -> EventSource:
        return connect_events("calendar", IcsSettings(path=str(self.root)), no_secret)

    def snapshot(self) -> object:
        return {path.name: (path.stat().st_mtime_ns, path.stat().st_ino) for path in self.root.iterdir()}


class LinkDiary(Diary):
    """A calendar published under a link, which writes a new DTSTAMP each time as Google's does."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.components: dict[str, bytes] = {}
        self.calendar = pages.url.removeprefix("http://")
        self._publish()

    def put(self, number: int, text: str = "call") -> None:
        self.components[str(number)] = vevent(number, text)
        self._publish()

    def remove(self, number: int) -> None:
        del self.components[str(number)]
        self._publish()

    def put_odd(self) -> list[bytes]:
        self.components |= {f"odd{number}": raw for number, raw in enumerate(ODD)}
        self._publish()
        return WORDS

    def open(self) -> EventSource:
        return connect("calendar", link_to(f"{self.pages.url}/private-1234/basic.ics"), no_secret, calm())

    def snapshot(self) -> object:
        assert {method for method, *_ in self.pages.asked} <= {"GET"}
        return self.pages.pages["/private-1234/basic.ics"].body

    def _publish(self) -> None:
        raw = vcalendar(*self.components.values())
        self.pages.pages["/private-1234/basic.ics"] = Page(raw, etag=f'"{hash(raw)}"')


class TestFiles(EventSourceContract):
    @pytest.fixture
    def diary(self, tmp_path: Path) -> Diary:
        return FilesDiary(tmp_path)


class TestLink(EventSourceContract):
    @pytest.fixture
    def diary(self, web_pages: Pages) -> Diary:
        return LinkDiary(web_pages)


def read(path: Path) -> tuple[list[Event], list[Failure]]:
    with connect_events("calendar", IcsSettings(path=str(path)), no_secret) as source:
        (folder,) = source.calendars()
        assert isinstance(folder, Folder)
        found = list(source.events(folder.name, None).items())
    return [one for one in found if isinstance(one, Event)], [one for one in found if isinstance(one, Failure)]


def test_a_file_is_named_by_its_calendar_and_read_whole(tmp_path: Path) -> None:
    (tmp_path / "basic.ics").write_bytes(vcalendar(vevent(1), name="Studio North\\, calls"))
    with connect_events("calendar", IcsSettings(path=str(tmp_path / "basic.ics")), no_secret) as source:
        assert source.calendars() == [Folder(name="Studio North, calls")]
        assert (source.live, source.kind, source.peer) == (False, "ics", str(tmp_path / "basic.ics"))


def test_a_series_and_its_overrides_are_one_event_with_the_zones_it_names(tmp_path: Path) -> None:
    override = vevent(1, "moved").replace(b"DTSTART", b"RECURRENCE-ID:20260309T090000Z\r\nDTSTART", 1)
    stranger = ZONE.replace(b"Europe/Berlin", b"Asia/Tokyo")
    (tmp_path / "a.ics").write_bytes(vcalendar(stranger, vevent(1), vevent(2), override))
    events, failures = read(tmp_path / "a.ics")
    assert not failures
    series = next(event for event in events if event.key == "event1@studionorth.example")
    assert len(events) == 2
    assert vevent(1) + override in series.raw
    assert series.raw.count(ZONE) == 1
    assert stranger not in series.raw
    assert series.raw.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert series.raw.endswith(b"END:VCALENDAR\r\n")


def test_a_new_dtstamp_alone_is_no_new_version(tmp_path: Path) -> None:
    def version(raw: bytes) -> str:
        (tmp_path / "a.ics").write_bytes(vcalendar(raw))
        ((event,), _) = read(tmp_path / "a.ics")
        return event.version

    first = version(vevent(1))
    assert version(vevent(1).replace(b"DTSTAMP:20260220", b"DTSTAMP:20260504")) == first
    assert version(vevent(1, "another")) != first


def test_an_event_that_never_ends_does_not_swallow_the_next(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(vcalendar(INVALID["never ends"], vevent(1), vevent(2)))
    events, _ = read(tmp_path / "a.ics")
    assert {event.key for event in events} >= {"open", "event1@studionorth.example", "event2@studionorth.example"}


def test_text_that_ends_in_the_middle_is_told_and_what_is_there_kept(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(vcalendar(vevent(1), vevent(2))[:-40])
    found = reading(_OneFile(tmp_path))
    assert [failure.reason for failure in found.failures] == ["a.ics: it ends in the middle (no END:VCALENDAR)"]
    assert len(found.events) == 2
    assert found.token is None


class _OneFile(FilesDiary):
    def __init__(self, root: Path) -> None:
        self.root = root
        self.calendar = root.name


def test_one_uid_in_two_files_is_one_event_that_holds_both(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(vcalendar(vevent(1, "mine")))
    (tmp_path / "b.ics").write_bytes(vcalendar(vevent(1, "theirs")))
    (tmp_path / "c.ics").write_bytes(vcalendar(vevent(1, "mine")))
    ((event,), _) = read(tmp_path)
    assert event.raw.count(b"SUMMARY:mine") == event.raw.count(b"SUMMARY:theirs") == 1


def test_uids_are_unfolded_and_an_alarm_has_none(tmp_path: Path) -> None:
    alarm = b"BEGIN:VALARM\r\nUID:alarm\r\nEND:VALARM\r\n"
    raw = b"BEGIN:VEVENT\r\n" + alarm + b"UID;X-A=1:lo\r\n ng\r\nEND:VEVENT\r\n"
    (tmp_path / "a.ics").write_bytes(b"\xef\xbb\xbf" + vcalendar(raw, b"BEGIN:VTODO\r\nUID:todo\r\nEND:VTODO\r\n"))
    ((event,), failures) = read(tmp_path / "a.ics")
    assert (event.key, failures) == ("long", [])


def test_many_events_in_many_zones_stay_small(tmp_path: Path) -> None:
    zones = b"".join(ZONE.replace(b"Europe/Berlin", b"Z/%d" % n) for n in range(2_000))
    events = b"".join(odd(f"u{n}", f"X-A;TZID=Z/{n}:1").replace(b"\r\n ", b"") for n in range(2_000))
    (tmp_path / "a.ics").write_bytes(vcalendar(zones, events))
    found, _ = read(tmp_path / "a.ics")
    assert len(found) == 2_000
    assert max(len(event.raw) for event in found) < 1_000


def test_directories_are_calendars_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    for name in ("Work", "Private"):
        (tmp_path / "export" / name).mkdir(parents=True)
        (tmp_path / "export" / name / "1.ics").write_bytes(vcalendar(vevent(1)))
    (tmp_path / "export" / "Work" / "gone.ics").symlink_to(tmp_path / "nowhere")
    with connect_events("calendar", IcsSettings(path=str(tmp_path / "export")), no_secret) as source:
        assert source.calendars() == [Folder(name="export/Private"), Folder(name="export/Work")]
        failures = [one for one in source.events("export/Work", None).items() if isinstance(one, Failure)]
    assert [failure.reason for failure in failures] == ["gone.ics: it is no regular file"]


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_nothing_to_read_is_an_error_of_the_configuration(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="calendar"):
        connect_events("calendar", IcsSettings(path=str(tmp_path / name)), no_secret).__enter__()


# links


def test_a_link_may_be_a_secret_and_is_told_nowhere(web_pages: Pages) -> None:
    secret = f"{web_pages.url}/private-1234/basic.ics"
    source = connect("calendar", IcsSettings(url="env:LINK"), lambda: secret + "\n", calm())
    with pytest.raises(FolderError) as caught, source:
        list(source.events(source.calendars()[0].name, None).items())  # type: ignore[union-attr]  # a folder here
    shown = f"{caught.value} {source.peer} {source.calendars()}"
    assert "private-1234" not in shown
    assert "localhost" in shown


def refused(pages: Pages, path: str = "/a.ics", limits: Limits | None = None) -> Exception:
    source = connect("calendar", link_to(f"{pages.url}{path}"), no_secret, limits or calm())
    with pytest.raises(Exception, match=r".+") as caught, source:
        list(source.events(urlsplit(pages.url).netloc, None).items())
    return caught.value


@pytest.mark.parametrize(
    ("page", "kind", "words"),
    [
        (Page(status=404), FolderError, "no calendar under this link (404)"),
        (Page(status=403), SignInError, "does not open this link"),
        (Page(b"<!DOCTYPE html><p>Sign in"), FolderError, "something that is no calendar"),
        (Page(b""), FolderError, "something that is no calendar"),
        (Page(status=503), TemporaryError, "answers 503"),
        (Page(status=302, headers={"Location": "/a.ics"}), TemporaryError, "redirects without end"),
        (Page(status=302, headers={"Location": "http://acme.example/a"}), CertificateError, "without TLS"),
        (Page(status=302, headers={"Location": "file:///etc/passwd"}), CertificateError, "without TLS"),
    ],
)
def test_a_link_that_gives_no_calendar_says_why(web_pages: Pages, page: Page, kind: type, words: str) -> None:
    web_pages.pages["/a.ics"] = page
    error = refused(web_pages)
    assert isinstance(error, kind)
    assert words in str(error)


def test_a_redirect_is_followed(web_pages: Pages) -> None:
    web_pages.pages["/a.ics"] = Page(status=301, headers={"Location": "/b.ics"})
    web_pages.pages["/b.ics"] = Page(vcalendar(vevent(1)))
    with connect("calendar", link_to(f"{web_pages.url}/a.ics"), no_secret, calm()) as source:
        assert len(list(source.events(web_pages.url.removeprefix("http://"), None).items())) == 1


@pytest.mark.parametrize(
    "inward", ["https://169.254.169.254/latest", "https://10.0.0.7/a.ics", "https://[::ffff:192.168.1.1]/", "itself"]
)
def test_a_server_out_there_sends_nobody_to_an_address_in_here(
    web_pages: Pages, monkeypatch: pytest.MonkeyPatch, inward: str
) -> None:
    """S32: what only this network reaches is asked on nobody's word; the server out there is reached by a proxy."""
    monkeypatch.setenv("http_proxy", web_pages.url)
    monkeypatch.delenv("no_proxy", raising=False)
    target = inward if "//" in inward else f"{web_pages.url}/router"
    outside = "http://calendar.example/a.ics"
    web_pages.pages[outside] = Page(status=302, headers={"Location": target})
    with pytest.raises(UsageError, match=r"calendar\.example sends us to .*inside this network; nothing was asked"):
        Web(limits=calm()).get(outside)
    assert [path for _, path, _ in web_pages.asked] == [outside]


def test_an_answer_over_the_cap_is_refused_packed_or_not(web_pages: Pages) -> None:
    import gzip

    bomb = vcalendar(b" " * 30_000_000)
    web_pages.pages["/plain.ics"] = Page(bomb)
    web_pages.pages["/packed.ics"] = Page(gzip.compress(bomb), headers={"Content-Encoding": "gzip"})
    small = Limits(size=2**20)
    for path in ("/plain.ics", "/packed.ics"):
        assert "larger than 1 MB" in str(refused(web_pages, path, small))


def test_a_packed_answer_is_read(web_pages: Pages) -> None:
    import gzip

    raw = gzip.compress(vcalendar(*(vevent(number) for number in range(2_000))))
    web_pages.pages["/a.ics"] = Page(raw, headers={"Content-Encoding": "gzip"})
    with connect("calendar", link_to(f"{web_pages.url}/a.ics"), no_secret, calm()) as source:
        assert len(list(source.events(web_pages.url.removeprefix("http://"), None).items())) == 2_000


def test_a_busy_server_is_asked_again_as_late_as_it_says_and_five_times_at_most(web_pages: Pages) -> None:
    pauses: list[float] = []
    web_pages.pages["/a.ics"] = Page(status=429, headers={"Retry-After": "7"})
    assert "asks to wait 7 s" in str(refused(web_pages, limits=calm(pauses)))
    assert pauses == [7, 7, 7, 7]
    assert len(web_pages.asked) == 5


def test_a_server_that_asks_for_an_hour_is_left_alone(web_pages: Pages) -> None:
    later = {"Retry-After": "Mon, 02 Mar 2026 11:00:00 GMT", "Date": "Mon, 02 Mar 2026 10:00:00 GMT"}
    web_pages.pages["/a.ics"] = Page(status=503, headers=later)
    pauses: list[float] = []
    error = refused(web_pages, limits=calm(pauses))
    assert isinstance(error, TemporaryError)
    assert pauses == []


def test_tls_is_verified_and_the_peer_is_named(tmp_path: Path) -> None:
    with running(tmp_path) as pages:
        pages.pages["/a.ics"] = Page(vcalendar(vevent(1)))
        error = refused(pages)
        assert isinstance(error, CertificateError)
        assert "not trusted" in str(error)
        assert pages.asked == []
        settings = IcsSettings(url=f"{pages.url}/a.ics", ca_file=str(tmp_path / "ca.pem"))
        with connect("calendar", settings, no_secret, calm()) as source:
            assert len(list(source.events(pages.url.removeprefix("https://"), None).items())) == 1
            assert "certificate SHA-256" in source.peer


def test_a_host_that_does_not_answer_is_temporary() -> None:
    source = connect("calendar", link_to("http://localhost:9/private-1234.ics"), no_secret, calm())
    with pytest.raises(TemporaryError, match="does not answer: no connection") as caught, source:
        list(source.events("localhost:9", None).items())
    assert "private-1234" not in str(caught.value)


def test_the_calendar_of_a_link_is_the_same_as_that_of_the_file(tmp_path: Path, web_pages: Pages) -> None:
    raw = vcalendar(vevent(1), vevent(2))
    (tmp_path / "a.ics").write_bytes(raw)
    web_pages.pages["/a.ics"] = Page(raw)
    with connect("calendar", link_to(f"{web_pages.url}/a.ics"), no_secret, calm()) as source:
        linked = list(source.events(web_pages.url.removeprefix("http://"), None).items())
    assert [one.raw for one in linked if isinstance(one, Event)] == [one.raw for one in read(tmp_path / "a.ics")[0]]


def test_files_need_no_wire() -> None:
    words = (
        "import sys; from connectors import connect_events; from harvester.model.settings import CallLogSettings\n"
        "connect_events('c', CallLogSettings(path='.'), str)\n"
        "assert not {'urllib3', 'googleapiclient'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", words], check=True)
