"""What may leave the program: a dossier without the words of what is set aside, and without what was redacted.

Of a message that is set aside there remain its date, sender, recipients, hash and the reason, as in a privilege log;
subject, text and names of attachments are withheld wherever they would stand (evidence.md 5, S34).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from harvester.model.dossier import Dossier, Exchange
from harvester.model.exhibits import Exhibit
from harvester.model.facts import Citation, Fact
from harvester.model.gaps import Gap
from harvester.model.links import LINK, may_link
from harvester.model.standing import Fix
from harvester.pipeline import redaction
from harvester.pipeline.privilege import reason_in_text
from harvester.pipeline.wording import lists

WITHHELD = "[withheld]"
HIDDEN = f"“{WITHHELD}”"
_QUOTE = re.compile("“([^”]*)”")
REDACTED_IN = "something in it was redacted"
Originals = Callable[[str], tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class _Words:
    """Words that are told nowhere; where something rests on a mail that is set aside, its subject is not either."""

    everywhere: frozenset[str]
    of_original: Mapping[str, tuple[frozenset[str], str]]
    """SHA-256 -> the words of this mail, also those that other mails share; and all that it says, on one line."""

    def gone(self, text: str, originals: Collection[str] = ()) -> str:
        """`text` with these words withheld where they stand in quotation marks.

        In what rests on such an original, so is whatever else is quoted of it.
        """
        if "“" not in text:
            return text
        cited = [self.of_original[one] for one in originals if one in self.of_original]
        words = self.everywhere.union(*(own for own, _ in cited))
        text = _quoted(words).sub(HIDDEN, text) if words else text
        for _, whole in cited:
            text = _QUOTE.sub(partial(_hidden, whole), text)
        return text


def disclosed(dossier: Dossier) -> Dossier:
    """The dossier as it may leave the program."""
    return redaction.redacted(_without_set_aside(dossier))


def for_a_talk(dossier: Dossier) -> Dossier:
    """`disclosed`, and no fact that would be read out with a blank in it counts as established for the talk."""
    shown = disclosed(dossier)
    return replace(
        shown,
        facts=tuple(
            replace(fact, claim="review", reason="it rests on mail that is set aside")
            if HIDDEN in fact.statement and fact.claim == "firm" else fact
            for fact in shown.facts
        ),
    )  # fmt: skip


def for_others(dossier: Dossier) -> Dossier:
    """The dossier without what only our own side needs: how a lapse can be put right, and what it hopes to get.

    The facts about our own side stay, each with its proof.
    """
    contract = dossier.engagement.contract
    about = replace(dossier.engagement, contract=replace(contract, outcome="")) if contract else dossier.engagement
    return replace(
        dossier,
        engagement=about,
        facts=tuple(replace(fact, fix=None) for fact in dossier.facts),
        fix_first=(),
        lapsed=(),
        ending=(),
        accounts=replace(dossier.accounts, recoup=None),
        for_others=True,
    )


class Withheld:
    """Which originals are not handed over, and why."""

    def __init__(self, dossier: Dossier) -> None:
        self._aside = {one.sha256: one.aside for one in set_aside(dossier) if one.sha256}
        keys = {one.key: one.aside for one in set_aside(dossier)}
        for mail in dossier.exchanges:
            if mail.key in keys:
                self._aside |= dict.fromkeys((*mail.originals, mail.message.sha256), keys[mail.key])
        self._redacted = redaction.withheld(dossier)
        self._removed = [redaction.passage(text) for text in redaction.passages(dossier)]
        self._mail = {sha256 for mail in dossier.exchanges for sha256 in (*mail.originals, mail.message.sha256)}
        self._let_in = {one.sha256 for one in (*dossier.exhibits, *dossier.uncited) if one.told and not one.aside}

    def why(self, sha256: str, content: bytes = b"") -> str:
        """In words; "" for what may be handed over. What is no mail is judged by its `content`."""
        if found := self._aside.get(sha256, ""):
            return found
        text = "" if sha256 in self._mail else content.decode("utf-8", "replace")
        if sha256 in self._redacted or any(one.search(text) for one in self._removed):
            return REDACTED_IN
        return "" if sha256 in self._let_in else reason_in_text(text)


def why_withheld(dossiers: Sequence[Dossier], sha256: str, content: bytes) -> str:
    """Why an original is not handed over, in words; "" where nothing stands against it in any of the matters.

    One that belongs to none of them is judged by its `content`.
    """
    about = [one for one in dossiers if sha256 in _known(one)]
    return next(filter(None, (Withheld(one).why(sha256, content) for one in about or dossiers)), "")


def _known(dossier: Dossier) -> frozenset[str]:
    mail = (sha256 for one in dossier.exchanges for sha256 in (*one.originals, one.message.sha256))
    calls = (one.sha256 for one in dossier.calls if one.sha256)
    return frozenset((*mail, *calls, *(one.sha256 for one in (*dossier.exhibits, *dossier.uncited))))


def may_be_attached(dossier: Dossier, originals: Originals) -> Originals:
    """Media type and bytes of an original by its SHA-256; no bytes of what is not handed over."""
    held = Withheld(dossier)

    def whole(sha256: str) -> tuple[str, bytes]:
        media_type, content = originals(sha256)
        return (media_type, content) if not held.why(sha256, content) else ("", b"")

    return whole


def set_aside(dossier: Dossier) -> tuple[Exhibit, ...]:
    """Everything that is set aside: what facts cite, then what none cites."""
    return tuple(one for one in (*dossier.exhibits, *dossier.uncited) if one.aside)


def _without_set_aside(dossier: Dossier) -> Dossier:
    aside = {one.key: one for one in set_aside(dossier)}
    meetings = {gap.subject for gap in dossier.invitations if reason_in_text(gap.subject)}
    if not aside and not meetings:
        return dossier
    words = _words(dossier, aside.keys(), meetings)
    told = replace(
        dossier,
        exchanges=tuple(_blank(one, aside[one.key]) if one.key in aside else one for one in dossier.exchanges),
        calls=tuple(replace(one, title=WITHHELD) if one.id in aside or one.title in words.everywhere else one
                    for one in dossier.calls),
        gaps=tuple(_gap(one, words) for one in dossier.gaps),
        invitations=tuple(_gap(one, words) for one in dossier.invitations),
        facts=tuple(_fact(one, words) for one in dossier.facts),
        fix_first=tuple(_fix(one, words) for one in dossier.fix_first),
        lapsed=tuple(replace(one, told=words.gone(one.told, one.evidence)) for one in dossier.lapsed),
        obligations=tuple(
            redaction.changed(one, partial(words.gone, originals=one.evidence)) for one in dossier.obligations
        ),
        exhibits=tuple(redaction.changed(one, words.gone) for one in dossier.exhibits),
        uncited=tuple(redaction.changed(one, words.gone) for one in dossier.uncited),
        notes=tuple(map(words.gone, dossier.notes)),
    )  # fmt: skip
    return replace(told, notes=(*told.notes, lists.withheld(len(aside), _counted(told, words)))) if aside else told


def _counted(dossier: Dossier, words: _Words) -> int:
    """Questions of the figures whose own mail, or the mail that answered, is set aside."""
    asked = (gap for gap in dossier.gaps if gap.level == "A" and gap.kind == "reply")
    return sum(not words.of_original.keys().isdisjoint(_ends(gap)) for gap in asked)


def _ends(gap: Gap) -> tuple[str, ...]:
    return tuple(ref.sha256 for ref in (gap.opener, gap.closer) if ref)


def _words(dossier: Dossier, aside: Collection[str], meetings: Collection[str]) -> _Words:
    open_subjects = {one.subject_base for one in dossier.exchanges if one.key not in aside}
    own = {*meetings}
    shared: dict[str, tuple[frozenset[str], str]] = {}
    for one in dossier.exchanges:
        if one.key not in aside:
            continue
        said = {one.asks, one.asks_as_written, *(file.name for file in one.message.attachments)} - {""}
        own |= said if one.subject_base in open_subjects else {*said, one.message.subject}
        words = frozenset({*said, one.message.subject} - {""})
        whole = _line(f"{one.message.subject}\n{one.message.text}")
        shared |= dict.fromkeys((*one.originals, one.message.sha256), (words, whole))
    for call in dossier.calls:
        if call.id in aside:
            own.add(call.title)
            shared |= {call.sha256: (frozenset({call.title} - {""}), _line(call.title))} if call.sha256 else {}
    return _Words(everywhere=frozenset(own - {""}), of_original=shared)


def _hidden(whole: str, quote: re.Match[str]) -> str:
    return HIDDEN if _line(quote[1].removesuffix(" …")) in whole else quote[0]


def _line(text: str) -> str:
    """On one line, as a quote has it or not: without links, and without the … that stands for one."""
    words = LINK.sub(" ", text) if may_link(text) else text
    return " ".join(words.replace("…", " ").split()).casefold()


def _quoted(words: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(words, key=lambda one: (-len(one), one))
    return re.compile(f"“(?:{'|'.join(map(re.escape, longest))})”")


def _blank(one: Exchange, exhibit: Exhibit) -> Exchange:
    message = replace(
        one.message,
        subject=WITHHELD,
        text=f"[withheld: {exhibit.aside}]",
        new_text="",
        plain_only=(),
        new_link=False,
        attachments=(),
        report=None,
        calendar=None,
        reaction="",
        headers={},
    )
    seen = tuple(replace(place, locator="", labels=()) for place in one.sightings)
    rule = one.expects_rule.partition(" ")[0]
    return replace(
        one, message=message, subject_base="", asks="", asks_as_written="", expects_rule=rule, sightings=seen
    )


def _gap(gap: Gap, words: _Words) -> Gap:
    decided = tuple(map(words.gone, gap.decided))
    hidden = gap.opener.sha256 in words.of_original or gap.subject in words.everywhere
    return replace(gap, subject=WITHHELD if hidden else gap.subject, decided=decided)


def _fact(fact: Fact, words: _Words) -> Fact:
    shas = tuple(one.sha256 for one in fact.evidence)

    def gone(text: str | None) -> str | None:
        return words.gone(text, shas) if text else text

    return replace(
        fact,
        statement=words.gone(fact.statement, shas),
        evidence=tuple(_citation(one, words) for one in fact.evidence),
        beside=tuple(words.gone(one, shas) for one in fact.beside),
        reason=gone(fact.reason),
        reviewed=gone(fact.reviewed),
        fix=gone(fact.fix),
    )


def _citation(one: Citation, words: _Words) -> Citation:
    hidden = one.sha256 in words.of_original or one.quote in words.everywhere
    return replace(one, quote=None, part="") if hidden and one.quote else one


def _fix(one: Fix, words: _Words) -> Fix:
    return replace(one, what=words.gone(one.what, one.evidence), how=words.gone(one.how, one.evidence),
                   proof=words.gone(one.proof, one.evidence))  # fmt: skip
