"""A hostile reader's cases: in none of them may the program claim as established that nobody answered (P1)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.model.matter import Side
from harvester.model.source import Role
from harvester.parse.messages import parse_message
from tests.pipeline.letters import ASK, BOB, CAROL, ENGAGEMENT, ME, established, letter, matter, question

REPLY = {"In_Reply_To": ASK, "References": ASK}
KICKOFF = letter("01-12 09:00", BOB, ME, "Kickoff", "Looking forward to it, we start on Monday. Bob")


def test_the_plain_case_is_established() -> None:
    (gap,) = established(matter(KICKOFF, question()))
    assert gap.calendar_hours == 584.0


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(
            letter("03-04 10:00", "Pat <pat@pa.example>", ME, "Homepage", "The draft is approved, he says.", Cc=BOB),
            id="somebody else, with the client in copy",
        ),
        pytest.param(
            letter(
                "03-04 10:00",
                "Bob Roe via DocuSign <dse_NA4@docusign.example>",
                ME,
                "Completed: Contract",
                "Bob Roe (bob@acme.example) signed.",
            ),
            id="a signing service",
        ),
        pytest.param(
            letter(
                "03-04 10:00",
                '"Bob Roe (Google Docs)" <comments-noreply@docs.example>',
                ME,
                "Draft of the homepage",
                "Bob Roe added a comment: approved",
            ),
            id="a comment service",
        ),
        pytest.param(
            letter(
                "03-04 10:00",
                "Dropbox <no-reply@dropbox.example>",
                ME,
                'Bob Roe shared "texts"',
                "Bob Roe invited you.",
            ),
            id="only the full name",
        ),
        pytest.param(
            letter("03-04 10:00", "Bob Roe <bob.roe@gmail.com>", ME, "Re: Draft of the homepage", "Approved!"),
            id="a private address",
        ),
        pytest.param(
            letter("03-04 10:00", "B. <x@gmail.com>", ME, "Approved", "Go ahead.", Reply_To="bob@acme.example"),
            id="a private address that names the client's",
        ),
        pytest.param(
            letter("03-04 10:00", "Pat <pat@pa.example>", ME, "Homepage", "Bob Roe asked me to tell you: yes.", Cc=BOB),
            id="an assistant elsewhere",
        ),
        pytest.param(
            letter("03-04 10:00", BOB, ME, "Out of office: my answer", "The draft is approved. Best, Bob"),
            id="a person behind an absence subject",
        ),
        pytest.param(
            letter(
                "03-04 10:00",
                BOB,
                ME,
                "Re: Draft of the homepage",
                "Approved, go ahead.",
                Auto_Submitted="auto-replied",
                **REPLY,
            ),
            id="a person behind a machine's header",
        ),
        pytest.param(
            letter(
                "03-04 10:00",
                "'Bob Roe' via Team <team@studionorth.example>",
                ME,
                "Re: Draft of the homepage",
                "Approved",
                List_Id="<team.studionorth.example>",
                Received="from a by b; Wed, 04 Mar 2026 09:00:00 +0000",
                **REPLY,
            ),
            id="our own list",
        ),
        pytest.param(
            letter(
                "03-04 10:00",
                '"Bob Roe" <team@studionorth.example>',
                ME,
                "Re: Draft of the homepage",
                "Approved",
                Reply_To="bob@acme.example",
                Received="from a by b; Wed, 04 Mar 2026 09:00:00 +0000",
                **REPLY,
            ),
            id="our own list that names him in Reply-To",
        ),
        pytest.param(
            letter("07-04 10:00", BOB, ME, "Re: Draft of the homepage", "Approved", Received="", **REPLY),
            id="a clock of the future",
        ),
        pytest.param(letter("03-04 10:00", BOB, ME, "Re: Draft", "👍", **REPLY), id="a reaction"),
    ],
)
def test_what_may_be_an_answer_asks_for_a_look_or_ends_the_span(answer: bytes) -> None:
    assert not established(matter(KICKOFF, question(), (Role.INBOX, answer)))


@pytest.mark.parametrize(
    "ours",
    [
        pytest.param(
            letter(
                "03-03 10:00",
                ME,
                BOB,
                "Re: Draft of the homepage",
                "Bob, thank you for your call this morning and for approving the draft.",
                **REPLY,
            ),
            id="thanks",
        ),
        pytest.param(
            letter(
                "03-03 10:00",
                ME,
                BOB,
                "Re: Draft of the homepage",
                "Please disregard my question, Carol has given me the approval.",
                **REPLY,
            ),
            id="withdrawn",
        ),
        pytest.param(
            letter("03-03 10:00", ME, BOB, "Re: Draft of the homepage", "Forget it, found it.", **REPLY), id="found"
        ),
        pytest.param(
            letter("03-03 10:00", ME, BOB, "Recall: Draft of the homepage", "Ann would like to recall.", **REPLY),
            id="recalled",
        ),
        pytest.param(
            letter("03-05 10:00", ME, BOB, "Next steps", "As you approved the draft yesterday, here is the rest."),
            id="in another conversation",
        ),
        pytest.param(
            letter(
                "03-03 10:00",
                ME,
                BOB,
                "Re: Draft of the homepage",
                "Thanks for your call and for approving the draft. Could you also send me the logo?",
                **REPLY,
            ),
            id="with a new question",
        ),
    ],
)
def test_what_we_wrote_ourselves_about_an_answer_asks_for_a_look(ours: bytes) -> None:
    assert not established(matter(KICKOFF, question(), ours))


@pytest.mark.parametrize(
    "text",
    [
        "Carol approved it by phone, so I go ahead.",
        "Carol has approved it.",
        "Carol hat es am Telefon freigegeben.",
        "Carol a donné son accord.",
        "Ya está, Carol lo aprobó por teléfono.",
        "Carol mi ha dato l'ok.",
        "Carol heeft het goedgekeurd.",
        "Já resolvemos, a Carol aprovou por telefone.",
    ],
)
def test_what_we_wrote_of_a_colleagues_yes_asks_for_a_look(text: str) -> None:
    later = letter("03-03 10:00", ME, BOB, "Re: Draft of the homepage", text, **REPLY)
    assert not established(matter(KICKOFF, question(), later))


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param(question(Auto_Submitted="auto-generated"), id="a robot of ours"),
        pytest.param(question(List_Unsubscribe="<mailto:x@studionorth.example>"), id="our newsletter"),
        pytest.param(
            question("Thanks for the quick call!\n\nAnn\nStudio North\nNeed more customers? We also do SEO."),
            id="a signature that asks",
        ),
        pytest.param(question("Please disregard if you have already paid."), id="no request"),
    ],
)
def test_what_does_not_clearly_ask_is_never_established(mail: bytes) -> None:
    assert not established(matter(KICKOFF, mail))


def test_the_clients_own_question_quoted_in_a_form_that_nobody_knows_is_not_ours() -> None:
    theirs = letter(
        "03-01 10:00",
        BOB,
        ME,
        "Draft of the homepage",
        "Could you confirm the date of the launch?",
        Message_ID="<q@acme.example>",
    )
    ours = question(
        "Tack!\n\nFrån: Bob Roe\nSkickat: den 1 mars\n\nCould you confirm the date of the launch?",
        In_Reply_To="<q@acme.example>",
    )
    assert not established(matter(KICKOFF, theirs, ours))


@pytest.mark.parametrize(
    "report",
    [
        letter(
            "03-02 10:01",
            "Mailer-Daemon <mailer-daemon@provider.example>",
            ME,
            "Nachricht unzustellbar",
            "Die Nachricht an bob@acme.example konnte nicht zugestellt werden.",
            Return_Path="<>",
        ),
        letter(
            "03-02 10:01",
            BOB,
            ME,
            "Automatic reply: Draft of the homepage",
            "Bob Roe has left the company. Your message was deleted.",
            Auto_Submitted="auto-replied",
            **REPLY,
        ),
        letter(
            "03-02 10:01",
            "Spam guard <guard@acme.example>",
            ME,
            "Your message to bob@acme.example",
            "Your message was NOT delivered. Click here to confirm that you are not a robot.",
            Auto_Submitted="auto-replied",
            **REPLY,
        ),
    ],
    ids=["a bounce in prose", "the person has left", "a challenge"],
)
def test_a_mail_that_may_have_reached_nobody_asks_for_a_look(report: bytes) -> None:
    assert not established(matter(KICKOFF, question(), report))


@pytest.mark.parametrize("to", ["tom@studionorth.example", "Tom <tom@studionorth.example>"])
def test_an_answer_may_lie_in_the_mailbox_of_a_colleague_of_ours(to: str) -> None:
    (gap,) = [g for g in matter(KICKOFF, question(Cc=to)).gaps if g.owed_by is Side.CLIENT]
    assert gap.reasons == ("mailbox_not_searched",)


def test_an_answer_may_have_gone_where_reply_to_leads() -> None:
    assert not established(matter(KICKOFF, question(Reply_To="ann.projects@hey.example")))


def test_a_copy_that_a_list_gave_another_id_is_no_reminder() -> None:
    copy = question(Message_ID="<copy@list.example>", Received="from list by mx; Mon, 02 Mar 2026 14:30:00 +0000")
    (gap,) = established(matter(KICKOFF, question(), (Role.INBOX, copy)))
    assert not gap.chasers


def bounce(address: str, about: str = ASK, when: str = "03-02 10:01") -> bytes:
    """The report of our server that a mail did not reach an address."""
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; {address}\r\nAction: failed\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {about}\r\n\r\n--b--\r\n"
    )
    return letter(
        when,
        "Mailer-Daemon <mailer-daemon@studionorth.example>",
        ME,
        "Undelivered",
        body,
        Content_Type='multipart/report; report-type=delivery-status; boundary="b"',
    )


def test_a_partial_bounce_says_who_was_not_reached_and_leaves_the_question_a_question() -> None:
    report = bounce("carol@acme.example")
    dossier = matter(KICKOFF, question(To=f"{BOB}, {CAROL}"), (Role.INBOX, report))
    assert len(established(dossier)) == 1
    (fact,) = [fact for fact in dossier.facts if fact.kind == "undelivered"]
    assert "carol@acme.example" in fact.statement
    assert "not counted as a question" not in fact.statement


def test_a_report_about_a_copy_voids_neither_a_question_nor_an_answer_of_ours() -> None:
    """R16: bounce rules look at To only; with one addressee in To it is not that one who is meant."""
    answer = letter("03-04 10:00", ME, BOB, "Re: Kickoff", "We start on Monday.", Cc="shop@printer.example",
                    In_Reply_To="<kick@acme.example>", Message_ID="<a@studionorth.example>")  # fmt: skip
    asked = letter("03-03 10:00", BOB, ME, "Kickoff", "When do you start?", Message_ID="<kick@acme.example>")
    lost = (Role.INBOX, bounce("shop@printer.example", "<a@studionorth.example>", "03-04 10:01"))
    ours = next(gap for gap in matter(asked, answer, lost).gaps if gap.owed_by is Side.US)
    assert (ours.status, ours.calendar_hours) == ("answered", 24.0)
    (gap,) = established(matter(KICKOFF, question(Cc=CAROL), (Role.INBOX, bounce("carol@acme.example"))))
    assert "delivery_doubtful" not in gap.flags


def test_the_sentence_holds_the_words_that_ask_and_the_time_since_the_last_one() -> None:
    again = letter("03-04 10:00", ME, BOB, "Re: Draft of the homepage", "Could you approve it, please?", **REPLY)
    (fact,) = matter(KICKOFF, question(), again).facts
    assert "“Could you approve the draft?”" in fact.statement
    assert "A further question or reminder was sent" in fact.statement
    assert "Since the last question or reminder: 22 days 8 h." in fact.statement
    assert "1 folder" not in fact.statement
    assert "complete by declaration" in fact.statement


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Could you approve the draft? No rush, next month is fine.", "No rush, next month is fine."),
        ("Kannst du mir das freigeben? Das hat Zeit bis Ende April.", "Das hat Zeit bis Ende April."),
        (
            "Could you approve the draft? We print it, so I need it by 31 March.",
            "We print it, so I need it by 31 March.",
        ),
        ("Pode enviar-me os textos? Sem pressa.", "Sem pressa."),
    ],
)
def test_what_a_question_says_about_its_time_stands_beside_it(text: str, told: str) -> None:
    """P2: who was told that there is no rush is not shown without it."""
    (fact,) = matter(KICKOFF, question(text)).facts
    when = "Monday 2 March 2026 at 10:00 (CET)"
    assert f"In the mail of {when}, Ann North (me@studionorth.example) wrote as well: “{told}”" in fact.beside


def test_a_question_that_answers_a_question_is_told_with_it() -> None:
    """P2: "which draft?" may never have been answered by "any news?"."""
    which = letter("03-03 10:00", BOB, ME, "Re: Draft of the homepage", "Which draft?", Message_ID="<w@acme.example>",
                   **REPLY)  # fmt: skip
    news = letter("03-05 10:00", ME, BOB, "Re: Draft of the homepage", "Could you approve it, please?",
                  In_Reply_To="<w@acme.example>")  # fmt: skip
    (fact,) = [fact for fact in matter(KICKOFF, question(), which, news).facts if fact.kind == "unanswered"]
    asked = "Bob Roe (bob@acme.example) of Tuesday 3 March 2026 at 10:00 (CET)"
    assert f"The question stands in the reply to a mail of {asked}, which asked: “Which draft?”" in fact.beside
    assert "<w@acme.example>" in [cited.message_id for cited in fact.evidence]


def test_an_answer_held_from_after_the_time_of_the_report_stands_beside_the_gap() -> None:
    late = letter("03-27 10:00", BOB, ME, "Re: Draft of the homepage", "Approved.", **REPLY)
    (fact,) = matter(KICKOFF, question(), late).facts
    assert any("lies after the time of this report" in sentence for sentence in fact.beside)


def test_what_the_client_asks_behind_a_closing_is_our_debt() -> None:
    for text in ("No need to reply today, but could you send me the corrected invoice?", "Thanks. Could you send it?"):
        dossier = matter(KICKOFF, letter("03-04 10:00", BOB, ME, "Invoice", text))
        assert [g.level for g in dossier.gaps if g.owed_by is Side.US and g.status == "open"][-1] == "A"


def test_a_display_name_that_is_a_sentence_is_not_taken_over() -> None:
    odd = letter("01-13 09:00", "Bob, who never answers anybody <bob2@acme.example>", ME, "Hello", "We start soon.")
    (fact,) = matter(KICKOFF, odd, question(To="bob2@acme.example")).facts
    assert "never answers" not in fact.statement


def test_mail_of_our_own_side_at_the_client_is_not_denied() -> None:
    """Somebody of ours writes from an address there: mail from that domain is recorded, and the sentence says so."""
    ours = replace(ENGAGEMENT.us, addresses=ENGAGEMENT.us.addresses | {"tom@ext.acme.example"})
    tom = letter(
        "03-03 09:00", "Tom North <tom@ext.acme.example>", "bob@acme.example", "Re: Banner", "It is on the server."
    )
    (fact,) = matter(KICKOFF, question(), (Role.INBOX, tom), about=replace(ENGAGEMENT, us=ours)).facts
    told = "No reply from anybody at acme.example (not counting tom@ext.acme.example, of our own side)"
    assert told in fact.statement


def test_a_report_of_the_clients_own_server_that_names_nothing_may_be_about_the_question() -> None:
    report = letter(
        "03-02 10:05",
        "MAILER-DAEMON <mailer-daemon@acme.example>",
        ME,
        "Undelivered",
        "Your message could not be delivered.",
        Content_Type='multipart/report; report-type=delivery-status; boundary="b"',
    )
    assert not established(matter(KICKOFF, question(), report))


def test_what_we_wrote_about_time_under_another_subject_stands_beside_the_question() -> None:
    """P2: with its proof; what was written before the question, or to somebody else, says nothing of it."""
    calm = letter("03-05 10:00", ME, BOB, "Hosting", "Take your time with the draft. Whenever you are ready.")
    early = letter("02-20 10:00", ME, BOB, "Domain", "No rush.")
    other = letter("03-06 10:00", ME, "Pat <pat@pa.example>", "Paper", "No rush.")
    (fact,) = (one for one in matter(KICKOFF, question(), calm, early, other).facts if one.kind == "unanswered")
    (told,) = [sentence for sentence in fact.beside if "In another conversation" in sentence]
    assert told == (
        "In another conversation (“Hosting”), Ann North (me@studionorth.example) wrote on Thursday 5 March 2026 at "
        "10:00 (CET): “Take your time with the draft.”"
    )
    assert parse_message(calm).sha256 in {cited.sha256 for cited in fact.evidence}


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("info@acme.example", True),
        ("Sales Team <sales.team@acme.example>, hello@acme.example", True),
        (f"info@acme.example, {BOB}", False),
        (CAROL, False),
    ],
)
def test_a_question_that_went_to_a_role_address_alone_says_so(to: str, told: bool) -> None:
    (fact,) = matter(KICKOFF, question(To=to)).facts
    assert any("it is not known which person reads it" in sentence for sentence in fact.beside) is told
