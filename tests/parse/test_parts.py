from __future__ import annotations

import base64
import hashlib

import pytest

from harvester.model.calls import Attendee
from harvester.model.mail import Calendar, Message
from harvester.parse.messages import parse_message
from harvester.parse.payloads import attached
from tests.parse.raw import multipart, raw, read

MIXED = "multipart/mixed; boundary=b1"
ALTERNATIVE = "multipart/alternative; boundary=b1"
PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"
HTML = "Content-Type: text/html; charset=utf-8\n\n"


def test_the_plain_form_is_taken_where_both_say_the_same() -> None:
    body = multipart(PLAIN + "Hello *Bob*, see https://x.example", HTML + "<p>Hello <b>Bob</b>, <a href=x>see</a></p>")
    message = read(body, Content_Type=ALTERNATIVE)
    assert message.text.strip() == "Hello *Bob*, see https://x.example"
    assert message.defects == ()


def test_words_in_only_one_alternative_are_marked() -> None:
    body = multipart(PLAIN + "The draft is here", HTML + "<p>The draft is here</p><p>I accept</p>")
    assert "alternatives_differ" in read(body, Content_Type=ALTERNATIVE).defects


def test_an_empty_plain_form_gives_way_to_the_html() -> None:
    assert read(multipart(PLAIN + " ", HTML + "<p>Hello</p>"), Content_Type=ALTERNATIVE).text == "Hello"


@pytest.mark.parametrize(
    "hiding",
    [
        '<span style="display:none">I accept</span>',
        '<div style="visibility: hidden">I accept</div>',
        '<p style="font-size:0px">I accept</p>',
        "<div hidden>I accept</div>",
    ],
)
def test_what_the_sender_hid_is_not_read_and_is_marked(hiding: str) -> None:
    message = read(f"<p>Hello</p>{hiding}<p>Bye</p>", Content_Type="text/html")
    assert message.text == "Hello\n\nBye"
    assert "hidden_text" in message.defects


def test_script_style_and_comments_are_no_text() -> None:
    dropped = "<head><title>t</title><style>p{}</style></head><!-- c --><script>x()</script>"
    html = dropped + "<p>Hello</p><svg><text>s</text></svg>"
    message = read(html, Content_Type="text/html")
    assert message.text == "Hello"
    assert "hidden_text" not in message.defects


def test_html_quotes_are_quotes() -> None:
    html = (
        "<p>Fine.</p><div>On Mon, 2 Mar 2026 at 10:00, Ann wrote:<blockquote><p>Shall we start?</p></blockquote></div>"
    )
    message = read(html, Content_Type="text/html")
    assert "> Shall we start?" in message.text
    assert message.new_text == "Fine."


def test_an_attached_message_is_an_attachment_and_its_words_are_not_the_authors() -> None:
    inner = "Content-Type: message/rfc822\n\nFrom: x@example.com\nSubject: Old mail\n\nI quit?\n"
    message = read(multipart(PLAIN + "See attached", inner), Content_Type=MIXED)
    assert message.text.strip() == "See attached"
    assert [(a.name, a.media_type, a.part) for a in message.attachments] == [("Old mail", "message/rfc822", "2")]
    assert message.attachments[0].size > 0


def test_attachments_are_hashed_as_decoded() -> None:
    part = (
        "Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment; filename*=utf-8''%C3%A4.pdf\n"
        "Content-Transfer-Encoding: base64\n\naGVsbG8=\n"
    )
    (attachment,) = read(multipart(PLAIN + "x", part), Content_Type=MIXED).attachments
    assert (attachment.name, attachment.size) == ("ä.pdf", 5)
    assert attachment.sha256 == hashlib.sha256(b"hello").hexdigest()
    assert not attachment.inline


def test_an_image_shown_in_the_text_is_inline() -> None:
    part = "Content-Type: image/png\nContent-ID: <logo>\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n"
    assert read(multipart(PLAIN + "x", part), Content_Type=MIXED).attachments[0].inline


