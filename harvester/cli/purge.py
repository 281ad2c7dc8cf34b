"""`harvester purge`: old evidence of a client goes for good, and a receipt stays."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli import Common, exits
from harvester.cli.when import Day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.config import Config
    from harvester.model.facts import Fact
    from harvester.retention import Plan
    from harvester.store import Purge, Purged

_NEXT = "To do it: "
_SHOWN = 12
"""Numbers of facts and decisions in a line; the receipt has them all."""


@click.command()
@click.argument("client")
@click.option("--before", type=Day(), required=True, metavar="DATE", help="What is older than this day goes.")
@click.option("--yes", is_flag=True, help="Does it; without, it only tells what would go.")
@click.option("--reason", metavar="TEXT", help="With --yes: why; it stands in the receipt.")
@click.option("--by", metavar="NAME", help="With --yes: who decides; default: `reviewer` in [us].")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def purge(common: Common, /, client: str, before: date, *, yes: bool, as_json: bool, **said: str | None) -> int:
    """Takes mail, calendar entries and calls of CLIENT from before DATE out of the store for good.

    Without --yes nothing is changed. Afterwards nothing is established about that time. Refused under a legal hold.

    \b
    harvester --config harvester-demo/config.toml purge acme --before 2026-01-15
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester import retention
    from harvester.cli.configured import answered_for, client_key, configuration
    from harvester.cli.documents import print_document
    from harvester.cli.invoked import called
    from harvester.cli.when import now

    config = configuration(common)
    key = client_key(config, client)
    words = (said["by"] or config.us.reviewer).strip(), (said["reason"] or "").strip()
    if yes:
        answered_for("A purge", *words)
    found = retention.plan(config, key, before, words)
    receipts = retention.carry_out(config, found, now()) if yes else ()
    if as_json:
        print_document("purge", {"done": yes, **retention.told(found.purge), "receipts": list(map(str, receipts))})
        return exits.DONE
    again = f"{called()} purge {key} --before {before} --yes --reason TEXT"
    _print(config, found, _closing(receipts, again) if yes or found.purge.originals else ["There is nothing to purge."])
    return exits.DONE


def purge_words(done: Purged, zone: str) -> str:
    """One purge in a sentence."""
    from harvester.model.times import counted, moment, short_day

    purge, originals = done.purge, counted(len(done.purge.originals), "original")
    until, at = moment(purge.before, zone), short_day(done.at.date())
    return (
        f"Purged: {originals} of {purge.client} from before {until}, on {at} by {purge.by}: {purge.reason} "
        f"(entry {done.seq} of the journal)"
    )


def _print(config: Config, found: Plan, closing: Sequence[str]) -> None:
    from harvester.cli.layout import COLUMNS, out, print_paragraph

    console = out(COLUMNS)
    for line in (*_told(config, found), *closing):
        if line.startswith(_NEXT):  # a command is pasted: the terminal may break its line, and we do not
            console.print(line, soft_wrap=True)
        else:
            print_paragraph(console, line)


def _told(config: Config, found: Plan) -> Iterator[str]:
    from harvester.model.times import counted, moment

    purge, name = found.purge, config.clients[found.purge.client].name or found.purge.client
    yield f"{name}, before {moment(purge.before, config.us.timezone or 'UTC')}"
    if purge.originals:
        yield _goes(purge)
    if purge.kept:
        others_of = ", ".join(sorted({client for _, client in purge.kept}))
        yield f"Stays: {counted(len(purge.kept), 'mail')} of that time that {others_of} has a part in, too."
    if not purge.originals:
        return
    if found.facts:
        yield f"{counted(len(found.facts), 'fact')} can no longer be shown: {_some([_fact(f) for f in found.facts])}."
    if found.decisions:
        numbers = _some([str(one.id) for one in found.decisions])
        yield f"{counted(len(found.decisions), 'decision')} about what goes will have no effect: {numbers}."
    yield (
        "Afterwards nothing is established about that time: no absence of a reply, and no performance that may lie in "
        "it. Mail that is still in the mailbox is not fetched again."
    )


def _goes(purge: Purge) -> str:
    from harvester.model.times import counted, period

    mails = sum(bool(one.key) for one in purge.originals)
    others = len(purge.originals) - mails
    kinds = [counted(mails, "mail")] if mails else []
    kinds += [f"{others} calendar {'entry or call' if others == 1 else 'entries and calls'}"] if others else []
    days = sorted(one.at.date() for one in purge.originals)
    return f"Goes: {' and '.join(kinds)}, {period(days[0], days[-1])}."


def _fact(fact: Fact) -> str:
    return f"{fact.no} ({fact.status})" if fact.status != "proposed" else fact.no


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _closing(receipts: Sequence[Path], again: str) -> list[str]:
    from harvester.retention import STAYS

    if receipts:
        return ["Done.", *(f"Receipt: {path}" for path in receipts), STAYS]
    return ["Nothing was purged.", f"{_NEXT}{again}"]
