"""What tells that a mail of ours was sent, or never was (measurement.md C0, S6)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from harvester.model.source import Role

if TYPE_CHECKING:
    from harvester.model.ledger import Sighting
    from harvester.model.mail import Message

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


SENT_NAMES = (
    "sent, sent items, sent mail, sent messages, sent email, gesendet, gesendete objekte, gesendete elemente, "
    "gesendete nachrichten, gesendete e mails, versendet, verschickt, verschickte nachrichten, "
    "envoyés, éléments envoyés, messages envoyés, objets envoyés, "
    "courrier envoyé, enviados, elementos enviados, correo enviado, mensajes enviados, inviati, inviata, "
    "posta inviata, elementi inviati, messaggi inviati, verzonden, verzonden items, verzonden berichten, "
    "verzonden objecten, verstuurd, skickat, skickade, skickade objekt, skickade meddelanden, sendt, sendte, "
    "sendte elementer, sendt post, sendte meddelelser, sendte e poster, lähetetyt, lähetetyt viestit, "
    "itens enviados, mensagens enviadas, correio enviado, e mails enviados, wysłane, elementy wysłane, "
    "wysłane wiadomości, odeslané, odeslaná pošta, odoslané, odoslaná pošta, elküldött, elküldött üzenetek, "
    "elküldött elemek, trimise, mesaje trimise, elemente trimise, απεσταλμένα, gönderilmiş, gönderilenler, "
    "gönderilmiş öğeler, gönderilmiş postalar, отправленные, отправлено, надіслані, 已发送, 已发送邮件, 已傳送, "
    "寄件備份, 送信済み, 送信済みアイテム, 送信済みメール, 보낸편지함"
)
"""What folders and labels of sent mail are called, in the same languages; joined by ", "."""
_SENT_LABELS = frozenset(SENT_NAMES.split(", "))


def is_sent(sighting: Sighting) -> bool:
    """Whether one copy was seen among sent mail: by its folder, or by a label as Google writes it."""
    return sighting.role is Role.SENT or labelled_sent(sighting.labels)


def labelled_sent(labels: Iterable[str]) -> bool:
    """Whether one of a message's labels is that of sent mail."""
    return any(_plain(label) in _SENT_LABELS for label in labels)


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
