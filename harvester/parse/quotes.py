"""The author's own words in a message: its text without quotes, forwards, signature and disclaimer (X, S14).

Whatever is cut is cut from what may be said about its author; in doubt a line stays.
"""

from __future__ import annotations

import re
from functools import lru_cache

from harvester.model.links import LINK, may_link
from harvester.parse.endings import Line, shape_of, without_signature

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

_COLONS = frozenset(":：")
_SEPARATOR_ENDS = frozenset("-_=*:")


def new_text(text: str) -> str:
    """What the author wrote anew, without quoted and forwarded words, signature, disclaimer and URLs."""
    lines = _own_lines(text)
    own = "\n".join(lines)
    if may_link(own):
        own = "\n".join(LINK.sub(" ", line) if may_link(line) else line for line in lines)
    return re.sub(r"\n{3,}", "\n\n", own).strip()


def new_link(text: str) -> bool:
    """Whether what the author wrote anew holds a link to somewhere; an address to write to is none."""
    linked = filter(may_link, _own_lines(text))
    found = (link.group().casefold() for line in linked for link in LINK.finditer(line))
    return any(not link.lstrip("<").startswith("mailto:") for link in found)


@lru_cache(maxsize=1)
def _own_lines(text: str) -> tuple[str, ...]:
    lines = text.split("\n")
    return tuple(line.rstrip() for line, _ in without_signature(_without_quotes(lines, [*map(shape_of, lines)])))


def _without_quotes(lines: list[str], shapes: list[str]) -> list[Line]:
    kept: list[Line] = []
    introducing = _introducing(shapes)
    number = 0
    while number < len(lines):
        line, shape = lines[number], shapes[number]
        if _is_marked(shape):
            if _is_escaped(shapes, number):
                line = line.replace(">", "", 1)
                kept.append((line, shape_of(line)))
            number += 1
            continue
        if _is_separator(shape) or _is_header_block(shapes, number):
            break
        span = _attribution_lines(shapes, number) if number in introducing else 0
        if span:
            if not _next_is_quoted(shapes, number + span):
                break
            number += span
            continue
        kept.append((line, shape))
        number += 1
    return kept


def _is_separator(shape: str) -> bool:
    # nearly every line is told apart by its last character, here and below: that is what long mail takes its time for
    return shape[-1:] in _SEPARATOR_ENDS and len(shape) < 120 and bool(_SEPARATOR.match(shape))


def _is_escaped(shapes: list[str], number: int) -> bool:
    """`>From …` alone among words of the author's own: an mbox writes a line that begins with "From " so."""
    beside = (*shapes[max(number - 1, 0) : number], *shapes[number + 1 : number + 2])
    return shapes[number].startswith(">From ") and not any(shape.startswith(">") for shape in beside)


def _is_header_block(shapes: list[str], number: int) -> bool:
    """`From:` with at least two of Sent, To, Subject … right below, or lines of that shape: a message follows."""
    if ":" not in shapes[number] and "：" not in shapes[number]:
        return False
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
    return shape[:1] == ">" or (shape[:1] == "|" and (shape == "|" or (shape[1] == " " and shape.count("|") == 1)))


def _introducing(shapes: list[str]) -> set[int]:
    """Numbers of the lines that an "On … wrote:" can begin on: it ends with its colon within three lines."""
    ending = [number for number, shape in enumerate(shapes) if shape[-1:] in _COLONS]
    return {start for number in ending for start in (number - 2, number - 1, number)}


def _attribution_lines(shapes: list[str], number: int) -> int:
    """How many lines from here are one "On … wrote:"; 0 if none."""
    if shapes[number][-1:] in _COLONS and _ATTRIBUTION.match(shapes[number]):
        return 1
    if not _ATTRIBUTION_START.match(shapes[number][:80]):
        return 0
    for span in (2, 3):
        following = shapes[number : number + span]
        if any(not shape or _is_marked(shape) for shape in following):
            return 0
        if following[-1][-1:] in _COLONS and _ATTRIBUTION.match(" ".join(following)[:500]):
            return span
    return 0


def _next_is_quoted(shapes: list[str], number: int) -> bool:
    """Whether the next line that says anything bears a quote mark; if none follows, nothing is left to cut."""
    return _is_marked(next((shape for shape in shapes[number:] if shape), ">"))
