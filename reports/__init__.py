"""Reports: `report(name)` imports the one that is asked for; each is a function from a dossier to files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harvester.model.dossier import Dossier
    from reports.stored import Stored

FORMATS = ("html", "pdf", "docx", "xlsx", "md", "csv", "json", "exhibits")
"""What `report` knows, in the order of usefulness."""


def report(name: str, originals: Stored | None = None) -> Callable[[Dossier], Mapping[str, bytes]]:
    """`render(dossier)` of a format: file name -> bytes. Raises UsageError for one that does not exist.

    `originals` gives the bytes of an original, for the formats in which originals lie.
    """
    match name:
        case "html":
            from reports.factlist import render
        case "pdf":
            from reports import factpdf

            return partial(factpdf.render, originals=originals)
        case "exhibits":
            from reports import exhibits

            return partial(exhibits.render, originals=originals)
        case "docx":
            from reports.factdocx import render
        case "xlsx":
            from reports.xlsx import render
        case "json":
            from reports.agreements import render_json as render
        case "csv":
            from reports.agreements import render_csv as render
        case "md":
            from reports.markdown import render
        case _:
            from harvester.errors import UsageError

            raise UsageError(f"There is no report format “{name}”.", f"Choose from: {', '.join(FORMATS)}.")
    return render
