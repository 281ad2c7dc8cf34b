"""A From header that can be read in two ways is nobody's word: no answer, no question of the client (S2, S3, S4)."""

from __future__ import annotations

import pytest

from harvester.model.dossier import Dossier
from harvester.model.gaps import Gap
from harvester.model.matter import Side
from tests.pipeline.letters import ASK, ME, established, letter, matter, question
from tests.pipeline.test_no_false_accusation import KICKOFF, REPLY

SPOOFS = [
    "bob@acme.example <x@evil.example>",
    '"bob@acme.example" <x@evil.example>',
    "x@evil.example (bob@acme.example)",
    "=?utf-8?q?bob=40acme=2Eexample?= <x@evil.example>",
    "<=?utf-8?q?bob=40acme.example?=>",
    '"bob@acme.example"@evil.example',
    "a@b]<bob@acme.example>",
    "Bob <bob@аcme.example>",
    "Bob <bob@acme.example.evil.example>",
    "Bob <bob@notacme.example>",
]
UNCLEAR = [
    "Bob <bob@acme.example>\r\nFrom: Pat <pat@pa.example>",
    "Pat <pat@pa.example>\r\nFrom: Bob <bob@acme.example>",
    "Bob <bob@acme.example>, Pat <pat@pa.example>",
    "Bob <bob@acme.example>, Carol <carol@acme.example>",
    "Team: bob@acme.example, carol@acme.example;",
    "undisclosed-recipients:;",
    "<>",
]


def owed_by(side: Side, dossier: Dossier) -> list[Gap]:
    return [gap for gap in dossier.gaps if gap.owed_by is side]


@pytest.mark.parametrize("headers", [REPLY, {}], ids=["in the thread", "under the subject"])
@pytest.mark.parametrize("sender", [*SPOOFS, *UNCLEAR])
def test_what_may_be_an_answer_leaves_silence_unestablished_and_is_not_told_as_one(
    sender: str, headers: dict[str, str]
) -> None:
    reply = letter("03-04 10:00", sender, ME, "Re: Draft of the homepage", "The draft is approved.", **headers)
    dossier = matter(KICKOFF, question(), reply)
    assert established(dossier) == []
    (gap,) = owed_by(Side.CLIENT, dossier)
    assert (gap.status, gap.claim, gap.responder) == ("open", "review", None)


@pytest.mark.parametrize("sender", [*SPOOFS, *UNCLEAR])
def test_what_the_client_may_not_have_asked_is_not_told_as_left_open_by_us(sender: str) -> None:
    dossier = matter(KICKOFF, question(), letter("03-04 10:00", sender, ME, "Texts", "Could you send me the texts?"))
    assert [gap for gap in owed_by(Side.US, dossier) if gap.subject == "Texts" and gap.claim == "firm"] == []
    assert not any("Texts" in fact.statement for fact in dossier.facts)


@pytest.mark.parametrize("sender", ["<@relay.example:bob@acme.example>", "Bob <bob@EU.ACME.example.>"])
def test_a_route_a_case_a_dot_and_a_branch_are_still_the_client(sender: str) -> None:
    reply = letter("03-04 10:00", sender, ME, "Re: Draft of the homepage", "Approved.", In_Reply_To=ASK)
    (gap,) = owed_by(Side.CLIENT, matter(KICKOFF, question(), reply))
    assert (gap.status, gap.claim) == ("answered", "firm")
