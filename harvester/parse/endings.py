"""Where an author's words end: signature, disclaimer, the line of a device, the footer of a list (X, S14).

In doubt a line stays.
"""

from __future__ import annotations

import re

Line = tuple[str, str]
"""A line, and what the patterns look at (`shape_of`)."""

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


def shape_of(line: str) -> str:
    """What the patterns look at: the beginning of the line, its white space evened out."""
    return " ".join(line[:500].split())


def without_signature(lines: list[Line]) -> list[Line]:
    """The lines without signature, disclaimer, footer and those that name a device; a postscript stays."""
    kept: list[Line] = []
    for number, (line, shape) in enumerate(lines):
        if "--" in line and line.strip("\r") in {"-- ", "--"} and _is_short(_below(lines, number)):
            break
        if (shape[:1] == "_" and _LIST_FOOTER.match(shape)) or _DISCLAIMER.match(shape):
            break
        if _DEVICE.match(shape[:200]):
            continue
        if _is_sign_off(shape) and _is_short(rest := _below(lines, number)):
            postscript = next((n for n, (below, _) in enumerate(rest) if _POSTSCRIPT.match(below[:20])), None)
            return kept if postscript is None else kept + without_signature(rest[postscript:])
        kept.append((line, shape))
    return kept


def _below(lines: list[Line], number: int) -> list[Line]:
    return lines[number + 1 : number + 1 + _LONGEST_SIGNATURE_LINES * 4]


def _is_sign_off(shape: str) -> bool:
    return len(shape) < 120 and bool(_SIGN_OFF.match(shape) or _SIGN_OFF_WITH_NAME.match(shape))


def _is_short(rest: list[Line]) -> bool:
    return sum(1 for line, _ in rest if line.strip()) <= _LONGEST_SIGNATURE_LINES
