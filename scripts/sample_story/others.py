"""Mail of other people in the same mailbox: none of it belongs to the matter, none of it may be taken."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr

from sample_story.letters import BERLIN, Machine, encoded, received

ME = "Ann North <me@studionorth.example>"
LOTTA, JONAS = "Lotta Berg <lotta@berg-bread.example.org>", "Jonas Falk <jonas@falk.example.net>"

# (folder, when in Berlin, from, to, subject, text)
OTHERS = (
    ("INBOX", "2026-01-13 08:02", LOTTA, ME, "Opening hours",
     """Good morning Ann,

could you change the opening hours on our site? Sundays we open at seven from
February on, the bikers asked for it.

Lotta"""),
    ("Sent", "2026-01-13 09:26", ME, LOTTA, "Re: Opening hours",
     """Good morning Lotta,

done, and a sesame bun for the bikers. Anything else while I am at it?

Ann"""),
    ("INBOX", "2026-01-13 10:11", LOTTA, ME, "Re: Opening hours",
     """No, that was all. You get the bun.

Lotta"""),
    ("INBOX", "2026-01-16 06:30", "Spree Bank <service@spreebank.example.org>", ME, "Your statement for December",
     """Dear Ms North,

your account statement 12/2025 is ready in online banking.

This mail was sent automatically."""),
    ("INBOX", "2026-01-23 19:44", "Mira North <mira@north-family.example.net>", ME, "Mum's 70th",
     """Hi sis,

I booked the boathouse for the 9th of May. Can you do the invitation cards?
You're the one with the good printer.

Kiss, Mira"""),
    ("Sent", "2026-01-24 11:20", ME, "Mira North <mira@north-family.example.net>", "Re: Mum's 70th",
     """Of course I can. Send me a photo of her that she likes, if there is one.

A."""),
    ("INBOX", "2026-01-30 15:30", JONAS, ME, "My days in February",
     """Hi Ann,

I can give you the 2nd, 3rd, 10th and 11th, and every Thursday. I keep the
first two free for that pump company's texts.

Jonas"""),
    ("Sent", "2026-02-06 12:40", ME, JONAS, "Re: My days in February",
     """Hi Jonas,

texts still not here, so please take the 10th for the wireframes instead.

Ann"""),
    ("INBOX", "2026-02-10 05:10", "Type Weekly <hello@typeweekly.example.org>", ME, "Issue 214: eleven new serifs",
     """Eleven new serifs, one obituary, and a long read on the history of the
ampersand.

Unsubscribe: https://typeweekly.example.org/u"""),
    # Scene "not the client": the domain only ends like Acme's (A1).
    ("INBOX", "2026-02-18 13:02", "Bob Rowe <bob@notacme.example>", ME, "Your website",
     """Hello Ann,

I looked at your website and found 14 issues that keep you from the first page
of the search engines. Do you have ten minutes this week?

Bob Rowe"""),
    ("INBOX", "2026-02-24 09:00", "Tax office Weber <kanzlei@weber-tax.example.net>", ME, "Documents for January",
     """Dear Ms North,

for the January VAT return we are still missing the invoices of your suppliers.
Could you upload them by Thursday?"""),
    ("Sent", "2026-02-25 18:05", ME, "Tax office Weber <kanzlei@weber-tax.example.net>", "Re: Documents for January",
     """Dear Mr Weber,

uploaded just now, all seven.

Ann North"""),
    ("INBOX", "2026-03-06 14:20", "Priya Nair <priya@lakeside-clinic.example.org>", ME, "Offer for our new site",
     """Dear Ms North,

a friend of mine showed me the bakery's website. We are a small clinic with
four doctors. What would something like that cost us?

Priya Nair"""),
    ("Sent", "2026-03-09 12:15", ME, "Priya Nair <priya@lakeside-clinic.example.org>", "Re: Offer for our new site",
     """Dear Ms Nair,

between six and nine thousand, depending on who writes the texts. Shall we talk
on Thursday?

Ann North"""),
    # Scene "not the client": Acme's name as the beginning of somebody else's domain (A1).
    ("Junk", "2026-03-23 03:51", "Acme Billing <billing@acme.example.evil.example>", ME,
     "Payment for invoice 2026-014",
     """Dear supplier,

to receive payment for your invoice please confirm your bank details here:
https://acme.example.evil.example/confirm"""),
    ("Junk", "2026-04-02 01:17", "Lucky Spins <win@lucky.example.net>", ME, "You have 1 unclaimed prize",
     """Click before midnight."""),
    ("Trash", "2026-04-03 10:00", "Parcel Point <no-reply@parcels.example.org>", ME, "Your parcel is waiting",
     """Your parcel is ready for collection at the kiosk in Oderberger Strasse until
10 April."""),
    ("INBOX", "2026-04-22 08:45", LOTTA, ME, "Rhubarb",
     """Morning! New cake of the week, photo follows. Can it go on top of the page by
Friday?

Lotta"""),
    ("Sent", "2026-04-22 09:10", ME, LOTTA, "Re: Rhubarb",
     """It can. Today, if the photo is as good as the last one.

Ann"""),
    ("INBOX", "2026-04-28 21:15", "Mira North <mira@north-family.example.net>", ME, "Photo for the cards",
     """Here is the one with the hat. She says the one with the dog is nicer, but
the dog looks annoyed.

Mira"""),
    ("INBOX", "2026-04-30 06:30", "Spree Bank <service@spreebank.example.org>", ME, "Your statement for March",
     """Dear Ms North,

your account statement 03/2026 is ready in online banking.

This mail was sent automatically."""),
    ("INBOX", "2026-05-03 17:05", JONAS, ME, "My days in May",
     """Hi Ann,

I can give you every Thursday and the 12th. How is the pump company?

Jonas"""),
)  # fmt: skip


def other_mails() -> list[Machine]:
    """The other people's mails, complete."""
    mails = []
    for number, (folder, when, sender, to, subject, text) in enumerate(OTHERS, 1):
        at = datetime.strptime(f"{when}:{number * 7 % 60:02} +0000", "%Y-%m-%d %H:%M:%S %z").replace(tzinfo=BERLIN)
        address = parseaddr(sender)[1]
        domain = address.partition("@")[2]
        name = f"other-{number:02}"
        ours = sender == ME
        lines: list[str] = []
        if not ours:
            lines = [f"Return-Path: <{address}>"]
            lines += received(f"mail.{domain}", "me@studionorth.example", at + timedelta(seconds=3), name)
        lines += [f"Date: {format_datetime(at)}", f"From: {sender}", f"To: {to}", f"Subject: {encoded(subject)}"]
        digest = hashlib.sha256(name.encode()).hexdigest()
        lines += [f"Message-ID: <{digest[:20]}@{domain}>", "MIME-Version: 1.0"]
        if subject.startswith("Re: "):
            before = next(
                index for index, row in enumerate(OTHERS[: number - 1], 1) if row[4] == subject.removeprefix("Re: ")
            )
            origin = hashlib.sha256(f"other-{before:02}".encode()).hexdigest()[:20]
            lines.append(f"In-Reply-To: <{origin}@{parseaddr(OTHERS[before - 1][2])[1].partition('@')[2]}>")
        if address == "hello@typeweekly.example.org":
            lines.append("List-Unsubscribe: <https://typeweekly.example.org/u>")
        lines += ["Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: 8bit", "", text, ""]
        mails.append(
            Machine(
                name=name,
                sender=address,
                delivered=at + timedelta(seconds=0 if ours else 3),
                data="\n".join(lines).encode(),
                folder=folder,
            )
        )
    return mails
