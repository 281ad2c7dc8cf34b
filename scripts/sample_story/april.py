"""April: a meeting without the client, a part payment, and then nothing but machines."""

from __future__ import annotations

from sample_story.letters import File, Mail
from sample_story.papers import pdf

PDF = "application/pdf"

APRIL = (
    # Scene "no-show": go-live planning on 1 April (calendar.ics, calls.csv).
    Mail(
        name="noshow",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-04-01 15:41",
        subject="Go-live planning, today 15:00",
        text="""Hello Bob,

Jonas and I were in the meeting room from three until twenty past. I hope
nothing is wrong. Would tomorrow at the same time work, or shall we do it by
mail?""",
        scene="no-show",
    ),
    Mail(
        name="noshow-2",
        by="bob-phone",
        to="ann",
        at="2026-04-02 07:50",
        re="noshow",
        text="""Sorry, got stuck with a customer and forgot to cancel. By mail is fine, send me
the plan.""",
    ),
    # Scene "never answered by us" (R24): Carol's question of 1 April is still open.
    Mail(
        name="training",
        by="carol",
        to="ann",
        at="2026-04-01 14:20",
        subject="Editor training",
        text="""Hi Ann,

Our agreement has half a day of training for the editors in it. There would be
four of us. Can you offer two or three dates in the second half of April?""",
        scene="never answered by us (R24)",
    ),
    # Scene "part payment": 1,200 of 4,800.
    Mail(
        name="invoice-6",
        by="accounts",
        to="ann",
        cc="bob",
        at="2026-04-02 10:30",
        re="invoice-5",
        folder="Acme",
        text="""Hello,

As agreed internally we paid a first part of EUR 1,200.00 today, reference
2026-014/1. The remainder will follow once it has been released.""",
        scene="part payment",
    ),
    # Scene "open, for review" (R21): Bob writes in another thread while this is open.
    Mail(
        name="invoice-7",
        by="ann",
        to="accounts",
        cc="bob",
        at="2026-04-09 10:00",
        re="invoice-6",
        text="""Hello,

thank you, EUR 1,200.00 arrived on 2 April. That leaves EUR 3,600.00. On which
day can we expect the remainder?""",
        scene="open, with other contact (R21)",
    ),
    Mail(
        name="invoice-8",
        by="ann",
        to="accounts",
        cc="bob",
        at="2026-04-14 10:05",
        re="invoice-7",
        text="""Hello,

a reminder about the EUR 3,600.00 that are left of invoice 2026-014. Could you
give me a date?""",
    ),
    # Scene "go-live slips": planned for 15 April.
    Mail(
        name="golive",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-04-07 11:30",
        re="noshow-2",
        subject="Go-live: plan for 15 April",
        text="""Hello Bob,

here is the plan as promised.

  Mon 13 April  texts frozen, last backup of the old site
  Tue 14 April  we switch the domain over in the evening, your time
  Wed 15 April  the new site is live, we watch it all day

I need two things from you by Friday: your written release, and access to the
domain (or the person who has it). Can you manage both?""",
        scene="go-live slips: the plan; a new subject in the same thread (D2)",
    ),
    # Scene "last sign of life": whatever is asked after this has had no human answer.
    Mail(
        name="golive-2",
        by="bob",
        to="ann",
        cc="carol",
        at="2026-04-09 09:05",
        re="golive",
        text="""Ann,

the 15th won't work, we have the auditors in the house all week. Make it the
22nd. I'll come back to you about the release and the domain.""",
        scene="last human act of the client (S2)",
    ),
    # Scene "three chasers, open to the end" (R9, R10), with an absence notice (R12) and a read receipt (R14) inside.
    Mail(
        name="golive-3",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-04-10 09:45",
        re="golive-2",
        text="""Hello Bob,

22 April it is; I have moved the people here. For that date I need the written
release and the domain access by Friday, 17 April. Who looks after the domain
at your end?""",
        scene="three chasers: the question (R9)",
    ),
    Mail(
        name="golive-4",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-04-15 10:20",
        re="golive-3",
        text="""Hello Bob,

a week to go. May I have your release, and the name of whoever manages the
domain?""",
        scene="three chasers: the first (R10)",
    ),
    Mail(
        name="golive-5",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-04-21 09:30",
        re="golive-4",
        text="""Hello Bob,

tomorrow is the 22nd. Without the release and the domain we can't switch over,
so the go-live will not happen tomorrow. I also tried you on the phone last
Thursday.

The site is finished. What is holding it up, and which new date do you want?""",
        extra=("Disposition-Notification-To: Ann North <me@studionorth.example>",),
        scene="three chasers: the second, with a receipt requested (R14)",
    ),
    Mail(
        name="golive-6",
        by="ann",
        to="bob, carol",
        at="2026-04-28 10:00",
        re="golive-5",
        text="""Hello Bob, hello Carol,

I am still waiting for the release and for access to the domain. Could one of
you call me or write me a line? If the project is on hold, please tell me that
too; then I can give the people here other work.""",
        scene="three chasers: the third (R10)",
    ),
    Mail(
        name="privacy-5",
        by="ann",
        to="carol",
        at="2026-04-13 11:10",
        subject="Privacy page: where are we?",
        text="""Hi Carol,

you had hoped for the end of March for the privacy page and the imprint.
Have you heard from Ms Price? Without the two pages we may not go live in
Germany.""",
        scene="open, one chaser (R9)",
    ),
    Mail(
        name="privacy-6",
        by="ann",
        to="carol",
        at="2026-04-20 15:30",
        re="privacy-5",
        text="""Hi Carol,

just checking in on this one. If Ms Price is the bottleneck, may I write to her
directly?""",
    ),
    # Scene "unknown expectation" (X5): no question, so level B only.
    Mail(
        name="backup",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-04-16 17:05",
        subject="Backup of the old site",
        text="""Hello Bob,

the complete backup of the old site, with database and all 4,312 pictures, is
stored on our server in Frankfurt since this afternoon. It stays there for a
year.""",
        scene="unknown expectation: level B (X5)",
    ),
    Mail(
        name="domain",
        by="ann",
        to="bob",
        at="2026-04-17 12:15",
        subject="acmepumps.example expires on 30 April",
        text="""Hello Bob,

Harbour tells me that your second domain, acmepumps.example, expires at the
end of the month. Shall we renew it for a year (EUR 18) or let it go?""",
        scene="open, not chased (R9)",
    ),
    # Scene "formal notice": to the contract's notice address; ten days to pay.
    Mail(
        name="notice",
        by="ann",
        to="bob",
        cc="accounts",
        at="2026-04-24 09:30",
        subject="Notice under section 8.1: invoice 2026-014",
        text="""Dear Mr Roe,

under section 8.1 of our agreement of 12 January 2026 we give you notice that
EUR 3,600.00 of invoice 2026-014, due on 22 March 2026, are outstanding.

Please pay the amount within ten days of receipt of this notice. A copy of the
invoice is attached.

Bob, I would rather have sorted this out over the phone. My number has not
changed.""",
        files=(
            File(
                name="invoice-2026-014-po7731.pdf",
                media_type=PDF,
                data=pdf("Studio North", "Invoice 2026-014", "PO 7731", "20 February 2026", "Total EUR 4,800.00"),
            ),
        ),
        scene="formal notice",
    ),
    # Scene "draft" (C0): written, never sent.
    Mail(
        name="draft",
        by="ann",
        to="bob",
        at="2026-04-29 21:47",
        subject="How we go on from here",
        folder="Drafts",
        text="""Dear Bob,

I have started this mail four times now. We have put a hundred hours into

TODO: sleep on it, then talk to Jonas first""",
        extra=("X-Mozilla-Draft-Info: internal/draft; vcard=0; receipt=0; DSN=0; uuencode=0",),
        sign=False,
        scene="a draft is no event (C0)",
    ),
)
