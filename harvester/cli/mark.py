"""`harvester mark`: a person's decisions, kept in the journal with their reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from harvester.cli import Common
from harvester.cli.when import Day, Instant

YES_NO = click.Choice(["yes", "no"])
EVERYBODY = "*"
FLAG_RULES = ["unanswered", "silence", "slower", "deadline", "past_due", "invoice"]
OBLIGATION_VERDICTS = ["void", "waived", "excused", "disputed", "extended", "matched", "rejected"]
_IN_SHORT = {
    "call": "How a call ended, and what was noted after it.",
    "contact": "A contact outside mail: a chat, a visit, a phone call.",
    "exhibit": "Lets a message in as an exhibit, or leaves it out.",
    "fact": "Accepts, rejects or disputes a fact.",
    "flag": "Keeps a client from being flagged for a while.",
    "folder": "A folder is gone, or really holds less than it did.",
    "gap": "You have looked at what holds a gap back.",
    "hold": "A legal hold: nothing of a client is purged.",
    "message": "Corrects how a message is read.",
    "obligation": "What became of an obligation of the contract.",
    "pause": "A pause that was agreed in writing.",
}
"""A line each in the list of commands: none is broken off."""


@click.group(invoke_without_command=True)
@click.option("--list", "listed", is_flag=False, flag_value=EVERYBODY, metavar="[CLIENT]", help="Decisions in force.")
@click.option("--json", "as_json", is_flag=True, help="With --list: one JSON document on stdout.")
@click.option("--undo", type=int, metavar="ID", help="Takes decision ID back; needs --reason.")
@click.option("--export", "into", type=click.Path(path_type=Path), metavar="F.toml", help="Writes them into a file.")
@click.option(
    "--import",
    "file",
    type=click.Path(path_type=Path),
    metavar="F",
    help="Reads them from a file: F.toml, or a review, F.xlsx.",
)
@click.option("--reason", metavar="TEXT", help="With --undo: why. With a review: for rows without a reason.")
@click.option("--by", metavar="NAME", help="With --undo and --import: who decides; default: `reviewer` in [us].")
@click.pass_context
def mark(context: click.Context, /, **wish: Any) -> int | None:
    """Keeps what a person decided, with name and reason; evidence itself never changes.

    \b
    harvester mark fact F-003 accept --reason "Checked against the mailbox."
    harvester mark --list
    harvester mark --undo 12 --reason "Wrong message."
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli.decisions import in_force, taken

    common: Common = context.obj
    chosen = [name for name in ("listed", "undo", "into", "file") if wish[name] is not None]
    if len(chosen) + bool(context.invoked_subcommand) > 1:
        context.fail("Use one of --list, --undo, --export, --import, or a command.")
    if context.invoked_subcommand:
        return None
    match chosen:
        case ["listed"]:
            return in_force.print_marks(common, "" if wish["listed"] == EVERYBODY else wish["listed"], wish["as_json"])
        case ["undo"]:
            said = taken.Said(reason=wish["reason"] or "", by=wish["by"])
            return taken.undo(common, wish["undo"], said)
        case ["into"]:
            return in_force.write_marks(common, wish["into"])
        case ["file"]:
            return taken.read_file(common, wish["file"], taken.Said(reason=wish["reason"] or "", by=wish["by"]))
    click.echo(context.get_help())
    return None


def _kind(command: Callable[..., dict[str, Any]]) -> click.Command:
    """A sub-command of `mark` that decides what `command` says, with --reason and --by."""
    name = command.__name__

    @click.pass_obj
    def decided(common: Common, /, **words: Any) -> int:
        from harvester.cli.decisions import taken

        said, mail = taken.Said(reason=words.pop("reason"), by=words.pop("by")), words.pop("mail", None)
        payload = command(**words)
        code = taken.decide(common, payload.pop("kind", name), payload, said)
        if mail is None:
            return code
        from harvester.cli.followup import draft

        return draft(common, mail)

    return mark.command(
        name,
        help=command.__doc__,
        short_help=_IN_SHORT[name],
        params=[
            *reversed(getattr(command, "__click_params__", [])),
            click.Option(["--reason"], required=True, metavar="TEXT", help="Why, in a sentence; it is printed."),
            click.Option(["--by"], metavar="NAME", help="Who decides; default: `reviewer` in [us]."),
        ],
    )(decided)


