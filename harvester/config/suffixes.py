"""Public suffixes, out of the list that ships with tldextract.

Loading tldextract itself takes a tenth of a second of every command: it brings an HTTP client for fetching the list,
which is never done here. Its list alone is read in a few milliseconds.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path


def public_suffix(domain: str) -> str:
    """The longest public suffix, private registries included, that a domain (A-label form) is or ends in; "": none."""
    rules, labels = _rules(), domain.lower().split(".")
    for start in range(len(labels)):
        name, rest = (".".join(map(_shown, labels[at:])) for at in (start, start + 1))
        if f"!{name}" in rules:
            return ".".join(labels[start + 1 :])
        if name in rules or (rest and f"*.{rest}" in rules):
            return ".".join(labels[start:])
    return ""


def _shown(label: str) -> str:
    """A label as the list writes it."""
    try:
        return label.encode("ascii").decode("idna").lower()
    except UnicodeError:
        return label


@cache
def _rules() -> frozenset[str]:
    package = find_spec("tldextract")
    if package is None or package.origin is None:
        raise ImportError("tldextract is not installed")
    text = Path(package.origin).with_name(".tld_set_snapshot").read_text("utf-8")
    # with its comments, which are no names: three times as fast as telling them apart
    return frozenset(text.splitlines())
