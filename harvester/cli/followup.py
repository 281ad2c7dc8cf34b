"""The mail after a call, drafted from what was noted; written to a file, never sent."""

from __future__ import annotations

from pathlib import Path

import click

from harvester import workflow
from harvester.cli import Common, exits
from harvester.cli.configured import configuration
from harvester.errors import UsageError
from harvester.files import write_files
from harvester.model.calls import Call
from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier
from harvester.store import open_store


def draft(common: Common, path: Path) -> int:
    """Drafts it for the call that was decided about last, and reads it as `lint --client` does.

    Exit code 9 where what was noted holds words that one would not want read out: they are named, and the draft stands.
    """
    from harvester.cli.lint import print_findings
    from harvester.courtroom.claims import check
    from harvester.courtroom.likeness import judged
    from harvester.courtroom.lint import language
    from harvester.courtroom.proof import proven, quotable
    from reports import followup

    config = configuration(common)
    decision = open_store(config.store.url, config.folder).decisions()[-1]
    dossier, call = _noted([workflow.conclude(config, client) for client in config.clients], decision)
    text = followup.text(dossier, call)
    made = followup.mail(dossier, call, text) if path.suffix.lower() == ".eml" else text.encode("utf-8")
    for written in write_files(path.absolute().parent, {path.name: made}):
        click.echo(f"{written}: a draft; read it before you send it.")
    known = language(text)
    findings = judged(text, known, quotable(dossier)) if known else ()
    claims = check(text, proven(dossier))
    print_findings(path, known, findings, claims)
    found = findings or any(not one.agrees for one in claims)
    return exits.FINDINGS if found else exits.DONE


def _noted(dossiers: list[Dossier], decision: Decision) -> tuple[Dossier, Call]:
    name = decision.payload.get("call", f"contact {decision.id}")
    of_it = [(dossier, call) for dossier in dossiers for call in dossier.calls if call.id == name]
    found = [(dossier, call) for dossier, call in of_it if call.notes.said or call.notes.agreed]
    if not found:
        raise UsageError(
            "Nothing was noted that a mail could tell, so none is drafted; the decision is kept.",
            "Note it with --said or --agreed.",
        )
    if len(found) > 1:
        clients = " and ".join(dossier.engagement.client.name for dossier, _ in found)
        raise UsageError(
            f"The call was with people of {clients}, so no mail is drafted; the decision is kept.",
            "Write to each of them what concerns them.",
        )
    return found[0]
