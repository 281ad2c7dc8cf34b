"""The author's own words in a message: its text without quotes, forwards, signature and disclaimer (X, S14).

Whatever is cut is cut from what may be said about its author; in doubt a line stays.
"""

from __future__ import annotations

import re
from functools import lru_cache

_URL = re.compile(
    r"(?:https?://|www\.|mailto:)[^\s<>\"'”»]*[^\s<>\"'”».,;:!?)\]]/?\??|<(?:https?|mailto):[^>\s]*>", re.IGNORECASE
)

# "On Mon, 2 Mar 2026 at 10:00, Bob Roe <bob@…> wrote:" and its sisters, on one to three lines.
_ATTRIBUTION = re.compile(
    r"^\W{0,3}(?:"
    r"on\b.{6,300}\bwrote"
    r"|am\b.{6,300}\bschrieb\b.{0,200}?"
    r"|.{3,200}\bschrieb am\b.{6,200}?"
    r"|le\b.{6,300}\ba\s+écrit"
    r"|el\b.{6,300}\bescribió"
    r"|il\b.{6,300}\bha\s+scritto"
    r"|op\b.{6,300}\b(?:schreef|heeft\b.{0,200}\bgeschreven)\b.{0,200}?"
    r"|.{3,120}<[^<>\s]+@[^<>\s]+>\s*(?:wrote|schrieb|schreef|a\s+écrit|escribió|ha\s+scritto)\b.{0,80}?"
    r"|(?=.*\d).{6,300}\b(?:skrev|kirjoitti|escreveu|napisał|napisała|pisze|napsala?|napísala?|írta|a\s+scris|yazdı"
    r"|написала?|пишет|написав|пише|έγραψε)\b.{0,200}?"
    # "Ann North, 2 March 2026 10:00:", and a date before the mailbox, as programs of many languages write it
    r"|(?-i:[A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩА-Я][\w.'’-]*(?:\s(?:[A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩА-Я][\w.'’-]*|von|van|de|der|den|di|da)){1,4})"
    r"(?:,|\s?<[^<>\s]+@[^<>\s]+>,?|\s\(|\s[–-])\s?(?=.{0,12}\d).{0,40}\b\d{1,2}[:.]\d{2}\b.{0,20}"
    r"|(?=.{0,60}\b\d{4})(?=.{0,80}\d{1,2}[:.]\d{2}).{6,120}<[^<>\s]+@[^<>\s]+>"
    r")\s*[:：]\s*$",
    re.IGNORECASE,
)
_ATTRIBUTION_START = re.compile(r"^\W{0,3}(?:on|am|le|el|il|op)\b|^.{0,60}\b\d{4}", re.IGNORECASE)

_SEPARATOR = re.compile(
    r"^(?:> ?)?(?:[-_=*]{2,40})?\s?(?:"
    r"original\s+(?:message|appointment)|ursprüngliche\s+(?:nachricht|e-?mail)|original-?nachricht"
    r"|message\s+d['’]origine|message\s+original|mensaje\s+original|messaggio\s+originale"
    r"|oorspronkelijk\s+bericht|forwarded\s+message|weitergeleitete\s+nachricht"
    r"|message\s+transféré|mensaje\s+reenviado|messaggio\s+inoltrato|doorgestuurd\s+bericht"
    r")\s?[-_=*]{2,40}$"
    r"|^\W{0,3}(?:begin\s+forwarded\s+message|anfang\s+der\s+weitergeleiteten\s+(?:nachricht|e-?mail)"
    r"|début\s+du\s+message\s+(?:réexpédié|transféré)|inicio\s+del\s+mensaje\s+reenviado"
    r"|inizio\s+messaggio\s+inoltrato|begin\s+doorgestuurd\s+bericht)\s*:\s*$",
    re.IGNORECASE,
)

