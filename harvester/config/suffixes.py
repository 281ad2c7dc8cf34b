"""Public suffixes, out of the list that ships with tldextract.

Loading tldextract itself takes a tenth of a second of every command: it brings an HTTP client for fetching the list,
which is never done here. Its list alone is read in two milliseconds.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path


def public_suffix(domain: str) -> str:
    """The longest public suffix, private registries included, that a domain (A-label form) is or ends in; "": none."""
    labels = domain.lower().split(".")
    for start in range(len(labels)):
        name, rest = (".".join(map(_shown, labels[at:])) for at in (start, start + 1))
        if _stands(f"!{name}"):
            return ".".join(labels[start + 1 :])
        if _stands(name) or (rest and _stands(f"*.{rest}")):
            return ".".join(labels[start:])
    return ""


def _shown(label: str) -> str:
    """A label as the list writes it."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna").lower()
    except UnicodeError:
        return label


def _stands(rule: str) -> bool:
    return rule.encode() in _rules()


@cache
def _rules() -> frozenset[bytes]:
    package = find_spec("tldextract")
    if package is None or package.origin is None:
        raise ImportError("tldextract is not installed")
    # with its comments, which are no names, and as bytes: each three times as fast as the other way
    return frozenset(Path(package.origin).with_name(".tld_set_snapshot").read_bytes().split(b"\n"))
