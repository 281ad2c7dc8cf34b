"""`coverage`, `gaps`, `obligations` and `facts`: the analysis of one client as a list, as JSON, or as CSV."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from harvester.cli import Common, exits
from harvester.cli.when import as_of_option, now
from harvester.model.dossier import Dossier

Printer = Callable[[Dossier], None]


def _options(command: Callable[..., int]) -> Callable[..., int]:
    @wraps(command)
    def chosen(*arguments: Any, as_json: bool, as_csv: bool, **options: Any) -> int:
        forms = [
            form for form, wanted in (("json", as_json), ("csv", as_csv), ("xlsx", options.get("review"))) if wanted
        ]
        if len(forms) > 1:
            raise click.UsageError(f"--{forms[0]} and --{forms[1]} together name no one form; leave one of them out.")
        return command(*arguments, form=forms[0] if forms and not options.get("review") else None, **options)

    verb: Callable[..., int] = chosen
    for option in (
        click.pass_obj,
        click.argument("client"),
        as_of_option,
        click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout."),
        click.option("--csv", "as_csv", is_flag=True, help="The same rows as CSV."),
    )[::-1]:
        verb = option(verb)
    return verb


@click.command()
@_options
def coverage(common: Common, client: str, as_of: datetime | None, form: str | None) -> int:
    """What was searched for CLIENT: every folder, its counts, and what is missing.

    \b
    harvester --config harvester-demo/config.toml coverage acme
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    return _printed(common, client, as_of, form, "coverage")


@click.command()
@_options
@click.option("--explain", metavar="GAP", help="The working of one gap, by its id or the mail that opened it.")
def gaps(common: Common, client: str, as_of: datetime | None, form: str | None, explain: str | None) -> int:
    """Every response gap of both sides, ours first.

    \b
    harvester --config harvester-demo/config.toml gaps acme
    harvester gaps acme.example --explain G-1a2b3c4d5e
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    if explain:
        return _explained(common, client, as_of, form, explain)
    return _printed(common, client, as_of, form, "gaps")


@click.command()
@_options
@click.option("--explain", metavar="ID", help="The working of one obligation: due date, status, proof.")
def obligations(common: Common, client: str, as_of: datetime | None, form: str | None, explain: str | None) -> int:
    """What each side promised in the contract and what became of it, ours first.

    \b
    harvester --config harvester-demo/config.toml obligations acme
    harvester obligations acme --explain release
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester import workflow
    from harvester.cli.configured import client_key, configuration
    from harvester.cli.invoked import called
    from harvester.cli.lists import agreements
    from harvester.pipeline.disclosure import disclosed
    from reports import agreements as papers
    from reports import documents

    if explain:
        _refuse_table(form)
    config = configuration(common)
    dossier = agreements.agreed(workflow.conclude(config, client_key(config, client), as_of))
    dossier = disclosed(dossier) if form else dossier
    one = agreements.named(dossier, explain) if explain else None
    match form:
        case "json":
            document = papers.explanation_document(dossier, one) if one else papers.obligations_document(dossier)
            click.echo(documents.encoded(document), nl=False)
        case "csv":
            click.echo(papers.obligations_csv(dossier).encode("utf-8"), nl=False)
        case _ if one:
            agreements.print_working(dossier, one, called())
        case _:
            agreements.print_obligations(dossier)
    return _code(dossier)


