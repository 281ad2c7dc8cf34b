"""Sentences of a contract that say how it may be ended: suggested, never taken over (contract.md 1, G10).

Whether it may be ended, and how, is for a person and for counsel: each suggestion says what must be read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from harvester.model.documents import ContractWords, Document, SuggestedEnding, Suggestion
from harvester.model.ending import EndingPoint
from harvester.pipeline.contract.suggest import clauses, owes
from harvester.pipeline.contract.suggested_due import spans

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SHORTEST = 20
"""Characters of a sentence; a shorter one is a heading."""
_TIMED = frozenset({EndingPoint.CONVENIENCE, EndingPoint.CAUSE, EndingPoint.CURE, EndingPoint.HANDOVER})
_NO_PROMISE = {"convenience": ("manual", "notice"), "cause": ("manual", "notice"), "form": ("manual",)}
"""What a clause about the end is not, beside that: types of obligation."""
_MARKS = {
    EndingPoint.CAUSE: "what is reason enough no program can tell: ask counsel",
    EndingPoint.FORM: "which form notice needs, and whether a mail meets it: read the clause, and ask counsel",
    EndingPoint.ADDRESS: "hold the address against the document, and whether it is still in use",
    EndingPoint.CURE: "what starts this time, and whose it is: read the clause",
}
_ONE_SIDE = "the clause speaks of {side} alone: whether it holds for the other side as well, read in the document"
_END_OF = "“{words}”: the contract file counts the notice alone; the agreement ends later, on the day of the clause"
_SEVERAL = "several times are named ({told}): decide which one is the time of this entry"
_HOURS = "the time is told in hours: enter it in days, or leave it out"
_NO_TIME = "write `within`: no time was found that can be read in one way"


def suggested_endings(
    document: Document, names: tuple[str, str], languages: Sequence[ContractWords]
) -> list[SuggestedEnding]:
    """What may be an `[[ending]]`, in the order of the document. `names`: of our side and of the client, "" unknown."""
    return [
        _ending(point, sentence, (passage.place, clause), (names, words))
        for sentence, passage, clause in clauses(document, languages)
        for point, words in _points(sentence, languages)
    ]


def told_once(promises: Sequence[Suggestion], ends: Sequence[SuggestedEnding]) -> list[Suggestion]:
    """The promises without sentences that only say how it may be ended: one clause is one entry to confirm."""
    told = {(kind, one.place, one.quote) for one in ends for kind in _NO_PROMISE.get(one.about, ())}
    return [one for one in promises if (one.type, one.place, one.quote) not in told]


def _points(sentence: str, languages: Sequence[ContractWords]) -> Iterator[tuple[EndingPoint, ContractWords]]:
    """What a sentence speaks of, by the first language whose words it uses; one clause may say several things."""
    for words in languages if len(sentence) >= _SHORTEST else ():
        found = list(_spoken_of(_folded(sentence), words))
        if found:
            yield from ((point, words) for point in found)
            return


def _spoken_of(text: str, words: ContractWords) -> Iterator[EndingPoint]:
    def says(*names: str) -> bool:
        return all(_beginning(words.ending[name]).search(text) for name in names)

    handing = says("after_end", "hand_over")
    if handing:
        yield EndingPoint.HANDOVER
    if says("ends", "cause"):
        yield EndingPoint.CAUSE
    elif says("ends", "free") and not handing:
        yield EndingPoint.CONVENIENCE
    if says("cure") and spans(text, words):
        yield EndingPoint.CURE
    about_notice = says("notices") or says("ends")
    if about_notice and says("forms"):
        yield EndingPoint.FORM
    if about_notice and _MAIL.search(text):
        yield EndingPoint.ADDRESS


def _ending(
    point: EndingPoint, sentence: str, at: tuple[str, str], known: tuple[tuple[str, str], ContractWords]
) -> SuggestedEnding:
    (place, clause), (names, words) = at, known
    text = _folded(sentence)
    within, marks = _within(sentence, words) if _is_timed(point, text, words) else ("", [])
    side = owes(text, names, words)
    if point in _MARKS:
        marks.insert(0, _MARKS[point])
    if side and point in (EndingPoint.CONVENIENCE, EndingPoint.CAUSE):
        marks.append(_ONE_SIDE.format(side="our side" if side == "us" else "the client"))
    if point is EndingPoint.CONVENIENCE and not within:
        marks.append(_NO_TIME)
    mails = _MAIL.findall(sentence)
    return SuggestedEnding(
        place=place,
        clause=clause,
        quote=sentence,
        about=point.value,
        within=within,
        to=mails[0] if point is EndingPoint.ADDRESS and len(mails) == 1 else "",
        owed_by=side if point is EndingPoint.HANDOVER else "",
        marks=tuple(marks),
    )


def _is_timed(point: EndingPoint, text: str, words: ContractWords) -> bool:
    """Whether a time in the sentence is that of the point: with a time for cure beside it, the reason has none."""
    cured = point is EndingPoint.CAUSE and _beginning(words.ending["cure"]).search(text)
    return point in _TIMED and not cured


def _folded(sentence: str) -> str:
    return sentence.replace("’", "'").casefold()


def _within(sentence: str, words: ContractWords) -> tuple[str, list[str]]:
    """The one time that a sentence names. “The end of a month” is none, and makes the real one longer."""
    marks, text = [], _folded(sentence)
    for phrase in sorted(words.ending["ends_of"], key=len, reverse=True):
        if phrase in text:
            as_written = re.search(re.escape(phrase), sentence, re.IGNORECASE)
            marks.append(_END_OF.format(words=as_written[0] if as_written else phrase))
            text = text.replace(phrase, " ")
    found = spans(text, words)
    counted = [one for one in found if one[1] not in ("hours", "business_hours")]
    if len(counted) < len(found):
        marks.append(_HOURS)
    if len(counted) > 1:
        return "", [*marks, _SEVERAL.format(told=", ".join(f"{amount} {written}" for amount, _, written in counted))]
    if not counted:
        return "", marks
    amount, unit, written = counted[0]
    marks += [words.unit_marks[written]] if written in words.unit_marks else []
    return f'{{ amount = {amount}, unit = "{unit}" }}', marks


@cache
def _beginning(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})")
