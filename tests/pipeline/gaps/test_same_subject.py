"""Mail of somebody unknown under the subject of a question: it is no answer, and it asks for a look (C11, R22, D4)."""

from __future__ import annotations

import pytest

from tests.pipeline.letters import ASK, BOB, ME, established, letter, matter

NOBODY = "Bobby <bobby77@private.example>"
DESK, ROBOT = "Help Desk <desk@tickets.example>", "Help Desk <no-reply@tickets.example>"
ZOE = "Zoe Fox <zoe@other.example>"


def asked(subject: str, **headers: str) -> bytes:
    return letter("03-02 10:00", ME, BOB, subject, "Could you approve it?", Message_ID=ASK, **headers)


def came(subject: str, sender: str = NOBODY, text: str = "Fine.", **headers: str) -> bytes:
    return letter("03-04 10:00", sender, ME, subject, text, **headers)


@pytest.mark.parametrize(
    ("subject", "answer"),
    [
        ("Invoice 12", came("Re: Invoice 12")),
        ("Invoice 12", came("AW: Invoice 12", In_Reply_To="<unknown@relay.example>")),
        ("Homepage", came("Re: Homepage")),
        ("Homepage", came("Re: Homepage", To="undisclosed-recipients:;")),
        ("Homepage", came("Fwd: Homepage")),
        ("Homepage", came("[#4711] Homepage", ROBOT)),
        ("Invoice 12", came("[#4711] Invoice 12", DESK)),
        ("Invoice 12", came("Request received: Invoice 12", DESK, Auto_Submitted="auto-generated")),
        ("Invoice 12", came("[#4711] Invoice 12", DESK, Auto_Submitted="auto-replied")),
        ("Draft of the homepage", came("Draft of the homepage")),
    ],
)
def test_it_closes_nothing_and_nothing_is_established(subject: str, answer: bytes) -> None:
    alone, answered = matter(asked(subject)), matter(asked(subject), answer)
    assert [gap.status for gap in established(alone)] == ["open"]
    assert established(answered) == []
    (gap,) = (gap for gap in answered.gaps if gap.opener == alone.gaps[0].opener)
    assert gap.status == "open"
    assert {"third_party_reply", "possible_activity"} & set(gap.reasons)


def test_it_counts_however_late_it_comes() -> None:
    """D4 joins no conversation after 30 days; the mail may still be the answer."""
    long_ago = asked("Homepage", Date="Mon, 12 Jan 2026 10:00:00 +0100")
    assert len(established(matter(long_ago))) == 1
    assert established(matter(long_ago, came("Re: Homepage"))) == []


@pytest.mark.parametrize(
    "other",
    [
        came("Re: Invoice"),
        came("Homepage"),
        came("Re: Website"),
        came("Automatic reply: Invoice 12", "Tom Frey <tom@freelance.example>", "I am out of the office."),
    ],
    ids=["no number", "without a prefix", "another subject", "somebody in copy is away"],
)
def test_what_only_looks_alike_takes_nothing_away(other: bytes) -> None:
    for subject in ("Invoice 12", "Homepage"):
        assert len(established(matter(asked(subject), other))) == 1


def test_who_answers_what_we_wrote_to_somebody_else_answers_that() -> None:
    """Two clients, one subject, one mailbox."""
    beside = {"Message_ID": "<z@studionorth.example>"}
    to_zoe = letter("03-02 11:00", ME, ZOE, "Invoice 12", "Could you approve it?", **beside)
    answer = came("Re: Invoice 12", ZOE, In_Reply_To="<z@studionorth.example>")
    assert len(established(matter(asked("Invoice 12"), to_zoe, answer))) == 1
    assert established(matter(asked("Invoice 12"), to_zoe, came("Re: Invoice 12", ZOE))) == []
    about_him = letter("03-02 11:00", ME, ZOE, "Invoice 12", "Do you know where Bob is?", **beside)
    assert established(matter(asked("Invoice 12"), about_him, answer)) == []


def test_a_full_name_asks_for_a_look_under_any_subject_and_a_first_name_does_not() -> None:
    for sender, held in (
        ("Bob Roe <bobby77@private.example>", 0),
        ("Bob <bob.roe77@private.example>", 0),
        ("Bob <bobby77@private.example>", 1),
        ("Bob <bob.smith@private.example>", 1),
    ):
        assert len(established(matter(asked("Invoice 12"), came("Short note", sender)))) == held
