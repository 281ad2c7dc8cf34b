"""What `mark` does: checks a decision against all that is held, keeps it, and tells what it changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import click

from harvester import collection, pipeline
from harvester.cli import Common, exits
from harvester.cli.configured import answered_for, client_key, configuration
from harvester.cli.decisions.changes import changes, settled_by_call
from harvester.cli.decisions.in_force import described
from harvester.cli.decisions.reviewed import is_review, review_rows, reviewed_decisions
from harvester.cli.invoked import as_called, called
from harvester.cli.layout import COLUMNS, out, print_paragraph
from harvester.cli.terminal import say
from harvester.cli.when import now
from harvester.config import Config
from harvester.config.reading import file_text, toml_tables
from harvester.errors import HarvesterError, UsageError
from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier
from harvester.model.engagement import Engagement
from harvester.model.times import counted
from harvester.pipeline.decidable import settled
from harvester.pipeline.known import Known
from harvester.store import Store, open_store

_SHOWN = 12
"""Lines of what changed; the lists have the rest."""
_OF_MATTER = frozenset({"message", "call", "contact", "pause"})
"""Kinds that decide what there is to decide about: they are read back first."""
_SETTLED_LESS = {
    "call": "If it settled only some, take it back and name those with --gap; if nothing, say --does-not-close.",
    "contact": "If it settled nothing, take it back and say --does-not-close.",
}
_PROVISIONAL = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who says it, and why."""

    reason: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Matters:
    """The evidence of every client, read once; concluded under whichever decisions are in force."""

    evidence: tuple[tuple[pipeline.Evidence, Engagement], ...]

    def concluded(self, decisions: Sequence[Decision], numbers: Mapping[str, str]) -> list[Dossier]:
        """One dossier a client."""
        return [
            pipeline.conclude(replace(found, decisions=decisions, numbers=numbers), about)
            for found, about in self.evidence
        ]


def decide(common: Common, kind: str, payload: Mapping[str, Any], said: Said) -> int:
    """Checks and keeps one decision, and prints what is different."""
    config = configuration(common)
    if "client" in payload:
        payload = {**payload, "client": client_key(config, payload["client"])}
    at = now()
    decision = Decision(kind=kind, payload=payload, by=said.by or config.us.reviewer, reason=said.reason, at=at)
    store = open_store(config.store.url, config.folder)
    taken = store.decisions()
    with store.writer("harvester mark"):
        matters = _matters(config, _concerned(config, payload))
        before = matters.concluded(taken, store.given_numbers())
        if kind == "fact":
            before = _numbered(before, store, at)
        decision = settled(decision, Known(dossiers=before, now=at))
        if said_before := _said_before(decision, taken, store):
            return _told_before(said_before, store, config)
        number = store.decide(decision)
        after = matters.concluded(store.decisions(), store.given_numbers())
    told = described(decision, store.given_numbers(), config.us.timezone or "UTC")
    print_paragraph(out(COLUMNS), f"Decision {number}: {told}.")
    _tell_settled(kind, payload, before, after)
    _tell(before, after, at_once=kind not in {"folder", "flag", "hold"})
    if kind == "folder":
        click.echo(as_called("The next `harvester pull` takes it up."))
    say(f"To take it back: {called()} mark --undo {number} --reason TEXT")
    return exits.DONE


def _said_before(decision: Decision, taken: Sequence[Decision], store: Store) -> Decision | None:
    """The same decision in force, where nothing came after it but verdicts on other facts: a second adds nothing.

    After a search, or what changed a fact, the same words say that a person looked again.
    """
    equal = [one for one in taken if _among(replace(decision, at=one.at), [one])]
    if not equal:
        return None
    last = equal[-1]
    later = [one for one in taken if one.id > last.id]
    apart = all(
        one.kind == decision.kind == "fact" and one.payload["fact"] != decision.payload["fact"] for one in later
    )
    return last if apart and last.id + len(later) == store.head()[0] else None


def _told_before(one: Decision, store: Store, config: Config) -> int:
    told = described(one, store.given_numbers(), config.us.timezone or "UTC")
    print_paragraph(out(COLUMNS), f"Decision {one.id} says so already: {told}. Nothing was added.")
    return exits.DONE


