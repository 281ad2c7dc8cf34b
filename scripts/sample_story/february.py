"""February: texts two weeks late, wireframes a day late, an invoice, and the first wish on top."""

from __future__ import annotations

from sample_story.letters import File, Mail
from sample_story.papers import docx, pdf

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

FEBRUARY = (
    # Scene "chaser" (R10): a question, a reminder three days later, the answer on 9 February.
    Mail(
        name="texts-4",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-02-03 10:05",
        re="texts-3",
        text="""Hello Bob,

Friday has come and gone, and the folder is still empty. Jonas sat here
yesterday with nothing to edit.

When can we have the texts? Even half of them would get us going.""",
        scene="a question makes the gap level A (R31)",
    ),
    # Scene "cancelled by us": Ann is ill; the cancelled instance of the weekly call in calendar.ics.
    Mail(
        name="ill",
        by="ann",
        to="bob, carol",
        at="2026-02-05 08:41",
        subject="No call today",
        text="""Good morning,

I'm in bed with a fever and have to cancel this afternoon's call. Jonas carries on
with the wireframes in the meantime. No reply needed.""",
        scene="no reply needed (X2)",
    ),
    Mail(
        name="texts-5",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-02-06 11:30",
        re="texts-4",
        text="""Hello Bob,

back at my desk, and I am still waiting for the texts. Is something in the
way that I can help with?""",
        scene="chaser (R10)",
    ),
    Mail(
        name="limits-2",
        by="ann",
        to="carol",
        at="2026-02-06 12:12",
        re="limits",
        text="""Hi Carol,

I owe you this since last week, I'm sorry; it slipped when I fell ill.

Teasers: 140 characters including spaces, then they are cut off with dots.
Scheduling: yes, to the minute, in New York time.""",
        scene="our late answer: six business days (S5)",
    ),
    Mail(
        name="texts-6",
        by="bob",
        to="ann",
        cc="carol",
        at="2026-02-09 10:20",
        re="texts-5",
        text="""Ann,

here they are, all 23 plus the about page. I rewrote half of it over the
weekend myself because what I got from the product people was unreadable.

From what I can see only the privacy page is missing. Carol has that on her
list.""",
        files=(
            File(
                name="acme-texts-all-pages.docx",
                media_type=DOCX,
                data=docx("Acme Ltd: texts for the new website", "Home", "Pumps that do what the label says."),
            ),
        ),
        scene="texts two weeks late; a body line that begins with From (mboxrd)",
    ),
    Mail(
        name="texts-7",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-02-09 17:25",
        re="texts-6",
        text="Received, and they read well. Thank you!",
    ),
    Mail(
        name="limits-3", by="carol", to="ann", at="2026-02-10 09:05", re="limits-2", text="Thanks, noted!", sign=False
    ),
    # Scene "our late delivery": wireframes were due on 10 February.
    Mail(
        name="wireframes",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-02-11 11:20",
        subject="Wireframes v1",
        text="""Dear Bob, dear Carol,

here are the wireframes, all nine page types in one PDF. They were due
yesterday; the day's delay is ours, I wanted to see your texts in them first.

Grey boxes are pictures. Please don't look at fonts and colours yet, there
are none. Could you approve them, or tell me what to change, by 18 February?""",
        files=(
            File(
                name="acme-wireframes-v1.pdf",
                media_type=PDF,
                data=pdf("Acme Ltd, website relaunch", "Wireframes v1", "11 February 2026"),
            ),
        ),
        scene="our delivery, one day late",
    ),
    Mail(
        name="wireframes-2",
        by="bob",
        to="ann",
        cc="carol",
        at="2026-02-13 11:35",
        re="wireframes",
        text="""As I said on the call: approved. The product finder is exactly what I had in mind.

One change, the phone number goes to the top of every page. Our customers
are sixty and they call.""",
        copies=("Archive",),
        scene="an approval",
    ),
    Mail(
        name="wireframes-3",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-02-16 09:30",
        re="wireframes-2",
        text="Phone number moves to the top. Thank you!",
    ),
    # Scene "bounce" (R13): mistyped, returned by Acme's server (see machines), sent again to the right address.
    Mail(
        name="cookies",
        by="ann",
        to="carrol@acme.example",
        at="2026-02-16 14:20",
        subject="Cookie banner: three questions",
        text="""Hi Carol,

three short ones. Do you still use the chat widget? Does anybody look at the
heat maps? And is there still advertising that needs the tracking pixel?

If it is three times no, you won't need a cookie banner at all.""",
        scene="bounced: neither question nor chaser (R13)",
    ),
    Mail(
        name="cookies-2",
        by="ann",
        to="carol",
        at="2026-02-17 09:15",
        subject="Cookie banner: three questions",
        text="""Hi Carol,

I had two r's in your address yesterday, so this never reached you. Once
more:

Do you still use the chat widget? Does anybody look at the heat maps? And is
there still advertising that needs the tracking pixel?""",
        scene="sent again to the right address (R13)",
    ),
    Mail(
        name="cookies-3",
        by="carol",
        to="ann",
        at="2026-02-18 11:45",
        re="cookies-2",
        text="""No, no, and I had to ask: no. The last campaign with the pixel ended in the fall.

I'd be very happy to not have a banner.""",
    ),
    Mail(name="cookies-4", by="ann", to="carol", at="2026-02-19 09:05", re="cookies-3", text="So would I. Thanks!"),
    # Scene "German, umlaut in the subject": encoded word, base64 and quoted-printable.
    Mail(
        name="bilder",
        by="carol",
        to="ann",
        at="2026-02-17 13:20",
        subject="Rückfrage zu den Bildgrößen",
        text="""Hallo Ann,

ich übe mal wieder mein Deutsch aus der Hamburger Zeit, bitte nicht lachen.

Unser Fotograf möchte wissen, wie groß die Bilder für die Startseite höchstens
sein dürfen. Reichen 2400 Pixel in der Breite?""",
        scene="German, umlaut in the subject, quoted-printable",
    ),
    Mail(
        name="bilder-2",
        by="ann",
        to="carol",
        at="2026-02-18 09:10",
        subject="Re: Rückfrage zu den Bildgrößen",
        re="bilder",
        text="""Hallo Carol,

dein Deutsch ist besser als mein Englisch um diese Uhrzeit. 2400 Pixel genügen
völlig, am liebsten im Querformat und nicht schon zugeschnitten. Das
Verkleinern übernehmen wir.""",
        shape="base64",
        scene="answer in German, base64",
    ),
    Mail(
        name="bilder-3",
        by="carol",
        to="ann",
        at="2026-02-18 08:20",
        subject="AW: Rückfrage zu den Bildgrößen",
        re="bilder-2",
        text="Danke!",
        sign=False,
    ),
    # Scene "other personnel" (A5): asked of Bob, answered by Carol; Bob himself only on Monday.
    Mail(
        name="search",
        by="ann",
        to="bob",
        at="2026-02-19 17:20",
        subject="Search box: spare parts too?",
        text="""Hello Bob,

one thing we forgot on the call. Shall the search box find spare parts as
well, or products only? With parts there are 1,900 entries instead of 23.""",
        scene="other personnel: the question to Bob (A5)",
    ),
    Mail(
        name="search-2",
        by="carol",
        to="ann",
        cc="bob",
        at="2026-02-20 10:05",
        re="search",
        text="""Hi Ann,

Bob is in the plant all day, he forwarded me your question. Products only,
please. Spare parts go through the dealers and always will.""",
        scene="other personnel: Carol answers (A5)",
    ),
    Mail(
        name="search-3",
        by="bob-phone",
        to="ann",
        cc="carol",
        at="2026-02-23 09:10",
        re="search",
        text="What Carol said. Dealers would kill me.",
    ),
    Mail(name="search-4", by="ann", to="bob, carol", at="2026-02-23 16:30", re="search-3", text="Understood, thanks!"),
    # Scene "invoice 2026-014": sent on 20 February; the copy to ann@ came back through our server (T3).
    Mail(
        name="invoice",
        by="ann",
        to="accounts",
        cc="bob, Ann North <ann@studionorth.example>",
        at="2026-02-20 12:30",
        subject="Invoice 2026-014, website relaunch, first instalment",
        text="""Dear colleagues,

please find attached invoice 2026-014 over EUR 4,800.00, the first instalment
under section 5 of our agreement. Payment term: 30 days from today, so
22 March 2026. Bank details are on the invoice.""",
        files=(
            File(
                name="invoice-2026-014.pdf",
                media_type=PDF,
                data=pdf("Studio North", "Invoice 2026-014", "20 February 2026", "Total EUR 4,800.00"),
            ),
        ),
        scene="invoice 2026-014",
    ),
    Mail(
        name="invoice-2",
        by="accounts",
        to="ann",
        at="2026-02-23 10:00",
        re="invoice",
        folder="Trash",
        text="""Hello,

Your invoice was received and entered in our system. It is scheduled with the
payment run in the week of March 16.""",
        scene="a client's mail in the trash (K2)",
    ),
    Mail(
        name="invoice-thanks",
        by="ann",
        to="accounts",
        at="2026-02-23 17:02",
        re="invoice-2",
        text="Thank you!",
    ),
    # Scene "delayed delivery" (R13d): our server reports a delay, the mail arrives later (see machines).
    Mail(
        name="rights",
        by="ann",
        to="carol",
        at="2026-02-23 09:30",
        subject="Image rights, team photos",
        text="""Hi Carol,

on eleven of the photos one can recognise people from the plant. Do you have
their consent for the website? A list with names and signatures is enough.""",
        scene="delayed delivery: the question (R13d)",
    ),
    Mail(
        name="rights-2",
        by="carol",
        to="ann",
        at="2026-02-26 09:40",
        re="rights",
        text="""Hi Ann,

Your mail only reached me last night, our server had a bad week. HR has consent
forms for nine of the eleven. Please leave out numbers 17 and 44, those two
have left the company.""",
    ),
    Mail(
        name="rights-3",
        by="ann",
        to="carol",
        at="2026-02-26 17:15",
        re="rights-2",
        text="17 and 44 are out. Thank you!",
    ),
    # Scene "scope creep" and "change request": settled on the phone on 27 February (R19, calls.csv).
    Mail(
        name="jobs",
        by="bob",
        to="ann",
        at="2026-02-24 16:45",
        subject="Job openings",
        text="""Ann,

HR came to see me. They want a page with the open jobs, and people should be
able to apply right there with their CV. Nothing big. Can we still squeeze that
in?""",
        scene="scope creep",
    ),
    Mail(
        name="jobs-2",
        by="ann",
        to="bob",
        at="2026-02-25 11:00",
        re="jobs",
        text="""Hello Bob,

we can, and it is sensible, but it is not small: uploads of CVs mean personal
data, deletion after six months and a place to keep them. I put it into a
change request, attached: three days, EUR 1,350.00, go-live stays where it is
if we begin by 2 March.

Please confirm in writing whether you want it.""",
        files=(
            File(
                name="change-request-1.pdf",
                media_type=PDF,
                data=pdf("Change request 1", "Job page with applications", "EUR 1,350.00"),
            ),
        ),
        scene="change request",
    ),
    Mail(
        name="jobs-3",
        by="bob",
        to="ann",
        at="2026-02-27 12:15",
        re="jobs-2",
        text="""Following our phone call just now: yes to change request 1, without the upload.
Applicants send a mail to HR, and you take EUR 900 instead.""",
        scene="settled on the phone, then in writing (R19)",
    ),
    Mail(
        name="jobs-4",
        by="ann",
        to="bob",
        at="2026-03-02 09:12",
        re="jobs-3",
        text="Confirmed, EUR 900 without the upload. Thanks!",
    ),
)
