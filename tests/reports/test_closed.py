"""Rendering opens no connection and reads nothing but its own templates (S17)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import reports
from reports import FORMATS

OWN = Path(reports.__file__).parent / "templates"
OURS_TO_READ = re.compile(r"zoneinfo|\.py$|\.pyc(\.\d+)?$|/site-packages/docx/(parts/\.\./)?templates/")
"""Code, read or (on the first import of all) written as byte code beside its source; time zones; an empty document."""

Heard = dict[str, list[tuple[str, str]]]


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    folder = tmp_path_factory.mktemp("heard")
    command = [sys.executable, "-m", "tests.reports.listening", str(folder)]
    told: Heard = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=120).stdout)
    return told


@pytest.mark.parametrize("form", FORMATS)
def test_rendering_touches_nothing_outside(form: str, heard: Heard) -> None:
    outside = [
        (event, name)
        for event, name in heard[form]
        if event != "open" or not (Path(name).is_relative_to(OWN) or OURS_TO_READ.search(name))
    ]
    assert outside == []


def test_the_hook_would_hear_a_file(heard: Heard) -> None:
    assert any(name.endswith("/x") for _, name in heard["a file"])
