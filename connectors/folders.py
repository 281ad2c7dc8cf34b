"""What a folder is for: by its special use (RFC 6154), else by its name in the common languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from harvester.model.drafts import DRAFT_NAMES, SENT_NAMES
from harvester.model.source import Role

SPECIAL_USE = {
    "\\all": Role.ALL,
    "\\allmail": Role.ALL,
    "\\archive": Role.ARCHIVE,
    "\\drafts": Role.DRAFTS,
    "\\inbox": Role.INBOX,
    "\\junk": Role.JUNK,
    "\\outbox": Role.OUTBOX,
    "\\scheduled": Role.OUTBOX,
    "\\spam": Role.JUNK,
    "\\templates": Role.TEMPLATES,
    "\\sent": Role.SENT,
    "\\trash": Role.TRASH,
}
# As Gmail, Outlook, Apple Mail, Thunderbird and webmails name them: English, German, French, Spanish, Italian, Dutch;
# then Swedish, Norwegian, Danish, Finnish, Portuguese, Polish, Czech, Slovak, Hungarian, Romanian, Greek, Turkish,
# Russian, Ukrainian, Chinese, Japanese, Korean.
NAMES = {
    Role.INBOX: (
        "inbox, posteingang, boîte de réception, courrier entrant, bandeja de entrada, recibidos, posta in arrivo, "
        "in arrivo, postvak in, inkorg, inkorgen, innboks, indbakke, saapuneet, caixa de entrada, a receber, odebrane, "
        "skrzynka odbiorcza, doručená pošta, doručené, beérkezett üzenetek, primite, mesaje primite, εισερχόμενα, "
        "gelen kutusu, входящие, вхідні, 收件箱, 收件匣, 受信トレイ, 受信箱, 받은편지함"
    ),
    Role.SENT: SENT_NAMES,
    Role.ARCHIVE: (
        "archive, archives, archived, archiv, archivierte elemente, archivées, archivo, archivados, archivio, "
        "archiviati, archief, gearchiveerd, arkiv, arkisto, arquivo, archiwum, archív, archivum, arhivă, arşiv, архив, "
        "архів, 归档, 封存, アーカイブ, 보관"
    ),
    Role.JUNK: (
        "junk, junk e mail, junk email, junk mail, spam, bulk mail, spamverdacht, unerwünscht, unerwünschte werbung, "
        "werbung, courrier indésirable, indésirables, pourriel, correo no deseado, no deseado, posta indesiderata, "
        "indesiderata, ongewenst, ongewenste e mail, ongewenste reclame, skräppost, søppelpost, søppel e post, "
        "uønsket, uønsket mail, uønsket e mail, uønsket post, roskaposti, lixo eletrônico, lixo eletrónico, "
        "correio não solicitado, niechciane, wiadomości śmieci, nevyžádaná pošta, nevyžádané, levélszemét, "
        "mesaje nedorite, ανεπιθύμητα, ανεπιθύμητη αλληλογραφία, önemsiz, önemsiz e posta, спам, нежелательная почта, "
        "небажана пошта, 垃圾邮件, 垃圾郵件, 迷惑メール, 스팸, 스팸메일함, 정크 메일"
    ),
    Role.TRASH: (
        "trash, bin, deleted, deleted items, deleted messages, deleted mail, papierkorb, gelöscht, gelöschte objekte, "
        "gelöschte elemente, gelöschte nachrichten, corbeille, éléments supprimés, messages supprimés, papelera, "
        "eliminados, elementos eliminados, mensajes eliminados, cestino, eliminati, posta eliminata, "
        "elementi eliminati, prullenbak, prullenmand, verwijderd, verwijderde items, verwijderde berichten, "
        "papperskorg, papperskorgen, borttaget, borttagna objekt, papirkurv, papirkurven, slettede elementer, "
        "slettet post, slettet, roskakori, poistetut, lixeira, lixo, reciclagem, itens excluídos, itens eliminados, "
        "kosz, elementy usunięte, usunięte, koš, odstraněná pošta, odstraněné, kôš, odstránená pošta, kuka, lomtár, "
        "törölt elemek, coș de gunoi, elemente șterse, κάδος απορριμμάτων, διαγραμμένα, çöp kutusu, çöp, "
        "silinmiş öğeler, корзина, удаленные, удалённые, кошик, видалені, 已删除, 已删除邮件, 垃圾桶, 刪除的郵件, "
        "ゴミ箱, 削除済みアイテム, 휴지통, 지운편지함"
    ),
    Role.ALL: (
        "all mail, all mail including spam and trash, alle nachrichten, alle e mails, tous les messages, todos, "
        "tutti i messaggi, alle e mail, alle berichten, all e post, al e post, kaikki viestit, todos os e mails, "
        "wszystkie, вся почта, すべてのメール"
    ),
    Role.DRAFTS: DRAFT_NAMES,
    Role.OUTBOX: (
        "outbox, unsent, unsent messages, unsent mail, scheduled, scheduled messages, scheduled mail, send later, "
        "to be sent, waiting to be sent, snoozed to send, queue, queued, postausgang, ungesendet, "
        "nicht gesendete nachrichten, zeitgesteuert, geplant, geplante nachrichten, später senden, boîte d'envoi, "
        "messages non envoyés, non envoyés, messages planifiés, planifiés, programmés, bandeja de salida, "
        "mensajes programados, programados, no enviados, posta in uscita, in uscita, non inviati, programmati, "
        "postvak uit, niet verzonden, gepland, utkorg, utkorgen, schemalagda, schemalagt, utboks, utboksen, udbakke, "
        "planlagt, lähtevät, lähtevä posti, ajoitettu, ajoitetut, caixa de saída, agendados, programadas, "
        "skrzynka nadawcza, do wysłania, zaplanowane, pošta k odeslání, k odeslání, naplánované, pošta na odoslanie, "
        "postázandó üzenetek, kimenő, ütemezett, de trimis, mesaje de trimis, programate, εξερχόμενα, "
        "giden kutusu, zamanlanmış, исходящие, запланированные, отложенные, вихідні, заплановані, 发件箱, 寄件匣, "
        "定时发送, 送信トレイ, 送信予約, 보낼 편지함, 예약편지함"
    ),
    Role.TEMPLATES: (
        "template, templates, vorlage, vorlagen, modèles, plantillas, modelli, sjablonen, mallar, maler, skabeloner, "
        "mallit, mallipohjat, modelos, szablony, šablony, sablonok, șabloane, πρότυπα, şablonlar, шаблоны, шаблони, "
        "模板, 範本, テンプレート, 템플릿"
    ),
}
ROLE_OF_NAME = {name.casefold(): role for role, names in NAMES.items() for name in names.split(", ")}
_ADDED = re.compile(r"(?<=\S)(?: ?[(\[][^()\[\]]*[)\]]| on my (?:mac|computer)| \d{1,3})$")
_TOP = {"inbox", "[gmail]", "[google mail]", "[imap]", "mail", "top of information store", "takeout"}


def role(path: Iterable[str], special_use: Iterable[str] = ()) -> Role:
    """Role of the folder at `path`, its names from the top.

    A name counts only at the top level: "Drafts" inside a project's folder may hold anybody's mail.
    """
    for flag in special_use:
        if found := SPECIAL_USE.get(flag.casefold()):
            return found
    names = [plain(name) for name in path]
    while len(names) > 1 and names[0] in _TOP:
        names.pop(0)
    return _role_of(names[0]) if len(names) == 1 else Role.OTHER


def _role_of(name: str) -> Role:
    """By the whole name, else without what a program adds to tell two of a kind apart: "Drafts (On My Mac)"."""
    return ROLE_OF_NAME.get(name) or ROLE_OF_NAME.get(_ADDED.sub("", name), Role.OTHER)


def plain(name: str) -> str:
    """A name as the table spells it: composed, lower case, hyphens and underscores as spaces."""
    composed = unicodedata.normalize("NFC", name).casefold().replace("’", "'")
    return re.sub(r"[\s_\-\u2010-\u2015]+", " ", composed).strip()


def is_named(name: str, patterns: Sequence[str]) -> bool:
    """Whether the configuration names it, as it stands (“[Gmail]/Spam”) or by a pattern (“Private*”)."""
    return any(name == pattern or fnmatchcase(name, pattern) for pattern in patterns)
