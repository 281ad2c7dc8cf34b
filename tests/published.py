"""What a command prints with `--json`, held against the schema that is published for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

_SCHEMAS = Path(__file__).parents[1] / "docs" / "schemas"


def schema(name: str) -> Any:
    return json.loads((_SCHEMAS / f"{name}.json").read_text("utf-8"))


def document(text: str, name: str) -> Any:
    """What was printed, once it is one document by the schema `name`."""
    found = json.loads(text)
    Draft202012Validator(schema(name)).validate(found)
    return found
