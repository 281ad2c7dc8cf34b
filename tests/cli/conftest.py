import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from harvester.cli import main


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Harvester = Callable[..., Outcome]


@pytest.fixture
def harvester(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Harvester:
    """Runs the real command line in a fresh folder, without any configuration or password around it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nothing"))
    for name in ("HARVESTER_CONFIG", "HARVESTER_PASSWORD"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: object) -> Outcome:
        code = main([str(word) for word in words])
        told = capsys.readouterr()
        return Outcome(code, told.out, told.err)

    return run


@pytest.fixture
def config(sample_folder: Path, tmp_path: Path) -> Path:
    """The configuration of the sample matter, in a folder of its own."""
    shutil.copytree(sample_folder, tmp_path / "matter")
    return tmp_path / "matter" / "config.toml"


@pytest.fixture
def mark(harvester: Harvester, config: Path) -> Harvester:
    return lambda *words: harvester("--config", config, "mark", *words)
