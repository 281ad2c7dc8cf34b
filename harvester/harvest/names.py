"""Full names of people as headers write them: configured ones, and those that the client's addresses go by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from functools import lru_cache

from harvester.model.addresses import spelt_name
from harvester.model.display_names import NO_PERSON, spoken

_ENCLOSED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>")
_COMMENT_ONLY = re.compile(r"[^\s()<>@]{1,320}@[^\s()<>@]{1,320}\s*\(([^()]*)\)\s*")
_REST = re.compile(r"\s(?:via|from|at|bei|c/o)\s.*|\s(?:[|/@•·–—-]|::)\s.*", re.IGNORECASE)
_MAILBOX = re.compile(r'(?P<name>"(?:[^"\\]|\\.){0,200}"|[^<>,;:"]{0,200})\s*<(?P<email>[^<>\s]{1,320})>')
_ADDRESS = re.compile(r"[^\s<>()@,;:\"]{1,64}@")
_FOR = re.compile(
    r"^.*\b(?:on behalf of|im auftrag (?:von|des|der)|im namen von|au nom de|en nombre de|per conto di|a nome di"
    r"|namens|em nome de)\s+",
    re.IGNORECASE,
)
"""“Jane on behalf of Bob Roe”: what she writes is his."""
_NOT_A_LETTER = re.compile(r"[^\w\s'-]|_")
_TITLES = frozenset(
    {"dr", "prof", "mr", "mrs", "ms", "herr", "frau", "ing", "dipl", "mag", "mme", "mlle", "sr", "sra", "phd", "mba"}
)
_MOST_WORDS = 5
SHORT = 300
"""Length of a header value that is remembered: the same people write again and again."""


def full_name(shown: str) -> str:
    """A display name in the one form in which names are compared: at least two words, in order; "" if it is none.

    Titles, initials, what stands in brackets, and "via …" are left out; "Roe, Bob" is "bob roe".
    """
    text = _REST.sub("", _ENCLOSED.sub(" ", decoded_name(shown[:1000])[:300])).strip(" \t\r\n\"'")
    text = _FOR.sub("", text)
    if "@" in text:
        return ""
    plain = _NOT_A_LETTER.sub(" ", unicodedata.normalize("NFKC", spoken(text)).casefold())
    words = [word.strip("'-") for word in plain.split()]
    words = [word for word in words if len(word) > 1 and word not in _TITLES and not word.isdigit()]
    return " ".join(words) if 2 <= len(words) <= _MOST_WORDS else ""


def name_key(name: str) -> str:
    """The words of a full name in one order: "Roe Bob" is "Bob Roe"."""
    return " ".join(sorted(name.split()))


def author_name(value: str) -> str:
    """Full name in a From header, whoever's address stands beside it; else what the address itself spells."""
    some = value[:1000].strip()
    lone = _COMMENT_ONLY.fullmatch(some) if some.endswith(")") else None
    if name := full_name(lone[1] if lone else some):
        return name
    email = _ADDRESS.search(some)
    return full_name(spelt_name(email[0])) if email else ""


def named_mailboxes(value: str) -> tuple[tuple[str, str], ...]:
    """(address, full name) of every mailbox of an address header that shows a name."""
    if "<" not in value:
        return ()
    return _remembered(value) if len(value) <= SHORT else tuple(_mailboxes(value))


def _mailboxes(value: str) -> Iterator[tuple[str, str]]:
    for found in _MAILBOX.finditer(value[:20_000]):
        if name := full_name(found["name"]):
            yield found["email"].lower(), name


@lru_cache(maxsize=4096)
def _remembered(value: str) -> tuple[tuple[str, str], ...]:
    return tuple(_mailboxes(value))


def of_people(names: Iterable[str]) -> frozenset[str]:
    """Those of the learned names that can only be a person's: "Customer Service" would be found everywhere."""
    return frozenset(name for name in names if not NO_PERSON.search(name))


def decoded_name(text: str) -> str:
    """A display name with its encoded words as text (RFC 2047); as it stands where they cannot be read."""
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (ValueError, LookupError, MessageError, AssertionError):
        return text
