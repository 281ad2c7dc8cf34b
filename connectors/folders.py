"""What a folder is for: by its special use (RFC 6154), else by its name in the common languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from harvester.model import Role

SPECIAL_USE = {
    "\\all": Role.ALL,
    "\\allmail": Role.ALL,
    "\\archive": Role.ARCHIVE,
    "\\drafts": Role.DRAFTS,
    "\\inbox": Role.INBOX,
    "\\junk": Role.JUNK,
    "\\spam": Role.JUNK,
    "\\sent": Role.SENT,
    "\\trash": Role.TRASH,
}
# English, German, French, Spanish, Italian, Dutch, as Gmail, Outlook, Apple Mail, Thunderbird and webmails name them.
NAMES = {
    Role.INBOX: (
        "inbox, posteingang, boîte de réception, courrier entrant, bandeja de entrada, recibidos, posta in arrivo, "
        "in arrivo, postvak in"
    ),
    Role.SENT: (
        "sent, sent items, sent mail, sent messages, gesendet, gesendete objekte, gesendete elemente, "
        "gesendete nachrichten, gesendete e mails, envoyés, éléments envoyés, messages envoyés, objets envoyés, "
        "courrier envoyé, enviados, elementos enviados, correo enviado, mensajes enviados, inviati, inviata, "
        "posta inviata, elementi inviati, messaggi inviati, verzonden, verzonden items, verzonden berichten, "
        "verzonden objecten, verstuurd"
    ),
    Role.ARCHIVE: (
        "archive, archives, archived, archiv, archivierte elemente, archivées, archivo, archivados, archivio, "
        "archiviati, archief, gearchiveerd"
    ),
    Role.JUNK: (
        "junk, junk e mail, junk email, junk mail, spam, bulk mail, spamverdacht, unerwünscht, unerwünschte werbung, "
        "werbung, courrier indésirable, indésirables, pourriel, correo no deseado, no deseado, posta indesiderata, "
        "indesiderata, ongewenst, ongewenste e mail, ongewenste reclame"
    ),
    Role.TRASH: (
        "trash, bin, deleted, deleted items, deleted messages, papierkorb, gelöscht, gelöschte objekte, "
        "gelöschte elemente, gelöschte nachrichten, corbeille, éléments supprimés, messages supprimés, papelera, "
        "eliminados, elementos eliminados, mensajes eliminados, cestino, eliminati, posta eliminata, "
        "elementi eliminati, prullenbak, prullenmand, verwijderd, verwijderde items, verwijderde berichten"
    ),
    Role.ALL: (
        "all mail, all mail including spam and trash, alle nachrichten, alle e mails, tous les messages, todos, "
        "tutti i messaggi, alle e mail, alle berichten"
    ),
    Role.DRAFTS: "draft, drafts, entwürfe, entwurf, brouillons, borradores, bozze, concepten",
    Role.OUTBOX: (
        "outbox, unsent messages, postausgang, boîte d'envoi, bandeja de salida, posta in uscita, in uscita, "
        "postvak uit"
    ),
    Role.TEMPLATES: "templates, vorlagen, modèles, plantillas, modelli, sjablonen",
}
ROLE_OF_NAME = {name: role for role, names in NAMES.items() for name in names.split(", ")}
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
    return ROLE_OF_NAME.get(names[0], Role.OTHER) if len(names) == 1 else Role.OTHER


def plain(name: str) -> str:
    """A name as the table spells it: composed, lower case, hyphens and underscores as spaces."""
    composed = unicodedata.normalize("NFC", name).casefold().replace("’", "'")
    return re.sub(r"[\s_\-\u2010-\u2015]+", " ", composed).strip()
