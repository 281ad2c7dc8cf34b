"""Addresses that belong to a program: their mail is no answer, and may tell of one (measurement.md C8)."""

from __future__ import annotations

import re
from functools import cache

# Anywhere between boundaries: "comments-noreply@", "acme-notifications@".
_ANYWHERE = (
    r"(?:do)?[-_.]?no[nt]?[-_.]?repl(?:y|ies)|dont[-_.]?reply|no[-_.]?(?:answer|response)|unmonitored"
    r"|(?:bitte[-_.]?)?(?:nicht[-_.]?(?:be)?antworten|keine[-_.]?antwort)"
    r"|ne[-_.]?pas[-_.]?repondre|pas[-_.]?de[-_.]?reponse"
    r"|no[-_.]?(?:responde[rs]?|contestar?|respuesta)|non[-_.]?risponde(?:re|te)|nessuna[-_.]?risposta"
    r"|niet[-_.]?(?:be)?antwoorden|geen[-_.]?antwoord"
    r"|nao[-_.]?responde?[ar]|nie[-_.]?odpowiada[cj]|neodpovidat|svara[-_.]?inte|inget[-_.]?svar"
    r"|(?:ikke[-_.]?svar|svar[-_.]?ikke|ingen[-_.]?svar)|(?:ei|ala)[-_.]?vastata"
    r"|notif(?:ications?|y|ier|ys)?|notificaciones|notificacoes|notifiche|notificaties|benachrichtigung(?:en)?"
    r"|alerts?|mailer|mailer[-_.]?daemon|bounces?|automated|auto[-_.]?(?:mailer|confirm|responder|reply)"
    r"|quarantine|quarantaene|spam[-_.]?(?:filter|digest|report|quarantine)"
    r"|voice[-_.]?mail|secure[-_.]?(?:e?mail|messages?)|encrypted[-_.]?(?:e?mail|messages?)|e[-_.]?sign(?:ature)?"
)
# Names of services and short words are people's names too: only where the address begins with them, and no dot follows.
_BEGINNING = (
    r"jira|confluence|basecamp|trello|asana|docusign|echo[-_.]?sign|hello[-_.]?sign|adobe[-_.]?sign|github|gitlab"
    r"|robot|system|system[-_.]?(?:mail|messages?)"
)
_ROBOT = (
    rf"(?:^|(?<=[-_.+=0-9]))(?:{_ANYWHERE})(?:$|[-_.+=]|[0-9]+(?:$|[-_.+=]))"
    rf"|^(?:{_BEGINNING})(?:$|[-_+=0-9])"
    r"|^repl(?:y|ies)\+|^dse_[a-z]{2}\d"
)


def is_robot_address(email: str) -> bool:
    """Whether the part before the @ says that a program writes: no-reply, notifications, a service's own name."""
    local, at, domain = email.casefold().rpartition("@")
    if local == "dse" and "docusign" in domain:
        return True
    return bool(at) and _robot().search(local) is not None


@cache
def _robot() -> re.Pattern[str]:
    return re.compile(_ROBOT)  # it takes two milliseconds, and a search that finds nothing new meets no address (N2)
