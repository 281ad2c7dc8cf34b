"""A file of ours → its text → its tables. Programs of Windows put a mark before UTF-8; it is no part of the text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from harvester.errors import ConfigError, UsageError
from harvester.files import file_bytes


def file_text(path: Path, next_step: str) -> str:
    """The text of a file. Raises UsageError with `next_step` when it cannot be read, ConfigError when it is no text."""
    try:
        return file_bytes(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).", next_step) from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), ["it is not UTF-8 text; save it as UTF-8"]) from None


def toml_tables(text: str, path: Path) -> dict[str, Any]:
    """What a text that stands, or will stand, at `path` says. Raises ConfigError where it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), [f"it is no TOML: {error}"]) from None
    except RecursionError:
        raise ConfigError(str(path), ["it is nested too deeply"]) from None
