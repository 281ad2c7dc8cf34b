"""The client answered, or had a reason, in a way that is easy to miss: nothing may be established (P1, P2)."""

from __future__ import annotations

import base64

import pytest

from harvester.model.source import Role
from tests.pipeline.letters import ASK, BOB, ME, established, letter, matter, question

REPLY = {"In_Reply_To": ASK, "References": ASK}
TITLE = "Re: Draft of the homepage"
KICKOFF = letter("01-12 09:00", BOB, ME, "Kickoff", "Looking forward to it, we start on Monday. Bob")
MIXED = {"Content_Type": 'multipart/mixed; boundary="b"'}
DESK = "Desk <desk@elsewhere.example>"


def part(media_type: str, body: str, *lines: str) -> str:
    return "\r\n".join((f"Content-Type: {media_type}", *lines, "", body))


def parts(*found: str) -> str:
    return "".join(f"--b\r\n{one}\r\n" for one in found) + "--b--\r\n"


def answer(text: str, sender: str = BOB, subject: str = TITLE, when: str = "03-04 10:00", **headers: str) -> bytes:
    return letter(when, sender, headers.pop("To", ME), subject, text, **headers)


PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
CODED = "Content-Transfer-Encoding: base64"
ACCEPTED = (
    "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@acme.example\r\n"
    "END:VEVENT\r\nEND:VCALENDAR"
)
PASSED_ON = "See below.\r\n\r\nFrom: Bob Roe <bob@acme.example>\r\nSent: Tuesday\r\nSubject: Homepage\r\n\r\nApproved."
ARRIVED = "from a by mx.studionorth.example; Mon, 02 Mar 2026 09:{}:00 +0000"
LATER = "from a by b; Wed, 04 Mar 2026 09:00:00 +0000"
TEAM = "Tom <team@studionorth.example>"


def file(name: str, media_type: str) -> str:
    return parts(part(media_type, PIXEL, CODED, f'Content-Disposition: attachment; filename="{name}"'))


