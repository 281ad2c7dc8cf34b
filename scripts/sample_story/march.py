"""March: answers take longer and come from unexpected places; staging is up, the invoice falls due."""

from __future__ import annotations

from sample_story.letters import File, Mail
from sample_story.papers import pdf

PDF = "application/pdf"

MARCH = (
    # Scene "answer in Junk" (K2): without a search of the junk folder this would look unanswered.
    Mail(
        name="server",
        by="ann",
        to="bob",
        at="2026-03-02 09:40",
        subject="Where shall the new site live?",
        text="""Hello Bob,

the old machine is beyond updating, so the new site needs a new home. Harbour
offers Frankfurt for EUR 34 a month or Virginia for EUR 41. Your visitors are
two thirds American, so I would take Virginia.

Which one shall I order in your name?""",
        scene="answer in Junk: the question (K2)",
    ),
    Mail(
        name="server-2",
        by="bob",
        to="ann",
        at="2026-03-04 08:05",
        re="server",
        folder="Junk",
        text="""Virginia. Put it on the company card, and make sure they bill monthly, I don't
want another three-year contract!!! 100% agree on getting rid of the old box.""",
        scene="answer in Junk (K2)",
    ),
    Mail(
        name="server-3",
        by="ann",
        to="bob",
        at="2026-03-05 09:25",
        re="server-2",
        text="""Hello Bob,

your answer sat in my spam folder, I only found it this morning. Virginia is
ordered, billed monthly. No reply needed, I only wanted you to know that it
did not get lost.""",
    ),
    # Scene "private address" (A8): the approval comes from Bob's Gmail, in the same thread, nine business days later.
    Mail(
        name="designs",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-03-05 16:20",
        subject="Screen designs v1",
        text="""Dear Bob, dear Carol,

the screen designs are ready, one day ahead of plan. Home, product finder,
product page, and all of it for phones as well.

Could you approve them by 12 March? Jonas begins to build on the 13th.""",
        scene="private address: the question (A8)",
    ),
    Mail(
        name="designs-2",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-03-05 16:26",
        re="designs",
        text="""And here is the PDF, which my mail program kept for itself the first time.""",
        files=(
            File(
                name="acme-screen-designs-v1.pdf",
                media_type=PDF,
                data=pdf("Acme Ltd, website relaunch", "Screen designs v1", "5 March 2026"),
            ),
        ),
        quote=False,
        scene="a second burst (R10)",
    ),
    Mail(
        name="designs-3",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-03-10 10:10",
        re="designs-2",
        text="""Hello Bob,

have you had a chance to look at the designs? If one of the three pages needs
more time, approve the other two and we start with those.""",
    ),
    Mail(
        name="designs-4",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-03-13 09:50",
        re="designs-3",
        text="""Hello Bob,

yesterday was the 12th. Without your approval we can't start building, and
each day moves the staging site by a day. Could you write me two lines today?""",
    ),
    Mail(
        name="designs-5",
        by="bob-private",
        to="ann",
        cc="carol",
        at="2026-03-18 08:10",
        re="designs-4",
        text="""Hi Ann, writing from my own account, the office laptop is being replaced.

Designs approved, all three. My wife likes the green better than the blue but
we'll survive. And on the newsletter form you asked about: yes, with the
confirmation mail.

Bob""",
        scene="private address (A8); an answer in another thread (R21)",
    ),
    Mail(
        name="designs-6",
        by="ann",
        to="bob-private, bob",
        cc="carol",
        at="2026-03-18 14:02",
        re="designs-5",
        text="Wonderful, Jonas starts now. Thank you!",
    ),
    # Scene "our late answer, again": asked on 9 March, answered on 17 March.
    Mail(
        name="po",
        by="accounts",
        to="ann",
        at="2026-03-09 09:20",
        subject="PO number missing on 2026-014",
        text="""Hello,

Our auditors require a purchase order number on every invoice from January on.
Can you send us invoice 2026-014 again with PO 7731 on it?""",
        scene="our late answer: the second question (S5)",
    ),
    Mail(
        name="po-2",
        by="ann",
        to="accounts",
        at="2026-03-17 10:00",
        re="po",
        text="""Hello,

apologies for the delay, this was lying under the design work. Invoice 2026-014
with PO 7731 on it is attached; date, amount and payment term are unchanged.""",
        files=(
            File(
                name="invoice-2026-014-po7731.pdf",
                media_type=PDF,
                data=pdf("Studio North", "Invoice 2026-014", "PO 7731", "20 February 2026", "Total EUR 4,800.00"),
            ),
        ),
        scene="our late answer: six business days, again (S5)",
    ),
    Mail(
        name="po-3", by="accounts", to="ann", at="2026-03-17 11:00", re="po-2", text="Received, thank you.", sign=False
    ),
    # Scene "third party" (R22): Acme's lawyer answers, Acme itself two days later.
    Mail(
        name="privacy",
        by="ann",
        to="carol",
        cc="dana",
        at="2026-03-09 11:00",
        subject="Privacy page and imprint",
        text="""Hi Carol,

two texts are still missing, the privacy page and the imprint for your German
branch. Ms Price is in Cc because you said she writes them. We need both by
20 March.

Can you make that date?""",
        scene="third party: the question (R22)",
    ),
    Mail(
        name="privacy-2",
        by="dana",
        to="ann",
        cc="carol",
        at="2026-03-11 17:30",
        re="privacy",
        text="""Dear Ms. North,

I have a draft of the privacy page on my desk and will discuss it with Ms. Lane
this week. The imprint should not be a problem.""",
        scene="third party never closes (R22)",
    ),
    Mail(
        name="privacy-3",
        by="carol",
        to="ann",
        at="2026-03-13 15:30",
        re="privacy",
        text="""Hi Ann,

The 20th is not realistic, Dana has questions I can't answer alone. I'd say end
of March.""",
    ),
    Mail(
        name="privacy-4",
        by="ann",
        to="carol",
        at="2026-03-16 09:20",
        re="privacy-3",
        text="Thanks, noted.",
    ),
    # Scene "never mind, solved" (R17): the question is taken back; the gap stays, for review.
    Mail(
        name="font",
        by="ann",
        to="bob",
        at="2026-03-12 11:35",
        subject="Font licence",
        text="""Hello Bob,

your brochure uses a typeface called Harbinger. Do you own a licence for the
web, or only the one for print?""",
        scene="never mind: the question (R17)",
    ),
    Mail(
        name="font-2",
        by="ann",
        to="bob",
        at="2026-03-13 16:05",
        re="font",
        text="Never mind, solved: the licence was in Carol's folder all along. No reply needed.",
        scene="never mind, solved (R17)",
    ),
    # Scene "answer in another thread" (R21): Bob answers this one on 18 March under "Screen designs v1".
    Mail(
        name="form",
        by="ann",
        to="bob",
        at="2026-03-16 10:00",
        subject="Newsletter form: confirmation mail?",
        text="""Hello Bob,

one legal thing about the newsletter form. In Europe people have to confirm
by a link in a mail before you may write to them; in the US they don't. Shall
we ask everybody to confirm?""",
        scene="answered in another thread (R21)",
    ),
    Mail(
        name="minutes",
        by="ann",
        to="carol",
        cc="bob",
        at="2026-03-19 17:30",
        subject="Review meeting: minutes",
        text="""Hi Carol,

thank you for the hour, that was quick work. In short: product finder as it
is, larger type on phones, the map of dealers goes below the fold, staging on
26 or 27 March. Nobody had objections to the job page.

Did I miss anything?""",
    ),
    # Scene "scope creep", the second: it arrives inside an answer.
    Mail(
        name="minutes-2",
        by="carol",
        to="ann",
        cc="bob",
        at="2026-03-20 09:00",
        re="minutes",
        text="""Nothing missing. But Bob mentioned over lunch that our dealers in Quebec keep
asking for French. As the structure is there already, could you add a French
version? The texts could come from the dealers.""",
        scene="scope creep, the second",
    ),
    Mail(
        name="minutes-3",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-03-23 11:40",
        re="minutes-2",
        text="""Hello Bob, hello Carol,

a second language touches every page, the search and the addresses of all
pages. Change request 2 is attached: nine days, EUR 4,050.00, and it would
move the go-live to May. My honest advice is to go live in English first.

Could you decide by the end of the month?""",
        files=(
            File(
                name="change-request-2.pdf",
                media_type=PDF,
                data=pdf("Change request 2", "French version", "EUR 4,050.00"),
            ),
        ),
        scene="change request, the second",
    ),
    Mail(
        name="minutes-4",
        by="bob-phone",
        to="ann",
        cc="carol",
        at="2026-03-27 13:00",
        re="minutes-3",
        text="As just discussed, English first. French can wait till fall.",
    ),
    Mail(
        name="minutes-5",
        by="ann",
        to="bob, carol",
        at="2026-03-27 18:20",
        re="minutes-4",
        text="Good decision, thanks!",
    ),
    # Scene "invoice chased": due on 22 March, reminded on the 24th; the answer was sorted into a sub-folder (K2).
    Mail(
        name="invoice-3",
        by="ann",
        to="accounts",
        cc="bob",
        at="2026-03-24 10:30",
        re="invoice-2",
        text="""Hello,

invoice 2026-014 over EUR 4,800.00 fell due on Sunday and there is nothing on
our account so far. Could you tell me when the transfer went out, or when it
will?""",
        scene="invoice chased",
    ),
    Mail(
        name="invoice-4",
        by="accounts",
        to="ann",
        at="2026-03-25 09:45",
        re="invoice-3",
        folder="Acme",
        text="""Hello,

The invoice was in the run of March 16 but was pulled. We need Mr. Roe's release
for amounts above EUR 2,500 and have not got it yet.""",
        scene="answer in a sub-folder (K2)",
    ),
    # Scene "forward as attachment" (A7): Bob's mail to Carol is context of Carol's mail, no event of its own.
    Mail(
        name="pictures",
        by="carol",
        to="ann",
        at="2026-03-25 15:10",
        subject="FW: pictures for the job page",
        folder="Acme",
        text="""Hi Ann,

For your information, Bob's note on the pictures is attached. I'll send two more
from the plant when the photographer has been.""",
        files=(
            File(
                name="pictures for the job page.eml",
                media_type="message/rfc822",
                data=b"""Date: Wed, 25 Mar 2026 14:31:07 -0400
From: Bob Roe <bob@acme.example>
To: Carol Lane <carol@acme.example>
Subject: pictures for the job page
Message-ID: <5D1B7C60-3C0E-4B62-9E53-7A0C4C5B1F11@acme.example>
MIME-Version: 1.0
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: 7bit

Carol, no stock photos of people in hard hats please. Can you get two real
ones from the night shift?

Bob
""",
            ),
        ),
        scene="forward as attachment (A7)",
    ),
    Mail(
        name="pictures-2",
        by="ann",
        to="carol",
        at="2026-03-26 09:40",
        re="pictures",
        text="No hard hats, noted. Thanks!",
    ),
    Mail(
        name="staging",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-03-26 15:00",
        subject="Staging site is up",
        text="""Dear Bob, dear Carol,

you can walk through the new site here: https://staging.studionorth.example/acme
The password is the one from our last call.

All 23 products, the finder, the job page and the form are in. What you don't
see yet are the privacy page and the imprint. Please send me one list with
everything you want changed, by 2 April.""",
        scene="our delivery, a day early",
    ),
    # Scene "HTML only".
    Mail(
        name="staging-2",
        by="bob",
        to="ann",
        cc="carol",
        at="2026-03-30 09:30",
        re="staging",
        shape="html",
        quote=False,
        text="""Ann,

went through it on the train, on the phone. My list:

1. Dealer map does not load on my phone
2. "Dose" page shows the wrong pump (that is the old D40)
3. The finder is great, leave it alone

Is the map something on my end?""",
        scene="HTML only",
    ),
    Mail(
        name="staging-3",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-03-31 10:20",
        re="staging-2",
        text="""Hello Bob,

not your end, the map was missing a key for phones. Works now. The D40 has
been replaced with the D60 and I won't touch the finder.""",
    ),
    Mail(name="staging-4", by="bob-phone", to="ann", at="2026-03-31 08:15", re="staging-3", text="Great, thanks Ann."),
    Mail(
        name="invoice-5",
        by="ann",
        to="bob",
        cc="accounts",
        at="2026-03-30 11:15",
        re="invoice-4",
        text="""Hello Bob,

accounts tell me that 2026-014 waits for your release. It has been due since
the 22nd. Could you release it today?""",
        scene="invoice chased, the second time",
    ),
)
