"""What was read of originals is kept beside the store: faster, and never another result (F22, H7)."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from harvester import custody, originals, readings, workflow
from harvester.config import Config, load
from harvester.errors import IntegrityError
from harvester.model.dossier import Dossier
from harvester.model.mail import Message
from harvester.store import open_store
from tests.cli.conftest import Harvester


@pytest.fixture
def config(sample_folder: Path, tmp_path: Path) -> Config:
    """The sample matter in a folder of its own, with nothing kept yet."""
    shutil.copytree(sample_folder, tmp_path / "matter")
    (tmp_path / "matter" / "evidence.db.readings").unlink(missing_ok=True)
    return load(tmp_path / "matter" / "config.toml")


@pytest.fixture
def first(config: Config) -> Dossier:
    """A first analysis, for which every original was read."""
    return workflow.conclude(config, "acme")


@pytest.fixture
def kept(config: Config, first: Dossier) -> Path:
    """What it left beside the store."""
    assert first.facts
    return config.folder / "evidence.db.readings"


def concluded(config: Config) -> Dossier:
    return workflow.conclude(config, "acme")


def without_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    def started(*_: object) -> None:
        raise AssertionError("a process was started to read what is kept")

    monkeypatch.setattr(originals, "Readers", started)


def test_what_is_kept_gives_the_same_and_needs_no_process(
    config: Config, kept: Path, first: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    without_readers(monkeypatch)
    again = concluded(config)
    assert repr(again.facts) == repr(first.facts)
    assert repr(again.gaps) == repr(first.gaps)
    assert repr(again.exchanges) == repr(first.exchanges)


def test_a_second_analysis_writes_nothing(config: Config, kept: Path) -> None:
    def files() -> dict[str, tuple[bytes, int]]:
        found = (path for path in config.folder.rglob("*") if path.is_file())
        return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}

    before = files()
    assert str(kept) in before
    concluded(config)
    assert files() == before


def _garbage(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)


def _halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _changed_contents(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        (content,) = connection.execute("SELECT content FROM readings WHERE kind = 'message' LIMIT 1").fetchone()
        connection.execute("UPDATE readings SET content = ? WHERE kind = 'message'", (content,))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("harm", [_garbage, _halved, _changed_contents, _folder, Path.unlink])
def test_a_damaged_file_changes_no_result(
    harm: Callable[[Path], None], config: Config, kept: Path, first: Dossier
) -> None:
    harm(kept)
    assert repr(concluded(config).facts) == repr(first.facts)
    assert repr(concluded(config).facts) == repr(first.facts)
    assert custody.verify(config).problems == ()


def test_other_readers_read_anew(config: Config, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(config.store.url, config.folder)
    wanted = readings.kinds(store.sightings())
    assert readings.Kept(store).found(wanted)
    monkeypatch.setattr(readings, "readers_version", lambda: "another")
    assert readings.Kept(store).found(wanted) == {}


def test_what_another_store_kept_is_not_believed(config: Config, kept: Path, tmp_path: Path) -> None:
    other = open_store("sqlite:///evidence.db", tmp_path / "other")
    with other.writer("harvester pull"):
        shutil.copy(kept, tmp_path / "other" / "evidence.db.readings")
    wanted = readings.kinds(open_store(config.store.url, config.folder).sightings())
    assert readings.Kept(other).found(wanted) == {}


def test_an_original_whose_bytes_changed_is_told_although_its_reading_is_kept(config: Config, kept: Path) -> None:
    with sqlite3.connect(config.store_path) as connection:
        connection.execute("UPDATE originals SET blob = x'00' WHERE sha256 = (SELECT min(sha256) FROM sightings)")
    with pytest.raises(IntegrityError, match="were changed"):
        concluded(config)


def test_verify_names_a_reading_that_somebody_forged_with_its_seal(
    harvester: Harvester, config: Config, kept: Path
) -> None:
    store = open_store(config.store.url, config.folder)
    keeper = readings.Kept(store)
    sha256, told = next(
        (sha256, one) for sha256, one in keeper.found(readings.kinds(store.sightings())).items()
        if isinstance(one, Message)
    )  # fmt: skip
    object.__setattr__(told, "subject", "Planted")
    keeper.keep([(sha256, "message", told)])
    before = kept.read_bytes()
    done = harvester("--config", config.path, "verify")
    assert done.code == 8
    assert f"evidence.db.readings: what is kept of {sha256} is not what its bytes say" in done.out
    assert kept.read_bytes() == before
