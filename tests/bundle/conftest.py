"""The sample matter with decisions of a person, and bundles of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester import bundle, workflow
from harvester.config import Config, load
from harvester.model.decisions import Decision
from harvester.store import open_store

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
Made = Callable[..., Path]


def decide(config: Config, kind: str, **payload: object) -> None:
    store = open_store(config.store.url, config.folder)
    with store.writer("test"):
        store.decide(Decision(kind=kind, payload=payload, by="Ann North", reason="I looked at it.", at=NOW))


def accept(config: Config, count: int) -> list[str]:
    """Accepts the first facts of the list; returns their ids."""
    facts = workflow.conclude(config, "acme").facts[:count]
    for fact in facts:
        decide(config, "fact", fact=fact.fact_id, status="accepted", fingerprint=fact.fingerprint)
    return [fact.fact_id for fact in facts]


@pytest.fixture
def config(sample_folder: Path, tmp_path: Path) -> Config:
    shutil.copytree(sample_folder, tmp_path / "matter")
    return load(tmp_path / "matter" / "config.toml")


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def make(config: Config, name: str = "bundle", **how: bool) -> Path:
        return bundle.bundle(config, workflow.conclude(config, "acme"), tmp_path / name, NOW, **how).folder

    return make


@pytest.fixture(scope="session")
def sealed(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One bundle with accepted facts. Tests only read it."""
    folder = tmp_path_factory.mktemp("sealed")
    shutil.copytree(sample_folder, folder / "matter")
    config = load(folder / "matter" / "config.toml")
    accept(config, 6)
    return bundle.bundle(config, workflow.conclude(config, "acme"), folder / "bundle", NOW).folder
