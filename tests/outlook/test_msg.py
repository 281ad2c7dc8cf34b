"""Messages of Outlook: what is read of them, and what is not made up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harvester.harvest.headers import header_block, read_header
from harvester.harvest.matching import names_matter
from harvester.model.mail import Message, MessageClass, Unreadable
from harvester.model.matter import Side
from harvester.outlook import as_mail
from harvester.parse.messages import parse_message
from harvester.pipeline.mails.classes import ClassFacts, message_class
from tests.corpora import samples
from tests.harvest.test_matching import MATTER
from tests.outlook.files import Written, msg

ANN, BOB = "ann@studionorth.example", "bob@acme.example"
CLASS, SUBJECT, SUBMITTED, BODY, HTML, HEADERS, FLAGS, ID = 0x1A, 0x37, 0x39, 0x1000, 0x1013, 0x7D, 0x0E07, 0x1035
NAME, KIND, ADDRESS, SMTP, ROLE = 0x3001, 0x3002, 0x3003, 0x39FE, 0x0C15
NOTE: dict[int, object] = {
    CLASS: "IPM.Note",
    SUBJECT: "Entwürfe",
    0x42: "Ann Nörth",
    0x64: "SMTP",
    0x65: ANN,
    SUBMITTED: datetime(2026, 3, 2, 9, tzinfo=UTC),
    BODY: "Könnten Sie den Entwurf freigeben?\r\n",
    ID: "<1@studionorth.example>",
}
TO_BOB: dict[int, object] = {NAME: "Bob Roe", KIND: "SMTP", ADDRESS: BOB, ROLE: 1}


def read(item: Written) -> Message:
    found = parse_message(msg(item))
    assert isinstance(found, Message)
    return found


def class_of(item: Written) -> MessageClass:
    return message_class(read(item), ClassFacts(side=Side.CLIENT)).kind


def test_a_sent_message_has_no_header_and_is_read_from_its_properties() -> None:
    """Its time states no zone of its author: none is kept in the file (B9)."""
    found = read(Written(properties=NOTE, recipients=[TO_BOB, {NAME: "Jane", SMTP: "jane@acme.example", ROLE: 2}]))
    assert [author.email for author in found.authors] == [ANN]
    assert found.authors[0].name == "Ann Nörth"
    assert ([one.email for one in found.to], [one.email for one in found.cc]) == ([BOB], ["jane@acme.example"])
    assert (found.subject, found.message_id) == ("Entwürfe", "<1@studionorth.example>")
    assert found.text == "Könnten Sie den Entwurf freigeben?\n"
    assert found.date is not None
    assert (found.date.at, found.date.offset_minutes) == (NOTE[SUBMITTED], None)
    assert found.defects == ()


def test_the_original_is_the_file_and_the_mail_made_of_it_is_named() -> None:
    raw = msg(Written(properties=NOTE))
    found = parse_message(raw)
    assert isinstance(found, Message)
    assert found.size == len(raw)
    made = parse_message(as_mail(raw))
    assert isinstance(made, Message)
    assert found.rendering == made.sha256 != found.sha256
    assert as_mail(raw) == as_mail(raw)
    assert as_mail(raw).startswith(b"X-Rendered-From: an item of Outlook (.msg)")


def test_the_header_of_the_transport_stays_and_speaks_no_more_of_the_content() -> None:
    sent = (
        "Received: from mx by mail; Mon, 2 Mar 2026 10:00:00 +0100\r\nFrom: Bob Roe\r\n <bob@acme.example>\r\n"
        "Content-Type: multipart/mixed; boundary=x\r\n\tcharset=y\r\nX-Rendered-From: nobody\r\n"
        "Date: Mon, 2 Mar 2026 09:59:58 +0100\r\n\r\nBcc: not@a.header\r\n"
    )
    found = read(Written(properties={**NOTE, HEADERS: sent}))
    assert [author.email for author in found.authors] == [BOB]
    assert found.received == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert found.date is not None
    assert found.date.offset_minutes == 60
    assert found.bcc == ()
    assert found.text.startswith("Könnten")
    assert as_mail(msg(Written(properties={HEADERS: sent}))).count(b"X-Rendered-From") == 1


def test_a_property_cannot_write_a_header_of_its_own() -> None:
    found = read(
        Written(properties={**NOTE, SUBJECT: "x\r\nBcc: bob@acme.example", 0x42: "Ann\r\nCc: bob@acme.example"})
    )
    assert (found.bcc, found.cc) == ((), ())
    assert len(found.authors) == 1


def test_people_whom_only_exchange_knows_are_named_and_have_no_address() -> None:
    """A name is no address: nothing is attributed to anybody by it."""
    inside: dict[int, object] = {NAME: "Bob Roe", KIND: "EX", ADDRESS: "/o=x/cn=bob", ROLE: 1}
    found = read(
        Written(properties={**NOTE, 0x64: "EX", 0x65: "/o=x/cn=ann"}, recipients=[inside, {**inside, NAME: "Änne"}])
    )
    assert [author.email for author in found.authors] == [""]
    assert "unclear_author" in found.defects
    assert [one.email for one in found.to] == ["", ""]


def test_a_draft_is_not_sent() -> None:
    assert "x-unsent" in read(Written(properties={**NOTE, FLAGS: 8})).headers
    assert "x-unsent" not in read(Written(properties={**NOTE, FLAGS: 1})).headers


def test_text_is_taken_in_the_form_there_is() -> None:
    page = "<p>Grüße &amp; <b>mehr</b></p>".encode("cp1252")
    found = read(Written(properties={**NOTE, BODY: "", HTML: page, 0x3FDE: 1252}))
    assert found.text.strip() == "Grüße & mehr"
    rich = read(Written(properties={**NOTE, BODY: "", 0x1009: b"{\\rtf1 only rich text}"}))
    assert [one.name for one in rich.attachments] == ["text of the message.rtf"]
    assert rich.text.strip() == ""


def test_attachments_keep_their_bytes_and_names() -> None:
    content = bytes(range(256)) * 40
    forwarded = Written(properties={**NOTE, SUBJECT: "Inside"})
    item = Written(
        properties=NOTE,
        attachments=[{0x3705: 1, 0x3707: "Angebot ü.pdf", 0x370E: "application/pdf", 0x3701: content}, forwarded],
    )
    pdf, inside = read(item).attachments
    assert (pdf.name, pdf.media_type, pdf.size) == ("Angebot ü.pdf", "application/pdf", len(content))
    assert (inside.media_type, inside.name) == ("message/rfc822", "Inside")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("IPM.Note", MessageClass.HUMAN),
        ("REPORT.IPM.Note.NDR", MessageClass.BOUNCE),
        ("REPORT.IPM.Note.IPNRN", MessageClass.RECEIPT),
        ("IPM.Schedule.Meeting.Request", MessageClass.CALENDAR),
        ("IPM.Schedule.Meeting.Resp.Neg", MessageClass.CALENDAR),
        ("IPM.Note.Rules.OofTemplate.Microsoft", MessageClass.AUTO_REPLY),
    ],
)
def test_outlooks_own_kinds_are_no_mail_of_a_person(name: str, kind: MessageClass) -> None:
    assert class_of(Written(properties={**NOTE, CLASS: name}, recipients=[TO_BOB])) is kind


def test_a_mail_that_did_not_arrive_names_who_did_not_get_it() -> None:
    found = read(
        Written(properties={**NOTE, CLASS: "REPORT.IPM.Note.NDR", 0x1046: "<q@x.example>"}, recipients=[TO_BOB])
    )
    assert found.report is not None
    assert [(one.email, one.action) for one in found.report.recipients] == [(BOB, "failed")]
    assert found.report.original_message_id == "<q@x.example>"


def test_an_answer_to_an_invitation_says_which() -> None:
    found = read(Written(properties={**NOTE, CLASS: "IPM.Schedule.Meeting.Resp.Neg"}))
    assert found.calendar is not None
    assert (found.calendar.method, found.calendar.partstat) == ("REPLY", "DECLINED")


def test_signed_mail_is_the_mail_that_was_signed() -> None:
    signed = (
        b"Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSigned words.\r\n"
        b"--b\r\nContent-Type: application/pkcs7-signature\r\n\r\nx\r\n--b--\r\n"
    )
    item = Written(
        properties={**NOTE, CLASS: "IPM.Note.SMIME.MultipartSigned", BODY: ""},
        attachments=[{0x3705: 1, 0x3707: "smime.p7m", 0x3701: signed}],
    )
    assert read(item).text.strip() == "Signed words."


def test_damaged_files_are_unreadable_and_nothing_else() -> None:
    raw = msg(Written(properties=NOTE, recipients=[TO_BOB]))
    for end in (8, 100, 600, len(raw) // 2, len(raw) - 700):
        assert isinstance(parse_message(raw[:end]), Message | Unreadable)
    told = parse_message(raw[:100])
    assert isinstance(told, Unreadable)
    assert told.reason == "it cannot be read as a message of Outlook"


def test_the_client_is_found_in_what_the_file_is_read_as() -> None:
    raw = msg(Written(properties={**NOTE, BODY: f"as {BOB} said"}, recipients=[TO_BOB]))
    assert BOB in read_header(header_block(raw)).addresses
    assert names_matter(raw, MATTER)


def test_a_message_that_outlook_itself_wrote() -> None:
    requirement = "mail-parser==4.8.0"
    samples.unpacked()
    (raw,) = [raw for name, raw in samples.messages(requirement) if name == "mail_outlook_1"]
    found = parse_message(raw)
    assert isinstance(found, Message)
    assert found.message_id == "<20170918100018.6AE0948009C@www.w-vwa.de>"
    assert found.received == datetime(2017, 9, 18, 10, 0, 28, tzinfo=UTC)
    assert "Newsletter Prüfung Personalwesen" in found.subject
    assert "Newsletter" in found.text
    assert found.defects == ()
