"""Signatures of mail servers (DKIM, ARC), checked when mail is collected: their keys rotate (evidence.md 3).

The answer is what the check said, with the headers that were signed; it never says that a message is authentic. The
key records that were asked for are kept with it in the journal. What cannot be asked is asked again by the next pull.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

import dkim

from harvester.model.times import iso
from harvester.store import Store

KIND = "dkim"
"""Kind of the entries of the journal."""
Keys = Callable[[str], str | None]
"""Name -> its TXT record; None: there is none. Raises OSError when nobody can be asked."""
NOT_CHECKED, NO_SIGNATURE, NO_KEY = "not checked", "no signature", "no key"
_PAGE = 200
_PATIENCE_SECONDS = 5.0
TOGETHER_SECONDS = 20.0
"""What all look-ups of a pull may take; the last one that began in this time may end after it."""
_MOST = 8
"""Signatures of one message that are checked."""
_QUIET = logging.getLogger("harvester.signatures")
_QUIET.addHandler(logging.NullHandler())
_QUIET.propagate = False


def check_new(store: Store, keys: Keys, now: datetime, seconds: float = TOGETHER_SECONDS) -> str:
    """Checks all mail that was not checked before; why some was left, in words, "" when none was.

    Inside `store.writer`. A message of which the store holds the headers only is left out: nothing follows from it.
    When look-ups have taken `seconds` together no further key is asked for: what needs one stays not checked.
    """
    whole = {one.sha256 for one in store.sightings() if not one.headers_only}
    types = store.media_types()
    waiting = {sha for sha in whole - results(store).keys() if types.get(sha) == "message/rfc822"}
    asked = _Asked(keys, seconds)
    rows: list[dict[str, Any]] = []
    why = ""
    try:
        for sha256, raw in store.originals(waiting):
            try:
                rows.append({"sha256": sha256, "results": list(_results(raw, asked))})
            except _OutOfTimeError:
                why = "The name server is slow; signatures that were not reached are checked by the next pull."
            if len(rows) == _PAGE:
                _keep(store, rows, asked, now)
    except OSError as error:
        why = f"The name server could not be asked ({error}); signatures are checked by the next pull."
    _keep(store, rows, asked, now)
    return why


def results(store: Store) -> Mapping[str, str]:
    """SHA-256 -> what the check of a message said, in words, with when; nothing for one that was not checked."""
    if not store.path.exists():
        return {}
    return {
        row["sha256"]: f"{'; '.join(row['results'])} (checked {iso(entry.at)})"
        for entry in store.recorded(KIND)
        for row in entry.payload["rows"]
    }


def name_server(name: str) -> str | None:
    """The TXT record of a name, from the name server of this machine. OSError when it cannot be asked."""
    import dns.exception
    import dns.resolver

    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=_PATIENCE_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return None
    except dns.exception.DNSException as error:
        raise OSError(type(error).__name__) from None
    return b"".join(next(iter(answer)).strings).decode("latin-1")


class _OutOfTimeError(OSError):
    """No further name is asked for in this run."""


class _Asked:
    """Each name is asked for once a run, and remembered until it is kept; none when the time for all is over."""

    def __init__(self, keys: Keys, seconds: float) -> None:
        self._keys = keys
        self._left = seconds
        self._known: dict[str, str | None] = {}
        self.fresh: dict[str, str | None] = {}

    def __call__(self, name: bytes | str, timeout: float = 0) -> bytes | None:
        text = (name.decode("latin-1") if isinstance(name, bytes) else name).rstrip(".").lower()
        if text not in self._known:
            self._known[text] = self._look_up(text)
        self.fresh[text] = self._known[text]
        found = self._known[text]
        return found.encode("latin-1", "replace") if found else None

    def _look_up(self, name: str) -> str | None:
        if self._left <= 0:
            raise _OutOfTimeError
        begun = time.monotonic()
        found = self._keys(name)
        self._left -= time.monotonic() - begun
        return found


def _keep(store: Store, rows: list[dict[str, Any]], asked: _Asked, now: datetime) -> None:
    if rows:
        store.record(KIND, {"rows": list(rows), "keys": dict(asked.fresh)}, now)
    rows.clear()
    asked.fresh.clear()


def _results(raw: bytes, asked: _Asked) -> Iterator[str]:
    """One sentence a signature, in their order; then what the chain of forwarders says, where there is one."""
    try:
        headers, _ = dkim.rfc822_parse(raw)
    except dkim.DKIMException:
        yield f"{NOT_CHECKED}: its header cannot be read"
        return
    names = [name.lower() for name, _ in headers]
    count = names.count(b"dkim-signature")
    yield from (_result(raw, index, asked) for index in range(min(count, _MOST)))
    if not count:
        yield NO_SIGNATURE
    if b"arc-seal" in names:
        yield f"ARC {_arc(raw, asked)}"


def _result(raw: bytes, index: int, asked: _Asked) -> str:
    signer = dkim.DKIM(raw, logger=_QUIET)
    try:
        holds = signer.verify(idx=index, dnsfunc=asked)
    except dkim.DKIMException as error:
        return _told("fail", signer, str(error).partition("(")[0].strip())
    except (ValueError, TypeError, KeyError, AttributeError, ImportError):
        return f"{NOT_CHECKED}: a signature of a form that cannot be read"
    if holds:
        return _told("pass", signer, "")
    tags = signer.signature_fields or {}
    if asked(tags.get(b"s", b"") + b"._domainkey." + tags.get(b"d", b"")) is None:
        return _told(NO_KEY, signer, "")
    return _told("fail", signer, "the signature does not match what is held")


def _told(result: str, signer: Any, why: str) -> str:
    tags = {key.decode("latin-1"): value.decode("latin-1") for key, value in (signer.signature_fields or {}).items()}
    signed = ", ".join(name.strip() for name in tags.get("h", "").split(":") if name.strip())
    part = f"; only the first {tags['l']} bytes of the body" if "l" in tags else ""
    return f"{result}{f' ({why})' if why else ''}: {tags.get('d', 'unknown')} signed {signed or 'no header'}{part}"


def _arc(raw: bytes, asked: _Asked) -> str:
    try:
        verdict, _, _ = dkim.arc_verify(raw, logger=_QUIET, dnsfunc=asked)
    except (ValueError, TypeError, KeyError, AttributeError, ImportError):
        return NOT_CHECKED
    return str(verdict.decode("latin-1") if isinstance(verdict, bytes) else verdict)


def of(told: Mapping[str, str], originals: Collection[str]) -> str:
    """What is told of the first of a message's originals that was checked; else that none was."""
    return next((told[sha256] for sha256 in originals if sha256 in told), NOT_CHECKED)
