"""The fact list as a document to print, in the order of the page: what Word and PDF show alike."""

from __future__ import annotations

from collections.abc import Iterator

from harvester.model.dossier import Dossier
from harvester.model.gaps import Stats
from harvester.model.matter import Side
from harvester.model.times import business, elapsed, moment, number, utc_moment, week_text
from reports import withheld, words
from reports.blocks import Block, Bullets, Heading, Paper, Row, Table, Terms, Text
from reports.paper_contract import promises, put_right
from reports.paper_facts import fact_groups
from reports.paper_tables import coverage, response_times
from reports.text import shortened
from reports.view import OWN_LIMIT, Page, page

BOTH = (Side.US, Side.CLIENT)
_OPEN = {True: "Open", False: "No answer recorded"}

Lines = tuple[str, ...]


def fact_list(dossier: Dossier) -> Paper:
    """The whole document."""
    shown = page(dossier)
    zone, names = shown.zones[Side.US], shown.side_names
    parts = (_glance, _own, fact_groups, promises, response_times, coverage, _withheld, _people, _method)
    return Paper(
        kind="Fact list",
        title=shortened(names[Side.CLIENT], 80),
        subtitle=f"with {shortened(names[Side.US], 80)} · {shown.period}",
        as_of=f"As of {moment(dossier.as_of, zone, long=True)} ({utc_moment(dossier.as_of)})",
        at=dossier.as_of,
        blocks=tuple(block for part in parts for block in part(dossier, shown)),
        foot=f"Harvester {dossier.version}",
    )


def _glance(dossier: Dossier, shown: Page) -> Iterator[Block]:
    yield Heading(text="At a glance")
    if dossier.balance:
        yield Text(text=dossier.balance, tone="lead")
    yield from (Text(text=note, tone="note") for note in dossier.notes)
    if not dossier.complete:
        yield Text(text=words.INCOMPLETE, tone="note")
    if all(side in dossier.stats for side in BOTH):
        yield _sides(dossier, shown)
        yield Text(text=words.about_times(dossier.stats[Side.CLIENT]), tone="small")
    yield Table(
        head=("Claim", "About us", "About the client", "What it means"),
        shares=(20, 12, 16, 52),
        numbers=frozenset({1, 2}),
        rows=tuple(
            Row(cells=((meaning.label,), *((str(n),) for n in shown.counts[code]), (meaning.sentence,)))
            for code, meaning in words.CLAIMS.items()
        ),
    )  # fmt: skip
    if shown.reviewed:
        yield Text(text=shown.reviewed, tone="small")


def _sides(dossier: Dossier, shown: Page) -> Table:
    ours, theirs = (dossier.stats[side] for side in BOTH)
    rows: list[tuple[str, Lines, Lines]] = [
        ("Questions received", (str(ours.n),), (str(theirs.n),)),
        ("Answered", (str(ours.answered),), (str(theirs.answered),)),
        (_OPEN[dossier.complete], _open(dossier, shown, Side.US), _open(dossier, shown, Side.CLIENT)),
        *((name, _times(dossier, ours, *keys), _times(dossier, theirs, *keys)) for name, *keys in words.SPEEDS),
    ]
    if theirs.limit_business_hours is not None:
        told = f"Answered within {business(theirs.limit_business_hours)}"
        rows.append((told, _share(dossier, Side.US), _share(dossier, Side.CLIENT)))
    rows.append(("Asked again", (str(ours.chasers),), (str(theirs.chasers),)))
    if any(shown.terms.values()):
        rows.append(("Terms of the contract", (shown.terms[Side.US] or "none",), (shown.terms[Side.CLIENT] or "none",)))
    return Table(
        head=("", *(shortened(shown.side_names[side], 40) for side in BOTH)),
        shares=(34, 33, 33),
        rows=tuple(Row(cells=((name,), mine, other)) for name, mine, other in rows),
    )


def _open(dossier: Dossier, shown: Page, side: Side) -> tuple[str, ...]:
    count, split = dossier.stats[side].open, shown.open_claims[side]
    parts = [f"{split['firm']} established"]
    parts += [f"{split['review']} to look at"] if split["review"] else []
    parts += [f"{split['not_established']} not established"] if split["not_established"] else []
    return (str(count), ", ".join(parts)) if count and len(parts) > 1 else (str(count),)