_HEADER_FROM = re.compile(
    r"^\W{0,3}(?:from|von|de|da|van|desde|expéditeur|afzender|från|fra|lähettäjä|od|от|от\s+кого|від|kimden|gönderen|feladó"
    r"|de\s+la|από|发件人|寄件者|差出人|보낸\s?사람)\s*[:：]\W{0,3}\s*\S",
    re.IGNORECASE,
)
_HEADER_OTHER = re.compile(
    r"^\W{0,3}(?:sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé(?:\s+le)?|à|objet|enviado(?:\s+el)?|fecha"
    r"|para|asunto|inviato|data|a|oggetto|verzonden|aan|onderwerp|reply-to"
    r"|skickat|till|ämne|sendt|til|emne|dato|lähetetty|vastaanottaja|aihe|päivämäärä|enviada(?:\s+em)?|assunto|wysłano"
    r"|wysłane|do|temat|odesláno|komu|předmět|odoslané|predmet|kopia|kopie|dw|отправлено|дата|кому|копия|тема|надіслано"
    r"|gönderildi|gönderme\s+tarihi|tarih|kime|konu|küldve|címzett|tárgy|trimis|către|subiect|στάλθηκε|προς|θέμα"
    r"|发送时间|收件人|主题|日期|寄件日期|收件者|主旨|送信日時|日付|宛先|件名|보낸\s?날짜|받는\s?사람|제목)\s*[:：]",
    re.IGNORECASE,
)

# A head in a language not named here: short "Word:" lines below each other, one with a mailbox or a date with a time.
_HEADER_SHAPE = re.compile(r"^\W{0,3}[^\W\d_][\w '’.-]{0,24}\s?[:：]\W{0,3}\s\S.{0,120}$")
_MAILBOX_OR_TIME = re.compile(
    r"[^\s<>]@[^\s<>]|\b\d{4}\b.{0,12}\b\d{1,2}[:.]\d{2}\b|\b\d{1,2}[:.]\d{2}\b.{0,30}\b\d{4}\b"
)
_RULE = re.compile(r"^[-_=*]{5,}$")

_SIGN_OFF = re.compile(
    r"^\W{0,3}(?:(?:with\s+)?(?:best|kind|kindest|warm|warmest)\s+(?:regards|wishes)|(?:many\s+)?regards|all\s+the\s+best|best"
    r"|cheers|sincerely|yours(?:\s+(?:sincerely|faithfully|truly))?|sincerely\s+yours|br|kr|rgds"
    r"|mit\s+(?:freundlichen|besten|herzlichen|lieben)\s+gr(?:ü|ue)(?:ß|ss)en|(?:viele|beste|liebe|herzliche|freundliche|schöne)\s+"
    r"gr(?:ü|ue)(?:ß|ss)e(?:\s+aus\s+\w+)?|gr(?:u|ü)(?:ß|ss)|mfg|lg|vg|hochachtungsvoll"
    r"|(?:bien\s+)?(?:cordialement|amicalement)(?:\s+vôtre)?|bien\s+à\s+(?:vous|toi)|(?:meilleures|sincères)\s+salutations"
    r"|bonne\s+(?:journée|soirée|fin\s+de\s+journée)|(?:un\s+)?(?:cordial\s+saludo|saludos?(?:\s+cordiales)?)|atentamente"
    r"|(?:un\s+)?abrazo|(?:cordiali|distinti|cari)\s+saluti|(?:un\s+)?(?:cordiale\s+)?saluto|saluti"
    r"|met\s+(?:vriendelijke|hartelijke)\s+groet(?:en)?|(?:vriendelijke|hartelijke)\s+groet(?:en)?|groet(?:en|jes)?|mvg)\W*$",
    re.IGNORECASE,
)
_SIGN_OFF_WITH_NAME = re.compile(
    r"^\W{0,3}(?i:(?:best|kind|warm)\s+regards,?|regards,?|(?:viele|liebe|beste|herzliche)\s+grüße,?|lg,?|vg,?|cordialement,?"
    r"|saludos,?|saluti,?|groeten,?|groetjes,?|cheers,|best,)\s+(?:[A-ZÄÖÜÉ][\w.'’-]*\s?){1,3}$"
)
_POSTSCRIPT = re.compile(r"^\W{0,3}p\.?\s?s\.?\b", re.IGNORECASE)
_LONGEST_SIGNATURE_LINES = 25

