"""Whether a mail asks, once its conversation is known; and which of its sentences does (X, R17, D6, S6)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.model.dossier import Dossier, Exchange
from harvester.model.mail import Expectation
from harvester.model.matter import Side
from harvester.model.source import Role
from harvester.phrases import load
from harvester.pipeline.mails.asking import released
from tests.pipeline.letters import ASK, BOB, ENGAGEMENT, ME, letter, matter, question


def asked(dossier: Dossier, subject: str = "Draft of the homepage") -> Exchange:
    return next(e for e in dossier.exchanges if e.message.subject == subject)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Could you approve the draft?", "Could you approve the draft?"),
        ("How are you? Why blue? Because you like it. Shall we start on Monday?", "Shall we start on Monday?"),
        ("If you want changes, please let me know. Please let me know the date.", "Please let me know the date."),
        ("The draft is ready. Could\nyou approve\nit? Thanks.", "Could you approve it?"),
        ("We go live on Monday.", ""),
        (
            "Anbei. Geben Sie mir bis 28. August Bescheid, ob es passt?",
            "Geben Sie mir bis 28. August Bescheid, ob es passt?",
        ),
        ("Passt es am 5. um neun, z. B. mit Fr. Roe? Danke.", "Passt es am 5. um neun, z. B. mit Fr. Roe?"),
        ("We ship version 2. Could you approve it?", "Could you approve it?"),
        ("Could you " + "very " * 60 + "soon approve?", "Could you " + "very " * 37 + "very …"),
    ],
)
def test_the_sentence_that_asks_is_the_one_that_is_quoted(text: str, quoted: str) -> None:
    assert asked(matter(question(text))).asks == quoted


@pytest.mark.parametrize(
    ("headers", "expects", "rule"),
    [
        ({}, "yes", "X3 could you"),
        ({"Auto_Submitted": "auto-generated"}, "unknown", "D6"),
        ({"Precedence": "bulk"}, "unknown", "D6"),
        ({"Feedback_ID": "1:2"}, "unknown", "D6"),
    ],
)
def test_a_robot_of_ours_proves_no_question(headers: dict[str, str], expects: str, rule: str) -> None:
    found = asked(matter(question(**headers)))
    assert (found.expects.value, found.expects_rule) == (expects, rule)
    assert bool(found.asks) == (expects == "yes"), "what proves no question is not quoted as one"


def test_a_robot_of_the_client_that_asks_is_no_human_and_a_person_behind_a_closing_asks() -> None:
    robot = letter("03-04 10:00", BOB, ME, "Survey", "Could you answer?", Auto_Submitted="auto-generated")
    assert asked(matter(robot), "Survey").expects_rule == "C5"
    for text, expects, rule in (
        ("Thanks. Could you send it", "yes", "X3 could you"),
        ("No reply needed. We start.", "no", "X2 no reply needed"),
        ("Thanks!", "no", "X2 thanks"),
        ("We go live on Monday, the rest follows in the week after that one, as it was planned.", "unknown", "X4"),
    ):
        found = asked(matter(letter("03-04 10:00", BOB, ME, "Note", text)), "Note")
        assert (found.expects.value, found.expects_rule.startswith(rule)) == (expects, True)
        assert bool(found.asks) == (expects == "yes"), "only words that ask are quoted as such"


@pytest.mark.parametrize("text", ["No reply needed. Could you send it?", "Nur zur Info. Bitte schicken Sie das Logo."])
def test_what_asks_behind_a_word_that_nothing_is_needed_is_our_debt_and_never_theirs(text: str) -> None:
    """P1, X2: the same words are read against us, whoever wrote them."""
    theirs = matter(letter("03-04 10:00", BOB, ME, "Note", text))
    assert asked(theirs, "Note").expects_rule.startswith("X3")
    assert [(gap.owed_by, gap.status) for gap in theirs.gaps] == [(Side.US, "open")]
    ours = matter(letter("03-04 10:00", ME, BOB, "Note", text))
    assert asked(ours, "Note").expects_rule.startswith("X2")
    assert not ours.gaps


def test_what_a_list_passes_on_of_the_client_asks_and_thanks_by_a_robot_of_ours_stay_thanks() -> None:
    """C9, D6: only a question in our own name is doubted because a program sent it."""
    listed = letter("03-04 10:00", BOB, ME, "Note", "Could you send it?", In_Reply_To=ASK, List_Id="<x.example>")
    assert asked(matter(question(), listed), "Note").expects_rule == "X3 could you send"
    thanks = letter("03-04 10:00", ME, BOB, "Note", "Thanks!", Precedence="bulk")
    assert asked(matter(thanks), "Note").expects_rule == "X2 thanks"


def test_thanks_in_the_words_of_the_other_side_are_thanks_and_release_the_question() -> None:
    """X2, R17: what both wrote is a quote only where it would ask."""
    words = "Thank you very much, perfect!"
    theirs = letter("03-01 10:00", BOB, ME, "Draft of the homepage", words, Message_ID="<first@acme.example>")
    link = {"In_Reply_To": "<first@acme.example>", "References": "<first@acme.example>"}
    ours = letter("03-03 10:00", ME, BOB, "Re: Draft of the homepage", f"{words}\r\n\r\nAnn", **link)
    dossier = matter(theirs, question(**link), ours)
    assert asked(dossier, "Re: Draft of the homepage").expects_rule == "X2 thank you very much"
    (gap,) = dossier.gaps
    assert (gap.claim, gap.reasons) == ("review", ("ask_released",))
    quoted = letter(
        "03-03 10:00", BOB, ME, "Re: Draft of the homepage", "Could you approve the draft?", In_Reply_To=ASK
    )
    assert asked(matter(question(), quoted), "Re: Draft of the homepage").expects is not Expectation.YES


def test_a_question_in_our_name_that_our_server_doubts_proves_none() -> None:
    """S6: a forged question opens nothing that could be called unanswered (X5)."""
    about = replace(ENGAGEMENT, own_servers=frozenset({"mx.studionorth.example"}))
    forged = question(Authentication_Results="mx.studionorth.example; dkim=fail; spf=fail; dmarc=fail")
    found = matter((Role.INBOX, forged), about=about)
    assert (asked(found).expects.value, asked(found).expects_rule) == ("unknown", "S6")
    assert [gap.level for gap in found.gaps] == ["B"]


def test_a_release_is_found_in_the_subject_across_lines_and_in_a_recall() -> None:
    texts = {"Solved": "See you.", "Draft": "Thanks for\nyour call.", "Recall: x": "Ann would like to recall it."}
    for subject, text in texts.items():
        later = letter("03-03 10:00", ME, BOB, subject, text)
        (gap,) = [gap for gap in matter(question(), later).gaps if gap.level == "A"]
        assert "ask_released" in gap.flags, subject
    plain = letter("03-03 10:00", ME, BOB, "Texts", "The texts are unsolvedly late, recall that.")
    (gap,) = [gap for gap in matter(question(), plain).gaps if gap.level == "A"]
    assert "ask_released" not in gap.flags


def test_a_signature_is_known_by_the_full_or_the_first_name_and_asks_nothing() -> None:
    for name in ("Ann North", "Ann"):
        signed = f"We go live.\n\n{name}\nStudio North\nNeed more customers?"
        assert asked(matter(question(signed))).expects.value == "unknown"
    assert asked(matter(question("We go live.\n\nNorth\nDo you agree?"))).expects.value == "yes"
    # the name is known from another mail, where this one's From has none
    named = letter("01-12 09:00", ME, BOB, "Kickoff", "We start.")
    bare = question("We go live.\n\nAnn North\nNeed more customers?", From="me@studionorth.example")
    assert asked(matter(named, bare)).expects.value == "unknown"


def test_the_limit_of_a_closing_is_the_configured_one() -> None:
    assert ENGAGEMENT.thresholds.closing_words == 12
    thanks = letter("03-03 10:00", ME, BOB, "Files", "Thanks for the " + "very " * 8 + "fine files.")
    assert asked(matter((Role.SENT, thanks)), "Files").expects.value == "unknown"
    assert asked(matter(thanks), "Files").side is Side.US


STILL_OPEN = """\
This is not solved yet.
The question is still not resolved.
Please do not ignore my mail.
Please don't forget my question.
Nobody called me.
Die Frage ist nicht hinfällig.
N'oubliez pas ma question.
Todavía no está resuelto.
Bob no ha aprobado nada.
Non è ancora risolto.
Non mi ha chiamato nessuno.
Niemand heeft me gebeld.
Ainda não está resolvido."""
SOLVED = """\
Never mind, it works.
No problem, it is solved.
It was not solved on Monday. Today it is solved.
I am not sure whether Bob has approved it.
Why not as discussed?
That was not what you approved on the phone.
Nicht nötig, hat sich erledigt.
No hay problema, está resuelto.
Non si preoccupi, è risolto.
Geen probleem, is al geregeld.
Não há problema, já está resolvido."""


@pytest.mark.parametrize(("told", "settles"), [(STILL_OPEN, False), (SOLVED, True)], ids=["still open", "solved"])
def test_what_is_said_not_to_be_settled_settles_nothing(told: str, settles: bool) -> None:
    assert [one for one in told.splitlines() if released(one, load()) is not settles] == []


def test_that_it_is_not_solved_yet_leaves_our_debt_and_theirs_as_they_are() -> None:
    for author, other in ((ME, BOB), (BOB, ME)):
        first = letter("03-02 10:00", author, other, "Server", "Could you restart it?", Message_ID="<s@x.example>")
        for said, claim in (("It is not solved yet.", "firm"), ("It is solved.", "review")):
            then = letter("03-04 10:00", author, other, "Re: Server", said, In_Reply_To="<s@x.example>")
            (gap,) = matter(first, then).gaps
            assert gap.claim == claim
