"""The decisions in force: as a table, as JSON, and as a TOML file that can be read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import tomlkit
from rich.table import Table
from rich.text import Text

from harvester.cli import Common, exits
from harvester.cli.configured import client_key, configuration
from harvester.cli.documents import print_document
from harvester.cli.layout import listing, out
from harvester.cli.progress import concluded
from harvester.cli.terminal import safe
from harvester.config import Config
from harvester.files import write_files
from harvester.model.calls import NOTED
from harvester.model.decisions import Decision
from harvester.model.times import counted, day, iso, stamp
from harvester.pipeline.known import concerns
from harvester.store import Store, open_store
from reports import words

HEAD = "Decisions of a person, written by `harvester mark --export`; read back with `harvester mark --import`."


def print_marks(common: Common, client: str, as_json: bool) -> int:
    """Prints the decisions in force, of one client or all."""
    config = configuration(common)
    store = open_store(config.store.url, config.folder)
    found = list(_chosen(config, store, client))
    if as_json:
        print_document("mark", {"decisions": [{"id": one.id} | _flat(one) for one in found]})
        return exits.DONE
    console = out()
    if not found:
        console.print("No decision is in force.")
        return exits.DONE
    console.print(_table(found, store.given_numbers(), config.us.timezone or "UTC"))
    return exits.DONE


def write_marks(common: Common, file: Path) -> int:
    """Writes the decisions in force into a TOML file."""
    config = configuration(common)
    found = open_store(config.store.url, config.folder).decisions()
    document = tomlkit.document()
    document.add(tomlkit.comment(HEAD))
    tables = tomlkit.aot()
    for one in found:
        table = tomlkit.table()
        for key, value in (_flat(one) | {"at": one.at}).items():
            table.add(key, value)
        tables.append(table)
    document.add("decision", tables)
    file = file.absolute()
    write_files(file.parent, {file.name: tomlkit.dumps(document).encode()})
    click.echo(f"{file}: {counted(len(found), 'decision')}")
    return exits.DONE


def described(decision: Decision, numbers: Mapping[str, str], zone: str) -> str:
    """“Ann North: F-003 accepted by a person”."""
    return f"{decision.by}: {_what(decision, numbers, zone)}"


def _chosen(config: Config, store: Store, client: str) -> Iterator[Decision]:
    taken = store.decisions()
    if not client:
        yield from taken
        return
    dossier = concluded(config, client_key(config, client))
    yield from (one for one in taken if concerns(one, dossier))


def _flat(decision: Decision) -> dict[str, object]:
    told = {"kind": decision.kind, "at": iso(decision.at), "by": decision.by, "reason": decision.reason}
    return told | dict(decision.payload)


def _table(found: list[Decision], numbers: Mapping[str, str], zone: str) -> Table:
    table = listing("Decisions in force", "Id", "When", "By", "Decision", "Reason")
    for one in found:
        cells = (str(one.id), stamp(one.at, zone), one.by, _what(one, numbers, zone), one.reason)
        table.add_row(*(Text(safe(cell)) for cell in cells))
    return table


def _what(decision: Decision, numbers: Mapping[str, str], zone: str) -> str:
    said = dict(decision.payload)
    said |= {name: _local(said[name], zone) for name in ("time", "start", "end", "until") if name in said}
    told = {
        "fact": lambda: f"{numbers.get(said['fact'], said['fact'])} {words.label(words.STATUSES, said['status'])}",
        "message": lambda: f"message {said['message'][:12]}: {', '.join(_reading(said))}",
        "call": lambda: (
            f"call {said['call']}: {words.label(words.OUTCOMES, said['outcome'])}{_settled(said)}{_noted(said)}"
        ),
        "contact": lambda: (
            f"contact with {said['client']} by {said['channel']} at {said['time']}{_settling(said)}{_noted(said)}"
        ),
        "gap": lambda: f"{said['gap']}: looked at {', '.join(words.flag(flag).label for flag in said['flags'])}",
        "pause": lambda: f"pause with {said['client']} from {said['start']} to {said['end']}",
        "folder": lambda: f"folder {said['folder']} of {said['source']} is {said['state']}",
        "exhibit": lambda: f"exhibit {said['message'][:12]}: {_handing(said)}",
        "hold": lambda: f"legal hold on {said['client']}: nothing of it is purged",
        "flag": lambda: f"{said['client']} is not flagged by {said['rule']} until {said['until']}",
    }
    told["obligation"] = lambda: f"“{said['obligation']}” of {said['client']}: {_agreed(said)}"
    return told[decision.kind]()


def _local(time: object, zone: str) -> str:
    """An instant of a payload in the user's zone; a date stays one."""
    written = str(time)
    return stamp(datetime.fromisoformat(written), zone) if "T" in written else written


def _handing(said: Mapping[str, Any]) -> str:
    removed = said.get("redact") or ()
    told = "handed over" if said["state"] == "in" else "left out"
    if not removed:
        return told
    return f"{told}, {counted(len(removed), 'passage')} removed; attachments and pictures cannot be searched"


def _agreed(said: Mapping[str, object]) -> str:
    until = f" until {day(date.fromisoformat(str(said['date'])))}" if "date" in said else ""
    mail = f", mail {str(said['message'])[:12]}" if "message" in said else ""
    return f"{said['verdict']}{until}{mail}"


def _settled(said: Mapping[str, Any]) -> str:
    return f", settled {', '.join(said['gaps'])} alone" if said.get("gaps") else _settling(said)


def _noted(said: Mapping[str, Any]) -> str:
    """“; noted: present Bob Roe; agreed Acme pays by Friday”: in full, since the list is where notes are read again."""
    told = [f"{name} {' / '.join(said[name])}" for name in NOTED if said.get(name)]
    return f"; noted: {'; '.join(told)}" if told else ""


def _settling(said: Mapping[str, object]) -> str:
    return "" if said.get("closes", True) else ", settles nothing"


def _reading(said: Mapping[str, object]) -> Iterator[str]:
    if "class" in said:
        yield words.label(words.CLASSES, str(said["class"]))
    if "expects" in said:
        yield words.label(words.EXPECTS, str(said["expects"]))
    if "closes" in said:
        yield f"answers {said.get('gap', 'what was open')}" if said["closes"] else "answers nothing"
    if "gives_time" in said:
        yield f"gives {'' if said['gives_time'] else 'no '}more time"
