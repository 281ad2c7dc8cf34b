"""A byte now and then holds nobody up, wherever in an answer it comes: the deadline is that of the whole (F4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.caldav import connect
from connectors.web import Limits, Web
from harvester.errors import TemporaryError
from harvester.model.settings import CaldavSettings
from tests.patience import patient
from tests.servers.dripping import Dripping, dripping

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
PACKED = OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08" + bytes(6)  # a file name follows, to its NUL
PLACES = {
    "status line": (b"HTTP/1.1 200 ", b"x"),
    "header line": (OK + b"X-Long: ", b"x"),
    "header lines": (OK, b"X: y\r\n"),
    "early hints": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": (OK + b"Content-Length: 100000\r\n\r\n", b"x"),
    "body without length": (OK + b"\r\n", b"x"),
    "length of a chunk": (CHUNKED, b"0"),
    "chunk": (CHUNKED + b"ffff\r\n", b"x"),
    "chunks": (CHUNKED, b"1\r\nx\r\n"),
    "trailer": (CHUNKED + b"1\r\nx\r\n0\r\n", b"X: y\r\n"),
    "name in a packed body": (PACKED, b"x"),
}


PLAIN = ["status line", "header line", "early hints", "body", "length of a chunk", "trailer"]


@pytest.fixture(params=["https", "http"])
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Dripping]:
    with dripping(tmp_path, request.param) as server:
        yield server


QUICK = Limits(stall=5, answer=0.3, wait=0.001)


@pytest.mark.parametrize(
    ("server", "place"),
    [("https", place) for place in PLACES] + [("http", place) for place in PLAIN],
    indirect=["server"],
)
def test_a_web_server_that_drips_is_left(place: str, server: Dripping) -> None:
    server.at_once, server.drop = PLACES[place]
    web = Web(ca_file=server.ca_file, limits=QUICK)
    with patient(), pytest.raises(TemporaryError, match="does not answer: no answer in time"):
        web.get(server.url)
    assert server.connections == 1, "what took its whole time is not tried again"
    web.close()


@pytest.mark.parametrize("place", ["header lines", "body"])
def test_a_calendar_server_on_this_machine_that_drips_is_left(place: str, tmp_path: Path) -> None:
    """Without TLS, which is for this machine only."""
    with dripping(tmp_path, "http") as server:
        server.at_once, server.drop = PLACES[place]
        settings = CaldavSettings(url=server.url, user="ann")
        source = connect("diary", settings, lambda: "swordfish", QUICK)
        with patient(), pytest.raises(TemporaryError, match="does not answer: no answer in time"), source:
            source.calendars()
        assert server.connections == 1
