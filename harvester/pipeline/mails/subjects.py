"""Subjects without what mail programs put in front of them (measurement.md D4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from harvester.model.engagement import Phrases

_TAG = re.compile(r"^\s*\[[^\]]{1,40}\]\s*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Subjects:
    """Reads subjects with the prefixes of all languages."""

    phrases: Phrases
    _reply: re.Pattern[str] = field(init=False, repr=False)
    _forward: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_reply", _prefix(self.phrases.reply_prefixes))
        object.__setattr__(self, "_forward", _prefix(self.phrases.forward_prefixes))

    def base(self, subject: str) -> str:
        """Casefolded, single spaces, without reply and forward prefixes and [tags]: what threads compare."""
        rest, before = _SPACE.sub(" ", subject).strip().casefold(), None
        while rest != before:
            before = rest
            for pattern in (self._reply, self._forward, _TAG):
                rest = pattern.sub("", rest, count=1).strip()
        return rest

    def is_reply(self, subject: str) -> bool:
        """Whether a reply prefix stands in front; Fwd and WG are none."""
        return bool(self._reply.match(_TAG.sub("", subject.casefold())))

    def is_forward(self, subject: str) -> bool:
        """Whether a forward prefix stands in front."""
        return bool(self._forward.match(_TAG.sub("", subject.casefold())))

    def is_generic(self, base: str) -> bool:
        """Too short or too common to tell two conversations apart."""
        return len(base) < 5 or base in self.phrases.generic_subjects


def _prefix(words: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(word.rstrip(":")) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"^\s*(?:{alternatives})(?:\s*[\[(]\d+[\])])?\s*[:：]\s*" if words else r"(?!)")
