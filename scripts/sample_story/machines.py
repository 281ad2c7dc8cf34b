"""What no person wrote, and what a mailbox holds all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from sample_story.letters import BERLIN, NEW_YORK, OUR_SERVER, Machine, Post, instant, received
from sample_story.tables import REVIEW_UID

ME = "me@studionorth.example"


def _at(text: str) -> datetime:
    return datetime.strptime(text + " +0000", "%Y-%m-%d %H:%M:%S %z").replace(tzinfo=BERLIN)


def _head(sender: str, at: datetime, subject: str, message_id: str, relay: str = "") -> list[str]:
    trace = received(relay, ME, at + timedelta(seconds=4), message_id) if relay else []
    return [
        *trace,
        f"Date: {format_datetime(at)}",
        f"From: {sender}",
        f"To: Ann North <{ME}>",
        f"Subject: {subject}",
        f"Message-ID: {message_id}",
    ]


def _join(head: list[str], rest: str) -> bytes:
    return ("\n".join([*head, "MIME-Version: 1.0"]) + "\n" + rest.lstrip("\n")).encode()


def _delivery_report(post: Post, name: str, at: datetime, status: tuple[str, str, str, str]) -> bytes:
    """A delivery status notification of our own server about one mail of the story."""
    action, code, recipient, words = status
    mail = post.sent[name]
    subject = "Undelivered Mail Returned to Sender" if action == "failed" else "Delayed Mail (still being retried)"
    head = ["Return-Path: <>"]
    head += _head(
        f"MAILER-DAEMON@{OUR_SERVER} (Mail Delivery System)", at, subject, f"<{name}.dsn@{OUR_SERVER}>", OUR_SERVER
    )
    return _join(
        [*head, "Auto-Submitted: auto-replied"],
        f"""
Content-Type: multipart/report; report-type=delivery-status;
 boundary="dsn.{name}/{OUR_SERVER}"

This is a MIME-encapsulated message.

--dsn.{name}/{OUR_SERVER}
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host {OUR_SERVER}.

{words}

<{recipient}>: host mail.acme.example[198.51.100.48] said: {code}

--dsn.{name}/{OUR_SERVER}
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; {OUR_SERVER}
Arrival-Date: {format_datetime(instant(mail, post.writer(name).zone))}

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {code.split()[1]}
Remote-MTA: dns; mail.acme.example
Diagnostic-Code: smtp; {code}

--dsn.{name}/{OUR_SERVER}
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Date: {format_datetime(instant(mail, post.writer(name).zone))}
From: Ann North <{ME}>
To: {recipient}
Subject: {post.subject(mail)}
Message-ID: {post.message_id(name)}

--dsn.{name}/{OUR_SERVER}--
""",
    )


def _absence(post: Post) -> bytes:
    at = (instant(post.sent["golive-4"], BERLIN) + timedelta(seconds=21)).astimezone(NEW_YORK)
    head = ["Return-Path: <>"]
    head += _head(
        "Bob Roe <bob@acme.example>",
        at,
        "Automatic reply: Go-live: plan for 15 April",
        "<AUTO-20260415-7731@acme.example>",
        "mail.acme.example",
    )
    head += [f"In-Reply-To: {post.message_id('golive-4')}", "Auto-Submitted: auto-replied"]
    return _join(
        head,
        """
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: 7bit

I am with our auditors until Friday, April 17, and will read mail only in the
evening. In urgent cases please contact Carol Lane.

Bob Roe
""",
    )


def _receipt(post: Post) -> bytes:
    mail = post.sent["golive-5"]
    at = datetime(2026, 4, 21, 8, 12, 40, tzinfo=NEW_YORK)
    subject = f"Read: {post.subject(mail).removeprefix('Re: ')}"
    sender = "Bob Roe <bob@acme.example>"
    head = _head(sender, at, subject, "<MDN-20260421-0812@acme.example>", "mail.acme.example")
    return _join(
        [*head, f"References: {post.message_id('golive-5')}"],
        f"""
Content-Type: multipart/report; report-type=disposition-notification;
 boundary="mdn_20260421"

