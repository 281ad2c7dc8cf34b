"""What the discovery documents of Google's client allow: paths, parameters and their values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any


def problem_of(common: Mapping[str, Any], method: Mapping[str, Any], query: Mapping[str, list[str]]) -> str:
    known = {**common, **method.get("parameters", {})}
    for name, values in query.items():
        rule = known.get(name)
        if rule is None or rule.get("location") == "path":
            return f"unknown {name}"
        for value in values:
            if not _fits(value, rule):
                return f"wrong {name}"
        if len(values) > 1 and not rule.get("repeated"):
            return f"repeated {name}"
    return ""


def methods(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for resource in document.get("resources", {}).values():
        yield from resource.get("methods", {}).values()
        yield from methods(resource)


def pattern(method: Mapping[str, Any]) -> str:
    """The paths of a method: a parameter is one part of it, or what its own pattern says."""
    parts = re.split(r"\{\+?(\w+)\}", method["path"])
    rules = method.get("parameters", {})
    said = [
        re.escape(part) if number % 2 == 0 else f"({rules[part].get('pattern', '[^/]+').strip('^$')})"
        for number, part in enumerate(parts)
    ]
    return "".join(said)


def _fits(value: str, rule: Mapping[str, Any]) -> bool:
    match rule["type"]:
        case "boolean":
            return value in ("true", "false")
        case "integer":
            number = int(value) if re.fullmatch(r"-?\d+", value) else None
            return number is not None and number >= int(rule.get("minimum", number))
        case _:
            return "enum" not in rule or value in rule["enum"]
