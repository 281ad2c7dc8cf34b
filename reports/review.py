"""The workbook in which a person reviews facts: read, choose a decision, give a reason, and hand it back.

Each row carries a check over what it says, so that a row whose cells were mixed up is told from one that was filled in.
"""

from __future__ import annotations

import hashlib

from harvester.model.dossier import Dossier
from harvester.model.times import utc_moment
from reports import tables
from reports.workbook import Book, fields, fit
from reports.xlsx import worded

DECISIONS = {"accept": "accepted", "reject": "rejected", "dispute": "disputed", "unsure": "unsure"}
"""What is chosen in the sheet -> the status that the fact then has."""
SHEET = "Review"
NO, FACT, DECISION, REASON, FACT_ID, CHECK = "No.", "Fact", "Decision", "Reason", "Fact id", "Check"
_COLUMNS = f"""
{NO}                       | no         |  8 | text
{DECISION}                 | decision   | 12 | text
{REASON}                   | why        | 36 | long
{FACT}                     | statement  | 64 | long
Claim                      | claim      | 14 | long
Why it is not established  | reason     | 24 | long
Beside it                  | beside     | 60 | long
---
Status so far              | status     | 18 | text
Review so far              | reviewed   | 30 | long
When ({{zone}})            | at         | 20 | local
Whose act                  | party      |  9 | text
Originals (SHA-256)        | originals  | 66 | code
{FACT_ID}                  | fact_id    | 28 | text
{CHECK}                    | check      | 36 | code
"""
_HELP = """
What | what | 26 | text
How  | told | 110 | long
"""
_TOLD = (
    ("accept", "It is so; you checked it against the originals."),
    ("reject", "It is not so, or does not belong into the list."),
    ("dispute", "The client disputes it."),
    ("unsure", "You cannot tell."),
    ("Reason", "A sentence of your own; it is printed beside the fact. An empty decision leaves the fact as it is."),
    ("Rows", "Sort and filter as you like. Rows without a decision may stay or go."),
    ("Hand it back", "harvester mark --import FILE.xlsx --by NAME. The file is read as a whole or not at all."),
)  # fmt: skip


def review(dossier: Dossier) -> bytes:
    """The workbook of all facts of the dossier."""
    about = dossier.engagement
    book = Book(f"Review: {about.client.name} and {about.us.name}", dossier.as_of, about.us_hours.timezone)
    prints = {fact.fact_id: fact.fingerprint for fact in dossier.facts}
    rows = [
        worded(row) | {"check": check(row["no"], row["statement"], row["fact_id"], prints[row["fact_id"]])}
        for row in tables.fact_rows(dossier)
    ]
    columns = fields(_COLUMNS, about.us_hours.timezone)
    sheet = book.sheet(SHEET, columns, rows, open_keys=frozenset({"decision", "why"}))
    sheet.freeze_panes(1, 3)
    sheet.data_validation(1, 1, max(len(rows), 1), 1, {
        "validate": "list", "source": list(DECISIONS), "error_title": "No decision",
        "error_message": f"Choose one of: {', '.join(DECISIONS)}.",
    })  # fmt: skip
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
    told = (*_TOLD, ("Written", f"{about.key}, as of {utc_moment(dossier.as_of)}, Harvester {dossier.version}"))
    book.sheet("How to", fields(_HELP, ""), [{"what": what, "told": how} for what, how in told])
    return book.bytes()


def check(no: str, statement: str, fact_id: str, fingerprint: str) -> str:
    """“FINGERPRINT-HASH”: the fact as it was reviewed, and that the cells of its row belong together."""
    told = "\0".join((no, " ".join(fit(statement).split()), fact_id, fingerprint))
    return f"{fingerprint}-{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:12]}"