def undo(common: Common, number: int, said: Said) -> int:
    """Takes a decision back; both stay in the journal."""
    config = configuration(common)
    by = said.by or config.us.reviewer
    answered_for("Taking a decision back", by, said.reason)
    store = open_store(config.store.url, config.folder)
    taken = store.decisions()
    if number not in {one.id for one in taken}:
        raise UsageError(f"No decision {number} is in force.", "`harvester mark --list` shows those that are.")
    with store.writer("harvester mark"):
        matters = _matters(config)
        before = matters.concluded(taken, store.given_numbers())
        store.decide(Decision(kind="undo", payload={"id": number}, by=by, reason=said.reason.strip(), at=now()))
        after = matters.concluded(store.decisions(), store.given_numbers())
    click.echo(f"Decision {number} is taken back.")
    _tell(before, after)
    return exits.DONE


def read_marks(common: Common, file: Path, by: str | None) -> int:
    """Reads decisions from a file: all of them, or none and every problem told at once."""
    config = configuration(common)
    at = now()
    drafts = list(_drafts(file, by or config.us.reviewer, at))
    store = open_store(config.store.url, config.folder)
    taken = store.decisions()
    with store.writer("harvester mark"):
        matters = _matters(config)
        before = matters.concluded(taken, store.given_numbers())
        if any(one.kind == "fact" and ":" not in str(one.payload.get("fact")) for one in drafts):
            before = _numbered(before, store, at)
        problems: dict[int, str] = {}
        early = _settled(drafts, Known(dossiers=before, now=at, read_back=True), problems, _OF_MATTER)
        provisional = [replace(one, id=_PROVISIONAL + number) for number, one in early.items()]
        with_early = matters.concluded([*taken, *provisional], store.given_numbers()) if provisional else before
        others = {one.kind for one in drafts} - _OF_MATTER
        late = _settled(drafts, Known(dossiers=with_early, now=at, read_back=True), problems, others)
        if problems:
            listed = "\n".join(f"  decision {number}: {told}" for number, told in sorted(problems.items()))
            raise UsageError(f"{file} was not read, and nothing in it was kept:\n{listed}")
        found = [one for _, one in sorted((early | late).items()) if not _among(one, taken)]
        store.decide_all(found, at)
        after = matters.concluded(store.decisions(), store.given_numbers())
    _told_read(len(found), len(drafts), before, after)
    return exits.DONE


def read_file(common: Common, file: Path, said: Said) -> int:
    """Reads decisions from a reviewed workbook, or from a file of `mark --export`."""
    return read_reviewed(common, file, said) if is_review(file) else read_marks(common, file, said.by)


def read_reviewed(common: Common, file: Path, said: Said) -> int:
    """Reads a reviewed workbook: all of its decisions, or none and every problem told with its row."""
    config = configuration(common)
    at = now()
    rows = review_rows(file)
    store = open_store(config.store.url, config.folder)
    taken = store.decisions()
    with store.writer("harvester mark"):
        matters = _matters(config)
        before = _numbered(matters.concluded(taken, store.given_numbers()), store, at)
        words = {"by": said.by or config.us.reviewer, "reason": said.reason.strip()}
        drafts = reviewed_decisions(rows, before, words, at)
        known = Known(dossiers=before, now=at)
        found = [settled(one, known) for one in drafts if not _stands(one, taken)]
        store.decide_all(found, at)
        after = matters.concluded(store.decisions(), store.given_numbers())
    _told_read(len(found), len(drafts), before, after)
    return exits.DONE


def _stands(decision: Decision, taken: Sequence[Decision]) -> bool:
    """Whether the last word on a fact is the same: who, what, why, and of which evidence."""
    about = [one for one in taken if one.kind == "fact" and one.payload["fact"] == decision.payload["fact"]]
    return bool(about) and replace(about[-1], id=0, at=decision.at, payload=dict(about[-1].payload)) == decision


def _told_read(found: int, drafts: int, before: Sequence[Dossier], after: Sequence[Dossier]) -> None:
    known = drafts - found
    click.echo(f"{counted(found, 'decision')} read" + (f"; {known} in force already." if known else "."))
    _tell(before, after)


