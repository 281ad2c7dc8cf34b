"""Subjects without what mail programs put in front of them (measurement.md D4)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a pull does not need the words of an analysis (N2)
    from harvester.model.phrases import Phrases

_TAG = re.compile(r"^\s*\[[^\]]{1,40}\]\s*")
_BEFORE_COLON = re.compile(r"^\s*([^:：\[(]{1,40}?)(?:\s*[\[(]\d+[\])])?\s*[:：]\s*")


class SubjectWords:
    """The lists of `Phrases` that subjects are read by, where nothing else of it is needed."""

    LISTS = ("reply_prefixes", "forward_prefixes", "generic_subjects")

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        self.reply_prefixes, self.forward_prefixes, self.generic_subjects = (lists[name] for name in self.LISTS)


class Subjects:
    """Reads subjects with the prefixes of all languages."""

    def __init__(self, phrases: Phrases | SubjectWords) -> None:
        self._reply = frozenset(word.rstrip(":") for word in phrases.reply_prefixes)
        self._forward = frozenset(word.rstrip(":") for word in phrases.forward_prefixes)
        self._prefixes = self._reply | self._forward
        self._generic = frozenset(phrases.generic_subjects)

    def base(self, subject: str) -> str:
        """Casefolded, single spaces, without reply and forward prefixes and [tags]: what threads compare."""
        rest, before = " ".join(subject.split()).casefold(), None
        while rest != before:
            before = rest
            if ":" in rest or "：" in rest:
                rest = _without(rest, self._prefixes)
            if rest.startswith("["):
                rest = _TAG.sub("", rest, count=1)
        return rest

    def is_reply(self, subject: str) -> bool:
        """Whether a reply prefix stands in front; Fwd and WG are none."""
        return self._begins(subject, self._reply)

    def is_forward(self, subject: str) -> bool:
        """Whether a forward prefix stands in front."""
        return self._begins(subject, self._forward)

    def is_generic(self, base: str) -> bool:
        """Too short or too common to tell two conversations apart."""
        return len(base) < 5 or base in self._generic

    @staticmethod
    def _begins(subject: str, prefixes: Collection[str]) -> bool:
        plain = _TAG.sub("", subject.casefold())
        return _without(plain, prefixes) != plain


def _without(plain: str, prefixes: Collection[str]) -> str:
    """A casefolded subject without the first word before a colon, where that is one of the prefixes."""
    found = _BEFORE_COLON.match(plain)
    return plain[found.end() :] if found and found[1] in prefixes else plain
