"""Small matters out of raw mails: what a test writes is parsed, classed, timed and measured like real mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier
from harvester.model.engagement import Engagement, SourceView
from harvester.model.gaps import Gap
from harvester.model.ledger import FolderCoverage, Ledger, Sighting
from harvester.model.matter import Party, Person, Side
from harvester.model.source import Role
from harvester.parse.messages import parse_message
from harvester.phrases import load
from harvester.pipeline import Evidence, conclude
from harvester.pipeline.calls import CallRecords
from tests.pipeline.hours import BERLIN, NEW_YORK

ME, BOB, CAROL = "Ann North <me@studionorth.example>", "Bob Roe <bob@acme.example>", "Carol Lane <carol@acme.example>"
AS_OF = datetime(2026, 3, 26, 17, tzinfo=UTC)
ASK = "<ask@studionorth.example>"
ENGAGEMENT = Engagement(
    key="acme",
    us=Party(name="Studio North", addresses=frozenset({"me@studionorth.example", "team@studionorth.example"})),
    client=Party(
        name="Acme Ltd",
        domains=frozenset({"acme.example"}),
        people=(Person(emails=("bob@acme.example",), name="Bob Roe", contact=True),),
    ),
    us_hours=BERLIN,
    client_hours=NEW_YORK,
    sources=(
        SourceView(
            name="mail",
            kind="mbox",
            live=False,
            complete=True,
            addresses=frozenset({"me@studionorth.example", "team@studionorth.example"}),
        ),
    ),
    phrases=load(),
    own_homes=frozenset({"studionorth.example"}),
)


def letter(when: str, sender: str, to: str, subject: str, text: str, **headers: str) -> bytes:
    """A raw mail; `when` is a wall time in Berlin. Keyword arguments are headers, "_" for "-"; Received is added."""
    at = datetime.fromisoformat(f"2026-{when}").replace(tzinfo=ZoneInfo("Europe/Berlin"))
    number = abs(hash((when, sender, subject))) % 10**9
    fields = {"From": sender, "To": to, "Subject": subject, "Date": format_datetime(at),
              "Message-ID": f"<{number}@mail.example>", "Content-Type": "text/plain; charset=utf-8"}  # fmt: skip
    if "studionorth" not in sender:
        stamp = format_datetime(at.astimezone(UTC))
        fields["Received"] = f"from mx.acme.example by mx.studionorth.example with ESMTPS; {stamp}"
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"{head}\r\n{text}\r\n".encode()


def question(text: str = "Could you approve the draft?", **headers: str) -> bytes:
    """The question that every case begins with."""
    headers = {"Message_ID": ASK} | headers
    return letter("03-02 10:00", ME, headers.pop("To", BOB), "Draft of the homepage", text, **headers)


def matter(
    *mails: bytes | tuple[Role, bytes],
    about: Engagement = ENGAGEMENT,
    records: CallRecords | None = None,
    calendars: Sequence[FolderCoverage] = (),
    decisions: Sequence[tuple[str, dict[str, Any]]] = (),
    as_of: datetime | None = None,
) -> Dossier:
    """The dossier of these mails: ours lie in Sent, others in the inbox, unless a role is given with them."""
    read, seen = [], []
    for uid, mail in enumerate(mails, start=1):
        role, raw = mail if isinstance(mail, tuple) else (None, mail)
        message = parse_message(raw)
        ours = b"studionorth.example" in raw.split(b"To:")[0]
        role = role or (Role.SENT if ours else Role.INBOX)
        read.append(message)
        seen.append(
            Sighting(
                sha256=message.sha256, source="mail", kind="mbox", folder=role.value, role=role, uidvalidity=0, uid=uid
            )
        )
    rows = tuple(
        FolderCoverage(
            source="mail",
            kind="mbox",
            folder=role.value,
            role=role,
            live=False,
            swept_at=AS_OF,
            reach=AS_OF,
            inbound=9,
            outbound=9,
            complete=True,
            declared=True,
            last_inbound=AS_OF,
        )
        for role in (Role.INBOX, Role.SENT, Role.JUNK, Role.TRASH)
    )
    ledger = Ledger(folders=(*rows, *calendars), as_of=AS_OF)
    taken = [
        Decision(id=number, kind=kind, payload=payload, by="Ann North", reason="I was there.", at=AS_OF)
        for number, (kind, payload) in enumerate(decisions, start=1)
    ]
    evidence = Evidence(
        originals=read, sightings=seen, ledger=ledger, records=records or CallRecords(), decisions=taken
    )
    return conclude(evidence, about, as_of)


def established(dossier: Dossier) -> list[Gap]:
    """Open gaps of the client that the program claims as established."""
    return [g for g in dossier.gaps if g.owed_by is Side.CLIENT and g.status == "open" and g.claim == "firm"]
