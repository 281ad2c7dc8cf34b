"""Sentences of a contract that look like obligations (contract.md 1): suggested, never taken over.

A program misreads contracts; so every suggestion carries what a person must decide, and none is confirmed. What a
sentence leaves open (who owes it, which of two dates, how prompt is “promptly”) stays open here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from harvester.model.documents import ContractWords, Document, Passage, Suggestion
from harvester.model.words import sentences
from harvester.pipeline.contract.suggested_due import Due, due

_CLAUSE = re.compile(
    r"^(§\s*\d{1,3}[a-z]?(?:\s*(?:Abs\.|\()\s*\d{1,2}\)?)?|\d{1,3}(?:\.\d{1,3}){0,3}[.)]?(?=\s)|\([a-z0-9]{1,3}\))\s*"
)
_ITEM = re.compile(r"\([a-zA-Z0-9]{1,4}\)\s|[a-z]{1,3}[.)]\s|[•·*–-]\s")
_LISTED = re.compile(r"[;,]\s*(?:and|or|und|oder)$")
_BULLET = re.compile(r"^[•·*–-]\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?;])(?<!\b\d\.)(?<!\b\d\d\.)\s+(?=[\"“„(§]?[A-ZÄÖÜ0-9])")
_FEW_WORDS = 4
"""Words between the name of a side and its verb: “The client also provides …”."""
_SHORTEST = 12
"""Characters of a sentence; a shorter one is a heading."""
_PROMISE = 90
_GAP = re.escape(" ... ")
MARK_SIDE = "the sentence does not tell who owes it: us or client"
MARK_BOTH = "both sides owe it: enter it once for each"
MARK_VAGUE = "words like “promptly” name no date: only the date or time limit beside them can be measured (G5)"
MARK_TYPE = "a date or time limit stands in it, and no words tell what it is: choose the type, and write `due`"
MARK_DEEMED = "silence counts as approval in these words: write `deemed = true`"
MARK_MANUAL = "no date can be told from these words: listed, never judged (G5)"


def suggestions(document: Document, names: tuple[str, str], languages: Sequence[ContractWords]) -> list[Suggestion]:
    """What may be an obligation, in the order of the document. `names`: of our side and of the client, "" unknown."""
    told = (_suggestion(*one, (names, languages)) for one in clauses(document, languages))
    return [one for one in told if one]


def clauses(document: Document, languages: Sequence[ContractWords]) -> Iterator[tuple[str, Passage, str]]:
    """Every sentence, with the paragraph in which it stands and the number of its clause, "" where it has none."""
    heading = ""
    for passage, led_by, lead in _led(document.passages, languages):
        clause, text = _clause(passage.text)
        if clause and not text.rstrip().endswith((".", ";", ":", ",")) and len(text) < 80 and not lead:
            heading = clause
            continue
        heading = clause if clause[:1].isdigit() or clause[:1] == "§" else heading
        for sentence in sentences(f"{lead} {text}".strip(), _SENTENCE_END):
            yield sentence, passage, _numbered(led_by or heading, clause)


def _led(passages: Iterable[Passage], languages: Sequence[ContractWords]) -> Iterator[tuple[Passage, str, str]]:
    """Each passage, and for an item of a list the clause and words that lead it: “2.1”, “The Client shall:”."""
    clause = lead = ""
    for passage in passages:
        if lead and _ITEM.match(passage.text):
            yield passage, clause, lead
            continue
        clause, text = _clause(passage.text)
        promises = any(_any(words.modals).search(text.casefold()) for words in languages)
        lead = text if promises and text.rstrip().endswith(":") else ""
        if not lead:
            yield passage, "", ""


def _numbered(heading: str, clause: str) -> str:
    """“2.1 (a)” for an item, the number of its heading for what has none."""
    return f"{heading} {clause}".strip() if clause and clause[:1] == "(" else clause or heading


def _clause(text: str) -> tuple[str, str]:
    match = _CLAUSE.match(text)
    if not match:
        return "", _BULLET.sub("", text)
    number = match[1] if match[1].startswith("(") else match[1].rstrip(".)")
    return number, text[match.end() :]


def _suggestion(
    sentence: str, passage: Passage, clause: str, known: tuple[tuple[str, str], Sequence[ContractWords]]
) -> Suggestion | None:
    names, languages = known
    text = sentence.casefold()
    for words in languages:
        owed_by = owes(text, names, words)
        if len(text) < _SHORTEST or any(phrase in text for phrase in words.not_obligations):
            continue
        if not _any(words.modals).search(text) and (
            _any(words.permissions).search(text) or not _acts(text, names, words)
        ):
            continue
        kind, found, vague = _measured(sentence, owed_by, words)
        who = [] if owed_by else [MARK_BOTH if _any(words.both).search(text) else MARK_SIDE]
        return Suggestion(
            place=passage.place,
            clause=clause,
            quote=sentence,
            owed_by=owed_by,
            type=kind,
            promise=_promise(sentence, words),
            due=found.value,
            marks=(*who, *vague, *found.marks),
        )
    return None


def owes(text: str, names: tuple[str, str], words: ContractWords) -> str:
    """The side that is named first and before what it does; "" where neither or both at once are.

    Whose questions they are is no word of who answers them.
    """
    text = _asked_by(names, words).sub(" ", text)
    places = {side: _first(text, name, terms) for side, name, terms in _sides(names, words)}
    named = {side: place for side, place in places.items() if place is not None}
    if not named:
        return ""
    side = min(named, key=lambda one: named[one])
    modal = _any(words.modals).search(text)
    together = len(named) == 2 and _between(text, sorted(named.values()))
    return "" if together or (modal and named[side] > modal.start()) else side


def _asked_by(names: tuple[str, str], words: ContractWords) -> re.Pattern[str]:
    """“Questions of the contractor”, “the contractor's questions”."""
    side = _alternatives((*(name.casefold() for name in names if name), *words.us, *words.client))
    asked = _alternatives(words.questions)
    return re.compile(
        rf"\b(?:{asked})\s+(?:{_alternatives(words.whose)})\s+(?:{side})\b|\b(?:{side})['’]s?\s+(?:{asked})\b"
    )


