"""The XML of CalDAV: three kinds of questions, and their answers (RFC 4918, RFC 4791, RFC 6578).

Own lines and no client library: what is needed is two PROPFINDs and two REPORTs, read-only, over the wire that every
other calendar takes, with its deadlines, caps and errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from connectors.plain_xml import plain_xml
from connectors.web import host
from harvester.errors import TemporaryError

_PREFIXES = {"d": "DAV:", "c": "urn:ietf:params:xml:ns:caldav", "s": "http://calendarserver.org/ns/"}
_NAMESPACES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _PREFIXES.items())
_HEAD = '<?xml version="1.0" encoding="utf-8"?>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a server says of one address: its properties by short name (`d:getetag`), and its status."""

    href: str
    status: int
    texts: Mapping[str, str] = field(default_factory=dict)
    hrefs: Mapping[str, str] = field(default_factory=dict)
    """For properties that hold an address."""
    kinds: frozenset[str] = frozenset()
    """`d:resourcetype`."""
    components: frozenset[str] = frozenset()
    """What a calendar may hold; empty: it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Multistatus:
    """A whole answer."""

    said: tuple[Said, ...]
    sync_token: str = ""


def propfind(*names: str) -> bytes:
    """A question for properties, by short name."""
    asked = "".join(f"<{name}/>" for name in names)
    return f"{_HEAD}<d:propfind {_NAMESPACES}><d:prop>{asked}</d:prop></d:propfind>".encode()


def sync_collection(token: str) -> bytes:
    """A question for everything (token "") or for what changed since."""
    return (
        f"{_HEAD}<d:sync-collection {_NAMESPACES}><d:sync-token>{escape(token)}</d:sync-token>"
        "<d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>"
    ).encode()


def multiget(hrefs: Iterable[str]) -> bytes:
    """A question for the named objects whole."""
    named = "".join(f"<d:href>{escape(href)}</d:href>" for href in hrefs)
    return (
        f"{_HEAD}<c:calendar-multiget {_NAMESPACES}><d:prop><d:getetag/><c:calendar-data/></d:prop>"
        f"{named}</c:calendar-multiget>"
    ).encode()


def multistatus(body: bytes, url: str) -> Multistatus:
    """What `url` answered, every address in it made absolute. Raises TemporaryError when it is none."""
    root = plain_xml(body)
    if root is None or root.tag != "{DAV:}multistatus":
        raise TemporaryError(
            f"{host(url)} answers with something that is no CalDAV.", "Check `url`, or try again later."
        )
    return Multistatus(
        said=tuple(_said(one, url) for one in root.findall("d:response", _PREFIXES)),
        sync_token=root.findtext("d:sync-token", "", _PREFIXES).strip(),
    )


def _said(response: ET.Element, url: str) -> Said:
    texts: dict[str, str] = {}
    hrefs: dict[str, str] = {}
    kinds: frozenset[str] = frozenset()
    components: frozenset[str] = frozenset()
    status = _code(response.findtext("d:status", "", _PREFIXES)) or 200
    for found in response.findall("d:propstat", _PREFIXES):
        if _code(found.findtext("d:status", "", _PREFIXES)) != 200:
            continue
        for value in found.iterfind("d:prop/*", _PREFIXES):
            name = _short(value.tag)
            texts[name] = value.text or ""
            href = value.findtext("d:href", "", _PREFIXES).strip()
            if href:
                hrefs[name] = urljoin(url, href)
            if name == "d:resourcetype":
                kinds = frozenset(_short(kind.tag) for kind in value)
            if name == "c:supported-calendar-component-set":
                components = frozenset(str(part.get("name", "")).upper() for part in value)
    href = response.findtext("d:href", "", _PREFIXES).strip()
    return Said(href=urljoin(url, href), status=status, texts=texts, hrefs=hrefs, kinds=kinds, components=components)


def _code(status: str) -> int:
    """404 of “HTTP/1.1 404 Not Found”; 0 where there is none."""
    parts = status.split()
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0


def _short(tag: str) -> str:
    namespace, _, name = tag.removeprefix("{").rpartition("}")
    prefix = next((short for short, long in _PREFIXES.items() if long == namespace), "")
    return f"{prefix}:{name}"
