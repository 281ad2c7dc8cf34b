"""Pull, conclude, publish, and tell: what `run` and `demo` do once there is a configuration."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from harvester import workflow
from harvester.cli import exits
from harvester.cli.progress import concluded, progress
from harvester.cli.terminal import open_in_browser, report_error, say
from harvester.cli.when import now
from harvester.config import Config
from harvester.harvest import Pulled
from harvester.model.ledger import still_unread
from harvester.model.times import counted

EVENTS = frozenset({"google_calendar", "caldav", "ics", "call_log"})
"""Kinds of sources that hold no mail and bring what changed only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What is wanted of the job beside its configuration."""

    out: Path
    as_of: datetime | None = None
    since: date | None = None
    show: bool = False


def whole_job(config: Config, client: str, environment: Mapping[str, str], ending: Ending) -> int:
    """Fetches, measures, writes the report into `ending.out`, prints the summary, and returns the exit code.

    Where no mail at all was seen, or none with the client, there is no report: it would only repeat that.
    """
    from harvester.cli.correspondents import is_found, not_found
    from harvester.cli.summary import print_summary

    at = now()
    say_window(config, ending.since)
    with progress() as shown:
        session = workflow.Session(environment=environment, progress=shown)
        pulled = workflow.pull(config, at, session, since=ending.since)
    codes = list(told(pulled))
    if not any(row.seen for one in pulled.values() for row in one.rows):
        return exits.exit_code(codes)
    held = any(row.matched for one in pulled.values() for row in one.rows)
    dossier = concluded(config, client, ending.as_of) if held else None
    if dossier is None or not is_found(dossier):
        codes.append(report_error(not_found(config, client, environment), debug=False))
        return exits.exit_code(codes)
    dossier = workflow.numbered(config, dossier, at)
    report = workflow.publish(dossier, ending.out, ("html",))[0]
    print_summary(dossier, report, config.path)
    if ending.show:
        open_in_browser(str(report))
    return exits.exit_code(codes)


def say_window(config: Config, since: date | None, only: Collection[str] = ()) -> None:
    """Says which sources `since` does not bound: files are read whole, their order says nothing about time."""
    files = [
        name for name, one in config.sources.items() if one.kind not in ("imap", "gmail") and (not only or name in only)
    ]
    if since and files:
        say(f"--since bounds the search of servers; all of {', '.join(files)} is read.")


def told(pulled: Mapping[str, Pulled]) -> Iterable[int]:
    """Says on stderr what could not be looked at, and yields the exit codes that follow from it."""
    for name, one in pulled.items():
        if one.error:
            yield report_error(one.error, debug=False, about=name)
            continue
        for row in one.rows:
            failed = still_unread(row, one.items)
            if failed or (row.reason and not row.chosen):
                say(f"{name}, {row.folder or 'as a whole'}: {row.reason or _not_had(failed)}.")
                yield exits.PARTIAL
        mail = [row for row in one.rows if row.kind not in EVENTS]
        if not any(row.seen for row in mail) and (mail or not one.rows):
            read = all(not row.live and (row.chosen or not row.reason) for row in mail)
            say(f"{name} {'holds' if read else 'showed'} no mail at all; nothing follows from that.")
            yield exits.PARTIAL


def _not_had(number: int) -> str:
    """Of a folder that was searched to its end: what is listed of it."""
    return f"{counted(number, 'message')} left it or could not be read; `harvester coverage CLIENT` lists each"
