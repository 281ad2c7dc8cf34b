"""A display name in the order in which one says it: "Groß, Petra" and "GROSS Petra (Acme)" as directories write them.

For showing, and for finding a name in a text. Who somebody is, the address tells (A1), never the name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from harvester.model.nicknames import is_first_name

_ENCLOSED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_TRAILER = re.compile(r"\s+(?:[|/•·–—-]|::)\s.*")
_FOLLOWS = re.compile(
    r"(?:jr|sr|i{2,3}|iv|phd|md|mba|msc|bsc|ma|ba|llm|llb|esq|cpa|dr|prof|mag|ing"
    r"|gmbh|ag|kg|ohg|ug|se|ltd|llc|inc|plc|co|corp|bv|nv|sa|sas|srl|spa|ab|as|oy|aps)\.?",
    re.IGNORECASE,
)
"""What stands behind a comma and is no first name."""
NO_PERSON = re.compile(
    r"\b(?:account|accounting|accounts|admin|administration|billing|bot|buchhaltung|contact|customer|desk|"
    r"dept|department|finance|group|gruppe|help|helpdesk|hr|info|invoice|invoices|kundenservice|list|"
    r"mail|mailbox|mailing|marketing|news|newsletter|noreply|notification|notifications|office|order|"
    r"orders|postmaster|press|presse|reception|redaktion|reply|sales|secretary|secretariat|"
    r"sekretariat|service|services|shop|support|system|team|the|und|and|vertrieb)\b"
)
"""A department or a mailbox, not a person."""
_ROLES = frozenset(
    [
        "hello",
        "hi",
        "hallo",
        "kontakt",
        "contacto",
        "contatto",
        "all",
        "everyone",
        "alle",
        "studio",
        "web",
        "webmaster",
        "design",
    ]
)
_FIRM = re.compile(r"[&+]|\b(?:agency|agentur|bank|kanzlei|partners?|rechtsanw\w*|solicitors|steuerberat\w*|studio)\b")
"""“Müller, Schmidt & Partner” is nobody's surname first; whom its mail is collected for does not depend on it."""
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "æ": "ae", "å": "aa"})
_LONGEST = 300
_SHORTEST_CAPITALS = 3
"""“IT Berlin” is no surname in capitals."""


def spoken(shown: str, email: str = "") -> str:
    """First name before surname, without what stands in brackets; as it stands where the order is not clear.

    "Roe, Bob [ext]" and "ROE Bob" -> "Bob Roe" where the address says which is the first name, or it is a known one:
    "Bob, CEO", "Acme, Berlin", "BOB Roe" and "ACME Berlin" stay, and so does "Bob Roe, PhD". Without `email`, for
    comparing, a comma is enough.
    """
    text = _TRAILER.sub("", " ".join(_ENCLOSED.sub(" ", shown[:_LONGEST]).split())).strip(" '\"")
    last, comma, first = (part.strip() for part in text.partition(","))
    if not comma:
        return _from_capitals(text, email)
    words = first.split()
    follows = any(map(_FOLLOWS.fullmatch, words))
    if not last or not words or "," in first or follows or _is_no_person(text):
        return text
    if email:
        turned = _address_says(words[0], last.split()[-1], email, company=_is_company(last, email))
        turned = turned or (is_first_name(words[0]) and not is_first_name(last))
    else:
        turned = len(last.split()) == 1 or last.split()[0][0].islower()
    return f"{first} {_lowered(last)}" if turned else text


def is_role_address(email: str) -> bool:
    """Whether the part before the @ names a department or a mailbox: "info", "sales.team", "accounting"."""
    words = re.split(r"[._+\d-]+", email.rpartition("@")[0].casefold())
    return any(NO_PERSON.fullmatch(word) or word in _ROLES for word in words)


def name_shapes(name: str) -> Iterator[str]:
    """A full name as programs write it, casefolded: "bob roe", "roe, bob", "roe bob", "juergen mueller"."""
    folded = name.casefold()
    for spelt in {folded, folded.translate(_SPELT_OUT), unaccented(folded)}:
        yield spelt
        words = spelt.split()
        for cut in range(1, len(words)):
            yield from (f"{' '.join(words[cut:])}{mark}{' '.join(words[:cut])}" for mark in (", ", " "))


def spelt_out(name: str) -> tuple[str, ...]:
    """A name as it stands, and without accents."""
    return tuple(dict.fromkeys((name, unaccented(name))))


def without_legal_form(company: str) -> str:
    """The name of a company without “Ltd”, “GmbH” and the like at its end."""
    words = company.replace(",", " ").split()
    while len(words) > 1 and _FOLLOWS.fullmatch(words[-1]):
        words.pop()
    return " ".join(words)


def unaccented(text: str) -> str:
    """The text without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _from_capitals(text: str, email: str) -> str:
    first, _, rest = text.partition(" ")
    capitals = _is_capitals(first) and len(first) >= _SHORTEST_CAPITALS and not rest.isupper()
    told = len(rest.split()) == 1 and _address_says(rest, first, email, company=is_first_name(first), in_order=True)
    person = told and not _is_company(first, email) and not _is_no_person(text)
    return f"{rest} {_lowered(first)}" if capitals and person else text


def _is_no_person(text: str) -> bool:
    return any(pattern.search(text.casefold()) for pattern in (NO_PERSON, _FIRM))


def _is_capitals(word: str) -> bool:
    return word.isupper() and all(c.isalpha() or c in "-'’" for c in word)


def _lowered(surname: str) -> str:
    """A surname in capitals as it is usually written: "ROE-LANE" -> "Roe-Lane"."""
    capitals = _is_capitals(surname) and len(surname) >= _SHORTEST_CAPITALS
    return re.sub(r"\w+", lambda found: found[0].capitalize(), surname) if capitals else surname


def _address_says(given: str, family: str, email: str, *, company: bool, in_order: bool = False) -> bool:
    """Whether the part before the @ tells which is the first name: "bob.roe", "b-roe", "broe"; "bob" for no `company`.

    `in_order`: only with the first name in front.
    """
    parts = re.split(r"[._+\d-]+", email.rpartition("@")[0].casefold())
    first, last = set(name_shapes(given)), set(name_shapes(family))
    initials = {name[0] for name in first}
    if any(f"{initial}{name}" in parts for initial in initials for name in last):
        return True
    named = [at for at, part in enumerate(parts) if part in first | initials]
    families = [at for at, part in enumerate(parts) if part in last]
    if named and families:
        return named[0] < families[0] or not in_order
    return not company and not families and not first.isdisjoint(parts)


def _is_company(word: str, email: str) -> bool:
    domain = unaccented(email.rpartition("@")[2].casefold())
    return len(word) >= _SHORTEST_CAPITALS and unaccented(word.casefold()) in domain
