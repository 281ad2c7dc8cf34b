"""`harvester lint`: what one would not want read out in a courtroom, and whether every claim is an accepted fact."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli import Common, exits

if TYPE_CHECKING:
    from harvester.courtroom.claims import Claim
    from harvester.courtroom.lint import Finding
    from harvester.model.dossier import Dossier


_SHOWN = 12
"""Numbers of lines that are named one by one."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--client", metavar="CLIENT", help="Hold every claim against the accepted facts about CLIENT.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def lint(common: Common, file: Path, client: str | None, as_json: bool) -> int:
    """Reads a script, mail or letter (.docx, .md, .txt, .html, .eml) and names what is risky, where, and why.

    With --client every date, amount, number, name and clause must be that of an accepted fact. Exit code 9: something
    was found; 3: the language of the text, or of some of its lines, is none that the patterns know.

    \b
    harvester lint script.md
    harvester --config harvester-demo/config.toml lint script.md --client acme
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli.documents import print_document
    from harvester.courtroom.likeness import judged
    from harvester.courtroom.lint import language, unread
    from harvester.courtroom.patterns import load
    from harvester.courtroom.texts import read_text

    text = read_text(file)
    known = language(text)
    dossier = _dossier(common, client) if client else None
    claims, quotable = _held_against(dossier, text) if dossier else ((), frozenset[str]())
    findings = judged(text, known, quotable) if known else ()
    foreign = unread(text, load(known)) if known else ()
    if as_json:
        from reports.documents import about

        header = about(dossier) if dossier else {}
        print_document("lint", header | {"language": known, "unread": list(foreign),
                                "findings": [_finding(one) for one in findings],
                                "claims": [_claim(one) for one in claims]})  # fmt: skip
    else:
        print_findings(file, known, findings, claims)
        if foreign:
            lines = ", ".join(map(str, foreign[:_SHOWN])) + (" …" if len(foreign) > _SHOWN else "")
            click.echo(f"Not checked, since in a language that the patterns do not know: line {lines}.")
    codes = [exits.PARTIAL] if known is None or foreign else []
    if findings or any(not claim.agrees for claim in claims):
        codes.append(exits.FINDINGS)
    return exits.exit_code(codes)


def _dossier(common: Common, client: str) -> Dossier:
    from harvester import workflow
    from harvester.cli.configured import client_key, configuration

    config = configuration(common)
    return workflow.conclude(config, client_key(config, client))


def _held_against(dossier: Dossier, text: str) -> tuple[tuple[Claim, ...], frozenset[str]]:
    from harvester.courtroom.claims import check
    from harvester.courtroom.proof import proven, quotable

    return check(text, proven(dossier, scripts=_scripts(dossier))), quotable(dossier)


def _scripts(dossier: Dossier) -> list[str]:
    """Script and brief as they are written now; none where no fact is accepted."""
    from harvester.courtroom.texts import markdown_text
    from harvester.errors import UsageError
    from reports.script import written

    try:
        return [markdown_text(written(dossier, name)) for name in ("script", "brief")]
    except UsageError:
        return []


def print_findings(file: Path, known: str | None, findings: tuple[Finding, ...], claims: tuple[Claim, ...]) -> None:
    """Prints what was found in a text, and whether its claims are those of accepted facts."""
    from harvester.cli.layout import out, print_paragraph
    from harvester.courtroom.patterns import LANGUAGES, load
    from harvester.model.times import counted

    console = out()
    for one in findings:
        kind = one.kind if one.sure else f"perhaps {one.kind}"
        print_paragraph(console, f"“{one.text}”: {kind}. {one.reason}", bullet=f"{one.line}:{one.column}  ")
        print_paragraph(console, one.suggestion, bullet=" " * len(f"{one.line}:{one.column}  "))
    wrong = [claim for claim in claims if not claim.agrees]
    for claim in wrong:
        print_paragraph(console, f"“{claim.text}”", bullet=f"{claim.line}  ")
        print_paragraph(console, claim.detail, bullet=" " * len(f"{claim.line}  "))
    if known is None:
        spoken = ", ".join(load(one).language for one in LANGUAGES)
        console.print(f"{file.name} is written in a language that the patterns do not know ({spoken}): not checked.")
        if claims:
            console.print("Dates, amounts and names were read as in English; what is written otherwise was not held "
                          "against the facts.")  # fmt: skip
    elif not findings:
        console.print("Nothing risky was found. About one risky sentence in ten is missed: read it once more, aloud.")
    if claims:
        told = f"{len(wrong)} {'does' if len(wrong) == 1 else 'do'} not agree" if wrong else "each agrees"
        console.print(f"{counted(len(claims), 'sentence')} held against the accepted facts: {told}.")


def _finding(one: Finding) -> dict[str, object]:
    return {"line": one.line, "column": one.column, "text": one.text, "class": one.kind, "reason": one.reason,
            "suggestion": one.suggestion, "sure": one.sure}  # fmt: skip


def _claim(one: Claim) -> dict[str, object]:
    return {"line": one.line, "text": one.text, "fact": one.fact, "agrees": one.agrees, "detail": one.detail}
