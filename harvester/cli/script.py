"""`harvester script` and `harvester brief`: the talk written out, and what the second who sits in must know."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli import Common, exits
from harvester.cli.when import as_of_option, now
from harvester.config.reading import file_text
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.model.dossier import Dossier

FORMATS = ("docx", "md", "html", "pdf")
_OUT = click.option("--out", required=True, metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
                    help="The file to write: .docx, .md, .html or .pdf.")  # fmt: skip
_FORMAT = click.option("--format", "form", type=click.Choice(FORMATS), help="Default: as FILE ends.")


@click.command()
@click.argument("client", required=False)
@click.option(
    "--attach",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Your own script (.docx, .md): its placeholders are filled, or the evidence is added at its end.",
)
@click.option(
    "--template", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Wording of your own."
)
@click.option("--eject", is_flag=True, help="Write the wording that ships to FILE, to be changed.")
@_OUT
@_FORMAT
@as_of_option
@click.pass_obj
def script(  # noqa: PLR0913 (one a column of the command line)
    common: Common, client: str | None, *, attach: Path | None, template: Path | None, eject: bool, out: Path,
    form: str | None, as_of: datetime | None,
) -> int:  # fmt: skip
    """Writes the script of the talk with CLIENT, from accepted facts, the contract and the outcome that is wanted.

    \b
    harvester --config harvester-demo/config.toml script acme --out script.docx
    harvester script acme --attach mine.docx --out mine-with-evidence.docx
    harvester script --eject --out wording.md
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from reports import script as scripts

    if eject:
        return _written(out, scripts.template_text("script").encode("utf-8"))
    if client is None:
        raise UsageError("CLIENT is missing.", "Write e.g. `harvester script acme --out script.docx`.")
    if attach and template:
        raise UsageError("--attach and --template exclude each other.", "Name your own script, or wording of your own.")
    dossier = _dossier(common, client, as_of)
    if attach:
        from reports.attach import attached

        return _told(dossier, _written(out, attached(dossier, attach, _different(out, attach))))
    wording = _read(template) if template else None
    return _told(dossier, _written(out, _rendered(dossier, "script", wording, form or _form(out))))


@click.command()
@click.argument("client")
@_OUT
@_FORMAT
@as_of_option
@click.pass_obj
def brief(common: Common, client: str, out: Path, form: str | None, as_of: datetime | None) -> int:
    """Writes one or two pages for the second who sits in on the talk; without fallback and floor.

    \b
    harvester --config harvester-demo/config.toml brief acme --out brief.pdf
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    return _written(out, _rendered(_dossier(common, client, as_of), "brief", None, form or _form(out)))


def _dossier(common: Common, client: str, as_of: datetime | None) -> Dossier:
    from harvester import workflow
    from harvester.cli.configured import client_key, configuration
    from harvester.cli.progress import concluded
    from harvester.courtroom.civil import to_read_out
    from harvester.pipeline.disclosure import for_a_talk

    config = configuration(common)
    known = workflow.numbered(config, concluded(config, client_key(config, client), as_of), now())
    return to_read_out(for_a_talk(known))


def _rendered(dossier: Dossier, name: str, wording: str | None, form: str) -> bytes:
    from reports import script as scripts

    text = scripts.written(dossier, name, wording)
    match form:
        case "md":
            return text.encode("utf-8")
        case "docx":
            from reports.docx import docx_file as made
        case "pdf":
            from reports.pdf import pdf as made
        case _:
            from reports.paper_html import html as made
    return made(scripts.paper(dossier, name, text))


def _told(dossier: Dossier, code: int) -> int:
    """Says which accepted facts are missing or told no more, and the command that tells what to look at."""
    from harvester.cli.invoked import called
    from harvester.cli.terminal import say
    from reports.talk import left_out

    for one in dossier.lapsed:
        say(one.told)
    if changed := [one.no for one in dossier.facts if one.reviewed and one.status == "proposed"]:
        say(f"Decided on once, and changed since, so not said before it is accepted again: {', '.join(changed)}.")
    missing = left_out(dossier)
    if missing:
        say(f"Accepted, but not said before a person has looked: {', '.join(one.no for one in missing)}.")
    if gap := next((one.gap_id for one in missing if one.gap_id), ""):
        say(f"What to look at: {called()} gaps {dossier.engagement.key} --explain {gap}")
    return code


def _form(out: Path) -> str:
    form = out.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise UsageError(f"{out.name} does not tell its format.", f"Let it end in one of .{', .'.join(FORMATS)}.")
    return form


def _read(path: Path) -> str:
    return file_text(path, "Correct --template.")


def _different(out: Path, source: Path) -> Path:
    if out.exists() and source.exists() and out.samefile(source):
        raise UsageError(f"{out} is your own script.", "Name another file with --out: yours is never written over.")
    return out


def _written(out: Path, content: bytes) -> int:
    from harvester.files import write_files

    for path in write_files(out.absolute().parent, {out.name: content}):
        click.echo(str(path))
    return exits.DONE
