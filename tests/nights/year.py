"""A mailbox that grows day by day by a script, and the nights over it: what a year of `harvester nightly` meets.

The same script says what arrives, what breaks, and when. Whoever runs it compares what the nights told with what the
whole gives when it is read at once.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage, Message
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

from harvester import nights, workflow
from harvester.cli.telling import send
from harvester.config import Config, load
from harvester.errors import HarvesterError
from harvester.model.night import Flagged, FlagKey, FlagState
from harvester.nights import Watched
from harvester.pipeline.nightly.conditions import conditions
from harvester.pipeline.nightly.flagging import all_told, flagged, news
from tests.cli.mailboxes import BOB, ME, message
from tests.nights.conftest import CONFIG
from tests.servers import smtp
from tests.servers.dovecot import PASSWORD, Dovecot, DovecotMailbox, running
from tests.servers.smtp import Post, post_office

FIRST = date(2025, 1, 6)
"""A Monday."""
SENT, FILED, RENAMED = "Verschickt", "Clients/Acme", "Clients/Acme Ltd"
CONTRACT = '[contract]\nsigned = 2025-01-02\ntimezone = "Europe/Berlin"\ncurrency = "EUR"\n'
_DELIVERABLE = """
[[obligation]]
id = "page-{number}"
owed_by = "us"
type = "deliverable"
clause = "SOW 2.{number}"
promise = "Deliver page {number}"
due = {due}
met_by = {{ direction = "out", subject = "Page {number} is ready" }}
confirmed_by = "Ann North"
confirmed_on = 2025-01-02
"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail and the folder that it comes into, at its own date."""

    folder: str
    mail: EmailMessage

    @property
    def at(self) -> datetime:
        return parsedate_to_datetime(str(self.mail["Date"]))


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong in which night, by its number."""

    outage: range
    dead_token: range
    refused: range
    """The server for outgoing mail refuses the digest."""
    bounced: range
    """It takes the digest, and a report that it could not be delivered comes back into the mailbox."""
    renamed: int
    new_uids: int

    @classmethod
    def of(cls, count: int) -> Faults:
        """A week of outage, then the others, spread over so many nights; 45 or more."""
        part = count // 5
        return cls(
            outage=range(part, part + 7),
            dead_token=range(2 * part, 2 * part + 3),
            refused=range(3 * part, 3 * part + 4),
            bounced=range(part + 7, 2 * part),
            renamed=4 * part,
            new_uids=4 * part + 3,
        )

    def blind(self, night: int) -> bool:
        """Whether the mailbox could not be searched."""
        return night in self.outage or night in self.dead_token


def night_of(number: int) -> datetime:
    """When a night runs: at three, after the day before."""
    return datetime.combine(FIRST + timedelta(days=number + 1), time(3), UTC)


def script(count: int, seed: int = 7) -> list[Arrival]:
    """Questions of both sides with reminders and answers, or without; a page every 20 days; mail of strangers.

    Somebody writes every third day: of a mailbox into which nothing came for a week no night claims anything, though
    the whole, read later, knows that it was well.
    """
    chance = random.Random(seed)  # noqa: S311 (a script, no secret)
    found: list[Arrival] = []
    for day in range(count):
        on = datetime.combine(FIRST + timedelta(days=day), time(8), UTC)
        found += _stranger(on, day) if (on.weekday() < 5 and chance.random() < 0.2) or day % 3 == 0 else ()
        if on.weekday() < 5:
            found += _ours(on, day, chance) if chance.random() < 0.15 else ()
            found += _theirs(on, day, chance) if chance.random() < 0.05 else ()
        if day % 20 == 19:
            late = on + timedelta(days=chance.choice([-2, 0, 3]), hours=4)
            found.append(Arrival(SENT, _mail((ME, BOB), late, f"Page {day // 20} is ready", "Here it is.")))
    return sorted((one for one in found if one.at < night_of(count - 1)), key=lambda one: one.at)


def contract(count: int) -> str:
    """A page of ours is due every 20 days."""
    pages = range(count // 20 + 1)
    dues = (FIRST + timedelta(days=20 * number + 19) for number in pages)
    return CONTRACT + "".join(_DELIVERABLE.format(number=n, due=due) for n, due in zip(pages, dues, strict=True))


def _mail(route: tuple[str, str], at: datetime, subject: str, text: str, parent: str = "") -> EmailMessage:
    """A mail with an id of its own, whoever else writes in the same minute."""
    made = message(route, at, subject, text, parent)
    told = hashlib.sha256(f"{route} {at} {subject}".encode()).hexdigest()[:12]
    made.replace_header("Message-ID", f"<{told}.{route[0]}>")
    return made


def _stranger(on: datetime, day: int) -> Iterator[Arrival]:
    yield Arrival("INBOX", _mail(("news@shop.example", ME), on, f"Sale {day}", "Buy now"))


def _ours(on: datetime, day: int, chance: random.Random) -> Iterator[Arrival]:
    subject, minute = f"Page draft {day}", timedelta(minutes=1)
    ask = _mail((ME, BOB), on + minute, subject, "Could you approve it?")
    yield Arrival(SENT, ask)
    answered = chance.choice([1, 2, 4, 6, 9, 15, 400])
    parent = str(ask["Message-ID"])
    for later in (5, 12):
        if answered > later:
            again = _mail((ME, BOB), on + timedelta(days=later) + 2 * minute, f"Re: {subject}", "Could you?", parent)
            yield Arrival(SENT, again)
            parent = str(again["Message-ID"])
    reply = on + timedelta(days=answered, hours=chance.choice([1, 5, 8]), minutes=chance.randrange(50))
    folder = chance.choice(["INBOX", FILED, FILED, "Junk"])
    yield Arrival(folder, _mail((BOB, ME), reply, f"Re: {subject}", "Approved.", parent))


def _theirs(on: datetime, day: int, chance: random.Random) -> Iterator[Arrival]:
    ask = _mail((BOB, ME), on + timedelta(hours=2), f"Logo {day}", "Could you send the logo?")
    yield Arrival("INBOX", ask)
    reply = on + timedelta(days=chance.choice([0, 1, 7]), hours=4)
    yield Arrival(SENT, _mail((ME, BOB), reply, f"Re: Logo {day}", "Here it is.", str(ask["Message-ID"])))


def bounce(digest: EmailMessage, at: datetime) -> EmailMessage:
    """What a mail server sends back with a digest that could not be delivered: whole, with all that it says."""
    report = EmailMessage()
    report["From"], report["To"] = "MAILER-DAEMON@mail.studionorth.example", ME
    report["Subject"], report["Date"] = "Undelivered Mail Returned to Sender", format_datetime(at)
    report["Message-ID"] = f"<bounce.{at:%Y%m%d}@mail.studionorth.example>"
    report["Auto-Submitted"], report["Return-Path"] = "auto-replied", "<>"
    report["Received"] = f"from localhost by mail.studionorth.example; {format_datetime(at)}"
    report.set_content("I'm sorry to have to inform you that your message could not be delivered.")
    report.make_mixed()
    fate = Message()
    fate["Content-Type"] = "message/delivery-status"
    fate.set_payload(
        [
            _fields(("Reporting-MTA", "dns; mail.studionorth.example")),
            _fields(("Final-Recipient", f"rfc822; {ME}"), ("Action", "failed"), ("Status", "5.1.1")),
        ]
    )
    report.attach(fate)  # type: ignore[arg-type]  # a part of the older kind is one
    report.add_attachment(digest)
    report.replace_header("Content-Type", "multipart/report")
    report.set_param("report-type", "delivery-status")
    return report


def _fields(*told: tuple[str, str]) -> Message:
    block = Message()
    for name, value in told:
        block[name] = value
    return block


@dataclass
class Year:
    """The nights as they went."""

    server: Dovecot
    box: DovecotMailbox
    config: Path
    post: Post
    count: int
    environment: dict[str, str] = field(default_factory=lambda: {"MAIL": PASSWORD, "SMTP": smtp.PASSWORD})
    watched: list[Watched] = field(default_factory=list)
    told: list[tuple[Flagged, ...]] = field(default_factory=list)
    """The news of each night whose digest went out."""
    returned: int = 0
    """Digests that came back into the mailbox."""

    @property
    def faults(self) -> Faults:
        return Faults.of(self.count)

    def nights(self) -> Iterator[tuple[int, Watched]]:
        """Runs them, one after another."""
        coming = script(self.count)
        for folder in (FILED, "Junk"):
            self.box.add_folder(folder)
        for number in range(self.count):
            now = night_of(number)
            while coming and coming[0].at < now:
                self._deliver(coming.pop(0), number)
            self._break(number)
            self.watched.append(self._night(now, number))
            yield number, self.watched[-1]

    def _deliver(self, one: Arrival, night: int) -> None:
        folder = RENAMED if one.folder == FILED and night > self.faults.renamed else one.folder
        self.box.add(folder, [one.mail.as_bytes()], int(one.at.timestamp()))

    def _break(self, night: int) -> None:
        faults = self.faults
        if night == faults.outage.start:
            self.server.stop()
        if night == faults.outage.stop:
            self.server.start()
        self.environment["MAIL"] = "revoked" if night in faults.dead_token else PASSWORD
        self.post.refuse = "550 no such user" if night in faults.refused else ""
        if night == faults.renamed:
            self.box.doveadm("mailbox rename", FILED, RENAMED)
        if night == faults.new_uids:
            self.box.doveadm("mailbox update", "--uid-validity", "4711", "INBOX")

    def _night(self, now: datetime, number: int) -> Watched:
        config = load(self.config)
        watched = nights.watch(config, now, workflow.Session(environment=self.environment))
        try:
            send(config, watched.night, self.environment)
        except HarvesterError:
            assert number in self.faults.refused
        else:
            self.told.append(news(watched.night.flags))
            if self.told[-1] and number in self.faults.bounced:
                self.returned += 1
                self.box.add("INBOX", [bounce(self.post.taken[-1], now).as_bytes()], int(now.timestamp()) + 60)
        return watched

    def at_once(self) -> Iterator[tuple[int, tuple[Flagged, ...]]]:
        """What the nights that saw the mailbox should have found: from a store of its own, filled in one pull."""
        config = self._fresh()
        workflow.pull(config, night_of(self.count - 1), workflow.Session(environment=self.environment))
        flags: tuple[Flagged, ...] = ()
        for number in range(self.count):
            if self.faults.blind(number):
                continue
            dossier = workflow.conclude(config, "acme", night_of(number))
            flags = flagged(conditions(dossier), flags, (), night_of(number))
            yield number, flags
            if number not in self.faults.refused:
                flags = all_told(flags)

    def _fresh(self) -> Config:
        """The same configuration beside another store."""
        config = load(self.config)
        return config.replaced(store=config.store.replaced(url="sqlite:///at-once.db"))


def of_client(flags: tuple[Flagged, ...], beside: str = "") -> list[Flagged]:
    """What is flagged of the client but by one rule, as it can be compared: when it was raised is the nights' own.

    So is what a cleared flag rests on: the originals of the last night that held it, which may have been a blind one.
    """
    found = (replace(flag, raised_at=None) for flag in flags if flag.key.client and flag.key.rule != beside)
    return [replace(flag, evidence=()) if flag.state is FlagState.CLEARED else flag for flag in found]


def repeated(told: list[tuple[Flagged, ...]]) -> list[str]:
    """Flags that two digests told as new without one between them that told them as cleared."""
    standing: set[FlagKey] = set()
    found = []
    for flags in told:
        for flag in flags:
            if flag.state is FlagState.NEW and flag.key in standing:
                found.append(str(flag.key))
            (standing.add if flag.state is FlagState.NEW else standing.discard)(flag.key)
    return found


@contextmanager
def beginning(folder: Path, count: int) -> Iterator[Year]:
    """A mail server of its own, which the script stops and starts; a post office; an empty mailbox."""
    with running() as server, post_office(folder) as post:
        box = server.mailbox()
        text = CONFIG.format(
            me=ME, port=server.tls_port, user=box.user, ca=server.ca_file, smtp_port=post.port, smtp_user=smtp.USER,
            smtp_ca=post.ca_file,
        )  # fmt: skip
        config = folder / "config.toml"
        config.write_text(re.sub(r'(name = "Acme Ltd"\n)', r'\1contract = "contract.toml"\n', text))
        config.chmod(0o600)
        (folder / "contract.toml").write_text(contract(count))
        yield Year(server, box, config, post, count)
