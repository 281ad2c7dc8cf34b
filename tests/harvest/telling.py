"""What a pull told, held against what it did: its exit code and summary (H4), and the words of its errors (H6)."""

from __future__ import annotations

import traceback
from pathlib import Path

from harvester.cli import exits
from harvester.cli.job import told
from harvester.cli.pull import as_document
from harvester.harvest import Pulled
from tests import invariants

BODY_MARKER = "planted-words-of-a-body"


def assert_told_truly(path: Path, before: set[str], result: Pulled, *secrets: str) -> None:
    """`before`: SHA-256 of the originals that were in the store at `path` when the pull began."""
    source = result.rows[0].source if result.rows else "mail"
    code = exits.exit_code(told({source: result}))
    assert list(invariants.untrue(path, before, code, [as_document(source, result)])) == []
    if result.error:
        trace = "".join(traceback.format_exception(result.error))
        assert invariants.leaks(trace, BODY_MARKER, *secrets) == []
