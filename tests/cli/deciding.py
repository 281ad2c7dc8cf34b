"""What the tests of `mark` have in common: a reason, what is kept of a decision, what is printed after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from harvester.config import load
from harvester.model.decisions import Decision
from harvester.store import open_store
from tests.cli.conftest import Harvester, Outcome
from tests.published import document

WHY = ("--reason", "Bob said so on the phone.")
Mark = Callable[..., Outcome]


def kept(config: Path) -> tuple[Decision, ...]:
    return open_store(load(config).store.url, config.parent).decisions()


def printed(harvester: Harvester, config: Path, *words: str) -> Any:
    done = harvester("--config", config, *words, "--json")
    assert done.code == 0, done.err
    return document(done.out, "explanation" if "--explain" in words else words[0])