@_kind
@click.argument("fact")
@click.argument("verdict", type=click.Choice(["accept", "reject", "dispute", "unsure"]))
def fact(fact: str, verdict: str) -> dict[str, Any]:
    """Accepts, rejects or disputes FACT (F-003), or says that you are unsure."""
    status = {"accept": "accepted", "reject": "rejected", "dispute": "disputed", "unsure": "unsure"}[verdict]
    return {"fact": fact, "status": status}


@_kind
@click.argument("message")
@click.option("--class", "kind", metavar="C", help="What it is: human, auto_reply, notification, bounce …")
@click.option("--expects", type=click.Choice(["yes", "no", "unknown"]), help="Whether it asks for an answer.")
@click.option("--closes", type=YES_NO, help="Whether it answers what was open.")
@click.option("--gap", metavar="G", help="With --closes yes: the gap that it answers, in whichever conversation.")
@click.option("--gives-time", type=YES_NO, help="Whether it gives more time for what the contract or a question asks.")
def message(
    message: str, *, kind: str | None, closes: str | None, gives_time: str | None, **said: Any
) -> dict[str, Any]:
    """Corrects how MESSAGE is read (SHA-256, 8 digits of it, or Message-ID)."""
    read = {
        name: None if word is None else word == "yes" for name, word in (("closes", closes), ("gives_time", gives_time))
    }
    return _said(message=message, **read, **said) | ({"class": kind} if kind else {})