--mdn_20260421
Content-Type: text/plain; charset="us-ascii"

Your message
  To: Bob Roe
  Subject: {post.subject(mail)}
was displayed on Tuesday, April 21, 2026 8:12:40 AM (Eastern Time).

--mdn_20260421
Content-Type: message/disposition-notification

Reporting-UA: acme.example; Mail
Final-Recipient: rfc822; bob@acme.example
Original-Message-ID: {post.message_id("golive-5")}
Disposition: manual-action/MDN-sent-manually; displayed

--mdn_20260421--
""",
    )


def _newsletter() -> bytes:
    head = ["Return-Path: <bounces-88213@mailing.acme.example>"]
    head += _head(
        "Acme Pump News <news@mailing.acme.example>",
        datetime(2026, 4, 21, 6, 0, 2, tzinfo=NEW_YORK),
        "Spring is here: is your cellar dry?",
        "<88213.20260421@mailing.acme.example>",
        "out3.mailing.acme.example",
    )
    head += [
        "List-Unsubscribe: <https://mailing.acme.example/u/88213>",
        "List-Id: Acme Pump News <news.mailing.acme.example>",
        "Precedence: bulk",
    ]
    return _join(
        head,
        """
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: 8bit

The snow is melting, and so is our price for the D60: 15 % off until May 31.

Is your cellar ready? Find your dealer: https://acme.example/dealers

You receive this because you asked for a brochure in January.
""",
    )


def _tracker() -> bytes:
    head = ["Return-Path: <bounce@tickets.example.org>"]
    head += _head(
        "Bob Roe (Tickets) <notifications@tickets.example.org>",
        _at("2026-03-11 15:08:12"),
        "[SITE-31] Bob Roe viewed: Screen designs",
        "<SITE-31.4.1773238092@tickets.example.org>",
        "out.tickets.example.org",
    )
    return _join(
        [*head, "Auto-Submitted: auto-generated"],
        """
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: 7bit

Bob Roe opened the attachment "acme-screen-designs-v1.pdf".

SITE-31  Screen designs v1
Status   In review
Reporter Ann North

Do not reply to this mail. https://tickets.example.org/browse/SITE-31
""",
    )


def _signing() -> bytes:
    head = ["Return-Path: <envelope@sign.example.net>"]
    head += _head(
        "Signwell <no-reply@sign.example.net>",
        _at("2026-02-25 20:16:40"),
        "Viewed: Change request 1 (Bob Roe)",
        "<env-5c11f0a2@sign.example.net>",
        "mta2.sign.example.net",
    )
    return _join(
        [*head, "Auto-Submitted: auto-generated"],
        """
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: 7bit

Bob Roe (bob@acme.example) has viewed the document "Change request 1".
It has not been signed yet. We will tell you when it has.
""",
    )


def _invitation(*, answer: bool) -> bytes:
    """The invitation to the review meeting, or Bob's acceptance of it."""
    at = _at("2026-03-10 16:42:05") if not answer else datetime(2026, 3, 12, 7, 55, 31, tzinfo=NEW_YORK)
    bob = "ATTENDEE;CN=Bob Roe;PARTSTAT={}:mailto:bob@acme.example"
    people = [bob.format("ACCEPTED" if answer else "NEEDS-ACTION;RSVP=TRUE")]
    if not answer:
        people.append("ATTENDEE;CN=Carol Lane;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:carol@acme.example")
    event = "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "PRODID:-//Studio North//Calendar//EN",
            "VERSION:2.0",
            f"METHOD:{'REPLY' if answer else 'REQUEST'}",
            "BEGIN:VEVENT",
            f"UID:{REVIEW_UID}",
            f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            "DTSTART:20260319T140000Z",
            "DTEND:20260319T150000Z",
            "SEQUENCE:0",
            "SUMMARY:Acme: review meeting",
            f"ORGANIZER;CN=Ann North:mailto:{ME}",
            *people,
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )
    if answer:
        sender = "Bob Roe <bob@acme.example>"
        head = ["Return-Path: <bob@acme.example>"]
        head += _head(
            sender, at, "Accepted: Acme: review meeting", "<IMIP-0312-0755@acme.example>", "mail.acme.example"
        )
    else:
        head = [f"Date: {format_datetime(at)}", f"From: Ann North <{ME}>"]
        head += ["To: Bob Roe <bob@acme.example>, Carol Lane <carol@acme.example>"]
        head += ["Subject: Invitation: Acme: review meeting", "Message-ID: <imip-0310-1642@studionorth.example>"]
    words = "Bob Roe has accepted." if answer else "Review meeting, Thursday 19 March, 15:00 Berlin (10:00 New York)."
    method = "REPLY" if answer else "REQUEST"
    calendar = event.replace("\r\n", "\n")
    return _join(
        head,
        f"""
Content-Type: multipart/alternative; boundary="imip_{method}"

--imip_{method}
Content-Type: text/plain; charset="us-ascii"

{words}

--imip_{method}
Content-Type: text/calendar; charset="UTF-8"; method={method}
Content-Transfer-Encoding: 7bit

{calendar}
--imip_{method}--
""",
    )