def _times(dossier: Dossier, stats: Stats, calendar: str, working: str) -> tuple[str, ...]:
    if not dossier.complete and calendar != "longest_closed_hours":
        return ("not established",)
    hours = getattr(stats, calendar)
    if hours is None:
        return ("not reached" if working and stats.timed else "–",)
    worked = getattr(stats, working) if working else None
    return (elapsed(hours),) if worked is None else (elapsed(hours), business(worked))


def _share(dossier: Dossier, side: Side) -> tuple[str, ...]:
    return (words.share(dossier.stats[side], side) if dossier.complete else "not established",)


def _own(dossier: Dossier, shown: Page) -> Iterator[Block]:
    if dossier.for_others:
        return
    yield Heading(text="On our side first")
    if shown.fixes:
        yield put_right(dossier, shown)
        return
    if not shown.ours_to_fix:
        yield Text(text=words.NOTHING_OPEN if dossier.complete else words.NOTHING_FOUND)
        return
    yield Text(text="What can still be done:")
    yield Bullets(items=tuple(
        f"{entry.fact.no}  " + (f"“{shortened(entry.gap.subject, 120)}”. " if entry.gap else "")
        + shortened(entry.fact.fix or entry.fact.statement, 300)
        for entry in shown.ours_to_fix[:OWN_LIMIT]
    ))  # fmt: skip
    if len(shown.ours_to_fix) > OWN_LIMIT:
        yield Text(text=f"And {len(shown.ours_to_fix) - OWN_LIMIT} more in the list of our facts.", tone="small")


def _withheld(dossier: Dossier, shown: Page) -> Iterator[Block]:
    return withheld.blocks(dossier)


def _people(dossier: Dossier, shown: Page) -> Iterator[Block]:
    about = dossier.engagement
    yield Heading(text="People and clocks")
    for side, party, hours, found in (
        (Side.US, about.us, about.us_hours, dossier.found_own),
        (Side.CLIENT, about.client, about.client_hours, dossier.found_client),
    ):
        yield Heading(text=shortened(shown.side_names[side], 60), level=2)
        counted = [*found, *(f"anybody at {domain}" for domain in sorted(party.domains))]
        roles = [
            f"{person.name or person.emails[0]}: {person.role}" + (", point of contact" if person.contact else "")
            for person in party.people
            if person.role or person.contact
        ]
        assumed = " (not given; assumed)" if hours.assumed else ""
        closed = "; ".join(shown.closed_days[side]) or "none"
        rows = [("Our addresses" if side is Side.US else "Counted as the client", "; ".join(counted) or "none found")]
        rows += [("Roles", "; ".join(roles))] if roles else []
        rows += [("Working hours", f"{week_text(dict(hours.week))}, {hours.timezone}{assumed}")]
        rows += [("Closed days in this time", closed + (f" ({shortened(hours.source, 120)})" if hours.source else ""))]
        yield Terms(rows=tuple(rows))


def _method(dossier: Dossier, shown: Page) -> Iterator[Block]:
    yield Heading(text="Method")
    yield Terms(rows=tuple((rule.id, rule.text) for rule in dossier.rules))
    if shown.flags:
        yield Heading(text="Marks that occur in this list", level=2)
        yield Terms(rows=tuple((meaning.label, meaning.sentence) for meaning in shown.flags.values()))
    yield Heading(text="Thresholds", level=2)
    limits = dossier.engagement.thresholds
    yield Bullets(
        items=tuple(_threshold(getattr(limits, name), *told) for name, told in words.THRESHOLDS.items()), small=True
    )
    calendars = f"Calendars: {', '.join(shown.calendars)}. " if shown.calendars else ""
    yield Text(text=f"{calendars}Harvester {dossier.version}, {utc_moment(dossier.as_of)}. {words.KEPT}", tone="small")


def _threshold(value: float | bool, text: str, unit: str) -> str:
    told = ("yes" if value else "no") if isinstance(value, bool) else f"{number(value)} {unit}"
    return f"{text}: {told}"