_DEVICE = re.compile(
    r"^\W{0,3}(?:sent\s+(?:from|via|with)\s+(?:my\s+)?[\w\s.+™®-]{2,60}|get\s+outlook\s+for\s+\w+.{0,40}"
    r"|(?:von\s+(?:meinem|meiner|unterwegs)\b.{0,40}\bgesendet)|gesendet\s+(?:von|mit|über|vom)\s.{2,80}|holen\s+sie\s+sich\s+outlook.{0,60}"
    r"|diese\s+nachricht\s+wurde\s+von\s+meinem\b.{2,80}|envoyé\s+(?:de(?:puis)?|avec|à\s+partir)\s.{2,80}|télécharge[zr]\s+outlook.{0,60}"
    r"|enviado\s+(?:desde|con)\s.{2,80}|obtener\s+outlook.{0,60}|inviato\s+(?:da|con|dal)\s.{2,80}|scarica\s+outlook.{0,60}"
    r"|verzonden\s+(?:vanaf|met|vanuit|via)\s.{2,80}|outlook\s+voor\s.{2,40}\bdownloaden)\W*$",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"^\W{0,3}(?:(?:confidentiality|legal|privacy)\s+(?:notice|note|disclaimer)|disclaimer|vertraulichkeitshinweis|haftungsausschluss"
    r"|avis\s+de\s+confidentialité|aviso\s+(?:legal|de\s+confidencialidad)|(?:avviso|nota)\s+di\s+riservatezza)\b"
    r"|^\W{0,3}(?:this|the\s+information\s+(?:contained\s+)?in\s+this)\s+(?:e-?mail|message|communication)\b.{0,200}\b(?:confidential|privileged|intended\s+(?:solely|only))"
    r"|^\W{0,3}(?:diese\s+(?:e-?mail|nachricht)|der\s+inhalt\s+dieser\s+e-?mail)\b.{0,200}\bvertraulich"
    r"|^\W{0,3}(?:ce\s+(?:message|courriel)|cet\s+e-?mail)\b.{0,200}\bconfidentiel"
    r"|^\W{0,3}este\s+(?:mensaje|correo)\b.{0,200}\bconfidencial"
    r"|^\W{0,3}(?:questo\s+messaggio|questa\s+e-?mail|il\s+presente\s+messaggio)\b.{0,200}\b(?:riservat|confidenzial)"
    r"|^\W{0,3}dit\s+(?:bericht|e-?mailbericht)\b.{0,200}\bvertrouwelijk"
    r"|^\W{0,3}(?:please\s+consider\s+the\s+environment|bitte\s+denken\s+sie\s+an\s+die\s+umwelt|pensez\s+à\s+l['’]environnement)",
    re.IGNORECASE,
)
_LIST_FOOTER = re.compile(r"^_{20,}\s*$")


def new_text(text: str) -> str:
    """What the author wrote anew, without quoted and forwarded words, signature, disclaimer and URLs."""
    own = "\n".join(_URL.sub(" ", line) if _may_link(line) else line for line in _own_lines(text))
    return re.sub(r"\n{3,}", "\n\n", own).strip()


def new_link(text: str) -> bool:
    """Whether what the author wrote anew holds a link to somewhere; an address to write to is none."""
    linked = filter(_may_link, _own_lines(text))
    found = (link.group().casefold() for line in linked for link in _URL.finditer(line))
    return any(not link.lstrip("<").startswith("mailto:") for link in found)


def _may_link(line: str) -> bool:
    """Whether a URL can be in it at all: no other letters pass for these, and the pattern is slow."""
    lower = line.lower()
    return "ttp" in lower or "www." in lower or "lto:" in lower


@lru_cache(maxsize=1)
def _own_lines(text: str) -> tuple[str, ...]:
    return tuple(line.rstrip() for line in _without_signature(_without_quotes(text.split("\n"))))


