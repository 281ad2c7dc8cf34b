"""One request over HTTP: TLS verified, size and time capped, tried again only where that can help.

Calendars come over three protocols and one wire: links to `.ics`, CalDAV, and Google's API all ask through `Web`.
"""

from __future__ import annotations

import hashlib
import random
import re
import ssl
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

import urllib3

from connectors import waits
from connectors.certificates import untrusted
from connectors.held import hold
from harvester.errors import CertificateError, HarvesterError, TemporaryError, UsageError
from harvester.model.settings import is_loopback

AGAIN = frozenset({429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how much: one place for what tests make small."""

    stall: float = 30.0
    """Seconds without a byte."""
    answer: float = 300.0
    """Seconds for one answer, however steadily it drips."""
    size: int = 50 * 2**20
    """Bytes of one answer, unpacked."""
    tries: int = 5
    wait: float = 1.0
    """Seconds before the second try; doubled each time."""
    longest: float = 120.0
    """Seconds that a server may ask us to wait; more: try again later."""
    redirects: int = 5
    pause: Callable[[float], None] = waits.pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said. `headers` are by lower-case name."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class TooLargeError(HarvesterError):
    """An answer over the size cap."""

    exit_code = 3


@dataclass(slots=True, kw_only=True)
class Web:
    """Requests of one source. `show` is how its address may be told: a private link never stands in an error."""

    ca_file: str = ""
    limits: Limits = field(default_factory=Limits)
    again: Callable[[Answer], bool] = lambda answer: answer.status in AGAIN
    wanted: Callable[[Answer], float] = lambda answer: retry_after(answer)
    """Seconds that an answer asks to wait; 0: it does not say."""
    peer: str = ""
    """Host, port, TLS version and certificate of the last answer."""
    _pools: dict[str, urllib3.PoolManager] = field(default_factory=dict)
    _until: float = 0.0
    """When the answer that is waited for must be whole, by the monotonic clock."""

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to GET, redirects followed. Raises TemporaryError, CertificateError, TooLargeError, UsageError."""
        for _ in range(self.limits.redirects + 1):
            answer = self.ask("GET", url, headers)
            target = answer.headers.get("location")
            if answer.status not in _MOVED or not target:
                return answer
            before, url = url, urljoin(url, target)
            refuse_plain_text(url)
            _refuse_inward(before, url)
        raise TemporaryError(f"{host(url)} redirects without end.", "Check the address.")

    def ask(self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """The answer to one request, whatever its status; redirects are not followed.

        Raises TemporaryError when there is none after all tries, CertificateError, TooLargeError.
        """
        for number in range(1, self.limits.tries + 1):
            try:
                answer = self._ask_once(method, url, headers or {}, body)
            except urllib3.exceptions.SSLError as error:
                raise _untrusted(url, error) from error
            except (urllib3.exceptions.HTTPError, OSError) as error:
                if number == self.limits.tries or time.monotonic() > self._until:
                    raise TemporaryError(f"{host(url)} does not answer: {_why(error)}.", "Try again later.") from error
                self._pause(number, 0)
                continue
            if not self.again(answer):
                return answer
            wanted = self.wanted(answer)
            if number == self.limits.tries or wanted > self.limits.longest:
                asks = f" and asks to wait {wanted:.0f} s" if wanted else ""
                raise TemporaryError(
                    f"{host(url)} answers {answer.status}{asks}.", "Try again later; what was stored stays."
                )
            self._pause(number, wanted)
        raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """End the connections."""
        for pool in self._pools.values():
            pool.clear()

    def _pause(self, number: int, wanted: float) -> None:
        own = min(self.limits.wait * 2 ** (number - 1), 64) * random.uniform(0.5, 1)  # noqa: S311 (jitter)
        self.limits.pause(max(own, wanted))

    def _ask_once(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self._until = time.monotonic() + self.limits.answer
        response = self._pool(url).request(
            method,
            url,
            body=body or None,
            headers={"User-Agent": "harvester", "Accept-Encoding": "gzip", **headers},
            redirect=False,
            retries=False,
            preload_content=False,
        )
        try:
            self.peer = _peer(url, response)
            content = self._content(url, response)
        except BaseException:
            response.close()
            raise
        response.release_conn()
        named = {name.lower(): value for name, value in response.headers.items()}
        return Answer(url=url, status=response.status, headers=named, body=content)

    def _content(self, url: str, response: urllib3.BaseHTTPResponse) -> bytes:
        """The body, read as it comes."""
        parts: list[bytes] = []
        size = 0
        while part := response.read1(2**16, decode_content=True):
            size += len(part)
            parts.append(part)
            if size > self.limits.size:
                raise TooLargeError(f"The answer of {host(url)} is larger than {self.limits.size >> 20} MB.", "")
            if time.monotonic() > self._until:
                raise urllib3.exceptions.ReadTimeoutError(None, None, "the answer takes too long")  # type: ignore[arg-type]  # no pool at hand
        return b"".join(parts)

    def _pool(self, url: str) -> urllib3.PoolManager:
        parts = urlsplit(url)
        proxy = "" if is_loopback(parts.hostname or "") else urllib.request.getproxies().get(parts.scheme, "")
        if proxy and urllib.request.proxy_bypass(parts.hostname or ""):
            proxy = ""
        if proxy not in self._pools:
            timeout = urllib3.Timeout(self.limits.stall)
            context = self._context()
            self._pools[proxy] = (
                urllib3.ProxyManager(proxy, ssl_context=context, timeout=timeout)
                if proxy
                else urllib3.PoolManager(ssl_context=context, timeout=timeout)
            )
            hold(self._pools[proxy], context, lambda: self._until)
        return self._pools[proxy]

    def _context(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.ca_file or None)
        except (OSError, ssl.SSLError) as error:
            raise UsageError(
                f"{self.ca_file} cannot be read as certificates: {error.strerror or error}.", "Check `ca_file`."
            ) from error


def refuse_plain_text(url: str) -> None:
    """Raises CertificateError for an address that would be asked without TLS, but for this machine itself."""
    parts = urlsplit(url)
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname))):
        raise CertificateError(
            f"{host(url)} would be asked without TLS ({parts.scheme or 'no scheme'}); nothing was sent.",
            "Use an https:// address.",
        )


def _refuse_inward(before: str, url: str) -> None:
    """A server out there that sends us to an address in here would ask in our name what it cannot ask itself (S32)."""
    if _is_inward(url) and not _is_inward(before):
        raise UsageError(
            f"{host(before)} sends us to {host(url)}, an address inside this network; nothing was asked there.",
            "Write that address into the configuration if it is right.",
        )


def _is_inward(url: str) -> bool:
    """Whether an address names this machine, or by number another one that only this network reaches."""
    name = urlsplit(url).hostname or ""
    try:
        number = ip_address(name)
    except ValueError:
        return is_loopback(name)
    return not (getattr(number, "ipv4_mapped", None) or number).is_global


def host(url: str) -> str:
    """The part of an address that is no secret."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or "the server"


def retry_after(answer: Answer) -> float:
    """Seconds that a server asks to wait; 0: it does not say. A date is taken by the server's own clock."""
    value = answer.headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return float(value)
    try:
        until, at = parsedate_to_datetime(value), parsedate_to_datetime(answer.headers.get("date", ""))
        return max(0.0, (until - at).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _peer(url: str, response: urllib3.BaseHTTPResponse) -> str:
    parts = urlsplit(url)
    where = f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    sock = getattr(getattr(response, "connection", None), "sock", None)
    if not isinstance(sock, ssl.SSLSocket):
        return f"{where}, no TLS" if parts.scheme == "http" else where
    digest = hashlib.sha256(sock.getpeercert(binary_form=True) or b"").hexdigest()
    return f"{where}, {sock.version()}, certificate SHA-256 {digest}"


def _untrusted(url: str, error: urllib3.exceptions.SSLError) -> CertificateError:
    cause = error.args[0] if error.args else error
    return untrusted(host(url), cause if isinstance(cause, BaseException) else error, "the address")


def _why(error: BaseException) -> str:
    """The cause in words, without the address: urllib3 prints the whole path, which may be a secret."""
    match error:
        case urllib3.exceptions.NameResolutionError():
            return "there is no server of that name"
        case urllib3.exceptions.NewConnectionError():
            return "no connection"
        case urllib3.exceptions.TimeoutError():
            return "no answer in time"
        case urllib3.exceptions.ProtocolError() | urllib3.exceptions.DecodeError():
            return "it broke off in the middle"
        case OSError() if error.strerror:
            return error.strerror
        case _:
            return type(error).__name__
