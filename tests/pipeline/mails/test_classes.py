from __future__ import annotations

import pytest

from harvester.model.mail import Message
from harvester.model.matter import Side
from harvester.phrases import load
from harvester.pipeline.mails.classes import ClassFacts, message_class, sent_by_machine
from tests.parse.raw import multipart, read

PHRASES = load()
ASK = "<ask@studionorth.example>"
DSN = (
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; bob@acme.example\n"
    "Action: failed\n"
)
MDN = (
    "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; bob@acme.example\n"
    "Disposition: x; displayed\n"
)


def classed(message: Message, side: Side = Side.CLIENT, *, draft_only: bool = False) -> str:
    """ "C5 auto_reply", with the flags behind it."""
    facts = ClassFacts(side=side, own_ids=frozenset({ASK}), draft_only=draft_only, phrases=PHRASES)
    found = message_class(message, facts)
    return " ".join((found.rule, found.kind.value, *found.flags))


def report(part: str, kind: str) -> Message:
    return read(multipart(part), Content_Type=f"multipart/report; report-type={kind}; boundary=b1")


def invitation(method: str, *lines: str) -> Message:
    body = f"BEGIN:VCALENDAR\n{method}\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR\n"
    return read(body, *lines, Content_Type="text/calendar; charset=utf-8")


def test_a_draft_is_no_event_whatever_it_says() -> None:
    assert classed(report(DSN, "delivery-status"), draft_only=True) == "C0 draft"


def test_a_report_of_another_kind_is_no_report_of_delivery() -> None:
    """C1: an abuse report (RFC 5965) and one that nobody can read are told from it by what they hold."""
    for kind, part in (
        ("feedback-report", "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n"),
        ("x", ""),
    ):
        found = read(multipart(part), Content_Type=f"multipart/report; report-type={kind}; boundary=b1")
        assert not classed(found).startswith(("C1 ", "C2 ")), kind


def test_a_report_without_a_stated_type_and_without_fields_is_a_bounce() -> None:
    assert classed(read(multipart("\nIt did not arrive."), Content_Type="multipart/report; boundary=b1")) == "C1 bounce"


def test_a_delivery_report_is_a_bounce_and_a_disposition_a_receipt() -> None:
    assert classed(report(DSN, "delivery-status")) == "C1 bounce"
    assert classed(report(MDN, "disposition-notification")) == "C2 receipt"


@pytest.mark.parametrize("method", ["REQUEST", "REPLY", "CANCEL", "COUNTER", "ADD", "REFRESH", "DECLINECOUNTER"])
def test_calendar_mail_comes_before_auto_submitted(method: str) -> None:
    assert classed(invitation(f"METHOD:{method}", "Auto-Submitted: auto-generated")) == "C3 calendar"


@pytest.mark.parametrize("method", ["METHOD:PUBLISH", "VERSION:2.0"])
def test_a_published_calendar_is_an_ordinary_attachment(method: str) -> None:
    assert classed(invitation(method)) == "C10 human"


@pytest.mark.parametrize(
    "message",
    [
        read(X_Failed_Recipients="bob@acme.example"),
        read(From="Mail Delivery <MAILER-DAEMON@acme.example>", Return_Path="<>"),
        read(From="MAILER-DAEMON@acme.example", Return_Path="<MAILER-DAEMON@acme.example>"),
        read(From="MAILER-DAEMON@acme.example", Return_Path=None),
        read(From="postmaster@acme.example", Return_Path="<>"),
        read(From="postmaster@acme.example", Return_Path="<MAILER-DAEMON@mx.acme.example>"),
        read(From="Mail Delivery System <MAILER-DAEMON>", Return_Path="<>"),
        read(From="MAILER-DAEMON", Return_Path="<>"),
        read(From="MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@acme.example"),
    ],
)
def test_bounces_without_a_report(message: Message) -> None:
    assert classed(message) == "C4 bounce"


@pytest.mark.parametrize(
    "message",
    [
        read(From="MAILER-DAEMON@acme.example", Return_Path="<list-admin@studionorth.example>"),
        read(From="Mail <mailer-daemon@acme.example>", Return_Path="<x@acme.example>", List_Id="<x.example>"),
        read(From="postmaster@acme.example", Subject="Undeliverable: Draft of homepage"),
        read(From="System Administrator <postmaster@acme.example>", Subject="Unzustellbar: Entwurf"),
        read(From="postmaster@acme.example", Subject="Non remis : Projet"),
        read(From="postmaster@acme.example", Subject="No se puede entregar: Borrador"),
        read(From="postmaster@acme.example", Subject="Mancato recapito: bozza"),
        read(From="postmaster@acme.example", Subject="Onbestelbaar: Ontwerp"),
        read(From="MDaemon@acme.example", Subject="Permanent Delivery Failure"),
        read(From="ndr@acme.example", Subject="[x] Mail delivery failed: returning message to sender"),
        read(From="postmaster@acme.example", Subject="Message Delivery Failure", Auto_Submitted="auto-replied"),
    ],
)
def test_a_servers_name_with_a_servers_subject_is_a_bounce_whatever_the_return_path(message: Message) -> None:
    assert classed(message) == "C4 bounce"
    assert classed(message, Side.THIRD) == "C4 bounce"


