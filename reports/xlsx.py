"""The fact list as a workbook: facts, response times, coverage and method, each on a sheet with filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from harvester.model.dossier import Dossier
from harvester.model.money import InvoiceStanding
from harvester.model.standing import Standing
from harvester.model.times import iso
from reports import tables, withheld, words
from reports.agreements import obligation_rows
from reports.workbook import Book, Field, fields

_FACTS = """
No.                        | no         |  8 | text
When ({zone})              | at         | 20 | local
Whose act                  | party      |  8 | text
Fact                       | statement  | 64 | long
Claim                      | claim      | 14 | long
Why it is not established  | reason     | 24 | long
Beside it                  | beside     | 60 | long
---
Can still be done          | fix        | 30 | long
Status                     | status     | 18 | text
Review                     | reviewed   | 30 | long
Clause                     | clause     | 12 | text
Evidence                   | strength   | 30 | long
Originals (SHA-256)        | originals  | 66 | code
Exhibits                   | exhibits   | 12 | long
Quoted                     | quotes     | 30 | long
People                     | people     | 30 | long
Searched                   | coverage   | 40 | long
When (UTC)                 | at_utc     | 20 | utc
Kind                       | kind       | 16 | text
Gap                        | gap_id     | 14 | text
Fact id                    | fact_id    | 28 | text
"""
_GAPS = """
Gap                        | gap_id               | 14 | text
Owed by                    | owed_by              |  9 | text
Subject                    | subject              | 44 | long
Asked ({zone})             | started_at           | 20 | local
Ended ({zone})             | ended_at             | 20 | local
Status                     | status               | 14 | long
Hours                      | calendar_hours       |  9 | hours
Business hours             | business_hours       |  9 | hours
Business days              | business_days        |  9 | number
Hours since last asked     | since_last_ask_hours | 10 | hours
Asked again                | chasers              |  8 | number
Call attempts              | attempts             | 11 | number
Claim                      | claim                | 14 | long
---
Why it is not established  | reasons              | 30 | long
Noted                      | flags                | 30 | long
Decided                    | decided              | 30 | long
Clearly asked              | asked                |  9 | yes
Kind                       | kind                 | 10 | text
Asked by                   | from                 | 26 | text
Asked of                   | to                   | 30 | long
Answered by                | responder            | 26 | text
Question (SHA-256)         | original             | 66 | code
Answer (SHA-256)           | answer               | 66 | code
Asked (UTC)                | asked_utc            | 20 | utc
Ended (UTC)                | ended_utc            | 20 | utc
Rules                      | rules                | 16 | long
Calendar                   | calendar             | 20 | text
"""
_PROMISES = """
Id                         | id           | 16 | text
Owed by                    | owed_by      |  9 | text
Clause                     | clause       | 12 | text
Promise                    | promise      | 50 | long
Due                        | due          | 16 | utc
Standing                   | standing     | 24 | long
Claim                      | claim        | 18 | text
---
Done ({zone})              | satisfied_at | 20 | local
Days late                  | days_late    |  9 | number
Asked                      | asked        |  9 | number
Answered in time           | in_time      |  9 | number
Evidence                   | strength     | 30 | long
Decided                    | decided      | 30 | long
Words of the contract      | quote        | 60 | long
Originals (SHA-256)        | evidence     | 66 | code
Due (UTC)                  | due_at       | 20 | utc
"""
_INVOICES = """
Number       | number      | 18 | text
Amount       | amount      | 12 | money
Currency     | currency    | 10 | text
Sent         | sent        | 16 | utc
Due          | due         | 16 | utc
Paid         | paid        | 12 | money
Credited     | credited    | 12 | money
Open         | outstanding | 12 | money
Standing     | standing    | 24 | text
Days late    | days_late   |  9 | number
Interest     | interest    | 12 | money
Judged up to | judged_to   | 16 | utc
"""
_COVERAGE = """
Source             | source    | 12 | text
Kind               | kind      | 12 | text
Folder             | folder    | 24 | long
Up to (UTC)        | to        | 20 | utc
On the server      | on_server | 10 | number
Seen               | seen      | 10 | number
Collected          | matched   | 10 | number
Stored             | stored    | 10 | number
Known before       | known     | 10 | number
Left out           | excluded  | 10 | number
Unreadable         | failed    | 12 | number
Complete           | complete  | 10 | yes
On the user’s word | declared  | 10 | yes
Reason             | reason    | 34 | long
---
Searched at (UTC)  | swept_at  | 20 | utc
From (UTC)         | from      | 20 | utc
"""
_WITHHELD = """
Date ({zone})      | at     | 20 | local
From               | from   | 26 | long
To                 | to     | 36 | long
Why                | reason | 44 | long
Facts              | facts  | 12 | long
Original (SHA-256) | sha256 | 40 | code
"""
_ABOUT = """
What  | what |  26 | text
Words | told | 110 | long
"""


def render(dossier: Dossier) -> Mapping[str, bytes]:
    """`facts.xlsx`; the same bytes for the same dossier (P4)."""
    about, zone = dossier.engagement, dossier.engagement.us_hours.timezone
    book = Book(f"Fact list: {about.client.name} and {about.us.name}", dossier.as_of, zone)
    facts, gaps = tables.fact_rows(dossier), tables.gap_rows(dossier)
    book.sheet("Facts", fact_fields(zone), list(map(worded, facts)))
    book.sheet("Response times", fields(_GAPS, zone), list(map(_gap, gaps)))
    if dossier.engagement.contract:
        promised = [_promise(row, one) for row, one in zip(obligation_rows(dossier), dossier.obligations, strict=True)]
        book.sheet("Obligations", fields(_PROMISES, zone), promised)
        book.sheet("Invoices", fields(_INVOICES, zone), [_invoice(one) for one in dossier.accounts.invoices])
    book.sheet("Coverage", fields(_COVERAGE, zone), tables.coverage_rows(dossier))
    if withheld_rows := withheld.rows(dossier):
        book.sheet("Withheld", fields(_WITHHELD, zone), withheld_rows)
    book.sheet(
        "About and method", fields(_ABOUT, zone), [{"what": what, "told": told} for what, told in _about(dossier)]
    )
    return {"facts.xlsx": book.bytes()}


def fact_fields(zone: str) -> list[Field]:
    """The columns of a fact, in the order in which a person reads them."""
    return fields(_FACTS, zone)


def worded(row: Mapping[str, Any]) -> dict[str, Any]:
    """A fact with words for its codes."""
    return {
        **row,
        "at_utc": row["at"],
        "claim": words.CLAIMS[row["claim"]].label,
        "status": words.label(words.STATUSES, row["status"]),
        "strength": f"{row['strength']}: {words.label(words.STRENGTHS, row['strength'])}",
        "kind": row["kind"].replace("_", " "),
    }


def _gap(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "asked_utc": row["started_at"],
        "ended_utc": row["ended_at"],
        "claim": words.claim(row["claim"], tuple(row["reasons"])).label,
        "status": words.label(words.GAP_STATUSES, row["status"]),
        "reasons": [words.flag(code).label for code in row["reasons"]],
        "flags": [words.flag(code).label for code in row["flags"]],
        "asked": row["level"] == "A",
    }


def _promise(row: Mapping[str, Any], one: Standing) -> dict[str, Any]:
    claim = words.standing_claim(one)
    strength = f"{one.strength}: {words.label(words.STRENGTHS, one.strength)}" if one.strength else ""
    told = {"standing": words.standing(one), "claim": words.CLAIMS[claim].label if claim else "", "strength": strength}
    return {**row, **told}


def _invoice(one: InvoiceStanding) -> dict[str, Any]:
    days = {name: getattr(one, name) for name in ("sent", "due", "judged_to")}
    return {
        **{name: on.isoformat() if on else None for name, on in days.items()},
        "number": one.number, "currency": one.currency, "amount": one.amount, "paid": one.paid,
        "credited": one.credited, "outstanding": one.outstanding, "days_late": one.days_late,
        "standing": words.label(words.INVOICES, one.status), "interest": one.interest.amount if one.interest else None,
    }  # fmt: skip


def _about(dossier: Dossier) -> Iterator[tuple[str, str]]:
    about = dossier.engagement
    yield "Client", about.client.name
    yield "Our side", about.us.name
    yield "As of (UTC)", iso(dossier.as_of)
    yield "Balance", dossier.balance
    yield from (("Review", told) for told in (words.reviewed(dossier.facts),) if told)
    yield from (("Note", note) for note in dossier.notes)
    if not dossier.complete:
        yield "Search", words.INCOMPLETE
    yield from (("Not looked at", f"{one.source} {one.folder}: {one.reason}") for one in dossier.problems)
    yield from (("us", "our side"), ("client", "the client’s side"))
    yield from ((meaning.label, meaning.sentence) for meaning in words.CLAIMS.values())
    yield f"Our clock: {about.us_hours.timezone}", "Local times in this file are times of this zone."
    yield "Our addresses", "; ".join(dossier.found_own)
    yield "Counted as the client", "; ".join(dossier.found_client)
    yield from ((f"Rule {rule.id}", rule.text) for rule in dossier.rules)
    yield "Made by", f"Harvester {dossier.version}"
