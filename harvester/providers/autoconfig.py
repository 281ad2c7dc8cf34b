"""The file that a provider publishes for mail programs: `<clientConfig>`, as Thunderbird reads it.

It comes over verified TLS from the domain itself, or from Thunderbird's collection. Servers without TLS in it are
passed over; a web page instead of it is most likely the sign-in page of this network.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from connectors.plain_xml import plain_xml
from connectors.web import Answer, host
from harvester.errors import CertificateError, HarvesterError
from harvester.model.addresses import normal_domain
from harvester.providers.network import Network, UnansweredError
from harvester.providers.server import Server, Tls, Way

_TLS: dict[str, Tls] = {"SSL": "implicit", "STARTTLS": "starttls"}
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_-]+(\.[a-z0-9_-]+)+")
_OAUTH: dict[str, Way] = {"gmail.com": "google", "office365.com": "microsoft", "outlook.com": "microsoft"}
PORTAL = "a web page, which may be the sign-in page of this network"
ABSENT = frozenset({400, 403, 404, 410})


def published(url: str, address: str, network: Network) -> Server | None:
    """The IMAP server in the file at `url`; None where there is none. Raises UnansweredError."""
    try:
        answer = network.web.get(url)
    except CertificateError as error:
        raise UnansweredError("its certificate is not that of the name, or it wants to go on without TLS") from error
    except HarvesterError as error:
        raise UnansweredError(error.fact.removeprefix(host(url)).strip(" .:") or "no answer") from error
    if answer.status in ABSENT:
        return None
    root = plain_xml(answer.body) if answer.status == 200 else None
    if root is None or root.tag != "clientConfig":
        raise UnansweredError(PORTAL if _is_page(answer) else f"answer {answer.status}, which is no configuration")
    return next(
        filter(None, (_server(found, address) for found in root.iterfind("emailProvider/incomingServer"))), None
    )


def _is_page(answer: Answer) -> bool:
    return "html" in answer.headers.get("content-type", "") or b"<html" in answer.body[:2000].lower()


def _server(found: Element, address: str) -> Server | None:
    name, _, domain = address.rpartition("@")
    place = {"%EMAILADDRESS%": address, "%EMAILLOCALPART%": name, "%EMAILDOMAIN%": domain}
    where = normal_domain(_filled(found.findtext("hostname", ""), place))
    port, tls = found.findtext("port", "").strip(), _TLS.get(found.findtext("socketType", "").strip().upper())
    if found.get("type") != "imap" or tls is None or not _HOST.fullmatch(where) or not _is_port(port):
        return None
    ways = [way for one in found.iterfind("authentication") if (way := _way(one.text or "", where))]
    user = _filled(found.findtext("username", ""), place).strip()
    named = user if user and user.isprintable() else address
    return Server(host=where, port=int(port), tls=tls, user=named, sign_in=tuple(ways) or ("password",))


def _filled(text: str, place: dict[str, str]) -> str:
    return re.sub(r"%[A-Z]+%", lambda found: place.get(found[0], found[0]), text.strip())


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) < 65536


def _way(text: str, where: str) -> Way | None:
    """OAuth2 counts where it is known with whom."""
    if text.strip() in ("password-cleartext", "password-encrypted"):
        return "password"
    if text.strip() != "OAuth2":
        return None
    return next((way for name, way in _OAUTH.items() if f".{where}".endswith(f".{name}")), None)
