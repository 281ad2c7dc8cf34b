"""Signed questions to one CalDAV server. Only PROPFIND and REPORT are ever sent."""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from connectors.caldav import xml
from connectors.caldav.xml import Multistatus, Said
from connectors.web import Answer, Limits, Web, host, refuse_plain_text
from harvester.errors import FolderError, SignInError, TemporaryError
from harvester.model.settings import CaldavSettings


class Server:
    """One server, signed in. The password goes to its own domain only."""

    def __init__(self, name: str, settings: CaldavSettings, secret: Callable[[], str], limits: Limits) -> None:
        self._name = name
        self._settings = settings
        self._secret = secret
        self._web = Web(ca_file=settings.ca_file, limits=limits)
        self._signed = ""

    def open(self) -> None:
        """Ask for the password."""
        pair = f"{self._settings.user}:{self._secret()}".encode()
        self._signed = f"Basic {base64.b64encode(pair).decode()}"

    def close(self) -> None:
        """End the connections."""
        self._web.close()

    @property
    def peer(self) -> str:
        """Server and TLS peer."""
        return self._web.peer

    def about(self, url: str, *names: str) -> Said | None:
        """The properties of one address; None where there is no CalDAV."""
        answer = self._ask("PROPFIND", url, "0", xml.propfind(*names))
        if answer.status in (404, 405, 501):
            return None
        return next(iter(self._said(answer, url).said), None)

    def listed(self, url: str, *names: str) -> tuple[Said, ...]:
        """The properties of all that lies in one address."""
        return self._said(self._ask("PROPFIND", url, "1", xml.propfind(*names)), url).said

    def report(self, url: str, question: bytes) -> Multistatus | None:
        """The answer to a report; None when the server refuses the question (it forgot the token, or cannot)."""
        answer = self._ask("REPORT", url, "1" if b"multiget" in question[:200] else "0", question)
        return None if answer.status in (400, 403, 404, 405, 409, 410, 412, 415, 422, 501) else self._said(answer, url)

    def _said(self, answer: Answer, url: str) -> Multistatus:
        if answer.status != 207:
            raise FolderError(f"{host(url)} refuses this address ({answer.status}).", f"Check `url` of {self._name}.")
        return xml.multistatus(answer.body, answer.url)

    def _ask(self, method: str, url: str, depth: str, question: bytes) -> Answer:
        headers = {"Depth": depth, "Content-Type": "application/xml; charset=utf-8", "Authorization": self._signed}
        for _ in range(self._web.limits.redirects + 1):
            self._refuse_strangers(url)
            answer = self._web.ask(method, url, headers, question)
            target = answer.headers.get("location")
            if answer.status not in (301, 302, 307, 308) or not target:
                break
            url = urljoin(url, target)
        else:
            raise TemporaryError(f"{host(url)} redirects without end.", "Check `url`.")
        if answer.status == 401:
            raise SignInError(
                f"{host(url)} refused the sign-in of {self._settings.user}.",
                f"Check `user`, then `harvester auth {self._name}`; many providers ask for an app password.",
            )
        return answer

    def _refuse_strangers(self, url: str) -> None:
        """A server may send us to another of its machines (iCloud does), never to somebody else's."""
        refuse_plain_text(url)
        if host(url) != host(self._settings.url) and _domain(url) != _domain(self._settings.url):
            raise SignInError(
                f"{host(self._settings.url)} sends us to {host(url)}; the password was not sent there.",
                "Write that address as `url` if it is right.",
            )


def _domain(url: str) -> str:
    """The registrable domain of an address; the host itself where there is none."""
    import tldextract  # only a server of several machines needs it

    name = urlsplit(url).hostname or ""
    parts = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)(name)
    return f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else url
