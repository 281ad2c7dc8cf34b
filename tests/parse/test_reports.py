from __future__ import annotations

import pytest

from harvester.model.mail import Recipient, Report
from harvester.parse.reports import scanned_report
from tests.parse.raw import multipart, raw, read

DSN = (
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.acme.example\n\n"
    "Original-Recipient: rfc822;bob@acme.example\nFinal-Recipient: rfc822; robert@acme.example\nAction: failed\n"
    "Status: 5.1.1 (no such user)\n\nFinal-Recipient: rfc822; carol@acme.example\nAction: delayed\nStatus: 4.4.1\n"
)
RETURNED = "Content-Type: message/rfc822\n\nMessage-ID: <ask@studionorth.example>\nSubject: Draft\n\nHello\n"
TEXT = "Content-Type: text/plain\n\nIt did not arrive.\n"
DELIVERY = "multipart/report; report-type=delivery-status; boundary=b1"
EXPECTED = Report(
    kind="delivery",
    recipients=(
        Recipient(email="bob@acme.example", action="failed", status="5.1.1"),
        Recipient(email="carol@acme.example", action="delayed", status="4.4.1"),
    ),
    original_message_id="<ask@studionorth.example>",
)


def test_a_delivery_report_names_each_recipients_fate_and_the_message() -> None:
    assert read(multipart(TEXT, DSN, RETURNED), Content_Type=DELIVERY).report == EXPECTED


def test_returned_headers_name_the_message_too() -> None:
    headers = "Content-Type: text/rfc822-headers\n\nSubject: Draft\nMessage-ID: <ask@studionorth.example>\n"
    assert read(multipart(TEXT, DSN, headers), Content_Type=DELIVERY).report == EXPECTED


def test_a_read_receipt_tells_who_saw_which_mail() -> None:
    part = (
        "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; bob@acme.example\n"
        "Original-Message-ID: <ask@studionorth.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n"
    )
    kind = "multipart/report; report-type=disposition-notification; boundary=b1"
    assert read(multipart(TEXT, part), Content_Type=kind).report == Report(
        kind="disposition",
        recipients=(Recipient(email="bob@acme.example", action="displayed"),),
        original_message_id="<ask@studionorth.example>",
        disposition="displayed",
    )


@pytest.mark.parametrize(
    ("stated", "disposition"),
    [
        ("automatic-action/MDN-sent-automatically; deleted", "deleted"),
        ("manual-action/MDN-sent-manually; Processed/error", "processed"),
        ("displayed", "displayed"),
        ("", ""),
    ],
)
def test_a_receipt_says_what_became_of_the_message(stated: str, disposition: str) -> None:
    part = f"Content-Type: message/disposition-notification\n\nDisposition: {stated}\n"
    kind = "multipart/report; report-type=disposition-notification; boundary=b1"
    found = read(multipart(TEXT, part), Content_Type=kind).report
    assert found is not None
    assert found.disposition == disposition


def test_failed_recipients_in_a_header() -> None:
    found = read("It did not arrive.", X_Failed_Recipients="bob@acme.example, carol@acme.example").report
    assert found is not None
    assert [(r.email, r.action) for r in found.recipients] == [
        ("bob@acme.example", "failed"),
        ("carol@acme.example", "failed"),
    ]


def test_human_mail_about_a_bounce_has_no_report() -> None:
    assert read("Your mail to bob@acme.example bounced: 550 5.1.1 user unknown").report is None


def test_a_bounce_in_prose_is_scanned_on_demand() -> None:
    body = (
        "Hi. This is the qmail-send program at acme.example.\nI'm afraid I wasn't able to deliver your message.\n\n"
        "<bob@acme.example>:\nSorry, no mailbox here by that name.\n\n--- Below this line is a copy of the message.\n\n"
        "Message-ID: <ask@studionorth.example>\n"
    )
    assert scanned_report(raw(body, From="MAILER-DAEMON@acme.example")) == Report(
        kind="delivery",
        recipients=(Recipient(email="bob@acme.example", action="failed"),),
        original_message_id="<ask@studionorth.example>",
    )


def test_a_scan_that_finds_nothing() -> None:
    assert scanned_report(raw("Hello")) is None
    assert scanned_report(b"") is None


def test_a_report_whose_report_part_is_missing_is_still_one() -> None:
    found = read(multipart(TEXT), Content_Type=DELIVERY).report
    assert found is not None
    assert (found.kind, found.recipients) == ("delivery", ())


def test_a_failing_scan_is_silent(caplog: pytest.LogCaptureFixture) -> None:
    assert scanned_report(raw("x", From=None, Return_Path="<>")) is None
    assert caplog.records == []
