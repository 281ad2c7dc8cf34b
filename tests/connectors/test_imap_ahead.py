"""The next headers are asked for while the last are judged: each is asked for once, and no answer is taken for another.

Here every command brings one header, and its message is fetched before the next header is looked at.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from connectors.imap import ImapSource, Limits, connect, sweep
from harvester.errors import TemporaryError
from harvester.model.settings import ImapSettings
from harvester.model.source import Failure, Header, Item
from tests.connectors.contract import message
from tests.patience import patient
from tests.servers.scripted_imap import Act, Connection, ScriptedImap, fetch_answer, say, scripted, silence

MESSAGES = [message(number) for number in (1, 2, 3)]
IN_TURN = [answer for number in (1, 2, 3) for answer in (("header", number), ("whole", number))]
HEADER = "(UID RFC822.SIZE INTERNALDATE FLAGS BODY.PEEK[HEADER])"


@pytest.fixture(autouse=True)
def one_header_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "_HEADERS", 1)


@pytest.fixture
def server() -> Iterator[ScriptedImap]:
    with scripted(MESSAGES) as server:
        yield server


def opened(server: ScriptedImap, timeout: float = 10) -> ImapSource:
    settings = ImapSettings.of({"host": "localhost", "port": server.port, "user": "ann", "tls": "none"})
    return connect("mail", settings, lambda: "swordfish", Limits(timeout=timeout, deadline=2 * timeout, wait=0.001))


def in_turn(source: ImapSource) -> list[tuple[str, int | None]]:
    """Kind and number of everything that came, its bytes compared with what was sent."""
    came: list[tuple[str, int | None]] = []
    folder = source.sweep("INBOX")
    for one in folder.headers():
        came.append((kind(one), one.uid))
        came += [(kind(whole), whole.uid) for whole in folder.fetch([one.uid or 0])]
    return came


def kind(answer: Header | Item | Failure) -> str:
    if isinstance(answer, Failure):
        return answer.reason
    sent = MESSAGES[answer.uid - 1]
    assert sent == answer.raw if isinstance(answer, Item) else sent.startswith(answer.raw + b"\r\n")
    return "whole" if isinstance(answer, Item) else "header"


def header(number: int) -> Act:
    def act(connection: Connection, tag: bytes) -> None:
        connection.send(fetch_answer(number, MESSAGES[number - 1], b"HEADER") + tag + b" OK done\r\n")

    return act


def test_the_next_header_is_asked_for_while_this_one_is_judged(server: ScriptedImap) -> None:
    with opened(server) as source:
        headers = source.sweep("INBOX").headers()
        assert next(headers).uid == 1
        with patient():
            while not server.count("UID FETCH 2 "):
                time.sleep(0.001)
        assert [one.uid for one in headers] == [2, 3]


def test_nothing_is_asked_for_twice(server: ScriptedImap) -> None:
    with opened(server) as source:
        assert in_turn(source) == IN_TURN
    assert [server.count(f"UID FETCH {number} {HEADER}") for number in (1, 2, 3)] == [1, 1, 1]


def test_what_was_asked_ahead_of_another_folder_is_not_taken(server: ScriptedImap) -> None:
    """Its messages bear the same numbers."""
    with opened(server) as source:
        assert next(source.sweep("INBOX").headers()).uid == 1
        server.messages = {2: message(9)}
        found = [one for one in source.sweep("INBOX").headers() if isinstance(one, Header)]
        assert [(one.uid, one.raw + b"\r\n" in message(9)) for one in found] == [(2, True)]


@pytest.mark.parametrize(
    ("answer", "connections"),
    [
        (say(b"TAG NO not now\r\n"), 1),
        (say(b"TAG BAD what?\r\n"), 1),
        (say(b"* BYE [UNAVAILABLE] restarting\r\n", hang_up=True), 2),
        (say(b"", hang_up=True), 2),
        (silence, 2),
    ],
    ids=["NO", "BAD", "BYE", "FIN", "half-open"],
)
def test_trouble_with_what_was_asked_ahead(answer: Act, connections: int, server: ScriptedImap) -> None:
    """It is heard when the message before is fetched, and belongs to the header after it."""
    server.on("UID FETCH", header(1), answer)
    with patient(), opened(server, 0.3) as source:
        assert in_turn(source) == IN_TURN
    assert server.connections == connections


@pytest.mark.parametrize("reset", [False, True], ids=["FIN", "RST"])
def test_cut_anywhere_nothing_is_lost_or_doubled(reset: bool) -> None:
    with scripted(MESSAGES) as server, opened(server) as source:
        in_turn(source)
        whole = server.sent
    early = 0
    for cut_at in range(1, whole, 11):
        with scripted(MESSAGES) as server:
            server.cut_at, server.reset = cut_at, reset
            try:
                with opened(server) as source:
                    found = in_turn(source)
            except TemporaryError:
                early += 1
                assert not server.count("LIST"), f"lost for good after {cut_at} bytes"
            else:
                assert found == IN_TURN, cut_at
                assert server.connections <= 2
    assert early < 25  # greeting and sign-in only
