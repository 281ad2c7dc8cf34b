"""Words by which contracts promise something, one TOML file a language; what the lists are for: `ContractWords`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from harvester.model.documents import ContractWords


@cache
def load() -> tuple[ContractWords, ...]:
    """The words of every language that is shipped."""
    files = sorted(resources.files(__name__).iterdir(), key=lambda file: file.name)
    return tuple(_words(tomllib.loads(file.read_text("utf-8"))) for file in files if file.name.endswith(".toml"))


def _words(data: dict[str, Any]) -> ContractWords:
    lists: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    for table in ("types", "ending"):
        lists[table] = {key: tuple(words) for key, words in data[table].items()}
    return ContractWords(**lists)
