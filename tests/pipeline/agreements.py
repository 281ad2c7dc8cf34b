"""Small matters with a contract: its text as a user writes it, raw mails, and what became of each obligation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harvester.config.contract import parsed_contract
from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier
from harvester.model.engagement import Engagement
from harvester.model.facts import Fact
from harvester.model.ledger import FolderCoverage, Ledger, Sighting
from harvester.model.source import Role
from harvester.model.standing import Standing
from harvester.parse.messages import parse_message
from harvester.pipeline import Evidence, conclude
from tests.pipeline.hours import BERLIN, berlin
from tests.pipeline.letters import BOB, ENGAGEMENT, ME, letter

HEAD = '[contract]\nsigned = 2026-01-02\ntimezone = "Europe/Berlin"\ncurrency = "EUR"\n'
BOTH_BERLIN = replace(ENGAGEMENT, client_hours=BERLIN)


def promise(name: str, owed_by: str, kind: str, more: str, confirmed: bool = True) -> str:
    """One `[[obligation]]`."""
    signed = 'confirmed_by = "Ann North"\nconfirmed_on = 2026-01-02\n' if confirmed else ""
    return f'[[obligation]]\nid = "{name}"\nowed_by = "{owed_by}"\ntype = "{kind}"\n{more}\n{signed}'


OURS = promise("draft", "us", "deliverable", 'due = 2026-03-13\nmet_by = { subject = "The draft" }')
THEIRS = promise("texts", "client", "input", 'due = 2026-03-13\nmet_by = { attachment = "*.docx" }')


def ours(when: str, subject: str = "The draft", text: str = "Here it is.", **headers: str) -> bytes:
    """Our mail to Bob, at a wall time in Berlin."""
    return letter(when, ME, headers.pop("To", BOB), subject, text, **headers)


def theirs(when: str, subject: str, text: str = "Thanks.", **headers: str) -> bytes:
    """A mail of Bob to us."""
    return letter(when, BOB, ME, subject, text, **headers)


def enclosing(when: str, subject: str, name: str, sender: str = BOB, to: str = ME) -> bytes:
    """A mail with a file."""
    text = (
        "--part\r\nContent-Type: text/plain\r\n\r\nHere.\r\n--part\r\n"
        f'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n'
        f"content of {name}\r\n--part--"
    )
    return letter(when, sender, to, subject, text, Content_Type='multipart/mixed; boundary="part"')


def said(verdict: str, name: str, number: int = 1, **payload: Any) -> Decision:
    """A person's decision about an obligation."""
    return Decision(
        kind="obligation",
        payload={"client": "acme", "obligation": name, "verdict": verdict} | payload,
        by="Ann North",
        reason="Agreed on the phone and confirmed in writing.",
        at=datetime(2026, 3, 31, 12, tzinfo=UTC),
        id=number,
    )


def agreement(
    text: str,
    *mails: bytes,
    as_of: str = "2026-03-20 18:00",
    head: str = HEAD,
    about: Engagement = BOTH_BERLIN,
    incomplete: Role | None = None,
    decisions: tuple[Decision, ...] = (),
) -> Dossier:
    """The dossier of a matter under this contract; every folder but `incomplete` was searched up to `as_of`."""
    at = berlin(as_of).astimezone(UTC)
    read, seen = [], []
    for uid, raw in enumerate(mails, start=1):
        message = parse_message(raw)
        role = Role.SENT if b"studionorth.example" in raw.split(b"To:")[0] else Role.INBOX
        read.append(message)
        seen.append(
            Sighting(
                sha256=message.sha256, source="mail", kind="mbox", folder=role.value, role=role, uidvalidity=0, uid=uid
            )
        )
    rows = tuple(
        FolderCoverage(
            source="mail", kind="mbox", folder=role.value, role=role, live=False, swept_at=at,
            reach=None if role is incomplete else at, inbound=9, outbound=9, complete=role is not incomplete,
            declared=True, last_inbound=at,
        )
        for role in (Role.INBOX, Role.SENT, Role.JUNK, Role.TRASH)
    )  # fmt: skip
    contract = parsed_contract(head + text, Path("/somewhere/contract.toml"))
    evidence = Evidence(
        originals=read,
        sightings=seen,
        ledger=Ledger(folders=rows, as_of=at),
        decisions=decisions,
    )
    return conclude(evidence, replace(about, contract=contract), at)


def standing(dossier: Dossier, name: str) -> Standing:
    """What became of one obligation."""
    return next(one for one in dossier.obligations if one.obligation.id == name)


def told(dossier: Dossier, name: str) -> str:
    """“met_late 1”, “unproven coverage”, “missed 7 cure_running”: status, doubt, days."""
    one = standing(dossier, name)
    words = [one.status.value, one.doubt.value if one.doubt else "", str(one.days_late or "")]
    return " ".join(filter(None, words))


PAY = promise("pay", "client", "payment", 'invoice = "7"')


def invoice(*payments: tuple[str, str], sent: str = "2026-01-31") -> str:
    paid = ", ".join(f'{{ on = {on}, amount = "{amount}" }}' for on, amount in payments)
    due = '{ after = "sent", amount = 30, unit = "days" }'
    return f'[[invoice]]\nnumber = "7"\namount = "100.00"\nsent = {sent}\ndue = {due}\npayments = [ {paid} ]\n'


def ledger(until: str) -> str:
    return HEAD + f"payments_until = {until}\n"


def fact(dossier: Dossier, kind: str) -> Fact:
    """The first fact of this kind, or whose kind begins so."""
    return next(one for one in dossier.facts if one.kind.startswith(kind))
