"""A reviewed workbook, read back: its rows become decisions, or every problem is told and nothing is kept."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from harvester.errors import UsageError
from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier
from harvester.model.facts import Fact
from reports.review import CHECK, DECISION, DECISIONS, FACT, FACT_ID, NO, REASON, SHEET, check

LARGEST = 200_000_000
"""Bytes of a workbook when unpacked; a larger one is no review."""
_READ = (NO, DECISION, REASON, FACT, FACT_ID, CHECK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One row that says something."""

    row: int
    cells: Mapping[str, str]
    formulas: tuple[str, ...]
    """Columns that hold a formula instead of words."""


def is_review(file: Path) -> bool:
    """Whether a file for `mark --import` is a workbook."""
    return file.suffix.lower() == ".xlsx"


def review_rows(file: Path) -> list[Reviewed]:
    """The rows in which somebody wrote. UsageError for a file that is no review."""
    sheet = _sheet(file)
    rows = sheet.iter_rows()
    head = [str(cell.value or "").strip() for cell in next(rows, ())]
    missing = [name for name in _READ if name not in head]
    if missing:
        raise UsageError(f"{file} has no column {', '.join(missing)}.", _WRITE_ANEW)
    places = {name: head.index(name) for name in _READ}
    found = []
    for number, row in enumerate(rows, start=2):
        cells = {name: row[place] for name, place in places.items() if place < len(row)}
        told = {name: "" if cell.value is None else str(cell.value).strip() for name, cell in cells.items()}
        if told.get(DECISION) or told.get(REASON):
            formulas = tuple(name for name, cell in cells.items() if cell.data_type == "f")
            found.append(Reviewed(row=number, cells=told, formulas=formulas))
    return found


def reviewed_decisions(
    rows: Sequence[Reviewed], dossiers: Sequence[Dossier], said: Mapping[str, Any], at: datetime
) -> list[Decision]:
    """The decision of each row; `said`: `by`, and the `reason` of rows without one of their own.

    Raises UsageError with every problem by its row.
    """
    facts = {fact.fact_id: fact for dossier in dossiers for fact in dossier.facts}
    decisions: dict[str, Decision] = {}
    problems: list[str] = []
    for row in rows:
        told = _problem(row, facts, said["reason"])
        name = row.cells.get(FACT_ID, "")
        if not told and name in decisions:
            told = f"{row.cells[NO]} stands in another row, too. Leave one of them."
        if told:
            problems.append(f"  row {row.row}: {told}")
            continue
        payload = {
            "fact": name,
            "status": DECISIONS[row.cells[DECISION].lower()],
            "fingerprint": facts[name].fingerprint,
        }
        reason = row.cells[REASON] or said["reason"]
        decisions[name] = Decision(kind="fact", payload=payload, by=said["by"], reason=reason, at=at)
    if problems:
        raise UsageError("The review was not read, and nothing in it was kept:\n" + "\n".join(problems))
    return list(decisions.values())


_WRITE_ANEW = "Write the review anew with `harvester facts CLIENT --xlsx FILE`, and fill in Decision and Reason."


def _problem(row: Reviewed, facts: Mapping[str, Fact], reason: str) -> str:
    """What is wrong with a row, with the next step; "" for nothing."""
    cells = row.cells
    return next(filter(None, (*_wrong_words(row, reason), *_wrong_fact(cells, facts))), "")


def _wrong_words(row: Reviewed, reason: str) -> Iterator[str]:
    cells = row.cells
    if row.formulas:
        yield f"{', '.join(row.formulas)} holds a formula. Type the words themselves."
    if not cells[DECISION]:
        yield f"there is a reason and no decision. Choose one of: {', '.join(DECISIONS)}."
    elif cells[DECISION].lower() not in DECISIONS:
        yield f"“{cells[DECISION]}” is no decision. Choose one of: {', '.join(DECISIONS)}."
    if not cells[REASON] and not reason:
        yield "the reason is missing. Write a sentence into Reason, or give one for all such rows with --reason."


def _wrong_fact(cells: Mapping[str, str], facts: Mapping[str, Fact]) -> Iterator[str]:
    fact = facts.get(cells[FACT_ID])
    seen = cells[CHECK].rpartition("-")[0]
    if check(cells[NO], cells[FACT], cells[FACT_ID], seen) != cells[CHECK]:
        yield f"{cells[NO] or 'the number'} and its fact were changed, or do not belong together. {_WRITE_ANEW}"
    elif fact is None:
        yield f"{cells[NO]} is in the list no longer. Leave Decision and Reason of this row empty."
    elif fact.fingerprint != seen:
        yield f"{cells[NO]} has changed since the review was written. Look at it anew. {_WRITE_ANEW}"
    elif fact.no != cells[NO]:
        yield f"{cells[NO]} has another number here, {fact.no}: the review belongs to another store. {_WRITE_ANEW}"


def _sheet(file: Path) -> Any:
    import openpyxl

    try:
        with zipfile.ZipFile(file) as packed:
            size = sum(part.file_size for part in packed.infolist())
        book = openpyxl.load_workbook(file) if size <= LARGEST else None
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read ({error.strerror}).", "Name a workbook that `facts --xlsx` wrote."
        ) from None
    except Exception:  # a damaged file fails in as many ways as there are bytes
        raise UsageError(f"{file} is no workbook that can be read.", _WRITE_ANEW) from None
    if book is None:
        raise UsageError(f"{file} is too large for a review.", _WRITE_ANEW)
    if SHEET not in book.sheetnames:
        raise UsageError(f"{file} has no sheet “{SHEET}”.", _WRITE_ANEW)
    return book[SHEET]
