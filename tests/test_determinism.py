"""The same store, configuration and as-of give the same bytes, whatever the machine is like (P4, I3, I9)."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import json, random, sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from harvester import collection
from harvester.config import load
from harvester.pipeline import conclude
from harvester.pipeline.explain import explanation
from reports import FORMATS, report

folder, seed, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
evidence, engagement = collection.collected(load(folder / "config.toml"), "acme")
if seed:
    mix = random.Random(seed)
    parts = {name: mix.sample(list(getattr(evidence, name)), len(getattr(evidence, name)))
             for name in ("originals", "sightings")}
    rows = {name: tuple(mix.sample(getattr(evidence.ledger, name), len(getattr(evidence.ledger, name))))
            for name in ("folders", "items")}
    logged = mix.sample(list(evidence.records.logged), len(evidence.records.logged))
    parts |= {"ledger": replace(evidence.ledger, **rows), "records": replace(evidence.records, logged=logged)}
    evidence = replace(evidence, **parts)
dossier = conclude(evidence, engagement, datetime.fromisoformat("2026-05-04T09:00:00+00:00"))
working = [[gap.gap_id, [repr(step) for step in explanation(dossier, gap.gap_id)]] for gap in dossier.gaps]
(out / "explained.json").write_text(json.dumps(working), encoding="utf-8")
for name in ("exchanges", "calls", "gaps", "contacts", "silences", "facts", "notes", "problems"):
    told = [repr(row) for row in getattr(dossier, name)]
    (out / f"dossier-{name}.json").write_text(json.dumps(told), encoding="utf-8")
for form in FORMATS:
    for name, made in report(form)(dossier).items():
        (out / name).write_bytes(made)
"""
MACHINES = {
    "far east": {"TZ": "Pacific/Chatham", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    "far west": {"TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "4242"},
    "german": {"TZ": "Europe/Berlin", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "LANGUAGE": "de"},
    "shuffled": {"TZ": "Asia/Kathmandu", "LC_ALL": "en_US.UTF-8", "PYTHONHASHSEED": "7", "SEED": "mixed"},
    "turkish": {"TZ": "UTC", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0", "SEED": "again"},
}
"""A locale that the machine lacks falls back to C: then its row tests one more hash seed and zone."""


def printed(folder: Path, out: Path, machine: dict[str, str]) -> dict[str, str]:
    """SHA-256 of every file of every report, made by a process of its own."""
    out.mkdir()
    (folder / "evidence.db.readings").unlink(missing_ok=True)  # each machine reads the originals itself
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "TZ"))}
    seed = machine.get("SEED", "")
    run = [sys.executable, "-c", PROGRAM, str(folder), seed, str(out)]
    subprocess.run(run, env=environment | machine, check=True, cwd=Path(__file__).parents[1])
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}


@pytest.fixture(scope="module")
def agreed(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    plain = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
    return printed(sample_folder, tmp_path_factory.mktemp("plain") / "out", plain)


@pytest.mark.slow
@pytest.mark.parametrize("machine", MACHINES)
def test_every_report_has_the_same_bytes(
    machine: str, sample_folder: Path, agreed: dict[str, str], tmp_path: Path
) -> None:
    assert {"facts.html", "facts.csv", "gaps.csv", "explained.json", "dossier-gaps.json"} <= agreed.keys()
    assert printed(sample_folder, tmp_path / "out", MACHINES[machine]) == agreed
