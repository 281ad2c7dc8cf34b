"""What tells that a mail was never sent (measurement.md C0)."""

from __future__ import annotations

import unicodedata

from harvester.model.ledger import Sighting
from harvester.model.mail import Message
from harvester.model.source import Role

UNSENT_ROLES = frozenset({Role.DRAFTS, Role.OUTBOX, Role.TEMPLATES})
DRAFT_NAMES = (
    "draft, drafts, draft messages, local drafts, my drafts, entwürfe, entwurf, brouillon, brouillons, borrador, "
    "borradores, bozza, bozze, concept, concepten, utkast, utkastene, kladder, kladde, luonnos, luonnokset, "
    "rascunho, rascunhos, kopie robocze, wersje robocze, szkice, robocze, koncepty, rozepsané, rozpracované, "
    "piszkozat, piszkozatok, ciornă, ciorne, πρόχειρα, taslak, taslaklar, черновик, черновики, чернетки, "
    "чорновики, 草稿, 草稿箱, 下書き, 임시보관함, 임시 보관함"
)
"""What folders and labels of drafts are called: English, German, French, Spanish, Italian, Dutch, Swedish, Norwegian,
Danish, Finnish, Portuguese, Polish, Czech, Slovak, Hungarian, Romanian, Greek, Turkish, Russian, Ukrainian, Chinese,
Japanese, Korean. Joined by ", "."""
_LABELS = frozenset({*DRAFT_NAMES.split(", "), "scheduled"})
_HEADERS = {
    "x-mozilla-draft-info": "",
    "x-draft-info": "",
    "x-unsent": "1",
    "x-uniform-type-identifier": "com.apple.mail-draft",
}
"""Name -> what its value begins with."""


def is_draft(sighting: Sighting, message: Message) -> bool:
    """Whether one copy of our own mail was unsent where it was seen: by folder, flag, label, or its own header.

    It says nothing about mail of others: what lies in our folders and was written by them has been sent.
    """
    if sighting.role in UNSENT_ROLES or any(flag.casefold() == "\\draft" for flag in sighting.flags):
        return True
    if any(_plain(label) in _LABELS for label in sighting.labels):
        return True
    return any(
        value.strip().casefold().startswith(start)
        for name, start in _HEADERS.items()
        for value in message.headers.get(name, ())
    )


def _plain(label: str) -> str:
    return unicodedata.normalize("NFC", label).casefold().removeprefix("\\").strip()
