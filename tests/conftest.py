"""What all tests share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from harvester.model.dossier import Dossier
from tests.servers.dovecot import Dovecot, running

SAMPLE = Path(__file__).parents[1] / "harvester" / "sample"
PULLED = datetime(2026, 5, 4, 9, tzinfo=UTC)

# a slow machine is no defect of the program: speed is shown by benchmarks, never by a timed test
settings.register_profile("project", deadline=None, print_blob=True)
settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--snapshot-update", action="store_true", help="keeps what is printed now as agreed")


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """One real IMAP server; every test takes a mailbox of its own."""
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample matter, pulled into a store: config.toml and evidence.db lie in it. Tests only read it."""
    from harvester import workflow
    from harvester.config import load

    folder = tmp_path_factory.mktemp("sample") / "matter"
    shutil.copytree(SAMPLE, folder)
    (folder / "config.toml").chmod(0o600)
    workflow.pull(load(folder / "config.toml"), PULLED, workflow.Session(environment={}))
    return folder


@pytest.fixture(scope="session")
def sample_dossier(sample_folder: Path) -> Dossier:
    """Everything that follows from the sample matter."""
    from harvester import workflow
    from harvester.config import load

    return workflow.conclude(load(sample_folder / "config.toml"), "acme")
