"""A mail in two forms, plain and HTML: a question that its readers may never have seen proves no silence (S13)."""

from __future__ import annotations

import pytest

from harvester.model.dossier import Dossier
from harvester.model.matter import Side
from harvester.pipeline.explain import explanation
from tests.pipeline.letters import ASK, BOB, ME, established, letter, matter, question
from tests.pipeline.test_no_false_accusation import KICKOFF

ASKING = "Could you approve the draft?"
HIDING = [
    "display:none",
    "visibility: hidden",
    "opacity:0",
    "font-size:0px",
    "max-height:0",
    "mso-hide:all",
    "color: transparent",
    "text-indent:-9999px",
    "position:absolute; left: -5000px",
    "height:0; overflow:hidden",
    "overflow:hidden; width:0",
]


def in_two_forms(plain: str, page: str, when: str = "03-02 10:00", sender: str = ME, to: str = BOB) -> bytes:
    kinds = (("text/plain", plain), ("text/html", page))
    parts = "".join(f"--b\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{text}\r\n" for kind, text in kinds)
    ours = {"Message_ID": ASK} if sender == ME else {}
    return letter(
        when,
        sender,
        to,
        "Draft of the homepage",
        f"{parts}--b--",
        Content_Type="multipart/alternative; boundary=b",
        **ours,
    )


def only_page(page: str) -> bytes:
    return letter(
        "03-02 10:00", ME, BOB, "Draft of the homepage", page, Content_Type="text/html; charset=utf-8", Message_ID=ASK
    )


def told(dossier: Dossier) -> bool:
    """Whether a fact says that this question was left open."""
    return any("Draft of the homepage" in fact.statement and fact.claim == "firm" for fact in dossier.facts)


@pytest.mark.parametrize(
    "page",
    [
        f"<p>Hi Bob,</p><p>{ASKING}</p>",
        "<p>Hi Bob,</p><p>Could you <b>app</b>rove the&nbsp;<a href='https://x.example/d'>draft</a>?</p>",
        "<p>Hi Bob,</p><p>Could you ap&shy;prove the draft?</p><div>Studio North · sent from the office</div>",
        f'<div style="display:none">Preview of our news</div><p>Hi Bob,</p><p>{ASKING}</p>',
    ],
)
def test_a_question_that_both_forms_show_is_established(page: str) -> None:
    dossier = matter(KICKOFF, in_two_forms(f"Hi Bob,\r\n\r\n{ASKING}\r\n", page))
    assert len(established(dossier)) == 1
    assert told(dossier)


@pytest.mark.parametrize(
    "page",
    ["<p>Hi Bob,</p><p>Here is the draft.</p>"]
    + [f'<p>Hi Bob,</p><p>Here it is.</p><p style="{style}">{ASKING}</p>' for style in HIDING],
)
def test_a_question_in_the_plain_form_alone_proves_no_silence(page: str) -> None:
    dossier = matter(KICKOFF, in_two_forms(f"Hi Bob,\r\n\r\n{ASKING}\r\n", page))
    assert established(dossier) == []
    assert not told(dossier)
    (gap,) = [gap for gap in dossier.gaps if gap.owed_by is Side.CLIENT]
    assert gap.level == "B"
    assert "in its plain text and not in its HTML form" in "\n".join(
        step.text for step in explanation(dossier, gap.gap_id)
    )


def test_another_question_that_both_forms_show_still_counts() -> None:
    plain = f"{ASKING}\r\n\r\nWhich colour do you want for the header?"
    dossier = matter(KICKOFF, in_two_forms(plain, "<p>Which colour do you want for the header?</p>"))
    (gap,) = established(dossier)
    (asked,) = [one for one in dossier.exchanges if one.message.message_id == ASK]
    assert asked.asks == "Which colour do you want for the header?"
    assert gap.level == "A"


@pytest.mark.parametrize("style", HIDING)
def test_a_question_that_is_hidden_on_the_page_proves_no_silence(style: str) -> None:
    dossier = matter(KICKOFF, only_page(f'<p>Here is the draft.</p><span style="{style}">{ASKING}</span>'))
    assert established(dossier) == []
    assert not told(dossier)


def test_what_the_client_asked_in_the_plain_form_alone_is_not_told_as_left_open_by_us() -> None:
    asked = in_two_forms("Could you send me the texts?", "<p>Fine.</p>", "03-04 10:00", BOB, ME)
    dossier = matter(KICKOFF, question(), asked)
    assert [gap for gap in dossier.gaps if gap.owed_by is Side.US and gap.claim == "firm"] == []
