"""January: the contract is signed, everybody is in a good mood, the texts are promised."""

from __future__ import annotations

from sample_story.letters import File, Mail
from sample_story.papers import pdf

PDF = "application/pdf"

JANUARY = (
    # Scene "turn taking" (R18): both sides ask and answer; each answer hands the ball over.
    Mail(
        name="signed",
        by="bob",
        to="ann",
        at="2026-01-12 09:40",
        subject="Signed SOW",
        text="""Ann,

countersigned copy attached. The board signed off on Friday, so as far as
I'm concerned we can start today.

Who do you need on our side besides me?""",
        files=(
            File(
                name="SOW-website-relaunch-signed.pdf",
                media_type=PDF,
                data=pdf("Statement of Work, website relaunch", "Acme Ltd / Studio North", "Signed 12 January 2026"),
            ),
        ),
        copies=("Archive",),
        scene="turn taking (R18); the same message in two folders (D1)",
    ),
    Mail(
        name="signed-2",
        by="ann",
        to="bob",
        at="2026-01-12 16:50",
        re="signed",
        text="""Hello Bob,

wonderful, thank you. Besides you I need one person who owns the texts and
pictures day to day, and whoever pays the invoices. From what you told me
that is Carol and your accounts team.

For the kickoff I would suggest Wednesday, 14 January, 15:00 Berlin time
(9:00 for you), one hour, video. Does that suit you and Carol?""",
    ),
    Mail(
        name="signed-3",
        by="bob",
        to="ann",
        cc="carol",
        at="2026-01-12 12:10",
        re="signed-2",
        text="""Works for both of us. Carol is in cc now so you have her address.""",
    ),
    Mail(
        name="signed-4",
        by="ann",
        to="bob, carol",
        at="2026-01-12 18:31",
        re="signed-3",
        text="Great, thank you both!",
        scene="a mail that expects nothing (X2, R17)",
    ),
    Mail(
        name="notes",
        by="ann",
        to="bob, carol",
        at="2026-01-14 17:30",
        subject="Kickoff: notes and dates",
        text="""Dear Bob, dear Carol,

it was good to have you both on screen at last. What I wrote down:

  - Goal: people find the right product within two clicks; today it is five.
  - Texts for all pages come from Acme by 26 January, as Word files.
  - Photos by 2 February. We send wireframes by 10 February, screen designs
    by 6 March, a staging site by 27 March. Go-live is planned for 15 April.
  - A short call every Thursday at 16:00 Berlin time, starting next week.

Please confirm that this matches what you heard, above all the 26th.""",
    ),
    Mail(
        name="notes-2",
        by="carol",
        to="ann",
        cc="bob",
        at="2026-01-14 13:05",
        re="notes",
        text="""Hi Ann,

That matches my notes. The 26th is tight but I've blocked the time with our
product managers.

One thing I wasn't sure about: do you rewrite the product pages or do you
take what we send?""",
    ),
    Mail(
        name="notes-3",
        by="ann",
        to="carol",
        cc="bob",
        at="2026-01-15 09:20",
        re="notes-2",
        text="""Hi Carol,

we take what you send, and edit for length and tone only. You get a template
from me today so that all pages have the same parts.

How many products are there, roughly? I counted 27 on the old site, but some
look retired.""",
    ),
    Mail(
        name="notes-4",
        folder="Archive",
        by="carol",
        to="ann",
        cc="bob",
        at="2026-01-15 10:40",
        re="notes-3",
        text="""23 live ones. The other four (the hand pumps) were discontinued in 2024 and
nobody ever took them down, a bit embarrassing.""",
    ),
    Mail(
        name="notes-5",
        by="ann",
        to="carol",
        at="2026-01-15 17:02",
        re="notes-4",
        text="Perfect, thanks!",
    ),
    # Scene "burst" (R11): the attachment follows five minutes later; one question, no chaser.
    Mail(
        name="dpa",
        by="ann",
        to="bob",
        at="2026-01-15 11:04",
        subject="Data processing agreement",
        text="""Hello Bob,

before anybody gives us a login we need the data processing agreement in
place. It is the standard one, two pages. Could you sign it and send it back
this week?""",
        scene="burst: the question (R11)",
    ),
    Mail(
        name="dpa-2",
        by="ann",
        to="bob",
        at="2026-01-15 11:09",
        re="dpa",
        text="""... and now with the attachment, sorry. Same request: please sign and return.""",
        files=(
            File(
                name="data-processing-agreement.pdf",
                media_type=PDF,
                data=pdf("Data processing agreement", "between Acme Ltd and Studio North"),
            ),
        ),
        scene="burst: the forgotten attachment (R11)",
    ),
    Mail(
        name="dpa-3",
        folder="Archive",
        by="bob",
        to="ann",
        at="2026-01-16 09:02",
        re="dpa-2",
        text="""Signed, see attached. Page two says "processor" where it should say
"controller" in the third line; I corrected it by hand and initialled it.""",
        files=(
            File(
                name="data-processing-agreement-signed.pdf",
                media_type=PDF,
                data=pdf("Data processing agreement", "between Acme Ltd and Studio North", "signed: B. Roe"),
            ),
        ),
    ),
    Mail(
        name="dpa-4",
        by="ann",
        to="bob",
        at="2026-01-16 16:20",
        re="dpa-3",
        text="Well spotted, and received. Thank you!",
    ),
    Mail(
        name="sitemap",
        by="ann",
        to="bob",
        cc="carol",
        at="2026-01-19 10:15",
        subject="Two sitemaps",
        text="""Hello Bob,

there are two ways to cut the new navigation.

A sorts by industry: Agriculture, Building, Households. Good for people who
don't know the name of what they need.

B sorts by what the pump does: Lift, Drain, Dose. Fewer pages, and it matches
the words people type into your search box.

I lean towards B. Which one shall we draw?""",
    ),
    Mail(
        name="sitemap-2",
        folder="Archive",
        by="bob",
        to="ann",
        cc="carol",
        at="2026-01-20 08:30",
        re="sitemap",
        text="""B. My sales people say "dose" every day and "household" never.

Call the last item Service rather than Support though, Support sounds like
something is broken. How late can we still move things around?""",
    ),
    Mail(
        name="sitemap-3",
        by="ann",
        to="bob",
        at="2026-01-20 15:40",
        re="sitemap-2",
        text="""Service it is.

You can move things freely until you approve the wireframes. After that a
change costs a day here and there, and I would send you a change request
first, so no surprises.""",
    ),
    Mail(
        name="sitemap-4",
        by="bob-phone",
        to="ann",
        at="2026-01-20 09:55",
        re="sitemap-3",
        text="Good, thanks.",
        scene="a thank-you of theirs opens nothing (X2, R17)",
    ),
    Mail(
        name="logins",
        by="ann",
        to="carol",
        at="2026-01-20 11:00",
        subject="Access to the old site",
        text="""Hi Carol,

to count what is there I need to look behind the curtain. Could you get me
an editor login for the old CMS and read access to the statistics?

No passwords by mail, please: the CMS can send me an invitation itself.""",
    ),
    Mail(
        name="logins-2",
        by="carol",
        to="ann",
        at="2026-01-21 09:15",
        re="logins",
        text="""Both invitations are out, you should have them already. The statistics only go
back to last May, IT switched tools then and kept nothing.""",
    ),
    Mail(name="logins-3", by="ann", to="carol", at="2026-01-21 15:48", re="logins-2", text="Both work, thanks!"),
    # Scene "client in Cc only" (R16): a mail to the host with Bob in Cc opens nothing.
    Mail(
        name="host",
        by="ann",
        to="hosting",
        cc="bob",
        at="2026-01-22 10:32",
        subject="Contract 88-2041 (Acme): SSH access",
        text="""Dear support,

we are taking over the website of your customer Acme Ltd. Bob Roe, in Cc,
has agreed. Could you set up SSH access with the key I uploaded in the
customer area?""",
        scene="client in Cc only (R16)",
    ),
    Mail(
        name="host-2",
        by="hosting",
        to="ann",
        cc="bob",
        at="2026-01-22 14:05",
        re="host",
        text="""Dear Ms North,

the key is active on web14. Please note that the machine still runs PHP 7.4;
security updates for it ended some time ago.""",
        scene="third party never closes (R22)",
    ),
    Mail(
        name="photos",
        by="carol",
        to="ann",
        at="2026-01-23 11:30",
        subject="Photos, first and hopefully final lot",
        text="""Hi Ann,

All 61 photos are in the folder: https://files.acme.example/s/relaunch-photos
The contact sheet is attached so you can see what's what. The ones marked
green are the ones Bob likes.""",
        files=(
            File(
                name="contact-sheet.pdf",
                media_type=PDF,
                data=pdf("Acme Ltd, contact sheet", "61 photos, plant and products, January 2026"),
            ),
        ),
    ),
    Mail(
        name="photos-2",
        by="ann",
        to="carol",
        at="2026-01-23 18:10",
        re="photos",
        text="Got all 61, and ten days early. Thank you!",
    ),
    # Scene "texts come late": due 26 January, they arrive on 9 February (see February).
    Mail(
        name="texts",
        by="ann",
        to="carol",
        cc="bob",
        at="2026-01-26 16:10",
        subject="Texts for the new site",
        text="""Hi Carol,

today is the 26th and I see the photos in the folder but no texts yet. Are
they on their way, or shall I plan differently?

We can begin with the product pages only, if that helps.""",
    ),
    Mail(
        name="texts-2",
        by="carol",
        to="ann",
        cc="bob",
        at="2026-01-27 08:50",
        re="texts",
        text="""Hi Ann,

Sorry, I should have said something. Two of the product managers were at the
trade show all last week. You'll have everything by Friday.""",
    ),
    # Scene "unknown expectation first" (R31): this mail asks nothing; the question of 3 February becomes the start.
    Mail(
        name="texts-3",
        by="ann",
        to="carol",
        cc="bob",
        at="2026-01-27 15:32",
        re="texts-2",
        text="""Friday is fine. I have moved the editing slot to next week, and Jonas keeps
Monday and Tuesday free for it.""",
        scene="unknown mail before the question (R31)",
    ),
    # Scene "our late answer": asked on 29 January, answered on 6 February, six of our business days later.
    Mail(
        name="limits",
        by="carol",
        to="ann",
        at="2026-01-29 14:10",
        subject="Length of teasers, and scheduling",
        text="""Hi Ann,

Two questions from the product managers, who are writing as we speak:

How many characters can a teaser have before it gets cut off? And will the new
CMS be able to publish a page at a set time, say Monday 6 am?""",
        scene="our late answer: the question (R24, S5)",
    ),
    Mail(
        name="logo",
        by="bob",
        to="ann",
        at="2026-01-30 09:05",
        subject="Logo as vector file",
        text="""Ann, here is the logo the way the printer has it. The blue is the right blue,
the one on the old site never was.""",
        files=(File(name="acme-logo.pdf", media_type=PDF, data=pdf("ACME")),),
    ),
    Mail(
        name="logo-2",
        by="ann",
        to="bob",
        at="2026-01-30 16:44",
        re="logo",
        text="Much better blue. Thanks, Bob!",
    ),
)
