"""Whose words are whose, and which of them are carried on (S7, S14, S35)."""

from __future__ import annotations

import pytest

from harvester.model.dossier import Dossier
from harvester.model.matter import Side
from reports.exhibits import head
from tests.pipeline.letters import BOB, ME, letter, matter, question

PAT = "Pat Doe <pat@pa.example>"
KICKOFF = letter("01-12 09:00", BOB, ME, "Kickoff", "Looking forward to it, we start on Monday. Bob")


def told(dossier: Dossier) -> str:
    """Everything that the facts say, without what they cite."""
    return " ".join(" ".join((fact.statement, fact.reason or "")) for fact in dossier.facts)


@pytest.mark.parametrize(("sender", "other", "side"), [(BOB, PAT, Side.CLIENT), (PAT, BOB, None)])
def test_from_says_who_wrote_and_a_difference_is_shown(sender: str, other: str, side: Side | None) -> None:
    """S7: neither who sent it for the author nor where answers were to go makes anybody its author."""
    mail = letter("03-01 10:00", sender, ME, "News", "We have moved.", Reply_To=other, Sender=other)
    (exchange,) = [one for one in matter(KICKOFF, mail).exchanges if one.message.subject == "News"]
    assert (exchange.side if exchange.side is Side.CLIENT else None) is side
    shown = dict(head(exchange.message))
    assert shown["From"] == sender
    assert (shown["Sender"], shown["Answers to"]) == (other, other)
    plain = letter("03-01 10:00", sender, ME, "News", "We have moved.", Reply_To=sender, Sender=sender)
    (exchange,) = [one for one in matter(KICKOFF, plain).exchanges if one.message.subject == "News"]
    assert {"Sender", "Answers to"}.isdisjoint(dict(head(exchange.message)))


@pytest.mark.parametrize(
    "text",
    [
        f"---------- Forwarded message ---------\nFrom: {PAT}\nSubject: Terms\n\nCould you send the invoice by Friday?",
        f"On Mon, 2 Mar 2026 at 10:00, {PAT} wrote:\n> Could you send the invoice by Friday?",
        f"-----Original Message-----\nFrom: {PAT}\nSent: Monday\nTo: {BOB}\n\nCould you send the invoice by Friday?",
    ],
    ids=["forward", "quote", "original"],
)
def test_what_somebody_else_asked_is_nobodys_question(text: str) -> None:
    """S14."""
    own = matter(KICKOFF, letter("03-02 10:00", BOB, ME, "Fwd: Terms", text.rpartition("\n")[2].strip("> ")))
    assert "send the invoice" in told(own)
    foreign = matter(KICKOFF, letter("03-02 10:00", BOB, ME, "Fwd: Terms", f"As promised.\n\n{text}"))
    assert "invoice" not in told(foreign)


def test_abuse_is_in_no_fact() -> None:
    """S35: who, when, what was asked; of an answer only that it came."""
    answer = letter("03-20 10:00", BOB, ME, "Re: Draft of the homepage", "You incompetent crook. Approved.",
                    In_Reply_To="<ask@studionorth.example>")  # fmt: skip
    asked = letter("03-23 10:00", BOB, ME, "Logo", "Only a crook needs so long. Could you send the logo?")
    dossier = matter(KICKOFF, question(), answer, asked)
    assert "Draft of the homepage" in told(dossier)
    assert "crook" not in told(dossier)
    assert "incompetent" not in told(dossier)