def _without_quotes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    shapes = [_shape(line) for line in lines]
    number = 0
    while number < len(lines):
        shape = shapes[number]
        if _is_marked(shape):
            if _is_escaped(shapes, number):
                kept.append(lines[number].replace(">", "", 1))
            number += 1
            continue
        if (len(shape) < 120 and _SEPARATOR.match(shape)) or _is_header_block(shapes, number):
            break
        span = _attribution_lines(shapes, number)
        if span:
            if not _next_is_quoted(shapes, number + span):
                break
            number += span
            continue
        kept.append(lines[number])
        number += 1
    return kept


def _shape(line: str) -> str:
    """What the patterns look at: the beginning of the line, its white space evened out."""
    return " ".join(line[:500].split())


def _is_escaped(shapes: list[str], number: int) -> bool:
    """`>From …` alone among words of the author's own: an mbox writes a line that begins with "From " so."""
    beside = (*shapes[max(number - 1, 0) : number], *shapes[number + 1 : number + 2])
    return shapes[number].startswith(">From ") and not any(shape.startswith(">") for shape in beside)


def _is_header_block(shapes: list[str], number: int) -> bool:
    """`From:` with at least two of Sent, To, Subject … right below, or lines of that shape: a message follows."""
    if not _HEADER_FROM.match(shapes[number]):
        return _has_header_shape(shapes, number)
    below = [shape for shape in shapes[number + 1 : number + 10] if shape][:5]
    return sum(1 for shape in below if _HEADER_OTHER.match(shape)) >= 2


def _has_header_shape(shapes: list[str], number: int) -> bool:
    """Three short `Word:` lines that begin a paragraph, one of which holds a mailbox, or a date with a time."""
    above, lines = shapes[number - 1] if number else "", shapes[number : number + 3]
    if (above and not _RULE.match(above)) or len(lines) < 3 or not all(map(_HEADER_SHAPE.match, lines)):
        return False
    return any(map(_MAILBOX_OR_TIME.search, lines))


def _is_marked(shape: str) -> bool:
    """Marked as quoted by ">", or by a bar that is no column of a table."""
    return shape.startswith(">") or shape == "|" or (shape.startswith("| ") and shape.count("|") == 1)


def _attribution_lines(shapes: list[str], number: int) -> int:
    """How many lines from here are one "On … wrote:"; 0 if none."""
    if shapes[number].endswith((":", "：")) and _ATTRIBUTION.match(shapes[number]):
        return 1
    if not _ATTRIBUTION_START.match(shapes[number][:80]):
        return 0
    for span in (2, 3):
        following = shapes[number : number + span]
        if any(not shape or _is_marked(shape) for shape in following):
            return 0
        if following[-1].endswith((":", "：")) and _ATTRIBUTION.match(" ".join(following)[:500]):
            return span
    return 0


def _next_is_quoted(shapes: list[str], number: int) -> bool:
    """Whether the next line that says anything bears a quote mark; if none follows, nothing is left to cut."""
    return _is_marked(next((shape for shape in shapes[number:] if shape), ">"))


def _without_signature(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for number, line in enumerate(lines):
        shape = _shape(line)
        rest = lines[number + 1 : number + 1 + _LONGEST_SIGNATURE_LINES * 4]
        if line.strip("\r") in {"-- ", "--"} and _is_short(rest):
            break
        if _LIST_FOOTER.match(shape) or _DISCLAIMER.match(shape):
            break
        if _DEVICE.match(shape[:200]):
            continue
        if _is_sign_off(shape) and _is_short(rest):
            postscript = next((n for n, below in enumerate(rest) if _POSTSCRIPT.match(below[:20])), None)
            return kept if postscript is None else kept + _without_signature(rest[postscript:])
        kept.append(line)
    return kept


def _is_sign_off(shape: str) -> bool:
    return len(shape) < 120 and bool(_SIGN_OFF.match(shape) or _SIGN_OFF_WITH_NAME.match(shape))


def _is_short(rest: list[str]) -> bool:
    return sum(1 for line in rest if line.strip()) <= _LONGEST_SIGNATURE_LINES