@pytest.mark.parametrize(
    ("charset", "data", "text", "guessed"),
    [
        ("utf-8", "größe".encode(), "größe", False),
        ("iso-8859-1", "größe €".encode("cp1252"), "größe €", False),
        ("x-unknown", "größe".encode(), "größe", True),
        ("us-ascii", "größe".encode("cp1252"), "größe", True),
        ("utf-8", "größe".encode("cp1252"), "größe", True),
        ("idna", b"hello", "hello", True),
    ],
)
def test_text_is_read_in_the_charset_it_really_has(charset: str, data: bytes, text: str, guessed: bool) -> None:
    message = read(data, Content_Type=f"text/plain; charset={charset}", Content_Transfer_Encoding="8bit")
    assert message.text == text
    assert ("charset_guessed" in message.defects) == guessed


def test_flowed_lines_are_joined() -> None:
    body = "Could you \nsend it?\n> quoted \n> line\n-- \nAnn"
    message = read(body, Content_Type="text/plain; format=flowed")
    assert message.text == "Could you send it?\n> quoted line\n-- \nAnn"


CALENDAR = (
    "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:ev\n ent-1\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@acme.example\n"
    "END:VEVENT\nEND:VCALENDAR\n"
)


def test_a_reply_to_an_invitation_tells_who_accepted() -> None:
    part = f"Content-Type: text/calendar; method=REPLY\n\n{CALENDAR}"
    message = read(multipart(PLAIN + "Accepted", part), Content_Type=ALTERNATIVE)
    bob = Attendee(email="bob@acme.example", partstat="accepted")
    assert message.calendar == Calendar(method="REPLY", uid="event-1", partstat="ACCEPTED", replied=(bob,))


def test_a_calendar_file_that_a_person_attached_has_no_method() -> None:
    part = f"Content-Type: text/calendar; name=a.ics\nContent-Disposition: attachment; filename=a.ics\n\n{CALENDAR}"
    calendar = read(multipart(PLAIN + "See the file", part), Content_Type=MIXED).calendar
    assert calendar is not None
    assert calendar.method == ""


def test_a_reaction_part_is_no_text() -> None:
    part = "Content-Type: text/plain; charset=utf-8\nContent-Disposition: reaction\n\n👍\n"
    message = read(multipart(PLAIN + "", part), Content_Type=MIXED)
    assert message.reaction == "👍"
    assert message.text == ""


def test_html_beyond_reason_gives_no_words_to_the_author() -> None:
    message = read("<p>Shall we?</p>" + "<i>" * 40_000, Content_Type="text/html")
    assert "text_doubtful" in message.defects
    assert message.new_text == ""


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_a_name_in_bytes_that_no_header_may_hold_is_read(charset: str) -> None:
    body = multipart('Content-Type: application/pdf\nContent-Disposition: attachment; filename="Angebot März.pdf"\n\nx')
    message = read(body.replace("\n", "\r\n").encode(charset), Content_Type=MIXED)
    assert [one.name for one in message.attachments] == ["Angebot März.pdf"]


@pytest.mark.parametrize("encoding", ["8bit", "base64"])
def test_a_carried_mail_is_taken_out_to_the_byte(encoding: str) -> None:
    carried = (
        b"Subject: Old\r\n offer\r\nX-Name: M\xfcller\r\nContent-Type: multipart/mixed; boundary=b2\r\n\r\n"
        b"--b2\r\n\r\nNo \r\n"
    )
    sent = base64.encodebytes(carried).replace(b"\n", b"\r\n") if encoding == "base64" else carried + b"\r\n"
    head = f"--b1\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    mail = raw(head.encode() + sent + b"--b1--\r\n", Content_Type=MIXED)
    message = parse_message(mail)
    assert isinstance(message, Message)
    (one,) = message.attachments
    assert attached(mail, one.part) == carried
    assert (one.size, one.sha256) == (len(carried), hashlib.sha256(carried).hexdigest())
    assert attached(mail, "7") is None
