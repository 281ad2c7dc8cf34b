"""A server that refuses or restarts: what a person is told, what is stored all the same, and how often it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors import waits
from harvester.cli import exits
from tests import invariants
from tests.cli.conftest import Harvester, Outcome, harvester
from tests.harvest.server import mail
from tests.servers.scripted_imap import Act, ScriptedImap, fetch_answer, say, scripted

__all__ = ["harvester"]

MAILS = [mail(mid=f"{number}@acme.example", body="x" * 300) for number in range(4)]
CONFIG = """
[us]
addresses = ["me@studionorth.example"]
[store]
url = "sqlite:///evidence.db"
[sources.mail]
kind = "imap"
host = "localhost"
port = {port}
tls = "none"
user = "ann"
password = "env:HARVESTER_PASSWORD"
[clients.acme]
domains = ["acme.example"]
"""


@pytest.fixture
def server() -> Iterator[ScriptedImap]:
    with scripted(MAILS) as server:
        server.listing = b'* LIST () "/" INBOX\r\n* LIST () "/" Archive\r\n'
        yield server


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds of every pause of the program, which asks for one message at a time here."""
    monkeypatch.setattr("connectors.imap.sweep._MESSAGES", 1)
    pauses: list[float] = []
    monkeypatch.setattr(waits, "pause", pauses.append)
    return pauses


Puller = Callable[[], Outcome]


@pytest.fixture
def pulled(harvester: Harvester, server: ScriptedImap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Puller:
    monkeypatch.setenv("HARVESTER_PASSWORD", "swordfish")
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(port=server.port))
    config.chmod(0o600)

    def run() -> Outcome:
        done = harvester("--config", config, "pull")
        assert "Traceback" not in done.err
        assert "swordfish" not in done.out + done.err
        return done

    return run


def held(folder: Path) -> set[tuple[str, int]]:
    """Folder and UID of what is stored, all of it whole."""
    path = folder / "evidence.db"
    assert invariants.problems(path) == []
    return {(name, uid) for name, _, uid in invariants.sighted(path)}


WHOLE = {(folder, uid) for folder in ("INBOX", "Archive") for uid in range(1, len(MAILS) + 1)}


@pytest.mark.parametrize("answer", [b"NO [NOPERM] Access denied.", b"BAD Access denied"])
@pytest.mark.parametrize(
    "refusal",
    [
        ("CAPABILITY", 1, 5),
        ("LOGIN", 1, 4),
        ("LIST", 1, 5),
        ("STATUS", 99, exits.PARTIAL),
        ("EXAMINE", 1, exits.PARTIAL),
        ("UID SEARCH", 99, exits.PARTIAL),
        ("UID FETCH", 99, exits.PARTIAL),
        ("UNSELECT", 1, exits.DONE),
    ],
)
def test_a_refusal_is_told_and_other_folders_go_on(
    refusal: tuple[str, int, int], answer: bytes, server: ScriptedImap, pulled: Puller, tmp_path: Path
) -> None:
    """F6: whose it is, in the server's words, by the exit code; what another folder holds is stored.

    Once it refuses no more, nothing is left of that.
    """
    verb, times, code = refusal
    server.on(verb, *[say(b"TAG " + answer + b"\r\n")] * times)
    done = pulled()
    assert done.code == code, done.err
    if code in (4, 5):
        assert done.err.startswith("Error: mail: localhost")
        assert server.connections == 1
    elif code == exits.PARTIAL:
        assert "INBOX" in done.err
        assert ".." not in done.err
        assert "holds no mail" not in done.err, "who was not let in cannot know"
    if verb not in ("CAPABILITY", "UID FETCH", "UNSELECT"):
        assert "Access denied" in done.err
    if code in (exits.DONE, exits.PARTIAL) and times == 1:
        assert {folder for folder, _ in held(tmp_path)} >= {"Archive"}
    again = pulled()
    if times == 1:
        assert (again.code, held(tmp_path)) == (exits.DONE, WHOLE), again.err


RESTARTS = {
    "between two messages": fetch_answer(1, MAILS[0]) + b"* BYE [UNAVAILABLE] restarting\r\n",
    "inside a message": fetch_answer(1, MAILS[0])[:200] + b"* BYE [UNAVAILABLE] restarting\r\n",
    "instead of messages": b"* BYE [UNAVAILABLE] restarting\r\n",
}


@pytest.mark.parametrize("place", RESTARTS)
def test_a_server_that_restarts_in_the_middle_is_waited_for(
    place: str, server: ScriptedImap, slept: list[float], pulled: Puller, tmp_path: Path
) -> None:
    """F7: connected to again, after ever longer pauses; nothing is lost."""
    restart = say(RESTARTS[place], hang_up=True)
    server.on("UID FETCH", restart, restart)
    done = pulled()
    assert (done.code, server.connections) == (exits.DONE, 3), done.err
    assert held(tmp_path) == WHOLE
    assert 1 <= len(slept) <= 2
    assert slept == sorted(slept)


STOPS: dict[str, tuple[Act, str]] = {
    "NO": (say(b"TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits. z\r\n"), "tomorrow"),
    "BYE": (say(b"* BYE Account exceeded command or bandwidth limits.\r\n", hang_up=True), "tomorrow"),
    "throttled": (say(b"TAG NO [THROTTLED] Rate limit hit\r\n"), "later"),
    "not connected": (say(b"TAG BAD User is authenticated but not connected.\r\n"), "later"),
    "closed": (say(b"* BYE Connection closed. 14\r\n", hang_up=True), "later"),
}


@pytest.mark.parametrize("stop", STOPS)
def test_who_asks_too_much_stops_keeps_what_came_and_goes_on_when_it_is_told(
    stop: str, server: ScriptedImap, slept: list[float], pulled: Puller, tmp_path: Path
) -> None:
    """F8: from the second message on nothing comes any more; at most five attempts, ever longer, 1 to 64 s apart."""
    act, when = STOPS[stop]
    headers = say(b"".join(fetch_answer(uid, raw, b"HEADER") for uid, raw in enumerate(MAILS, 1)) + b"TAG OK done\r\n")
    server.on("UID FETCH", headers, say(fetch_answer(1, MAILS[0]) + b"TAG OK done\r\n"), *[act] * 99)
    done = pulled()
    assert done.code == 5, done.err
    assert f"Try again {when}; " in done.err
    assert held(tmp_path) == {("INBOX", 1)}
    attempts = server.connections
    assert attempts <= 5 if stop == "closed" else attempts == 1
    assert all(0.5 <= pause <= 64 for pause in slept)
    assert slept == sorted(slept)
    server.on("UID FETCH")
    again = pulled()
    assert (again.code, held(tmp_path)) == (exits.DONE, WHOLE), again.err


def test_a_message_that_leaves_while_it_is_read_is_told(server: ScriptedImap, pulled: Puller) -> None:
    """F13: in a sentence, by the exit code."""
    server.listing = b'* LIST () "/" INBOX\r\n'
    server.instead[2] = b""
    done = pulled()
    assert done.code == exits.PARTIAL
    assert "mail, INBOX: 1 message left it or could not be read; " in done.err
