"""Words of ours that show that we had the client's answer, or wait for none, wherever it came (R17, P1).

“Your corrections are in”, “like you said”, “Carol told me that you are happy”: whoever writes that was answered in some
way that left no mail. What the phrase files cannot spell out is read here from words that stand together in a clause.
What the client writes is never read so: a doubt does not lighten our own debt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from harvester.model.dossier import Exchange
from harvester.model.mail import Expectation, MessageClass
from harvester.model.matter import Side
from harvester.model.phrases import Grammar, Phrases
from harvester.model.words import plain
from harvester.pipeline.mails.asking import releases
from harvester.pipeline.mails.clauses import clauses, denies
from harvester.pipeline.mails.ownwords import split

_YOURS = (
    r"\b(?:your|deine?\w?|ihre?\w?|eure?\w?|vos|votre|tes|ta|ton|tus?|sus?|vuestr[oa]s?|tu[oae]i?|suoi|su[oae]"
    r"|vostr[oaei]"
    r"|je|jouw|uw|jullie|teus?|tuas?|seus?|suas?|voss[oa]s?)(?: \w+){0,2} "
)
_WORD = (
    r"(?:repl(?:y|ies)|answers?|responses?|texts?|sms|whats?apps?|messages?|letter|fax|voicemail|feedback|comments?"
    r"|corrections?|changes|edits|markup|notes|remarks|upload|approval|ok|okay|go-ahead|confirmation|signature|teams"
    r"|slack|decision|choice"
    r"|antwort|nachricht|brief|kommentare?n?|korrekturen|änderungen|änderungswünsche|anmerkungen|hinweise?n?"
    r"|rückmeldung|freigabe|zusage|bestätigung|unterschrift|sprachnachricht|rückruf|anruf|wünsche?n?|entscheidung"
    r"|réponse|message|lettre|retours?|commentaires?|modifications|modifs|remarques|accord|validation|appel"
    r"|respuesta|mensaje|carta|comentarios|correcciones|cambios|aprobación|confirmación|visto bueno|llamada"
    r"|risposta|messaggio|lettera|commenti|correzioni|modifiche|approvazione|conferma|telefonata"
    r"|antwoord|bericht|reactie|opmerkingen|correcties|wijzigingen|aanpassingen|goedkeuring|akkoord|bevestiging"
    r"|appje|handtekening|belletje"
    r"|resposta|mensagem|comentários|correções|alterações|aprovação|confirmação)\b"
)
_CAME = (
    r"\b(?:got|received|came|arrived|made|(?:is|are)(?: all| now)? (?:in|here|through|done)|saw|read|incorporated"
    r"|implemented"
    r"|applied|included|worked in|put in|built in|(?:working|going|went) (?:through|on)|answered|regarding|re|per"
    r"|thanks"
    r"|thank you|given|following"
    r"|erhalten|bekommen|\w*gekommen|(?:ist|sind) (?:da|drin)|eingearbeitet|umgesetzt|eingebaut|übernommen|gelesen"
    r"|gesehen|gehört|berücksichtigt|zu|nach|laut|gemäß|dank\w*"
    r"|reçue?s?|arrivée?s?|intégrée?s?|prise?s? en compte|appliquée?s?|lue?s?|suite à|selon|merci|après"
    r"|recibid[oa]s?|recibí|llegad[oa]s?|llegó|llegaron|aplicad[oa]s?|incorporad[oa]s?|hech[oa]s?|integrad[oa]s?|leído"
    r"|tras|según|gracias"
    r"|ricevut[oaei]|arrivat[oaei]|inserit[oaei]|integrat[oaei]|applicat[oaei]|fatt[oaei]|lett[oaei]|dopo|secondo"
    r"|grazie"
    r"|ontvangen|gekregen|binnen|verwerkt|doorgevoerd|toegepast|gelezen|volgens|na|bedankt|dank"
    r"|recebi|recebid[oa]s?|chegou|chegaram|apliquei|aplicad[oa]s?|feit[oa]s?|após|obrigad[oa])\b"
)
_THEY_SAID = (
    r"\byou (?:just |already |also )?(?:said(?! you (?:would|will))|told|mentioned|explained|confirmed|approved|agreed"
    r"|chose|picked|decided|preferred|pointed out|were right|signed|called|texted|rang)\b",
    r"\b(?:like|as) you wanted\b|\b(?:changes|colour|color|version|one|header|logo)s? you (?:wanted|asked for|liked)\b",
    r"\b(?:du|sie|ihr)(?: \w+){0,3} (?:gesagt|sagtest|sagten|meintest|meinten|erwähnt\w*|bestätigt\w*|freigegeben"
    r"|entschieden|zugestimmt|unterschrieben|angerufen|ausgesucht|gewählt|wolltest|wollten)\b",
    r"\b(?:vous|tu) (?:m'|nous |l')?(?:avez|aviez|as) (?:dit|confirmé|validé|approuvé|choisi|signé|expliqué|mentionné"
    r"|indiqué|précisé|appelé)\b",
    r"\b(?:dijiste|dijisteis|comentaste|confirmaste|aprobaste|elegiste|firmaste|llamaste|mencionaste|querías"
    r"|(?:como|según) (?:me |nos )?(?:dijo|comentó|confirmó))\b",
    r"\b(?:hai|avete) (?:detto|confermato|approvato|scelto|firmato|spiegato|menzionato|chiamato)\b|\bcome ha detto\b",
    r"\b(?:je|jij|u|jullie)(?: \w+){0,3} (?:zei|zeiden|vertelde|bevestigde|goedkeurde|koos|tekende|belde|wilde|wilden"
    r"|gezegd|goedgekeurd|bevestigd)\b",
    r"\b(?:disseste|confirmaste|aprovaste|escolheste|como (?:me )?disse)\b",
)
_TOLD_ME = (
    r"\b(?:spoke|talked|chatted|speaking|talking) (?:to|with) \w+|\bfrom what \w+ said\b"
    r"|\b(?!(?:printer|supplier|hoster|bank|support)\b)\w+ (?:has |just )?(?:told|assured) (?:me|us)\b"
    r"|\b\w+ has (?:just |now )?confirmed\b|\b(?:answered|replied to) you\b|\bi (?:see|saw) (?:that )?you\b"
    r"|\b(?:sagte|erzählte) (?:mir|uns)\b"
    r"|\bhat (?:mir|uns)(?: \w+){0,5} (?:gesagt|bestätigt|erzählt|beantwortet|mitgeteilt|erklärt)\b"
    r"|\bhat (?!(?:mir|uns)\b)(?:\w+ ){1,5}(?:mir|uns) (?:gesagt|bestätigt|erzählt|beantwortet|mitgeteilt|erklärt)\b"
    r"|\b(?:mir|uns) (?:\w+ )?(?:gesagt|bestätigt|erzählt|beantwortet|mitgeteilt|erklärt)\b"
    r"|\bmit \w+(?: \w+)? (?:gesprochen|telefoniert)\b|\blaut (?:frau|herrn?) \w+"
    r"|\bm'a (?:dit|confirmé|répondu|expliqué)\b|\bparlé (?:à|avec) \w+"
    r"|\bme (?:ha dicho|dijo|confirmó|ha confirmado)\b|\b(?:hablé|he hablado) con\b"
    r"|\bmi ha (?:detto|confermato|risposto)\b|\bho parlato con\b"
    r"|\b(?:zei|vertelde) (?:me|mij|ons)\b|\bheeft (?:me|mij|ons)(?: \w+){0,4} (?:gezegd|bevestigd|verteld)\b"
    r"|\bgesproken met\b|\bmet \w+ gesproken\b|\b(?:disse|confirmou)-me\b|\bfalei com\b"
)
_WORK = (
    r"(?:drafts?|version|design|layout|texts?|copy|(?:home)?page|mock-?ups?|sketch\w*|wireframes?|proofs?|concept"
    r"|entw[uü]rfe?n?|startseite|seite|texte|fassung|konzept|druckdaten|maquettes?|textes?|projet|borrador|versión"
    r"|diseño|textos?|maqueta|página|bozz[ae]|versione|grafica|testi?|pagina|ontwerp|versie|teksten|proef|versão)\b"
)
_APPROVED = (
    rf"\b(?:approved|signed-off|accepted|(?:freigegeben|genehmigt|abgenommen|abgesegnet)e[nrsm]?|goedgekeurde)"
    rf"(?: \w+)? {_WORK}",
    rf"\b{_WORK}(?: \w+)? (?:is|was|has been|have been|are|were) (?:now )?(?:approved|accepted|signed off)\b",
    rf"\b{_WORK}(?: \w+)? (?:ist|sind|wurden?) (?:jetzt |nun |heute )?(?:freigegeben|genehmigt|abgenommen)\b",
    rf"\b{_WORK} (?:validée?s?|approuvée?s?|(?:aprob|valid|aprov)ad[oa]s?|approvat[oaei])\b",
)
_HANDED = (
    r"\b(?:signed|unter(?:schrieben|zeichnet)e\w?|getekende|firmad[oa]|firmat[oa]|signée?)\b.* (?:came|arrived"
    r"|received|got"
    r"|gekommen|angekommen|erhalten|bekommen|da|reçue?|arrivée?|recibid[oa]|llegó|ricevut[oa]|arrivat[oa]|ontvangen"
    r"|binnen)\b",
    r"\b(?:saw|found|got) (?:the|all the) (?:\w+ )?(?:files|texts|photos|pictures|material|images)\b",
    r"\b(?:all|alle|alles|toutes|todos|todas|tutte|tutti)(?: the| les| los| las| le| i)? (?:feedback|comments"
    r"|changes|corrections"
    r"|anmerkungen|änderungen|korrekturen|kommentare|remarques|modifications|cambios|correcciones|modifiche"
    r"|wijzigingen)"
    r"(?: \w+){0,2} (?:in|done|implemented|incorporated|drin|umgesetzt|eingearbeitet|intégrée?s|aplicad[oa]s"
    r"|inserite|verwerkt)\b",
)
_MEETING = r"(?:call|meeting|chat|talk|session|workshop|conversation|zoom|lunch|coffee|visit)\b"
_MET = (
    rf"\b(?:minutes|summary|notes|recap) (?:of|from)(?: our| the)?(?: \S+)? {_MEETING}",
    rf"\b(?:following|after|since|from) (?:up (?:from|on) )?(?:our|the|\w+'s) (?:\w+ )?{_MEETING}",
    r"\b(?:good|nice|great|lovely) (?:chat|talk|call|lunch)\b|\b(?:lunch|coffee|dinner) with you\b"
    r"|\bthank(?:s| you) for (?:joining|coming|having me|having us|taking the time|(?:the|your) (?:coffee|lunch"
    r"|chat|visit))"
    r"|\bwe (?:spoke|talked|met|chatted|discussed)\b",
    r"\bprotokoll (?:von|vom|unser\w*|der|des|zur?|zum)\b|\b(?:gesehen|gesprochen) haben\b"
    r"|\bdanke? fürs? (?:kommen|vorbeikommen|treffen|gespräch|den kaffee)\b"
    r"|\bwie (?:\w+ ){1,3}(?:gesagt|vereinbart|ausgemacht)\b",
    r"\bcompte[- ]rendu\b|\bvue? ensemble\b|\bcomme convenu\b|\b(?:suite à|après) notre (?:\w+)",
    r"\bcomo (?:hablamos|quedamos)\b|\b(?:tras|después de) nuestra\b",
    r"\b(?:dopo|a seguito de)(?:lla)? nostra\b",
    r"\bzoals (?:\w+ ){0,2}(?:besproken|afgesproken)\b|\bna ons\b",
)
_CONTENT = (
    r"\b(?:glad|happy|good|great|lovely|pleased|nice) (?:to hear|(?:that )?you (?:like|liked|love|are|agree))"
    r"|\bthat's (?:great|good|wonderful|fantastic|excellent) (?:news|to hear)\b",
    r"\b(?:das|mich) freut(?: es| mich)?\b|\bschön zu hören\b",
    r"\b(?:ravie?s?|contente?s?|heureu(?:x|se)) que\b|\bme alegr[oa](?: de)? que\b|\b(?:content[oa]|felice|lieta) che\b"
    r"|\bmi fa piacere che\b|\b(?:fijn|blij) dat (?:je|jullie|u|het)\b|\bgoed om te horen\b|\bque bom que\b",
)
_SETTLED = (
    r"\bfreut mich(?: sehr)?,? dass\b",
    r"\bas approved\b|\bcome da (?:telefonata|accordi|colloquio)\b",
    r"\bnvm\b|\b(?:figured|worked) it out\b|\bno action (?:is )?(?:needed|required)\b|\bhold off\b|\bwait with\b"
    r"|\b(?:don't|do not) (?:worry about|look at|bother|review|check|approve|sign|read)\b|\b(?:replaces|supersedes)\b"
    r"|\bno longer (?:open|valid|current)\b|\bclose (?:the|this|that) (?:topic|point|issue|ticket|question)\b"
    r"|\bpoint is (?:done|closed)\b|\bdone, thank you\b",
    r"\bwarte\w* (?:\w+ ){0,2}mit (?:de[mrn]|die)\b|\bnoch nicht (?:an(?:sehen|schauen)|freigeben|prüfen)\b"
    r"|\bersetzt (?:den|die|das|meine)\b|\bkeine sorge wegen\b|\bnicht mehr offen\b",
    r"\b(?:remplace|annule) (?:l[ae]|m[ao]n?|cel\w+)\b|\bne (?:regarde|validez|valide)[rz]? pas\b"
    r"|\blaisse[rz]? tomber\b",
    r"\b(?:reemplaza|sustituye|anula) (?:el|la|mi|al)\b|\bolvid(?:a|e|ad) (?:el|la|mi|lo)\b",
    r"\bsostituisce (?:la|il|quell\w)\b|\blascia(?:te)? perdere\b",
    r"\bvervangt (?:de|het|mijn|die)\b|\blaat maar\b|\bwacht (?:\w+ )?met\b",
)
_TAKES = re.compile(
    r"(?:got it|perfect|great|excellent|ok|okay|noted|understood|sounds|will do|thanks|thank you|thx|many thanks"
    r"|all good"
    r"|all clear|works|that works|agreed|received|well received|super|makes sense|danke|vielen dank|alles klar"
    r"|verstanden"
    r"|passt|prima|gut|perfekt|erhalten|einverstanden|in ordnung|merci|parfait|d'accord|compris|bien reçu|noté|entendu"
    r"|gracias|muchas gracias|perfecto|vale|entendido|de acuerdo|recibido|grazie|perfetto|ricevuto|capito|va bene"
    r"|d'accordo|dank|bedankt|oké|begrepen|akkoord|ontvangen|obrigad[oa]|perfeito|combinado|entendido)\b"
)
"""Closings (X2) that take something in, where no mail of theirs is answered."""
_NEWS = re.compile(r"^\W*(?:great|good|super|gute|tolle) (?:news|nachricht\w*|neuigkeit\w*)", re.IGNORECASE)
_TOGETHER = re.compile(rf"(?=.*{_CAME})(?=.*{_YOURS}{_WORD})")
_SAID = re.compile("|".join((*_THEY_SAID, _TOLD_ME, *_APPROVED, *_HANDED, *_MET, *_CONTENT)))
_OVER = re.compile("|".join(_SETTLED))
_ASKED_FOR = re.compile(
    r"\b(?:please|need|needs?|wait(?:ing)?|would|could|will|can|may|might|return|look(?:ing)? forward|love|before"
    r"|still|tomorrow|next|by (?:\d|end|the end|tomorrow|next|\w+day)|bitte\w*|brauch\w*|benötig\w*|wart\w*"
    r"|könnt\w*|kann|würd\w*|noch|morgen|bis|freu\w* (?:mich|uns)"
    r" (?:auf|über)|veuillez|besoin|pourr\w+|puis|dans l'attente|encore|necesit\w+|por favor|quedo|todavía|bisogno"
    r"|per favore"
    r"|in attesa|ancora|graag|alstublieft|nodig|nog|preciso|por favor|ainda|originally|ursprünglich|damals)\b"
)
"""What asks for it, or speaks of a time to come or long past: “I need your approval”, “with your OK we would start”."""
_ANSWERS_LATER = re.compile(
    r"\byou (?:said|told|mentioned|agreed|promised|confirmed)\b.*\b(?:would|will)\b|\byou'(?:d|ll)\b"
)


class Heard:
    """Reads our mails beside those of the client that are held."""

    def __init__(self, exchanges: Iterable[Exchange], phrases: Phrases, named: Callable[[str], bool]) -> None:
        """`named`: whether a text names the client or one of its people."""
        self.phrases, self.named = phrases, named
        self.theirs = frozenset(
            e.message.message_id for e in exchanges if e.side is Side.CLIENT and e.kind is MessageClass.HUMAN
        )
        self.asked: dict[str, str] = {}
        """Thread -> the first mail of ours that asks in it."""
        for exchange in exchanges:
            if exchange.side is Side.US and exchange.expects is Expectation.YES:
                self.asked.setdefault(exchange.thread, exchange.key)

    def __call__(self, exchange: Exchange) -> bool:
        """R17: whether a mail says that something is settled, withdrawn, or was answered elsewhere."""
        return releases(exchange, self.phrases) or (exchange.side is Side.US and self._shows(exchange))

    def _shows(self, exchange: Exchange) -> bool:
        """Not in answer to a mail that is held, nor where it asks again: then that is what it speaks of."""
        said = exchange.message.new_text
        first = self.asked.get(exchange.thread, exchange.key)
        if exchange.expects is Expectation.YES and first != exchange.key:
            return False
        if exchange.kind is not MessageClass.HUMAN or not self.theirs.isdisjoint(exchange.message.in_reply_to):
            return False
        if exchange.expects is Expectation.NO and _TAKES.match(exchange.expects_rule[3:]) and not _NEWS.search(said):
            return True
        return any(map(self._tells, split(said)))

    def _tells(self, sentence: str) -> bool:
        text = plain(sentence)
        if text.endswith("?"):
            return False
        if _OVER.search(text):
            return True
        return any(_had(one, self.phrases.grammar) for one in clauses(text, self.phrases.grammar)) or self._of_them(
            sentence, text
        )

    def _of_them(self, sentence: str, text: str) -> bool:
        """“Carol has confirmed the draft” tells of an answer."""
        return _AGREED.search(text) is not None and self.named(sentence) and not _is_open(text, self.phrases.grammar)


_AGREED = re.compile(
    r"\b(?:confirmed|approved|agreed|agrees|is (?:happy|fine|ok|okay)|likes|liked|said|einverstanden|bestätigt"
    r"|freigegeben"
    r"|passt|sagt\w*|validé|confirmé|d'accord|confirmado|aprobado|confermato|approvato|bevestigd|goedgekeurd|akkoord)\b"
)


def _had(clause: str, grammar: Grammar) -> bool:
    return (_SAID.search(clause) is not None or _TOGETHER.search(clause) is not None) and not _is_open(clause, grammar)


def _is_open(said: str, grammar: Grammar) -> bool:
    return denies(said, grammar) or _ASKED_FOR.search(said) is not None or _ANSWERS_LATER.search(said) is not None