@click.command()
@_options
@click.option("--xlsx", "review", type=click.Path(path_type=Path), metavar="F", help="Writes a workbook to review.")
def facts(common: Common, client: str, as_of: datetime | None, form: str | None, review: Path | None) -> int:
    """The dated fact list of both sides, ours first, each fact with its proof.

    \b
    harvester --config harvester-demo/config.toml facts acme
    harvester facts acme.example --as-of 2026-04-30T12:00:00+02:00 --json
    harvester facts acme.example --xlsx review.xlsx
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    if review:
        return _written_review(common, client, as_of, review)
    return _printed(common, client, as_of, form, "facts")


def _printed(common: Common, client: str, as_of: datetime | None, form: str | None, what: str) -> int:
    from harvester import workflow
    from harvester.cli.configured import client_key, configuration
    from harvester.cli.progress import concluded
    from harvester.errors import HarvesterError

    config = configuration(common)
    dossier = concluded(config, client_key(config, client), as_of)
    if what == "facts":
        with suppress(HarvesterError):  # somebody else writes, or nobody may: the numbers are given next time
            dossier = workflow.numbered(config, dossier, now())
    if form is None:
        _list(what)(dossier)
        _how_to_read(dossier, what)
    else:
        from harvester.pipeline.disclosure import disclosed
        from reports import documents, tables

        dossier = disclosed(dossier)
        if form == "json":
            click.echo(documents.encoded(getattr(documents, f"{what}_document")(dossier)), nl=False)
        else:
            click.echo(getattr(tables, f"{what}_csv")(dossier).encode("utf-8"), nl=False)
    return _code(dossier)


def _how_to_read(dossier: Dossier, what: str) -> None:
    """The command that shows the mail behind a row of the list, with a row of this list in it."""
    from harvester.cli.invoked import called
    from harvester.cli.terminal import say

    named = {"facts": [one.no for one in dossier.facts], "gaps": [one.gap_id for one in dossier.gaps]}.get(what)
    if named:
        say(f"The mail behind it: {called()} show {named[0]}")


def _written_review(common: Common, client: str, as_of: datetime | None, file: Path) -> int:
    from harvester import workflow
    from harvester.cli.configured import client_key, configuration
    from harvester.cli.invoked import called
    from harvester.cli.progress import concluded
    from harvester.cli.terminal import say
    from harvester.errors import UsageError
    from harvester.files import write_files
    from harvester.pipeline.disclosure import disclosed
    from reports.review import review

    if file.suffix.lower() != ".xlsx":
        raise UsageError(f"{file} does not end in .xlsx.", "Name the workbook so that it is known as one: review.xlsx.")
    config = configuration(common)
    dossier = workflow.numbered(config, concluded(config, client_key(config, client), as_of), now())
    write_files(file.absolute().parent, {file.name: review(disclosed(dossier))})
    click.echo(str(file.absolute()))
    say(f"Fill in Decision and Reason, then: {called()} mark --import {shlex.quote(str(file))} --by NAME")
    return _code(dossier)


def _code(dossier: Dossier) -> int:
    """3 where the search failed or broke off somewhere; what was chosen or not declared is no failure."""
    from harvester.model.ledger import still_unread

    rows = dossier.ledger.folders
    items = dossier.ledger.items
    failed = any(still_unread(row, items) or not (row.complete or row.chosen) for row in rows)
    unsearched = {view.name for view in dossier.engagement.sources} - {row.source for row in rows}
    return exits.PARTIAL if failed or unsearched else exits.DONE


def _refuse_table(form: str | None) -> None:
    if form == "csv":
        raise click.UsageError("An explanation is no table; leave --csv out, or use --json.")


def _explained(common: Common, client: str, as_of: datetime | None, form: str | None, gap: str) -> int:
    from harvester.cli.configured import client_key, configuration
    from harvester.cli.invoked import called
    from harvester.cli.lists.facts import print_explanation
    from harvester.cli.progress import concluded
    from harvester.pipeline import named
    from harvester.pipeline.disclosure import disclosed
    from harvester.pipeline.explain import explanation
    from reports import documents

    _refuse_table(form)
    config = configuration(common)
    dossier = concluded(config, client_key(config, client), as_of)
    gap = named.gap_id(gap, dossier)
    steps = explanation(disclosed(dossier) if form == "json" else dossier, gap)
    if form == "json":
        told = {"gap_id": gap, "steps": [{"rules": step.rules, "text": step.text} for step in steps]}
        document = documents.head(dossier, "harvester.explanation/1") | told
        click.echo(documents.encoded(document), nl=False)
    else:
        print_explanation(dossier, gap, steps, called())
    return _code(dossier)


def _list(what: str) -> Printer:
    from harvester.cli.lists import facts, gaps, searched

    return {"coverage": searched.print_coverage, "gaps": gaps.print_gaps, "facts": facts.print_facts}[what]
