"""The claim check: whatever a text states must be what an accepted fact states (conversation.md 3).

A sentence may name its fact ("[F-003]"); then everything in it must stand in that fact. A sentence that names none must
agree, with all it states, with one fact, or state nothing but what is known of the matter: who the sides are, what the
contract says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from harvester.courtroom.sentences import sentences
from harvester.courtroom.texts import SOFT_BREAK
from harvester.courtroom.values import Value, values
from harvester.courtroom.verbatim import Verbatim
from harvester.model.times import WEEKDAYS

_POINTERS = frozenset({"fact", "exhibit"})
_MARKS = re.compile(r"^\s*(?:(?:#{1,6}|[-*>+]|\d{1,2}[.)])\s+)+")
"""What stands before a heading or an item, and states nothing."""
_CITED = re.compile(r"\[[^\[\]]*\]")
_MADE_FROM = 0.5
"""Of the sentences of a text, so many stand in the script: then all of it is held against the script's wording."""
_CAPITAL = re.compile(r"\b[A-ZÀ-Þ][\w-]*")
_Paragraph = list[tuple[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence that states something."""

    line: int
    text: str
    fact: str | None
    """Number of the fact that it agrees with, or names."""
    agrees: bool
    detail: str
    """What does not agree, in words; "" where all does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What a text may state."""

    facts: Mapping[str, tuple[str, ...]]
    """Number of each accepted fact -> its statement, and each sentence beside it: a claim agrees with one of them."""
    others: frozenset[str] = frozenset()
    """Numbers of facts that exist and are not accepted."""
    known: str = ""
    """What is known of the matter beside its facts: names, contract, outcome."""
    exhibits: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Number of each fact -> numbers of its exhibits."""
    names: frozenset[str] = frozenset()
    """People of both sides, their roles, companies: none may stand where the words of a fact have another."""
    scripts: tuple[str, ...] = ()
    """Script and brief as they are written from these facts."""


def check(text: str, proven: Proven) -> tuple[Claim, ...]:
    """Every sentence of the text that states something, in order."""
    return Checker(proven).check(text)


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence with its place."""

    line: int
    text: str
    cited: list[str]
    """Facts that it cites, or that its paragraph cites at its end."""
    before: str
    """The sentence before it."""


def _told(text: str) -> Iterator[_Told]:
    before = ""
    for paragraph in _paragraphs(text):
        cited = _cited("".join(line for _, line in paragraph))
        for number, sentence in ((number, one) for number, line in paragraph for one in sentences(line)):
            yield _Told(number, sentence, _cited(sentence) or cited, before)
            before = sentence


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    """The numbered lines of each paragraph: one, or several with a soft break between them; each cell of a table."""
    held: _Paragraph = []
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if line.startswith("|"):
            yield from ([(number, cell)] for cell in line.split("|"))
            continue
        held.append((number, _MARKS.sub("", line)))
        if not line.endswith(SOFT_BREAK):
            yield held
            held = []
    yield held


class Checker:
    """What one matter allows, to hold texts against."""

    def __init__(self, proven: Proven) -> None:
        self.proven = proven
        self.facts = Verbatim(proven.names, exact=False)
        for fact, texts in proven.facts.items():
            for sentence in (one for text in texts for line in text.splitlines() for one in sentences(line)):
                self.facts.add(sentence, (fact,))
        self.script = Verbatim(proven.names, exact=True)
        for told in (one for text in proven.scripts for one in _told(text)):
            self.script.add(told.text, told.cited, told.before)
        self.pools = {number: [_Pool(text) for text in texts] for number, texts in proven.facts.items()}
        self.known = _Pool(proven.known)

    def check(self, text: str) -> tuple[Claim, ...]:
        """Every sentence of the text that states something, in order."""
        told = list(_told(text))
        taken = sum(self.script.repeats(one.text, one.before) for one in told) if self.proven.scripts else 0
        from_script = taken > 0 and taken >= _MADE_FROM * len(told)
        return tuple(filter(None, (self._sentence(one, from_script=from_script) for one in told)))

    def _sentence(self, told: _Told, *, from_script: bool) -> Claim | None:
        stated, own = values(told.text), told.cited
        changed = self.script.changed(told.text, own, told.before) if from_script else ""
        changed = changed or self._changed(told.text, own)
        # "F-013: not looked at" only points at a fact; with a value, or in brackets, it stands on it
        if not changed and not (stated and (own or any(one.kind not in _POINTERS for one in stated))):
            return None
        own = own or [one.value for one in stated if one.kind == "fact"]
        claim = self._claim(told.line, told.text.strip(), stated, own)
        return replace(claim, agrees=False, detail=changed) if changed and claim.agrees else claim

    def _changed(self, sentence: str, cited: list[str]) -> str:
        """What a sentence states otherwise than the one of its facts that it repeats."""
        accepted = (one for one in cited if one in self.pools)
        return next(filter(None, (self.facts.changed(sentence, (one,)) for one in accepted)), "")

    def _claim(self, line: int, sentence: str, stated: tuple[Value, ...], named: list[str]) -> Claim:
        said = [one for one in stated if one.kind not in _POINTERS]
        wrong = [*_impossible(said), *self._unusable(named), *self._exhibits(stated, named)]
        facts = [number for number in named if number in self.pools]
        if facts:
            wrong += self._against([pool for number in facts for pool in self.pools[number]], said, ", ".join(facts))
        elif not wrong and not all(self.known.holds(one) for one in said):
            found = next((n for n, pools in self.pools.items() if any(all(map(p.holds, said)) for p in pools)), None)
            facts = [found] if found else []
            wrong = [] if found else self._nowhere(said)
        return Claim(line=line, text=sentence, fact=facts[0] if facts else None, agrees=not wrong,
                     detail="; ".join(dict.fromkeys(wrong)))  # fmt: skip

    def _unusable(self, named: Iterable[str]) -> Iterator[str]:
        for number in named:
            if number in self.proven.others:
                yield f"{number} is not accepted"
            elif number not in self.pools:
                yield f"there is no fact {number}"

    def _exhibits(self, stated: Iterable[Value], named: Iterable[str]) -> Iterator[str]:
        allowed = {one for number in named for one in self.proven.exhibits.get(number, ())}
        every = {one for numbers in self.proven.exhibits.values() for one in numbers}
        for one in stated:
            if one.kind == "exhibit" and one.value not in (allowed if named else every):
                yield f"{one.text} is no exhibit of {', '.join(named)}" if named else f"there is no {one.text}"

    def _nowhere(self, said: list[Value]) -> list[str]:
        """What the nearest fact says otherwise."""
        every = [(number, pool) for number, pools in self.pools.items() for pool in pools]
        number, nearest = max(every, key=lambda item: sum(map(item[1].holds, said)), default=("", _Pool("")))
        if not any(map(nearest.holds, said)):
            return [f"no accepted fact says {', '.join(f'“{one.text.strip()}”' for one in said)}"]
        others = [_elsewhere(one, found) for one in said if not nearest.holds(one) and (found := self._holding(one))]
        apart = [one for one in said if nearest.holds(one) or not self._holding(one)]
        return [*others, *self._against([nearest], apart, number)] + (
            [f"{number} says the rest of it"] if others else []
        )

    def _holding(self, value: Value) -> str:
        """The first fact that holds a value, or what else does; "": nothing."""
        if self.known.holds(value):
            return "the contract or the names of the matter"
        return next((number for number, pools in self.pools.items() if any(one.holds(value) for one in pools)), "")

    def _against(self, pools: list[_Pool], said: list[Value], where: str) -> list[str]:
        """Nothing where one of the pools holds all that was said; else what the nearest says otherwise."""
        nearest = max(pools, key=lambda pool: sum(map(pool.holds, said)))
        return [self._not_there(one, nearest, pools, where) for one in said if not nearest.holds(one)]

    def _not_there(self, value: Value, nearest: _Pool, pools: list[_Pool], where: str) -> str:
        """What the nearest sentence says otherwise; a value that another one holds is not called wrong."""
        if any(pool.holds(value) for pool in pools):
            return f"“{value.text.strip()}” stands in {where}, and not together with the rest"
        return _not_in(value, nearest, where)


class _Pool:
    """The values of a text that others are held against."""

    def __init__(self, text: str) -> None:
        self.values = tuple(value for line in text.splitlines() for value in values(line))
        self._words = frozenset(word.casefold() for word in _CAPITAL.findall(text))
        self._held = {(one.kind, one.value) for one in self.values}
        self._days = {one.value for one in self.values if one.kind == "date"}
        self._names = [one.value for one in self.values if one.kind == "name"]

    def holds(self, value: Value) -> bool:
        """Whether the same stands here, a date without its year and a name by part of it included."""
        match value.kind:
            case "date" if value.value.startswith("--"):
                return any(day.endswith(value.value[1:]) for day in self._days)
            case "weekday" if (value.kind, value.value) not in self._held:
                return any(_weekday(day) == value.value[:3] for day in self._days if value.value[4:][-5:] in day)
            case "name" if " " not in value.value:
                return value.value in self._words
            case "family":
                return self._is_family(value.value)
            case "name":
                return any(set(value.value.split()) <= set(name.split()) for name in self._names)
        return (value.kind, value.value) in self._held

    def _is_family(self, word: str) -> bool:
        """What follows a title is no first name: nobody here is called “Mr Bob”."""
        first = any(name.split()[0] == word for name in self._names)
        return word in self._words and (not first or any(name.split()[-1] == word for name in self._names))

    def of(self, kind: str) -> list[str]:
        """What stands here of one kind, as it is written."""
        kind = "name" if kind == "family" else kind
        return list(dict.fromkeys(one.text.strip() for one in self.values if one.kind == kind))


def _cited(text: str) -> list[str]:
    """Numbers of the facts that a text cites in brackets, each once."""
    cited = (one.value for part in _CITED.findall(text) for one in values(part) if one.kind == "fact")
    return list(dict.fromkeys(cited))


def _not_in(value: Value, pool: _Pool, where: str) -> str:
    held = pool.of(value.kind)
    says = f"{where} says {', '.join(held[:3])}" if held else f"{where} says nothing of the kind"
    return f"“{value.text.strip()}”: {says}"


def _elsewhere(value: Value, where: str) -> str:
    return f"“{value.text.strip()}” stands in {where}, apart from the rest"


def _impossible(said: Iterable[Value]) -> Iterator[str]:
    """What is wrong whatever the facts say: a date that is none, or falls on another weekday."""
    for one in said:
        if one.kind == "date" and one.value.startswith(("impossible", "ambiguous")):
            yield f"“{one.text}” is {'no date' if one.value.startswith('i') else 'two dates, by two readings'}"
        elif one.kind == "weekday" and len(one.value) == len("mon 2026-02-09"):
            true = date.fromisoformat(one.value[4:])
            if _weekday(one.value[4:]) != one.value[:3]:
                yield f"“{one.text}”: that day was a {WEEKDAYS[true.weekday()]}"


def _weekday(day: str) -> str:
    return WEEKDAYS[date.fromisoformat(day).weekday()][:3].lower() if len(day) == 10 else ""
