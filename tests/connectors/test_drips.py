"""A byte now and then holds nobody up, wherever in an answer it comes: the deadline is that of the whole (F4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.web import Limits, Web
from harvester.errors import TemporaryError
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


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Dripping]:
    with dripping(tmp_path) as server:
        yield server


@pytest.mark.parametrize("place", PLACES)
def test_a_web_server_that_drips_is_left(place: str, server: Dripping) -> None:
    server.at_once, server.drop = PLACES[place]
    web = Web(ca_file=server.ca_file, limits=Limits(stall=5, answer=0.3, wait=0.001))
    with patient(), pytest.raises(TemporaryError, match="does not answer: no answer in time"):
        web.get(server.url)
    assert server.connections == 1, "what took its whole time is not tried again"
    web.close()