@pytest.mark.parametrize(
    ("subject", "text", "side", "expected"),
    [
        ("Undeliverable: Draft", "Your mail was not delivered to bob.", Side.THIRD, "C11b unclear"),
        (
            "Mail could not be delivered",
            "Unable to deliver\nmessage to <bob@acme.example>.",
            Side.CLIENT,
            "C11b unclear",
        ),
        ("Delivery failure", "The chairs did not come yesterday, we need them.", Side.CLIENT, "C10 human"),
        ("Re: Undeliverable: Draft", "Your mail was not delivered, it seems.", Side.CLIENT, "C10 human"),
        ("Fwd: Undeliverable: Draft", "It was not delivered.", Side.CLIENT, "C10 human"),
        ("Undeliverablex", "It was not delivered.", Side.CLIENT, "C10 human"),
        ("Undeliverable: Draft", "It was not delivered.", Side.US, "C10 human"),
    ],
)
def test_what_reads_like_a_bounce_under_any_other_name_is_for_a_person_to_look_at(
    subject: str, text: str, side: Side, expected: str
) -> None:
    assert classed(read(text, Subject=subject), side) == expected


def test_a_null_return_path_alone_is_no_bounce() -> None:
    assert classed(read(Return_Path="<>")) == "C10 human"
    assert classed(read(From="postmaster@acme.example", Return_Path="<postmaster@acme.example>")) == "C10 human"
    assert classed(read(From="postmaster@acme.example")) == "C10 human"
    assert classed(read(From="postmaster@acme.example", Subject="Undeliverables of March")) == "C10 human"
    assert classed(read(From="Postmaster Bob <bob@acme.example>", Return_Path="<>")) == "C10 human"


@pytest.mark.parametrize(
    "message",
    [
        read("x", "From: Eve <eve@evil.example>"),
        read(From="bob@acme.example <x@evil.example>"),
        read(From=None),
        read(Subject="s\rDate: Mon, 2 Mar 2020 10:00:00 +0000"),
        invitation("METHOD:REPLY", "From: Eve <eve@evil.example>"),
    ],
)
def test_an_author_that_cannot_be_relied_on_is_unclear(message: Message) -> None:
    assert classed(message) == "C11b unclear"


@pytest.mark.parametrize(
    ("value", "subject", "expected"),
    [
        ("auto-replied", "Draft", "C5 auto_reply"),
        ("Auto-Replied (vacation); x=y", "Draft", "C5 auto_reply"),
        ("vacation", "Draft", "C5 auto_reply"),
        ("auto-generated", "Out of office: Draft", "C5 auto_reply"),
        ("auto-generated", "Your build passed", "C5 notification"),
        ("auto-notified; owner-email=x", "Draft", "C5 notification"),
        ("no", "Draft", "C10 human"),
        ("No (really)", "Draft", "C10 human"),
        ("", "Draft", "C10 human"),
    ],
)
def test_mail_that_says_it_was_sent_by_a_machine_is_no_answer(value: str, subject: str, expected: str) -> None:
    assert classed(read("x", Auto_Submitted=value, Subject=subject)) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("X-Autoreply: yes", "C6 auto_reply"),
        ("X-Autorespond: vacation", "C6 auto_reply"),
        ("X-Mail-Autoreply: 1", "C6 auto_reply"),
        ("Precedence: auto_reply", "C6 auto_reply"),
        ("X-MS-Exchange-Inbox-Rules-Loop: bob@acme.example", "C6 auto_reply"),
        ("X-MS-Exchange-Inbox-Rules-Loop: carol@acme.example", "C10 human"),
        ("X-Autoreply: no", "C10 human"),
        ("X-Auto-Response-Suppress: All", "C10 human"),
    ],
)
def test_headers_of_automatic_replies(header: str, expected: str) -> None:
    assert classed(read("x", header)) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Automatic reply: Draft", "C7 auto_reply"),
        ("Automatische Antwort: Entwurf", "C7 auto_reply"),
        ("Réponse automatique : Projet", "C7 auto_reply"),
        ("Respuesta automática: Borrador", "C7 auto_reply"),
        ("Risposta automatica: Bozza", "C7 auto_reply"),
        ("Automatisch antwoord: Ontwerp", "C7 auto_reply"),
        ("Re: Automatic reply: Draft", "C10 human"),
        ("Automatic reply", "C10 human"),
        ("Urlaub: bitte Freigabe", "C10 human"),
        ("Out of office furniture: offer", "C10 human"),
    ],
)
def test_a_subject_that_only_a_machine_writes_is_an_automatic_reply(subject: str, expected: str) -> None:
    assert classed(read(Subject=subject)) == expected


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("no-reply@acme.example", "C8 notification"),
        ("noreply+12@acme.example", "C8 notification"),
        ("donotreply@acme.example", "C8 notification"),
        ("do-not-reply@acme.example", "C8 notification"),
        ("notifications@example.com", "C8 notification"),
        ("nepasrepondre@acme.example", "C8 notification"),
        ("noreen@acme.example", "C10 human"),
        ("alertson@acme.example", "C10 human"),
    ],
)
def test_addresses_that_nobody_writes_from(author: str, expected: str) -> None:
    assert classed(read(From=author)) == expected


