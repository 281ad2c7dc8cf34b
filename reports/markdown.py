"""The fact list as Markdown: to paste into a mail, a ticket or a brief. Every foreign string is literal text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from harvester.model.dossier import Dossier
from harvester.model.facts import Fact
from harvester.model.matter import Side
from harvester.model.times import duration, iso, moment, utc_moment
from reports import withheld, words
from reports.agreements import promised, to_fix
from reports.text import markdown as literal

_PROMISES = "| Owed by | Clause | Promise | Due | Done | Standing |"


def render(dossier: Dossier) -> Mapping[str, bytes]:
    """`facts.md`: the facts of both sides, ours first, then what was searched and by which rules."""
    lines = [
        *_head(dossier),
        *_contract(dossier),
        *_sides(dossier),
        *_coverage(dossier),
        *_withheld(dossier),
        *_gaps(dossier),
        *_method(dossier),
    ]
    return {"facts.md": ("\n".join(lines) + "\n").encode("utf-8", "replace")}


def _head(dossier: Dossier) -> Iterable[str]:
    engagement = dossier.engagement
    yield f"# Fact list: {literal(engagement.client.name)} and {literal(engagement.us.name)}"
    yield ""
    yield f"As of {moment(dossier.as_of, engagement.us_hours.timezone, long=True)} ({utc_moment(dossier.as_of)})."
    yield ""
    yield from (f"{literal(sentence)}  " for sentence in _about(dossier) if sentence)


def _about(dossier: Dossier) -> Iterable[str]:
    return (dossier.balance, words.reviewed(dossier.facts), *dossier.notes)


def _contract(dossier: Dossier) -> Iterable[str]:
    """What our side can put right, then what each side promised; nothing without a contract."""
    fixes, rows = to_fix(dossier), promised(dossier)
    if fixes:
        yield from ("", "## On our side first", "")
        yield from (f"- {literal(f'{fix.fact} {fix.what}'.strip())}. {literal(fix.told)}" for fix in fixes)
    if rows:
        yield from ("", "## The contract", "", _PROMISES, "|---|---|---|---|---|---|")
    for row in rows:
        claim = f" ({words.claim(row.claim).label})" if row.claim else ""
        told = " ".join((f"{row.standing}{claim}.", *row.remarks))
        cells = (row.side.value, row.clause, row.promise, row.due, row.done, told)
        yield f"| {' | '.join(literal(cell) for cell in cells)} |"


def _sides(dossier: Dossier) -> Iterable[str]:
    names = {Side.US: dossier.engagement.us.name, Side.CLIENT: dossier.engagement.client.name}
    readings = {gap.gap_id: words.readings(gap) for gap in dossier.all_gaps}
    for side, name in names.items():
        yield from ("", f"## {literal(name)}")
        facts = [fact for fact in dossier.facts if fact.party is side]
        if not facts:
            yield from ("", "No fact about this side came out of what was searched.")
        for claim, meaning in words.CLAIMS.items():
            chosen = [fact for fact in facts if fact.claim == claim]
            if chosen:
                yield from ("", f"### {meaning.label}", "", meaning.sentence)
            for fact in chosen:
                yield from _fact(fact, readings.get(fact.gap_id or "", ""))


def _fact(fact: Fact, readings: str) -> Iterable[str]:
    yield from ("", f"**{literal(fact.no)}** {literal(fact.statement)}")
    notes = [f"Why: {literal(fact.reason)}"] if fact.reason else []
    notes += [f"Beside it: {literal(sentence)}" for sentence in fact.beside]
    notes += [readings] if readings else []
    notes += [f"Clause: {literal(fact.clause)}"] if fact.clause else []
    notes += [f"What can still be done: {literal(fact.fix)}"] if fact.fix else []
    for one in fact.evidence:
        name = literal(one.message_id or one.event_uid or "")
        notes.append(f"Original: SHA-256 `{one.sha256}`" + (f", {name}" if name else ""))
    notes.append(f"Evidence: {words.label(words.STRENGTHS, fact.strength)} ({literal(fact.strength)})")
    told = f". {literal(fact.reviewed)}" if fact.reviewed else ""
    notes.append(f"Review: {words.label(words.STATUSES, fact.status)}{told}")
    notes += [f"Searched: {literal(fact.coverage)}"] if fact.coverage else []
    yield from ("", *(f"- {note}" for note in notes))


def _coverage(dossier: Dossier) -> Iterable[str]:
    yield from ("", "## What was searched", "")
    for row in dossier.ledger.folders:
        reach = f"up to {iso(row.reach)}" if row.reach else "not yet searched completely"
        counts = f"{row.seen} messages seen, {row.matched} collected"
        state = "complete" if row.complete else f"not complete: {literal(row.reason)}"
        word = " (on the user’s word)" if row.declared else ""
        yield f"- {literal(row.source)}, {literal(row.folder)}: {reach}; {counts}; {state}{word}"
    for problem in dossier.problems:
        place = f"{literal(problem.source)}, {literal(problem.folder)}"
        yield f"- Could not be looked at: {place}: {literal(problem.reason)}"


def _withheld(dossier: Dossier) -> Iterable[str]:
    entries = withheld.log(dossier)
    if not entries:
        return
    yield from ("", "## Withheld", "", withheld.intro(dossier), "")
    yield from ("| Date | From | To | Why | Facts | SHA-256 |", "|---|---|---|---|---|---|")
    for one in entries:
        cells = (iso(one.at) if one.at else "", one.sender, ", ".join(one.to), " ".join((one.reason, *one.told)),
                 ", ".join(one.facts), one.sha256)  # fmt: skip
        yield f"| {' | '.join(literal(cell) for cell in cells)} |"


def _gaps(dossier: Dossier) -> Iterable[str]:
    clear, unclear = ([gap for gap in dossier.gaps if gap.level == level] for level in ("A", "B"))
    for gaps, title in (
        (clear, "All gaps"),
        (unclear, "Exchanges in which nothing clearly asked for an answer"),
        (dossier.invitations, "Invitations to meetings"),
    ):
        if not gaps:
            continue
        yield from (
            "",
            f"## {title}",
            "",
            "| Owed by | Subject | From | To | Time | Claim |",
            "|---|---|---|---|---|---|",
        )
        for gap in sorted(gaps, key=lambda one: (one.owed_by is not Side.US, one.started_at)):
            end = iso(gap.ended_at) if gap.ended_at else words.gap_status(gap)
            end += f" ({words.gap_status(gap)})" if gap.ended_at and gap.kind == "invitation" else ""
            reasons = "; ".join(words.flag(code).label for code in gap.reasons)
            claim = words.claim(gap.claim, gap.reasons).label + (f" ({literal(reasons)})" if reasons else "")
            claim += f". {literal(' '.join(gap.decided))}" if gap.decided else ""
            time = duration(gap.calendar_hours, gap.business_hours)
            yield f"| {gap.owed_by.value} | {literal(gap.subject)} | {iso(gap.started_at)} | {end} | {time} | {claim} |"


def _method(dossier: Dossier) -> Iterable[str]:
    yield from ("", "## Method", "")
    yield from (f"- **{literal(rule.id)}** {literal(rule.text)}" for rule in dossier.rules)
    for title, people in (("Our addresses", dossier.found_own), ("Counted as the client", dossier.found_client)):
        yield f"- {title}: {'; '.join(map(literal, people)) or 'none'}"
    yield f"- Harvester {literal(dossier.version)}"
