"""Whether the title of a calendar entry speaks of a talk: “Call Bob”, “Acme jour fixe”; work is none."""

from __future__ import annotations

import re

_TALK = re.compile(
    r"\b(?:calls?|meeting|meet|zoom|teams|webex|jour fixe|sync|catch[- ]?up|stand-?up|1:1|lunch|coffee|kick-?off|review"
    r"|phone|telefon\w*|telko|anruf\w*|termin|treffen|besprechung|abstimmung|mittagessen|videokonferenz|gespräch"
    r"|rdv|rendez-vous|réunion|appel|llamada|reunión|chiamata|riunione|telefonata|overleg|afspraak|gesprek|bellen"
    r"|reunião|chamada)\b",
    re.IGNORECASE,
)


def is_talk(title: str) -> bool:
    """Whether it names a kind of talk."""
    return _TALK.search(title) is not None