def _draft_file(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    if path and path.suffix.lower() not in (".eml", ".txt"):
        raise click.BadParameter("let it end in .eml or .txt.")
    return path


@_kind
@click.argument("call")
@click.option("--outcome", required=True, metavar="O", help="attended, missed, voicemail, declined …")
@click.option("--gap", "gaps", multiple=True, metavar="G", help="With attended: it settled this gap alone; several.")
@click.option(
    "--does-not-close", "kept", is_flag=True, help="With attended: it settled nothing; what was open stays open."
)
@click.option("--present", multiple=True, metavar="NAME", help="Who was there; several.")
@click.option("--said", multiple=True, metavar="TEXT", help="What was said, exact words in quotation marks; several.")
@click.option("--agreed", multiple=True, metavar="TEXT", help="Who does what, by which day; several.")
@click.option("--against", multiple=True, metavar="TEXT", help="What was said against our side; in no draft; several.")
@click.option("--at", type=Instant(), metavar="T", help="With CALL the client: when a call began that no source holds.")
@click.option("--end", type=Instant(), metavar="T", help="With --at: when it ended.")
@click.option("--mail", callback=_draft_file, metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Drafts the mail to send after it, from what was noted (.eml, .txt); nothing is sent.")  # fmt: skip
def call(
    call: str, outcome: str, *, at: datetime | None, end: datetime | None, kept: bool, **words: Any
) -> dict[str, Any]:
    """Says how CALL ended, and what was noted after it; one that took place settles all that was open then.

    With --gap it settled these alone, with --does-not-close nothing. CALL is its id, or with --at the client.
    """
    lists = {name: list(found) for name, found in words.items() if found} | ({"closes": False} if kept else {})
    if at is None and end is None:
        return {"call": call, "outcome": outcome} | lists
    if at is None or outcome != "attended" or "gaps" in lists:
        raise click.UsageError("--at and --end note a call that took place: use --outcome attended, without --gap.")
    times = {"time": at.isoformat()} | ({"end": end.isoformat()} if end else {})
    return {"kind": "contact", "client": call, "channel": "call", **times, **lists}


@_kind
@click.argument("client")
@click.option("--at", type=Instant(), required=True, metavar="T", help="When (ISO 8601 with zone).")
@click.option("--channel", required=True, metavar="C", help="By what: whatsapp, phone, meeting …")
@click.option("--note", default="", metavar="TEXT", help="What was said.")
@click.option("--does-not-close", "kept", is_flag=True, help="It settled nothing; it is shown beside what was open.")
def contact(client: str, at: datetime, channel: str, note: str, kept: bool) -> dict[str, Any]:
    """Notes a contact with CLIENT outside mail; like a call that took place it settles all that was open then."""
    return {"client": client, "time": at.isoformat(), "channel": channel, "note": note, "closes": not kept}


@_kind
@click.argument("gap")
@click.option("--looked-at", "flags", multiple=True, required=True, metavar="FLAG", help="other_contact …; several.")
def gap(gap: str, flags: tuple[str, ...]) -> dict[str, Any]:
    """Says that you have looked at what holds GAP back; it is printed and no longer counts."""
    return {"gap": gap, "flags": list(flags)}


@_kind
@click.argument("client")
@click.option("--from", "start", type=Instant(), required=True, metavar="T", help="Begin (ISO 8601 with zone).")
@click.option("--to", "end", type=Instant(), required=True, metavar="T", help="End.")
@click.option("--evidence", required=True, metavar="MESSAGE", help="The mail in which the pause was agreed.")
def pause(client: str, start: datetime, end: datetime, evidence: str) -> dict[str, Any]:
    """Takes a pause that was agreed with CLIENT in writing out of all times."""
    return {"client": client, "start": start.isoformat(), "end": end.isoformat(), "evidence": evidence}


@_kind
@click.argument("source")
@click.argument("folder")
@click.argument("state", type=click.Choice(["gone", "confirmed"]))
def folder(source: str, folder: str, state: str) -> dict[str, Any]:
    """Says that FOLDER of SOURCE is gone, or that the account really holds less than it did."""
    return {"source": source, "folder": folder, "state": state}


@_kind
@click.argument("message")
@click.argument("state", type=click.Choice(["in", "out"]))
@click.option(
    "--redact", multiple=True, metavar="TEXT", help="Removes this passage from all that is handed over; several."
)
def exhibit(message: str, state: str, redact: tuple[str, ...]) -> dict[str, Any]:
    """Lets MESSAGE in as an exhibit, or leaves it out (SHA-256, 8 digits of it, or Message-ID)."""
    return {"message": message, "state": state} | ({"redact": list(redact)} if redact else {})


@_kind
@click.argument("client")
@click.argument("rule", type=click.Choice(FLAG_RULES))
@click.option("--until", type=Instant(), required=True, metavar="T", help="Up to when (ISO 8601 with zone).")
def flag(client: str, rule: str, until: datetime) -> dict[str, Any]:
    """Keeps CLIENT from being flagged by RULE for a while."""
    return {"client": client, "rule": rule, "until": until.isoformat()}


@_kind
@click.argument("client")
def hold(client: str) -> dict[str, Any]:
    """Puts CLIENT under a legal hold: `purge` is refused until you take it back (--undo)."""
    return {"client": client}


@_kind
@click.argument("client")
@click.argument("obligation")
@click.argument("verdict", metavar="VERDICT", type=click.Choice(OBLIGATION_VERDICTS))
@click.option("--until", type=Day(), metavar="DATE", help="With extended: the date that both agreed on.")
@click.option(
    "--message", metavar="M", help="The mail that says so, that performs it (matched), or does not (rejected)."
)
def obligation(client: str, obligation: str, verdict: str, until: date | None, message: str | None) -> dict[str, Any]:
    """Says what became of OBLIGATION (its id) of the contract with CLIENT, or whether a mail performs it.

    VERDICT is void, waived, excused, disputed or extended, or of a mail matched or rejected.
    """
    day = until.isoformat() if until else None
    return _said(client=client, obligation=obligation, verdict=verdict, date=day, message=message)


def _said(**words: Any) -> dict[str, Any]:
    return {name: value for name, value in words.items() if value is not None}