def _concerned(config: Config, payload: Mapping[str, Any]) -> Collection[str]:
    return [payload["client"]] if "client" in payload else list(config.clients)


def _matters(config: Config, clients: Collection[str] = ()) -> Matters:
    """The evidence of the clients, or of all; one that was never searched is passed over, unless it is the only one."""
    found, refused = [], None
    wanted = list(clients or config.clients)
    for client in wanted:
        evidence, about = collection.collected(config, client)
        try:
            if len(wanted) > 1:
                pipeline.conclude(evidence, about)
        except UsageError as error:
            refused = error
        else:
            found.append((evidence, about))
    if refused and not found:
        raise refused
    return Matters(tuple(found))


def _numbered(dossiers: Sequence[Dossier], store: Store, at: datetime) -> list[Dossier]:
    """The dossiers with fact numbers that are written down: a decision by number needs one that stays."""
    numbers = store.fact_numbers([fact.fact_id for dossier in dossiers for fact in dossier.facts], at)
    return [
        replace(dossier, facts=tuple(replace(fact, no=numbers[fact.fact_id]) for fact in dossier.facts))
        for dossier in dossiers
    ]


def _tell(before: Sequence[Dossier], after: Sequence[Dossier], *, at_once: bool = True) -> None:
    pairs = zip(before, after, strict=True)
    lines = list(dict.fromkeys(line for was, is_now in pairs for line in changes(was, is_now)))  # a gap of two clients
    console = out(COLUMNS)
    for line in lines[:_SHOWN]:
        print_paragraph(console, line, bullet="  ")
    if len(lines) > _SHOWN:
        key = after[0].engagement.key if len(after) == 1 else "CLIENT"
        click.echo(
            f"  … and {counted(len(lines) - _SHOWN, 'more change')}; `{called()} gaps {key}` lists how all stand."
        )
    if not lines and at_once:
        click.echo("Nothing that is measured changes by it.")


def _tell_settled(kind: str, payload: Mapping[str, Any], before: Sequence[Dossier], after: Sequence[Dossier]) -> None:
    """A call settles whatever was open then (R19): whoever gave its outcome hears how much, and how to say less."""
    if kind not in {"call", "contact"} or payload.get("gaps"):
        return
    for was, is_now in zip(before, after, strict=True):
        if settled := settled_by_call(was, is_now):
            told = f"It counts as having settled all that was open then: {settled}. {_SETTLED_LESS[kind]}"
            print_paragraph(out(COLUMNS), told)


def _drafts(file: Path, by: str, at: datetime) -> Iterator[Decision]:
    tables = toml_tables(file_text(file, "Name a file that `mark --export` wrote."), file)
    rows = tables.get("decision")
    if set(tables) != {"decision"} or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(f"{file} holds no decisions.", "Each is a table [[decision]], as `mark --export` writes them.")
    for number, row in enumerate(rows, start=1):
        words = {"by": by, "at": at} | row
        kind, reason, who, when = (words.pop(name, "") for name in ("kind", "reason", "by", "at"))
        if (
            not isinstance(when, datetime)
            or when.tzinfo is None
            or not all(isinstance(w, str) for w in (kind, reason, who))
        ):
            raise UsageError(f"Decision {number} of {file}: kind, reason and by are text, and `at` a time with a zone.")
        yield Decision(kind=kind, payload=words, by=who, reason=reason, at=when, id=number)


def _settled(
    drafts: Sequence[Decision], known: Known, problems: dict[int, str], kinds: Collection[str]
) -> dict[int, Decision]:
    """The decisions of these kinds by their place in the file; what is wrong with the others goes to `problems`."""
    found = {}
    for number, draft in zip(count(1), drafts):
        if draft.kind in kinds:
            try:
                found[number] = settled(draft, known)
            except HarvesterError as error:
                problems[number] = str(error)
    return found


def _among(decision: Decision, taken: Sequence[Decision]) -> bool:
    return any(replace(decision, id=0) == replace(one, id=0, payload=dict(one.payload)) for one in taken)