CASES: dict[str, bytes | tuple[Role, bytes]] = {
    "in the trash": (Role.TRASH, answer("Approved.", **REPLY)),
    "in spam, under a new subject": (Role.JUNK, answer("Go ahead with it.", subject="Go")),
    "from a colleague's private address": answer("Approved by us.", "Carol Lane <carol.lane@gmail.com>", **REPLY),
    "from his private address, without a link": answer("Approved!", '"Roe, Bob" <b.roe77@gmail.com>', "Homepage"),
    "from his private address, badly written": answer("Approved!", "Roe, Bob <b.roe77@gmail.com>", "Homepage"),
    "from another domain of the client": answer("Approved.", "Bob Roe <bob.roe@acme-group.example>", "Homepage: yes"),
    "from the house under another ending": answer("Approved. Tina", "Tina Beck <tina@acme.co.example>", "Homepage"),
    "from another company of the house": answer("Approved.", "Tina Beck <t.beck@acme-group.example>", "your design"),
    "through a list that names him alone": answer(
        "Approved.", "'Bob Roe' via Web <web@lists.example>", "Homepage", List_Id="<web.lists.example>"
    ),
    "by a deputy elsewhere, whom an absence notice names": answer(
        "I am away until 20 March. Please write to kim@poe-consulting.example.",
        subject="Automatic reply: Draft of the homepage",
        Auto_Submitted="auto-replied",
        **REPLY,
    ),
    "and a filter holds it back": answer(
        "1 message held: from bob@acme.example", "Filter <quarantine@provider.example>", "Quarantine digest"
    ),
    "by a call that a provider of telephones tells of": answer(
        "Call from 0012125550142", "sipgate <no-reply@sipgate.de>", "Missed call", when="03-03 10:00"
    ),
    "by a short message from a number": answer(
        "ok", "+12125550142@txt.provider.example", "SMS from +12125550142", when="03-03 10:00"
    ),
    "dated by a slow clock, with a link": answer("Approved.", when="03-02 09:52", **REPLY),
    "dated by a slow clock": answer("Approved.", when="03-02 09:52", Received=ARRIVED.format("03")),
    "dated by a slightly slow clock": answer("Approved.", when="03-02 09:57", Received=ARRIVED.format("01")),
    "between the quoted lines": answer(
        "On Mon, 2 Mar 2026 at 10:00, Ann North wrote:\r\n> Could you approve the draft?\r\n> YES, approved", **REPLY
    ),
    "in an attachment": answer(file("ok.pdf", "application/pdf"), **MIXED, **REPLY),
    "in a program's own format": answer(file("winmail.dat", "application/ms-tnef"), **MIXED, **REPLY),
    "in a picture": answer(parts(part("image/png", PIXEL, CODED, "Content-ID: <a>")), **MIXED, **REPLY),
    "encrypted": answer(
        parts(part("application/pgp-encrypted", "Version: 1"), part("application/octet-stream", "-----BEGIN PGP")),
        subject="...",
        Content_Type='multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"',
        **REPLY,
    ),
    "encrypted by S/MIME": answer(
        PIXEL,
        Content_Type="application/pkcs7-mime; smime-type=enveloped-data",
        Content_Transfer_Encoding="base64",
        **REPLY,
    ),
    "behind a portal": answer(
        "Bob\r\nRoe has sent you a message.", "Secure <noreply@portal.example>", "Secure message"
    ),
    "behind a portal that turns the name around": answer(
        "ROE, Bob has answered.", "Portal <no-reply@portal.example>", "New message"
    ),
    "by accepting an invitation": answer(ACCEPTED, subject="Accepted", Content_Type="text/calendar; method=REPLY"),
    "through a list of the client": answer("Approved.", subject="Homepage", List_Id="<web.acme.example>"),
    "forwarded by an assistant": answer(PASSED_ON, "Pat <pat@office.example>", "Fwd: Homepage"),
    "in an older conversation": answer("PS: the draft is fine.", subject="Re: Kickoff"),
    "under a new subject, with a link": answer("Approved.", subject="Green light", **REPLY),
    "linked to an id that a relay rewrote": answer("Approved.", In_Reply_To="<0100018e@relay.example>"),
    "by a reaction": answer("Bob Roe reacted to your message: 👍", subject="👍 Draft", X_MS_Reactions="like"),
    "from a shared desk, on behalf": answer("Approved for Bob.", Sender="Desk <desk@agency.example>", **REPLY),
    "by a lawyer who names the company": answer("The draft is approved.", DESK, "Our client: ACME Limited"),
    "by an agency of the client": answer("Freigegeben.", DESK, "Startseite Acme – Freigabe"),
    "by one whose program links nothing": answer("Approved.", DESK, "Re: Acme"),
    "to a tagged address": answer("Approved.", To="me+acme@studionorth.example", **REPLY),
    "from a tagged address below the domain": answer("Approved.", "bob+x@eu.mail.acme.example", **REPLY),
    "by certified mail": answer(
        "Il messaggio è stato inviato da bob@acme.example.",
        '"Per conto di: bob@acme.example" <posta-certificata@pec.example>',
        "POSTA CERTIFICATA: bozza",
        Reply_To="bob@acme.example",
    ),
    "to a colleague of ours, who passed it on": answer(PASSED_ON, TEAM, "Fwd: Homepage", Received=LATER),
    "to a colleague of ours, who attached it": answer(
        parts(part("text/plain", "He answered me."), part("message/rfc822", "From: bob@acme.example\r\n\r\nApproved.")),
        TEAM,
        "Homepage",
        Received=LATER,
        **MIXED,
    ),
    "by our own form on the web": answer("Approved.", TEAM, "Message", Reply_To="bob@acme.example", Received=LATER),
    "under two names at once": answer("Approved.", f"{BOB}, Carol Lane <carol@acme.example>", **REPLY),
    "under a name without an address": answer("Approved.", "Bob Roe", "Homepage"),
    "without a date, in the conversation": answer("Approved.", Date="", Received="", **REPLY),
    "and the report of our server came through a list": letter(
        "03-04 10:00",
        "Mail Delivery <mailer-daemon@provider.example>",
        ME,
        "Undelivered Mail Returned to Sender",
        "Not delivered:\r\n<bob@acme.example>: user unknown",
        Return_Path="<team@studionorth.example>",
        List_Id="<x.example>",
    ),
    "and a gateway says that it arrived nowhere": letter(
        "03-02 10:05",
        "Mail guard <guard@acme.example>",
        ME,
        "Mail could not be delivered",
        "Unable to deliver\r\nyour message: mailbox full.",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_answer_that_is_easy_to_miss_leaves_nothing_established(name: str) -> None:
    """P1, C11, C11b."""
    given = CASES[name]
    given = given if isinstance(given, tuple) else (Role.INBOX, given)
    assert not established(matter(KICKOFF, question(), given))


@pytest.mark.parametrize(
    "given",
    [
        answer("I am away until 20 March. Please write to carol@acme.example.", subject="Automatic reply: Draft",
               Auto_Submitted="auto-replied", **REPLY),
        answer("Our prices.", "Ed <ed@acme-printing.example>", "Prices"),
        answer("Our prices.", "Ed <ed@pacme.example>", "Prices"),
        answer("The fonts.", DESK, "Re: Acme fonts", In_Reply_To="<fonts@studionorth.example>"),
        answer("Ten jobs.", DESK, "Acme is hiring", List_Unsubscribe="<https://x.example>"),
        answer("Ten drawings.", DESK, "Acmeism in art"),
    ],
)  # fmt: skip
def test_a_deputy_at_the_client_and_another_house_change_nothing(given: bytes) -> None:
    assert len(established(matter(KICKOFF, question(), given))) == 1


def test_a_mail_of_ours_about_the_client_to_a_colleague_changes_nothing() -> None:
    passed_on = letter("03-04 10:00", ME, "team@studionorth.example", "Fwd: Draft", f"As sent to {BOB}.")
    gossip = letter("03-05 10:00", TEAM, ME, "Lunch", "Is Bob Roe there? bob@acme.example", Received=LATER)
    assert len(established(matter(KICKOFF, question(), passed_on, (Role.INBOX, gossip)))) == 1


def test_a_mail_of_the_client_that_came_in_before_the_question_changes_nothing() -> None:
    before = answer(
        "Texts follow.", subject="Texts", when="03-02 09:50", Received=ARRIVED.format("59").replace("09:", "08:")
    )
    assert len(established(matter(KICKOFF, before, question()))) == 1
