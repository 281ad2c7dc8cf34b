"""Reports to be killed while they are written: `python -m tests.reports.publishing` (see `tests.killing`)."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from harvester.errors import HarvesterError
from harvester.files import write_files
from reports import FORMATS, report
from tests.killing import main
from tests.reports.dossiers import LEDGER, many, small

LESS = replace(LEDGER, folders=LEDGER.folders[:-1])
DOSSIERS = {"old": replace(many(), ledger=LESS), "new": small()}
REPORTS = {
    name: {file: raw for form in FORMATS for file, raw in report(form)(dossier).items()}
    for name, dossier in DOSSIERS.items()
}
"""Every file of each report by its name."""


def published(folder: Path, name: str = "new") -> int:
    """Writes one of the reports into `folder`/report, as `workflow.publish` does."""
    try:
        write_files(folder / "report", REPORTS[name])
    except HarvesterError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    main(published)
