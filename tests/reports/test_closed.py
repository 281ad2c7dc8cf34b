"""Rendering opens no connection and reads nothing but its own templates (S17)."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import reports
from reports import FORMATS, report
from tests.reports.dossiers import hostile

OWN = Path(reports.__file__).parent / "templates"
OURS_TO_READ = re.compile(r"zoneinfo|\.py$|\.pyc(\.\d+)?$|/site-packages/docx/(parts/\.\./)?templates/")
"""Code, read or (on the first import of all) written as byte code beside its source; time zones; an empty document."""
heard: list[tuple[str, str]] = []
listening = False


def listen(event: str, arguments: tuple[object, ...]) -> None:
    if listening and event.startswith(("open", "socket.", "subprocess.", "os.system", "urllib.")):
        heard.append((event, str(arguments[0]) if arguments else ""))


sys.addaudithook(listen)


@pytest.fixture
def audit() -> Iterator[list[tuple[str, str]]]:
    global listening
    heard.clear()
    listening = True
    yield heard
    listening = False


@pytest.mark.parametrize("form", FORMATS)
def test_rendering_touches_nothing_outside(form: str, audit: list[tuple[str, str]]) -> None:
    report(form)(hostile())
    outside = [
        (event, name)
        for event, name in audit
        if event != "open" or not (Path(name).is_relative_to(OWN) or OURS_TO_READ.search(name))
    ]
    assert outside == []


def test_the_hook_would_hear_a_file(audit: list[tuple[str, str]], tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    assert any(name.endswith("/x") for _, name in audit)
