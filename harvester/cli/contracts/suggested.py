"""`harvester contract suggest`: a document → entries for a contract file, every line of them a comment."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from harvester.cli import exits
from harvester.cli.documents import print_document
from harvester.cli.terminal import safe, say
from harvester.errors import UsageError
from harvester.model.documents import MAX_BYTES, Document, SuggestedEnding, Suggestion
from harvester.model.mail import Unreadable
from harvester.model.times import counted

_FILL_IN = {
    "deliverable": ('met_by = { direction = "out", subject = "WORDS OF ITS SUBJECT" }',),
    "input": ('met_by = { direction = "in", subject = "WORDS OF ITS SUBJECT" }',),
    "approval": ('met_by = { direction = "in", subject = "WORDS OF ITS SUBJECT" }',),
    "meeting": ('met_by = { event = "UID OF THE CALENDAR EVENT" }',),
    "payment": ('invoice = "NUMBER"',),
    "notice": ('to = "ADDRESS OF THE NOTICE"', 'met_by = { direction = "out", subject = "WORDS OF ITS SUBJECT" }'),
    "cure": ('cures = "ID"',),
}
"""What the type needs and no document tells."""
_NEEDS_DUE = frozenset({"deliverable", "input", "approval", "cure"})


def print_suggestions(file: Path, names: tuple[str, str], as_json: bool) -> int:
    """Reads the document in a process of its own, and prints what may be an obligation in it."""
    from harvester.phrases.contract import load
    from harvester.pipeline.contract.suggest import suggestions
    from harvester.pipeline.contract.suggested_ending import suggested_endings, told_once

    document = _read(file)
    ends = suggested_endings(document, names, load())
    found = told_once(suggestions(document, names, load()), ends)
    if as_json:
        rows = [
            asdict(one) | {"marks": list(_marks(one)), "toml": "\n".join(_entry(one, number))}
            for number, one in enumerate(found, 1)
        ]
        endings = [asdict(one) | {"marks": list(one.marks), "toml": "\n".join(_ending(one))} for one in ends]
        told = {"file": file.name, "kind": document.kind, "suggestions": rows, "endings": endings}
        print_document("suggest", told)
        return exits.DONE
    for line in _page(file, found, ends):
        click.echo(line)
    alike = "looks like an obligation" if len(found) == 1 else "look like obligations"
    say(
        f"{counted(len(found), 'sentence')} of {file.name} {alike}. Nothing counts until a person confirms it."
        if found
        else f"No sentence of {file.name} looks like an obligation; enter them by hand."
    )
    if ends:
        say(_of_ends(len(ends)))
    return exits.DONE


def _of_ends(number: int) -> str:
    entries = "entry" if number == 1 else "entries"
    return f"{number} {entries} about ending it: read each clause itself; whether it may be ended is for counsel."


def _read(file: Path) -> Document:
    from harvester.workers.readers import Readers

    try:
        if not file.is_file():
            raise UsageError(f"{file} is no file.", "Name a PDF, a DOCX, an HTML or a text file.")
        if file.suffix.lower() == ".toml":
            raise UsageError(
                f"{file} is a contract file already.", "Name the paper: a PDF, a DOCX, an HTML or a text file."
            )
        if file.stat().st_size > MAX_BYTES:
            raise UsageError(f"{file} is larger than {MAX_BYTES // 2**20} MB.", "Save the pages of the contract alone.")
        raw = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({os.strerror(error.errno or 0)}).", "Check FILE.") from None
    with Readers() as readers:
        document = readers.document(raw)
    if isinstance(document, Unreadable):
        told = f"{file}: {document.reason}" if document.reason.startswith("its ") else f"{file} {document.reason}"
        fact, _, step = told.partition("; ")
        raise UsageError(f"{fact}.", f"{step[:1].upper()}{step[1:]}." if step else "Try another copy of it.")
    return document


def _page(file: Path, found: Sequence[Suggestion], ends: Sequence[SuggestedEnding]) -> Iterator[str]:
    yield f"## Suggested from {safe(file.name)}. Every line is a comment: nothing is accepted by printing it."
    yield "## Hold each entry against the document, take “# ” off its lines, complete what stands in capitals,"
    yield "## and write confirmed_by and confirmed_on. An entry without confirmed_by is listed, never judged."
    for number, one in enumerate(found, 1):
        yield ""
        yield f"## {number}. {safe(one.place)}" + (f", {safe(one.clause)}" if one.clause else "")
        yield from (f"## CHECK: {safe(mark)}" for mark in _marks(one))
        yield from (f"# {line}" for line in _entry(one, number))
    if ends:
        yield ""
        yield "## How the agreement may be ended. Whether it may, and how, is for counsel."
    for number, end in enumerate(ends, len(found) + 1):
        yield ""
        yield f"## {number}. {safe(end.place)}" + (f", {safe(end.clause)}" if end.clause else "")
        yield from (f"## CHECK: {safe(mark)}" for mark in end.marks)
        yield from (f"# {line}" for line in _ending(end))


def _ending(one: SuggestedEnding) -> Iterator[str]:
    yield "[[ending]]"
    yield f'about = "{one.about}"'
    yield f"clause = {_text(one.clause)}" + ("" if one.clause else "    # its number, or where it stands")
    yield f"quote = {_text(one.quote)}"
    if one.within:
        yield f"within = {one.within}"
    if one.to:
        yield f"to = {_text(one.to)}"
    if one.owed_by:
        yield f'owed_by = "{one.owed_by}"'


def _marks(one: Suggestion) -> Iterator[str]:
    yield from one.marks
    if not one.due and one.type in _NEEDS_DUE:
        yield "write `due`: no date was found that can be read in one way"
    if not one.due and one.type == "payment":
        yield "write the time limit as `due` of its [[invoice]]: none was found that can be read in one way"
    if not one.due and one.type == "response":
        yield "write `within`: no time limit was found"


def _entry(one: Suggestion, number: int) -> Iterator[str]:
    yield "[[obligation]]"
    yield f'id = "{one.type}-{number}"'
    yield f'owed_by = "{one.owed_by}"' + ("" if one.owed_by else "    # us | client")
    yield f'type = "{one.type}"'
    if one.clause:
        yield f"clause = {_text(one.clause)}"
    yield f"quote = {_text(one.quote)}"
    yield f"promise = {_text(one.promise)}"
    if one.due and one.type != "payment":
        yield f"{'within' if one.type == 'response' else 'due'} = {one.due}"
    elif one.due:
        yield f"# in [[invoice]]: due = {one.due}"
    yield from _FILL_IN.get(one.type, ())


def _text(words: str) -> str:
    """A basic string of TOML: what JSON escapes, TOML does too."""
    return json.dumps(safe(words), ensure_ascii=False)
