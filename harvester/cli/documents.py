"""The JSON documents of verbs that speak of no client: `pull`, `check`, `verify`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from harvester import __version__


def print_document(verb: str, content: Mapping[str, Any]) -> None:
    """One document on stdout: `schema`, `version`, and the content."""
    document = {"schema": f"harvester.{verb}/1", "version": __version__, **content}
    click.echo((json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace"), nl=False)