def _between(text: str, places: Sequence[int]) -> bool:
    """“The client and the contractor shall …”: both owe it."""
    return re.fullmatch(r"[\w' ]{0,40}\b(?:and|und|or|oder)\b[\w ]{0,12}", text[places[0] : places[1]]) is not None


def _acts(text: str, names: tuple[str, str], words: ContractWords) -> bool:
    """A verb of promising shortly after the name of a side."""
    own = [name.casefold() for name in names if name]
    who = _alternatives((*own, *words.us, *words.client, *words.both))
    return (
        re.search(rf"\b(?:{who})(?:\s+\S+){{0,{_FEW_WORDS}}}?\s+(?:{_alternatives(words.verbs)})\b", text) is not None
    )


def _measured(sentence: str, owed_by: str, words: ContractWords) -> tuple[str, Due, list[str]]:
    """Type, due date, and what to say of “promptly”: without any date beside it nothing can be measured (G5)."""
    text = sentence.casefold()
    places = {kind: match.start() for kind, starts in words.types.items() if (match := _beginning(starts).search(text))}
    vague = places.pop("manual", None) is not None
    kind = min(places, key=lambda one: places[one], default="manual")
    if kind in {"input", "deliverable"} and owed_by:
        kind = "deliverable" if owed_by == "us" else "input"
    found = due(sentence, words, kind)
    if kind == "manual" and not vague and found.value:
        return "manual", Due(), [MARK_TYPE]
    if kind == "manual" or (vague and found == Due()):
        return "manual", Due(), [MARK_MANUAL]
    silent = kind == "approval" and _any(words.deemed).search(text)
    return kind, found, [*([MARK_VAGUE] if vague else []), *([MARK_DEEMED] if silent else [])]


def _sides(names: tuple[str, str], words: ContractWords) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    return (("us", names[0], words.us), ("client", names[1], words.client))


def _first(text: str, name: str, terms: tuple[str, ...]) -> int | None:
    match = _any((*filter(None, [name.casefold()]), *terms)).search(text)
    return match.start() if match else None


def _promise(sentence: str, words: ContractWords) -> str:
    modal = _any(words.promise_after).search(sentence.casefold()) if words.promise_after else None
    text = _LISTED.sub("", sentence[modal.end() if modal else 0 :].strip()).strip(" .;:,")
    text = text[:1].upper() + text[1:]
    return text if len(text) <= _PROMISE else text[:_PROMISE].rsplit(" ", 1)[0] + " …"


@cache
def _any(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(words)})\b")


@cache
def _beginning(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(words)})")


def _alternatives(words: Iterable[str]) -> str:
    spelled = (re.escape(one).replace(_GAP, r"(?:\s+\S+){0,12}?\s+") for one in sorted(words, key=len, reverse=True))
    return "|".join(spelled)
