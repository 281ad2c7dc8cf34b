"""`coverage` for a terminal: what was searched, up to when, and what could not be looked at, in 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from shlex import quote

from rich.console import Console
from rich.table import Table
from rich.text import Text

from harvester.cli.invoked import called
from harvester.cli.layout import COLUMNS, listing, out, print_paragraph
from harvester.cli.terminal import safe
from harvester.model.conferences import ATTENDANCE, KEPT_DAYS
from harvester.model.dossier import Dossier
from harvester.model.ledger import MISSING, FolderCoverage, ItemNote
from harvester.model.source import Role
from harvester.model.times import counted, moment, short_day
from harvester.pipeline.wording.lists import purged_note
from reports import words

_EMPTIED = (Role.JUNK, Role.TRASH)
_INDENT = "  "
_GONE = (
    "They were listed, and are in no folder now. A span that one lies in asks for a look; nothing is established where "
    "its date is not known. Where you still have one (an archive, a backup, what the provider can restore), move it "
    "into any folder, or add the file as a source, and pull: it is known by its Message-ID and listed no longer."
)


def print_coverage(dossier: Dossier) -> None:
    """Source by source: the verdict first, then every folder with its counts, then what could not be read."""
    console = out(COLUMNS)
    zone = dossier.engagement.us_hours.timezone
    console.print(Text(f"As of {moment(dossier.as_of, zone)}", "bold"))
    folders = sorted(dossier.ledger.folders, key=lambda row: words.place(row.kind) != "folder")  # mail first
    for source in dict.fromkeys(row.source for row in folders):
        rows = [row for row in folders if row.source == source]
        console.print()
        _print_source(console, rows, zone)
    if folders:
        console.print()
        print_paragraph(console, "Collected is what may bear on any client of the configuration.")
    others = [problem for problem in dossier.problems if not _is_of(problem.source, problem.folder, dossier)]
    if others:
        console.print()
        console.print(Text("Not established", "bold"))
        for problem in others:
            where = ", ".join(filter(None, (problem.source, problem.folder)))
            print_paragraph(console, f"{where}: {problem.reason}.", bullet=_INDENT)
    _print_items(console, dossier.ledger.items, zone)
    if gone := dossier.engagement.purged_before:
        console.print()
        console.print(Text("Purged", "bold"))
        print_paragraph(console, purged_note(moment(gone, zone)), bullet=_INDENT)


def _is_of(source: str, folder: str, dossier: Dossier) -> bool:
    """Whether a problem stands beside its own folder already."""
    return any((row.source, row.folder) == (source, folder) and not row.complete for row in dossier.ledger.folders)


def _print_source(console: Console, rows: Sequence[FolderCoverage], zone: str) -> None:
    first = rows[0]
    title = f"{first.source}: {words.label(words.KINDS, first.kind)}, {counted(len(rows), words.place(first.kind))}"
    console.print(Text(safe(title), "bold"))
    for line in _verdict(rows, zone):
        print_paragraph(console, line, bullet=_INDENT)
    console.print(_table(rows, zone))
    for row in rows:
        if not row.complete:
            told = f"{row.folder or 'As a whole'} was not searched completely: {row.reason or 'no reason is recorded'}."
            print_paragraph(console, told, bullet="! ", style="bold yellow")
    if missing := next((row for row in rows if MISSING in row.reason), None):
        print_paragraph(console, _of_missing(missing), bullet=_INDENT)
    for line in _limits(rows, zone):
        print_paragraph(console, line, bullet=_INDENT)


def _of_missing(row: FolderCoverage) -> str:
    where = f"{quote(row.source)} {quote(row.folder)}"
    return (
        f"If you removed or renamed it yourself and nothing is lost with it, say `{called()} mark folder {where} gone "
        "--reason TEXT` and pull again."
    )


def _verdict(rows: Sequence[FolderCoverage], zone: str) -> Iterator[str]:
    holes = [row for row in rows if not row.complete]
    if holes:
        yield f"Not completely searched: {len(holes)} of {counted(len(rows), 'folder')} could not be looked at in full."
        return
    reaches = {row.reach for row in rows}
    until = f" up to {moment(reach, zone)}" if len(reaches) == 1 and (reach := rows[0].reach) else ""
    word = " That they hold everything rests on your word." if any(row.declared for row in rows) else ""
    what = "message" if words.place(rows[0].kind) == "folder" else "entry"
    where = "these files" if word else f"every {words.place(rows[0].kind)}"
    failed = sum(row.failed for row in rows)
    but = f", but for {failed} that failed" if failed else ""
    yield f"Every {what} in {where} was looked at{until}{but}.{word}"


def _table(rows: Sequence[FolderCoverage], zone: str) -> Table:
    apart = len({row.reach for row in rows}) > 1
    columns = ["Folder", "Seen", "Collected", "Passed over", "Failed", *(["Searched up to"] if apart else [])]
    table = listing("", *columns)
    for column in table.columns[1:5]:
        column.justify = "right"
    table.columns[0].max_width = 30
    for row in rows:
        reach = moment(row.reach, zone) if row.reach else "never completely"
        _add(table, row.folder or "as a whole", _counts([row]), *([reach] if apart else []))
    if len(rows) > 1:
        table.add_section()
        _add(table, "Together", _counts(rows))
    return table


def _counts(rows: Iterable[FolderCoverage]) -> tuple[int, int, int, int]:
    told = [(row.seen, row.matched - row.failed, row.unmatched, row.failed + row.excluded) for row in rows]
    seen, matter, others, failed = (sum(counts) for counts in zip(*told, strict=True))
    return seen, matter, others, failed


def _add(table: Table, name: str, counts: Sequence[int], *more: str) -> None:
    table.add_row(Text(safe(name)), *map(str, counts), *(Text(each) for each in more))


def _limits(rows: Sequence[FolderCoverage], zone: str) -> Iterator[str]:
    """What even a complete search of these folders cannot show."""
    joined = next((row.since for row in rows if row.since and row.folder == ATTENDANCE), None)
    if joined:
        yield (
            f"Google keeps for {KEPT_DAYS} days who joined a call: the last search reached back to "
            f"{short_day(joined.date())}."
        )
    since = max((row.since for row in rows if row.since and row.folder != ATTENDANCE), default=None)
    if since:
        yield f"Only mail that arrived from {short_day(since.date())} on was looked at."
    swept = [row.first_good_sweep for row in rows if row.live and row.role in _EMPTIED and row.first_good_sweep]
    if swept:
        yield (
            f"Spam and Trash were first searched on {moment(min(swept), zone)}; providers empty them after about "
            "30 days, and what was removed before cannot be seen."
        )
    peers = sorted({row.peer for row in rows if row.live and row.peer})
    for peer in peers:
        yield f"Asked: {peer}, with harvester {rows[0].version}."


def _print_items(console: Console, items: Sequence[ItemNote], zone: str) -> None:
    gone = [item for item in items if item.gone and not item.excluded]
    lists = (
        ("Messages that could not be read", [item for item in items if not (item.gone or item.excluded)], ""),
        ("Messages that left the mailbox while they were read", gone, _GONE),
        ("Messages that were left out", [item for item in items if item.excluded], ""),
    )
    for title, some, meaning in lists:
        if not some:
            continue
        console.print()
        console.print(Text(f"{title} ({len(some)})", "bold"))
        if meaning:
            print_paragraph(console, meaning, bullet=_INDENT)
        for item in some:
            where = ", ".join(filter(None, (item.source, item.folder, item.locator)))
            by = f" from {', '.join(item.authors)}" if item.authors else ""
            at = f" of {moment(item.at, zone)}" if item.at else ""
            print_paragraph(console, f"{where}{by}{at}: {item.reason}.", bullet=_INDENT)
