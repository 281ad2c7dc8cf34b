"""The same rows as CSV, for a spreadsheet and for scripts that read lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from harvester.model.dossier import Dossier
from reports import withheld
from reports.documents import Document, coverage_document, facts_document, gaps_document
from reports.text import cell

FACT_COLUMNS = """
    no at precision party kind statement claim reason status strength clause people beside originals quotes coverage
    fact_id gap_id reviewed"""
GAP_COLUMNS = """
    gap_id kind subject owed_by level claim reasons status started_at ended_at calendar_hours business_hours
    business_days since_last_ask_hours chasers attempts from to responder flags original answer calendar thread rules
    decided"""
COVERAGE_COLUMNS = """
    source kind folder swept_at from to on_server seen matched stored known excluded failed complete reason declared"""


def render_csv(dossier: Dossier) -> Mapping[str, bytes]:
    """`facts.csv`, `gaps.csv`, `coverage.csv`, and `withheld.csv` where something is set aside.

    Each has a byte order mark, without which Excel misreads UTF-8.
    """
    sheets = {"facts.csv": facts_csv(dossier), "gaps.csv": gaps_csv(dossier), "coverage.csv": coverage_csv(dossier)}
    if rows := withheld.rows(dossier):
        sheets["withheld.csv"] = sheet(rows, withheld.COLUMNS)
    return {name: sheet.encode("utf-8-sig") for name, sheet in sheets.items()}


def facts_csv(dossier: Dossier) -> str:
    """One row a fact."""
    return sheet(fact_rows(dossier), FACT_COLUMNS)


def gaps_csv(dossier: Dossier) -> str:
    """One row a gap; hours are decimal numbers."""
    return sheet(gap_rows(dossier), GAP_COLUMNS)


def coverage_csv(dossier: Dossier) -> str:
    """One row a folder or calendar."""
    return sheet(coverage_rows(dossier), COVERAGE_COLUMNS)


def fact_rows(dossier: Dossier) -> list[Document]:
    """The facts of the document, flat: for a sheet."""
    rows: list[Document] = facts_document(dossier)["facts"]
    for row in rows:
        row["at"] = row.get("at") or row.get("date")
        row["originals"] = [one["sha256"] for one in row["evidence"]]
        row["exhibits"] = [one["exhibit"] for one in row["evidence"] if one["exhibit"]]
        row["quotes"] = [one["quote"] for one in row["evidence"] if one["quote"]]
    return rows


def gap_rows(dossier: Dossier) -> list[Document]:
    """The gaps of the document, flat."""
    rows: list[Document] = gaps_document(dossier)["gaps"]
    for row in rows:
        row["from"], row["to"], row["original"] = (row["opener"][key] for key in ("from", "to", "sha256"))
        row["answer"] = row["closer"]["sha256"] if row["closer"] else None
        row["chasers"] = len(row["chasers"])
        row["attempts"] = len(row["attempts"])
    return rows


def coverage_rows(dossier: Dossier) -> list[Document]:
    """The folders and calendars of the document, flat."""
    rows: list[Document] = coverage_document(dossier)["sources"]
    for row in rows:
        row["folder"] = row.get("folder") or row.get("calendar")
    return rows


def sheet(rows: Iterable[Document], columns: str) -> str:
    """Rows as CSV under these columns; what a spreadsheet would run as a formula is made harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns.split())
    for row in rows:
        values = (row[column] for column in columns.split())
        writer.writerow([cell("; ".join(value) if isinstance(value, list) else value) for value in values])
    return out.getvalue()
