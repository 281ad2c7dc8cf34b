"""Whom the words of a mail to several people address: “Tom, could you send Bob the file?” asks nothing of Bob (X, P1).

A greeting holds until the next one, a name at the start of a line to the end of its paragraph. Who is named nowhere may
be anybody: what is not evidently asked of somebody else is asked of the client.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from harvester.model.addresses import spelt_name
from harvester.model.display_names import spoken
from harvester.model.engagement import Engagement
from harvester.model.mail import Message
from harvester.model.matter import Side
from harvester.model.nicknames import is_first_name
from harvester.model.people import Sides
from harvester.model.phrases import Grammar
from harvester.model.words import alternatives
from harvester.pipeline.mails.ownwords import PIECES

_NAMED = re.compile(
    r"^\W*(?P<names>@?\w[\w'-]*(?: (?:and |und |et |y |e |en |& )?@?\w[\w'-]*){0,3}?)\s*(?:[,:–]|\s-\s)"
)
_AT = re.compile(r"^\W*?@(?P<names>\w[\w'-]*(?: [A-ZÄÖÜ][\w'-]*)?)")
_WORD = re.compile(r"\w[\w'-]*")


@dataclass(frozen=True, slots=True)
class Greetings:
    """How a mail greets, in all languages."""

    first: re.Pattern[str]
    also: re.Pattern[str]
    """Who is greeted as well: “Hi Tom, hi Bob,”."""


@lru_cache
def greetings(grammar: Grammar) -> Greetings:
    """With a title before the name: “Dear Mrs Lane”."""
    greeting = rf"{alternatives(grammar.greetings)}(?: {alternatives(grammar.titles)}\.?)?"
    ends = r"\s*$|\s+-\s"
    return Greetings(
        re.compile(rf"^\W*{greeting}\s+(?P<names>[^,.!?:;\n–]{{1,60}}?)(?=\s*[,.!?:;\n–]|{ends})", re.IGNORECASE),
        re.compile(
            rf"\s*[,&]?\s*(?:(?:and|und|et|y|e|en)\s+)?(?:{greeting}\s+)?@?(?P<names>\w[\w'-]*)(?=\s*[,:!\n&]|{ends})",
            re.IGNORECASE,
        ),
    )


@dataclass(frozen=True, slots=True)
class Addressees:
    """Tells what of a mail is for the client."""

    sides: Sides
    shown: Mapping[str, str]
    """Identity -> display name."""
    ours: frozenset[str]
    """Names of our own people, who need not stand in the address lines."""
    grammar: Grammar

    def of_client(self, message: Message, words: str) -> str:
        """The words without what is said to somebody else by name."""
        theirs, others = self._names(message)
        others = (others | self.ours) - theirs - parts(author.name for author in message.authors)
        if not others or not any(name in words.casefold() for name in others):
            return words
        return "".join(_Named(theirs, others, greetings(self.grammar)).kept(words))

    def _names(self, message: Message) -> tuple[frozenset[str], frozenset[str]]:
        theirs, others = set[str](), set[str]()
        for address in (*message.to, *message.cc):
            known = self.shown.get(self.sides.identity(address.email), "")
            person = self.sides.person(address.email)
            local = address.email.partition("@")[0]
            called = (
                local if is_first_name(local) else "",
                spoken(address.name, address.email),
                known,
                person.name if person else "",
                spelt_name(address.email),
            )
            (theirs if self.sides.of(address.email) is Side.CLIENT else others).update(parts(called))
        return frozenset(theirs), frozenset(others)


def addressees(engagement: Engagement, shown: Mapping[str, str]) -> Addressees:
    """`shown`: identity -> display name."""
    sides = Sides(engagement.us, engagement.client)
    own = [name for email, name in shown.items() if sides.of(email) is Side.US]
    ours = parts((*own, *(person.name for person in engagement.us.people)))
    return Addressees(sides, shown, ours, engagement.phrases.grammar)


def parts(names: Iterable[str]) -> frozenset[str]:
    """The words of names that may be said alone."""
    return frozenset(word.casefold() for name in names for word in _WORD.findall(name) if len(word) > 2)


@dataclass(frozen=True, slots=True)
class _Named:
    """The names that a mail may address, and how."""

    theirs: frozenset[str]
    others: frozenset[str]
    greetings: Greetings

    def kept(self, words: str) -> Iterator[str]:
        """The pieces that are not for somebody else alone."""
        greeted = named = True
        """Whether the client is meant by the last greeting, and by the last name at the start of a line."""
        for piece in PIECES.split(words):
            if "\n\n" in piece:
                named = True
            elif (found := self._meant(self.greetings.first, piece)) is not None:
                greeted, named = found, True
            elif (found := self._meant(_AT, piece)) is not None:
                named = found
            elif (found := self._meant(_NAMED, piece)) is not None:
                named, greeted = found, greeted or found
            turned = any(re.search(rf",\s*{re.escape(name)}\s*[,?!]", piece.casefold()) for name in self.theirs)
            if piece.isspace() or turned or (greeted and named):
                yield piece

    def _meant(self, form: re.Pattern[str], piece: str) -> bool | None:
        """Whether the client is among those whom a piece addresses; None where it addresses nobody who is known.

        A greeting to nobody who is known is for everybody.
        """
        found = form.match(piece)
        if not found:
            return None
        known = self.theirs | self.others
        said = {word.casefold() for word in _WORD.findall(found["names"])}
        rest = piece[found.end("names") :]
        while (more := self.greetings.also.match(rest)) and more["names"].casefold() in known:
            said.add(more["names"].casefold())
            rest = rest[more.end("names") :]
        if form is not self.greetings.first and said.isdisjoint(known):
            return None
        return not said.isdisjoint(self.theirs) or said.isdisjoint(self.others)
