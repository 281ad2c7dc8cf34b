"""What a server says when it refuses, and what the libraries raise, as the two errors that the rest knows."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient.exceptions import ProtocolError

_CODE = re.compile(r"\[([A-Z][A-Z0-9-]*)")
_PASSING = re.compile(r" ?\((?:\d+\.\d+ \+ )+\d+\.\d+ secs\)| ?\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]")
"""How long an answer took and when it was given, as Dovecot says: the same search must read the same (H7)."""
_STOP = {"OVERQUOTA", "THROTTLED", "LIMIT"}
_STOP_WORDS = (
    "bandwidth limit",
    "but not connected",
    "too many simultaneous connections",
    "rate limit",
    "request is throttled",
)
_WAIT = {"UNAVAILABLE", "INUSE"}
_WAIT_WORDS = ("temporarily unavailable", "temporary system error", "system error (failure)", "server busy")
_LATER = {"SERVERBUG", *_WAIT, *_STOP}
_BACK_OFF = re.compile(r"backoff time: (\d{1,9}) milliseconds", re.IGNORECASE)
_DAY_LONG = ("bandwidth limit",)
"""Google lifts these within a day."""
_WORDLESS = "no reason was given"


class DroppedError(Exception):
    """The connection is lost or no longer to be trusted; another one may do."""


class RefusedError(Exception):
    """The server said NO or BAD."""


def response_code(text: str) -> str:
    """The code in brackets of a server's answer, "" without one."""
    found = _CODE.search(text)
    return found.group(1) if found else ""


def says_later(text: str) -> bool:
    """Whether a refusal of the sign-in holds for the moment only."""
    return response_code(text) in _LATER or says_wait(text)


def says_wait(text: str) -> bool:
    """Whether the same command may be answered in a moment, over the same connection."""
    return response_code(text) in _WAIT or any(words in text.lower() for words in _WAIT_WORDS)


def when(text: str) -> str:
    """When to come back, as the server says it: "in about 5 minutes"."""
    if found := _BACK_OFF.search(text):
        minutes = max(1, round(int(found[1]) / 60_000))
        return f"in about {minutes} minute{'s' * (minutes != 1)}"
    return "tomorrow" if any(words in text.lower() for words in _DAY_LONG) else "later"


def says_stop(text: str) -> bool:
    """Whether the server wants to be left alone for a while: connecting again would make it worse."""
    return response_code(text) in _STOP or any(words in text.lower() for words in _STOP_WORDS)


@contextmanager
def spoken() -> Iterator[None]:
    """Errors of the libraries, as DroppedError (another connection may do) or RefusedError (NO or BAD)."""
    try:
        yield
    except imaplib.IMAP4.abort as error:
        raise DroppedError(server_text(error)) from error
    except OSError as error:
        raise DroppedError(line_text(error)) from error
    except (ProtocolError, RecursionError, ValueError, TypeError, LookupError, AssertionError) as error:
        raise DroppedError("an answer that cannot be understood") from error  # its text may hold a body: not shown
    except imaplib.IMAP4.error as error:
        raise RefusedError(server_text(error)) from error


def server_text(error: BaseException | bytes) -> str:
    """What the server said, on one line, control characters left out, at most 200 characters."""
    said = error if isinstance(error, bytes) else error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if re.search(r"unexpected (tagged )?response: b['\"]", text):
        return "an answer that cannot be understood"  # what was sent may be a line of a mail: not shown
    if quoted := re.search(r"\bb(['\"])(.*)\1", text, re.DOTALL):
        text = quoted.group(2)
    text = _PASSING.sub("", re.sub(r"^(?:\w+ failed: |command: [A-Z]+ => )", "", text))
    if text.startswith("socket error: EOF"):
        return _WORDLESS
    return "".join(char if char.isprintable() else " " for char in text)[:200].strip(" .")


def line_text(error: OSError) -> str:
    """What happened to the connection, in words of no library."""
    if isinstance(error, TimeoutError):
        return "no answer in time" if "timed out" in str(error) else server_text(error) or "no answer in time"
    if hung_up(error):
        return _WORDLESS
    return (isinstance(error, ssl.SSLError) and error.reason) or error.strerror or type(error).__name__


def hung_up(error: OSError) -> bool:
    """Whether the other end left in the middle of TLS, which says nothing about how it speaks it."""
    return isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError)