@pytest.mark.parametrize(
    "header",
    ["List-Unsubscribe: <x>", "List-Id: <x.example>", "Feedback-ID: 1:2", "Precedence: bulk", "Precedence: List"],
)
def test_bulk_unless_it_answers_our_mail(header: str) -> None:
    assert classed(read("x", header)) == "C9 bulk"
    assert classed(read("x", header, References=f"<other@x> {ASK}")) == "C9 human via_list"
    assert classed(read("x", header, In_Reply_To="<other@x>")) == "C9 bulk"


@pytest.mark.parametrize(
    "message",
    [
        read("x", "List-Id: <x.example>", From="me@studionorth.example"),
        read("x", "Precedence: bulk", "Auto-Submitted: auto-generated", From="noreply@studionorth.example"),
    ],
)
def test_own_mail_is_never_bulk_or_notification(message: Message) -> None:
    assert classed(message, Side.US) == "C10 human"


def test_our_own_absence_notice_is_one() -> None:
    assert classed(read(Auto_Submitted="auto-replied"), Side.US) == "C5 auto_reply"


@pytest.mark.parametrize(
    "message",
    [
        read("👍"),
        read("❤️ 🎉!"),
        read("👍\n\nOn Mon, 2 Mar 2026 at 10:00, Ann wrote:\n> Shall we?"),
        read("Bob Roe reacted to your message.", Subject="Bob Roe reacted to your message"),
        read("👍\n\nBob reacted via Gmail\n"),
        read("x", X_MS_Reactions="like"),
        read(
            multipart("Content-Type: text/plain; charset=utf-8\nContent-Disposition: reaction\n\n👍\n"),
            Content_Type="multipart/mixed; boundary=b1",
        ),
    ],
)
def test_a_reaction_is_not_read_as_an_answer(message: Message) -> None:
    assert classed(message) == "C12 reaction"


def test_a_reaction_in_words_is_short_and_an_emoji_stands_alone() -> None:
    told = "Bob Roe reacted to your message"
    assert classed(read("x" * 200, Subject=told)) == "C12 reaction"
    assert classed(read("x" * 201, Subject=told)) == "C10 human"
    assert classed(read("x", Subject=told)) == "C12 reaction"
    assert classed(read("x", Subject="Bob hat auf Ihre Nachricht reagiert: Nachricht")) == "C12 reaction"
    assert classed(read("x", X_MS_Exchange_Reaction="like")) == "C12 reaction"
    assert classed(read("👍" * 40)) == "C12 reaction"
    assert classed(read("👍" * 41)) == "C10 human"
    file = "Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\nx"
    with_file = multipart("Content-Type: text/plain; charset=utf-8\n\n👍\n", file)
    assert classed(read(with_file, Content_Type="multipart/mixed; boundary=b1")) == "C10 human"


def test_headers_of_machines_in_their_rarer_forms() -> None:
    assert classed(read("x", "Precedence: auto-reply")) == "C6 auto_reply"
    assert classed(read("x", "Precedence: junk")) == "C9 bulk"
    assert classed(read("x", "X-MS-Exchange-Inbox-Rules-Loop: <BOB@acme.example>")) == "C6 auto_reply"
    assert classed(read("x", "List-Id: <x.example>", In_Reply_To=ASK)) == "C9 human via_list"
    assert classed(read("x", "List-Id: <x.example>", References=ASK), Side.US) == "C9 human"
    assert classed(read("x", Auto_Submitted="no; x=auto-replied")) == "C10 human"
    assert classed(read("x", Subject="Réponse d’absence : Projet")) == "C7 auto_reply"
    assert classed(read("x", Subject="Automatic reply\uff1a Draft")) == "C7 auto_reply"
    assert classed(read(From="postmaster@acme.example", Return_Path="< >")) == "C4 bounce"
    assert classed(read(From="mailer-daemons@acme.example")) == "C8 notification"


def test_a_list_or_a_stamp_tells_that_a_machine_sent_it() -> None:
    assert sent_by_machine(read("x", "Precedence: bulk"))
    assert sent_by_machine(read("x", Auto_Submitted="auto-generated"))
    assert not sent_by_machine(read("x", "Precedence: first-class", Auto_Submitted="no"))


@pytest.mark.parametrize(
    "body",
    ["👍 go ahead", "Bob reacted badly to your message. We should talk about the contract tomorrow.", "", "..."],
)
def test_words_are_no_reaction(body: str) -> None:
    assert classed(read(body)) == "C10 human"
