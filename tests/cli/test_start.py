"""What a nightly pull does without: the analysis and its libraries cost more time than the pull (N2)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

UNUSED = {"pandas", "numpy", "mailparser", "bs4", "jinja2", "harvester.model.contract", "harvester.workers"}
UNUSED |= {"holidays.countries.zambia"}
"""The sample works by the holidays of two countries: the package would load 250."""
PULLING = {"harvester.harvest", "harvester.model.dossier", "imapclient"}
PROGRAM = (
    "import sys; from harvester.cli import main; code = main(sys.argv[1:]);"
    f"print(*sorted({UNUSED | PULLING!r} & sys.modules.keys()), file=sys.stderr);"
    "sys.exit(code)"
)


def test_a_pull_loads_no_analysis(sample_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_folder, tmp_path / "matter")
    config = tmp_path / "matter" / "config.toml"
    command = [sys.executable, "-c", PROGRAM, "--config", str(config), "pull"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), done.stderr
    assert not UNUSED & set(done.stderr.splitlines()[-1].split())
    status = subprocess.run([*command[:-1], "status"], capture_output=True, text=True, check=False)
    assert (status.returncode, status.stderr.splitlines()[-1]) == (0, ""), "what it tells is read, not worked out"
    again = subprocess.run([*command[:-1], "facts", "acme"], capture_output=True, text=True, check=False)
    assert not {"mailparser", "bs4"} & set(again.stderr.splitlines()[-1].split()), "what was read is not read again"
