"""Whether a question asks for something that is done outside of mail: an upload, a form, a payment, a tool (P1).

That it was not done, no mailbox shows: “Could you upload the texts?” may have been met on the same day, without a word.
"""

from __future__ import annotations

import re
from functools import lru_cache

from harvester.model.phrases import Grammar, Phrases
from harvester.model.words import alternatives, any_of, held, plain


@lru_cache(maxsize=32_768)
def done_elsewhere(asks: str, phrases: Phrases) -> bool:
    """`asks`: the sentence that asks. What its author offers to do waits for a word."""
    said, grammar = plain(asks), phrases.grammar
    offer = any_of(grammar.offers).search(said)
    if offer and not any_of(grammar.readers).search(said, offer.end()):
        return False
    return any(held(said, phrases.done_elsewhere)) or _in_a_tool(grammar).search(said) is not None


@lru_cache
def _in_a_tool(grammar: Grammar) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){alternatives(grammar.within)} {alternatives(grammar.tools)}(?!\w)")
