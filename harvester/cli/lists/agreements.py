"""The contract as a person reads it in a terminal: what can be put right first, then every obligation, ours first."""

from __future__ import annotations

from shlex import quote

from rich.console import Console
from rich.text import Text

from harvester.cli.layout import COLUMNS, listing, out, print_paragraph, print_table
from harvester.cli.lists.accounts import print_accounts
from harvester.cli.lists.ending import print_ending
from harvester.cli.lists.facts import claim_text, originals, print_searched
from harvester.cli.terminal import safe
from harvester.errors import UsageError
from harvester.model.contract import ObligationType
from harvester.model.dossier import Dossier
from harvester.model.flags import OF_OBLIGATIONS, OF_SEARCH
from harvester.model.matter import Side
from harvester.model.standing import STATUS_WORDS, Standing
from harvester.model.times import short_day, stamp
from reports import agreements as documents
from reports import words


def print_obligations(dossier: Dossier) -> None:
    """What our side can put right, then both sides in one form (G9)."""
    console = out()
    zone = documents.zone_of(dossier)
    _print_fixes(dossier, console, zone)
    names = {Side.US: dossier.engagement.us.name, Side.CLIENT: dossier.engagement.client.name}
    for side, name in names.items():
        owed = [one for one in dossier.obligations if one.obligation.owed_by is side]
        if owed:
            table = listing(f"What {safe(name)} promised", "Obligation", "Clause", "Due", "Done", "Standing", "Claim")
            for one in owed:
                table.add_row(*_cells(one, zone))
            print_table(console, table)
    for one in dossier.obligations:
        mails = originals(
            [mail.sha256 for mail in one.candidates], f"`obligations --explain {one.obligation.id}` has each"
        )
        _print_remarks(one, mails, console)
    for flag in sorted({flag for one in dossier.obligations for flag in one.flags} & OF_SEARCH):
        print_paragraph(console, OF_OBLIGATIONS[flag])
    print_accounts(dossier, console)
    print_ending(dossier, console)
    print_searched(dossier, console)


def agreed(dossier: Dossier) -> Dossier:
    """The dossier, once there is a contract to speak of. Raises UsageError with the next step where there is none."""
    if dossier.engagement.contract is None:
        key = dossier.engagement.key
        raise UsageError(
            f"No contract with {dossier.engagement.client.name} is configured.",
            f"Start one with `harvester contract new`, and name it in [clients.{key}] as `contract`.",
        )
    return dossier


def named(dossier: Dossier, name: str) -> Standing:
    """The obligation of that id. Raises UsageError with those there are."""
    found = next((one for one in agreed(dossier).obligations if one.obligation.id == name), None)
    if found is None:
        known = ", ".join(one.obligation.id for one in dossier.obligations)
        raise UsageError(f"There is no obligation “{name}”.", f"The contract holds: {known}.")
    return found


def print_working(dossier: Dossier, one: Standing, program: str) -> None:
    """How the due date and the status of one obligation came about, step by step."""
    console, zone = out(COLUMNS), documents.zone_of(dossier)
    obligation = one.obligation
    print_paragraph(console, obligation.promise or obligation.quote, bullet=f"{obligation.id}  ")
    if obligation.quote:
        print_paragraph(console, f"{obligation.clause}: “{obligation.quote}”")
    console.print()
    for step in one.steps:
        print_paragraph(console, f"{step.words}: {step.value}.", bullet=f"{step.rule:<10}")
    if one.satisfied_at:
        shown = ", ".join(sha256[:12] for sha256 in one.performed_by) or "no original of its own"
        print_paragraph(console, f"{documents.done(one, zone)}. Original: {shown}.", bullet=f"{'done':<10}")
    for instance in one.instances:
        told = words.label(STATUS_WORDS, instance.status.value)
        line = f"asked {stamp(instance.ask.at, zone)}, due {stamp(instance.due.at, zone)}: {told}"
        print_paragraph(console, line, bullet=f"{instance.gap_id}  ")
    _print_remarks(one, ", ".join(mail.sha256[:12] for mail in one.candidates), console)
    for line in one.decided:
        print_paragraph(console, line)
    _print_about_time(dossier, one, console, program)
    if one.spoken:
        console.print()
        print_paragraph(console, "Once somebody who was there has said that it was not given in such a call:")
        what = f"mark call {quote(one.spoken[0].call)} --outcome attended --does-not-close --reason TEXT"
        console.print(f"{program} {what}", soft_wrap=True)
    if one.candidates:
        key = dossier.engagement.key
        console.print()
        print_paragraph(console, "Once you have looked at such a mail:")
        start = f"{program} mark obligation {key} {obligation.id}"
        sha256 = one.candidates[0].sha256[:12]
        console.print(f"{start} rejected --message {sha256} --reason TEXT", soft_wrap=True)
        console.print(f"{start} matched --message {sha256} --reason TEXT", soft_wrap=True)


def _print_about_time(dossier: Dossier, one: Standing, console: Console, program: str) -> None:
    """How a person says whether a mail gave more time."""
    told = (*one.time_given, *(mail for instance in one.instances for mail in instance.time_given))
    given = [mail for mail in told if mail.counts]
    if not given:
        return
    console.print()
    print_paragraph(console, "Once you have read a mail that may have given more time or settled it:")
    sha256 = given[0].sha256[:12]
    console.print(f"{program} mark message {sha256} --gives-time no --reason TEXT", soft_wrap=True)
    if one.obligation.type is not ObligationType.RESPONSE:
        start = f"{program} mark obligation {dossier.engagement.key} {one.obligation.id}"
        console.print(f"{start} extended --until DATE --message {sha256} --reason TEXT", soft_wrap=True)


def _print_fixes(dossier: Dossier, console: Console, zone: str) -> None:
    if not dossier.fix_first:
        return
    console.print(Text("On our side first", "bold"))
    for fix in dossier.fix_first:
        what = f"{fix.what} ({fix.clause})" if fix.clause else fix.what
        print_paragraph(console, f"{what}. {documents.fix_words(fix, zone)}", bullet="•  ")
    console.print()


def _cells(one: Standing, zone: str) -> tuple[Text, ...]:
    claim = words.standing_claim(one)
    return (
        Text(safe(one.obligation.id)),
        Text(safe(one.obligation.clause)),
        Text(short_day(one.due.on) if one.due else ""),
        Text(documents.done(one, zone)),
        Text(words.standing(one)),
        claim_text(claim) if claim else Text(""),
    )


def _print_remarks(one: Standing, mails: str, console: Console) -> None:
    told = list(documents.remarks(one))
    told += [f"Mail to look at: {mails}."] if mails else []
    if told:
        print_paragraph(console, " ".join(told), bullet=f"{one.obligation.id}  ")
