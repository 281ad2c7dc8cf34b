"""Small random matters: what the oracle reads, and the same as raw mail and a call log for the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from random import Random

from harvester.model.calls import LoggedCall, Outcome
from harvester.model.dossier import Dossier
from harvester.model.matter import WorkingHours
from harvester.model.source import Role
from harvester.pipeline.calls import CallRecords
from tests.oracle.rules import HOUR, MINUTE, Call, Mail, Week, base_subject, side
from tests.pipeline.letters import ENGAGEMENT, letter, matter

ME, TEAM = "me@studionorth.example", "team@studionorth.example"
BOB, CAROL, DAVE = "bob@acme.example", "carol@acme.example", "dave@mail.acme.example"
STRANGERS = ("bob@evilacme.example", "print@printer.example")
AS_OF = datetime(2026, 3, 26, 17, tzinfo=UTC)
"""The end of what was searched."""
SUBJECTS = ("Logo for the fair", "Plan of the halls")
WORDS = {
    "yes": ("Could you approve draft {}?", "Please confirm date {}.", "Can you send us file {} by Friday?"),
    "no": ("Thanks!", "Ok, noted.", "Thank you very much, perfect!"),
    "unknown": (
        "Draft {} is on the staging server now, with the colours of the style guide that we spoke about in January.",
    ),
}
NINE = ((time(9), time(17)),)
WEEKS = (
    Week("Europe/Berlin", NINE, (0, 1, 2, 3, 4), frozenset({date(2026, 3, 9), date(2026, 3, 17)})),
    Week("America/New_York", ((time(9), time(12, 30)), (time(13, 30), time(18))), (0, 1, 2, 3, 4)),
    Week("Asia/Riyadh", NINE, (6, 0, 1, 2, 3)),
)


@dataclass
class Matter:
    """One random matter."""

    mails: list[Mail] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    us: Week = WEEKS[0]
    client: Week = WEEKS[0]
    as_of: datetime = AS_OF


def random_matter(random: Random) -> Matter:
    """A few conversations over three weeks, with slow clocks, odd links, copies, calls, notices and bounces."""
    made = Matter(us=random.choice(WEEKS), client=random.choice(WEEKS))
    at = datetime(2026, 3, 2, 8, random.randint(0, 59), tzinfo=UTC)
    for number in range(random.randint(2, 9)):
        at = min(at + random.choice((7 * MINUTE, 50 * MINUTE, 4 * HOUR, 5 * HOUR, 26 * HOUR, 75 * HOUR)), AS_OF - HOUR)
        if random.random() < 0.2:
            outcome, seconds = random.choice((("attended", 10), ("attended", 1800), ("missed", 0), ("unknown", 900)))
            made.calls.append(Call(at, seconds, random.choice(("in", "out")), outcome))
        else:
            made.mails += _mails(random, number, at, made.mails)
    if random.random() < 0.3:
        made.as_of = datetime(2026, 3, random.randint(4, 25), 12, tzinfo=UTC)
    return made


def _mails(random: Random, number: int, at: datetime, before: Sequence[Mail]) -> list[Mail]:
    people = [mail for mail in before if mail.kind == "human"]
    asked = [mail for mail in people if side(mail.author) == "us"]
    if asked and random.random() < 0.1:
        return [_automatic(random, number, at, random.choice(asked))]
    author = random.choice((ME, ME, ME, TEAM, BOB, BOB, CAROL, DAVE, *STRANGERS[:1]))
    ours = side(author) == "us"
    to = random.choice(((BOB,), (CAROL,), (BOB, DAVE), (STRANGERS[1],)) if ours else ((ME,), (ME, TEAM), (TEAM,)))
    cc = tuple({*random.choice(((), (CAROL,), (BOB,)) if ours else ((), (CAROL,)))} - {*to})
    expects = random.choice(("yes", "yes", "no", "unknown"))
    mail = Mail(f"<m{number}@{'studionorth' if ours else 'mx'}.example>", author, to, cc, expects=expects)
    mail = _linked(random, mail, random.choice(people[-3:]) if people and random.random() < 0.85 else None)
    mail = _stamped(random, mail, at)
    bounced = ours and random.random() < 0.1
    report = replace(_automatic(random, number, at + 9 * MINUTE, mail), kind="bounce", author="x@mx.provider.example")
    return [mail, replace(report, failed=(random.choice((*to, *cc)),))] if bounced else [mail]


def _automatic(random: Random, number: int, at: datetime, about: Mail) -> Mail:
    kind, prefix = random.choice((("auto_reply", "Automatic reply: "), ("reaction", "Re: ")))
    answer = Mail(f"<a{number}@mx.example>", BOB, (ME,), date=at, received=at, parent=about.mid, kind=kind)
    return replace(answer, subject=prefix + about.subject)


def _linked(random: Random, mail: Mail, parent: Mail | None) -> Mail:
    if parent is None:
        return replace(mail, subject=random.choice(SUBJECTS))
    subject, references = f"Re: {base_subject(parent.subject)}", (*parent.references, parent.mid)
    return random.choice(
        (
            *[replace(mail, parent=parent.mid, references=references, subject=subject)] * 6,
            replace(mail, parent=parent.mid, subject="Something else"),
            replace(mail, references=references, subject=subject),
            replace(mail, references=references, subject="Quite another matter"),
            replace(mail, parent="<lost@relay.example>", subject=subject),
            replace(mail, subject=subject),
        )
    )


def _stamped(random: Random, mail: Mail, at: datetime) -> Mail:
    plain = random.random() < 0.7
    if side(mail.author) == "us":
        late = random.choice((None, None, *(at + n * MINUTE for n in (-40, -3, 0, 40, 500, 1600))))
        return replace(mail, date=at, received=None if plain else late)
    shift = 0 if plain else random.choice((-4400, -4200, -200, -16, -6, -4, 4, 6, 90))
    stamped = replace(mail, date=at + shift * MINUTE, received=at + timedelta(seconds=random.randint(0, 40)))
    if plain or random.random() < 0.8:
        return stamped
    return random.choice((replace(stamped, date=None), replace(stamped, received=None)))


def concluded(made: Matter) -> Dossier:
    """What the program makes of it."""
    about = replace(ENGAGEMENT, us_hours=_hours(made.us), client_hours=_hours(made.client))
    calls = [
        LoggedCall(key=f"{n}", start=call.start, duration_s=call.seconds, direction=call.direction, contact=BOB,
                   number="", outcome=Outcome.UNKNOWN if _short(call) else Outcome(call.outcome), sha256="0" * 64)
        for n, call in enumerate(made.calls)
    ]  # fmt: skip
    raws = [(Role.SENT if side(mail.author) == "us" else Role.INBOX, _raw(mail)) for mail in made.mails]
    copies = [(Role.ARCHIVE, raw) for _, raw in raws[1::4]]
    return matter(*raws, *copies, about=about, records=CallRecords(logged=calls), as_of=made.as_of)


def _short(call: Call) -> bool:
    return call.outcome == "attended" and call.seconds < 30


def _hours(week: Week) -> WorkingHours:
    spans = tuple((a.hour * 60 + a.minute, b.hour * 60 + b.minute) for a, b in week.hours)
    return WorkingHours(timezone=week.zone, week=dict.fromkeys(week.days, spans), closed=week.closed)


def _raw(mail: Mail) -> bytes:
    number = int("".join(filter(str.isdigit, mail.mid)))
    words = WORDS[mail.expects]
    headers = {
        "Message_ID": mail.mid,
        "Cc": ", ".join(mail.cc),
        "Date": format_datetime(mail.date) if mail.date else "",
        "Received": f"from x by mx.studionorth.example; {format_datetime(mail.received)}" if mail.received else "",
        "In_Reply_To": mail.parent,
        "References": " ".join(mail.references),
    }
    text = words[number % len(words)].format(number)
    if mail.kind == "auto_reply":
        headers |= {"Auto_Submitted": "auto-replied"}
        text = "I am out of the office until Monday."
    elif mail.kind == "reaction":
        headers |= {"X_MS_Reactions": "like"}
        text = "Bob Roe reacted to your message: 👍"
    elif mail.kind == "bounce":
        headers |= {"Content_Type": 'multipart/report; report-type=delivery-status; boundary="b"', "In_Reply_To": ""}
        report = f"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; {mail.failed[0]}\r\nAction: failed"
        parts = ("message/delivery-status", report), ("text/rfc822-headers", f"Message-ID: {mail.parent}")
        text = "".join(f"--b\r\nContent-Type: {kind}\r\n\r\n{body}\r\n\r\n" for kind, body in parts) + "--b--"
    return letter("03-02 10:00", mail.author, ", ".join(mail.to), mail.subject, text, **headers)