def _returned_copy(post: Post) -> tuple[bytes, datetime]:
    """The invoice as it came back to ann@, with our server's trace on top."""
    mail = post.sent["invoice"]
    arrived = instant(mail, BERLIN) + timedelta(seconds=6)
    trace = "\n".join(received(OUR_SERVER, "ann@studionorth.example", arrived, "invoice-copy"))
    return f"Return-Path: <{ME}>\n{trace}\n".encode() + post.bytes(mail), arrived


def machine_mails(post: Post) -> list[Machine]:
    """Every mail of a machine in the matter; each scene names its rule."""

    def inbox(name: str, sender: str, at: str, data: bytes, scene: str) -> Machine:
        return Machine(name=name, sender=sender, delivered=_at(at), data=data, scene=scene)

    failed = ("failed", "550 5.1.1 User unknown", "carrol@acme.example", "Your mail could not be delivered.")
    slow = (
        "delayed",
        "451 4.3.0 Temporary server error",
        "carol@acme.example",
        "Your mail has not been delivered yet. You need not send it again; it is tried until 28 February.",
    )
    bounced, delayed = _at("2026-02-16 14:20:58"), _at("2026-02-23 13:31:07")
    copy, arrived = _returned_copy(post)
    daemon = "MAILER-DAEMON"
    return [
        inbox(
            "bounce",
            daemon,
            "2026-02-16 14:20:58",
            _delivery_report(post, "cookies", bounced, failed),
            "bounce (C1, R13)",
        ),
        inbox(
            "delay",
            daemon,
            "2026-02-23 13:31:07",
            _delivery_report(post, "rights", delayed, slow),
            "delayed delivery (R13d)",
        ),
        inbox("absence", daemon, "2026-04-15 10:21:30", _absence(post), "absence notice (C5, R12)"),
        inbox("receipt", "bob@acme.example", "2026-04-21 14:12:44", _receipt(post), "read receipt (C2, R14)"),
        inbox(
            "newsletter",
            "bounces-88213@mailing.acme.example",
            "2026-04-21 12:00:06",
            _newsletter(),
            "newsletter of the client (C9)",
        ),
        inbox(
            "tracker",
            "bounce@tickets.example.org",
            "2026-03-11 15:08:16",
            _tracker(),
            "notification naming Bob (C11)",
        ),
        inbox(
            "signing",
            "envelope@sign.example.net",
            "2026-02-25 20:16:44",
            _signing(),
            "notification naming Bob, from the signing service (C11)",
        ),
        inbox("accepted", "bob@acme.example", "2026-03-12 12:55:35", _invitation(answer=True), "iMIP reply (C3, R23)"),
        Machine(
            name="invitation",
            sender=ME,
            delivered=_at("2026-03-10 16:42:05"),
            data=_invitation(answer=False),
            folder="Sent",
            scene="iMIP invitation (C3, M5)",
        ),
        Machine(
            name="invoice-copy",
            sender=ME,
            delivered=arrived,
            data=copy,
            scene="our own mail, come back through our server (T3, D1)",
        ),
    ]
