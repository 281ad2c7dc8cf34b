"""Words of ours that tell that the client did what it promised, or that it need not: no absence is told over them (P1).

What was handed over by link, in a meeting or by telephone leaves no mail of the client; our own thanks for it may.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from harvester.model.engagement import Phrases
from harvester.model.words import held, plain
from harvester.pipeline.mails.asking import released
from harvester.pipeline.mails.clauses import CLAUSE, clauses, denies
from harvester.pipeline.mails.ownwords import shortened, split

_TO_COME = re.compile(r"\b(?:be|should|must)\s*$")
"""Right before the phrase: “must be uploaded”."""
_NEXT_WORDS = re.compile(r"(?: [\w']+){0,2}")
_MONEY = (
    r"\b(?:payments?|transfer|remittance|money|amount|\d+ (?:eur|usd|gbp|chf)|zahlung(?:seingang)?|(?:ü|ue)berweisung"
    r"|geld|betrag|paiement|règlement|virement|chèque|pago|transferencia|dinero|importe|pagamento|bonifico|accredito|saldo"
    r"|soldi|importo|betaling|overboeking|bedrag|transferência|dinheiro)\b"
)
_CAME = (
    r"\b(?:received|arrived|came|come|reached|(?:on|in) (?:our|my) account|can see|saw|confirmed|best(?:ä|ae)tigt"
    r"|verbucht|verzeichnet|eingegangen|erhalten|bekommen|angekommen|ist da|gutgeschrieben|reçue?s?|arrivée?"
    r"|parvenue?|encaissé|recibid[oa]|recibimos|llegad[oa]|llegó|entrad[oa]|ya está|ricevut[oa]|arrivat[oi]|visto"
    r"|ontvangen|binnen\w*|aangekomen|bijgeschreven|recebid[oa]|recebemos|recebi|chegou|entrou|caiu)\b"
)
_BILL = r"\b(?:invoice|bill|rechnung|facture|factura|fattura|factuur|fatura)\b"
_DONE = (
    r"\b(?:paid|settled|cleared|cancell?(?:ed|ing)?|void|bezahlt|beglichen|storn\w*|payée?|réglée?|soldée?|annul\w*"
    r"|un avoir|remplace|pagad[oa]|abonad[oa]|un abono|cobrad[oa]|anul\w*|sustituye|pagat[oa]|saldat[oa]|sostituisce"
    r"|betaald|voldaan|crediteren|crediteer|vervalt|vervangt|(?:está|foi) paga|liquidad[oa]|substitui|sem efeito)\b"
)
_THANKS = rf"\b(?:thanks?|dank\w*|merci|gracias|grazie|bedankt|obrigad[oa])(?: [\w']+){{0,4}} [\w']*{_MONEY}"
_IN_TIME = r"\b(?:by|until|within|bis|innerhalb|avant|d'ici|sous|antes|entro|voor \w*(?:\d|dag)|até)\b"
_PAID = (
    r"\b(?:bereits|schon|already|déjà|ya|già|avete|reeds|al|já) (?:paid|bezahlt|payé|pag\w+|betaald)\b"
    r"|\b(?:gracias por pagar|grazie per aver pagato|merci d'avoir (?:payé|réglé))\b"
)
_OWED = re.compile(
    r"\b(?:to be|must|should|ha(?:s|ve) to|needs? to|will be|muss|müss\w*|soll\w*|werden|zu (?:be)?zahlen|zu begleichen"
    r"|doi(?:t|vent)|devra\w*|debe\w*|tiene que|deve|devono|moet\w*|worden)\b"
)
"""What is only to be paid."""
_TOGETHER = tuple(
    (re.compile(one), re.compile(other), re.compile(without) if without else None)
    for one, other, without in ((_MONEY, _CAME, ""), (_BILL, _DONE, ""), (_PAID, "", ""), (_THANKS, "", _IN_TIME))
)
"""What a clause holds that tells of money that came, of an invoice paid or taken back; what it must not hold then."""


def settling(own_words: str, phrases: Phrases, about: Callable[[str], bool], *, named: bool) -> str:
    """The first sentence by which it was done, or settled otherwise; "" if none says so.

    `about`: whether a sentence says what it is called; `named`: the mail as a whole is about it.
    """
    said = (one for one in split(own_words) if _tells(one, phrases, about(one), named=named))
    return shortened(next(said, ""))


def _tells(sentence: str, phrases: Phrases, about: bool, *, named: bool) -> bool:
    text = plain(sentence)
    if text.endswith("?") or not (about or named):
        return False
    if released(text, phrases):
        return True
    if any(map(_pays, clauses(text))):
        return True
    told = held(text, phrases.settled if about else phrases.paid)
    return any(not _denied(text, found) for _, found in told)


def _pays(clause: str) -> bool:
    if denies(clause) or _OWED.search(clause):
        return False
    return any(
        one.search(clause) and other.search(clause) and not (without and without.search(clause))
        for one, other, without in _TOGETHER
    )


def _denied(text: str, found: re.Match[str]) -> bool:
    """Whether its own clause denies it, before the phrase or right behind it: “we received nothing”.

    Not what stands before: “no problem, …”.
    """
    clause = max((end.end() for end in CLAUSE.finditer(text, 0, found.start())), default=0)
    behind = _NEXT_WORDS.match(text, found.end())
    before = text[clause : found.start()]
    return denies(f"{before} {behind[0] if behind else ''}") or _TO_COME.search(before) is not None
