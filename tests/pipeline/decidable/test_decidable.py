"""What a person may decide: names are written out, and what nobody can decide is refused with a next step (C13, X6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from harvester.errors import UsageError
from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier
from harvester.model.matter import Side
from harvester.pipeline.decidable import settled
from harvester.pipeline.known import Known

NOW = datetime(2026, 5, 5, 9, tzinfo=UTC)
NOBODY = "0" * 64


def decision(kind: str, **payload: Any) -> Decision:
    return Decision(kind=kind, payload=payload, by="Ann North", reason="Seen.", at=NOW)


@pytest.fixture
def known(sample_dossier: Dossier) -> Known:
    return Known(dossiers=(sample_dossier,), now=NOW)


@pytest.fixture
def names(sample_dossier: Dossier) -> dict[str, str]:
    """What the cases below speak of: a gap of the client, its question, and a mail of the client before it."""
    gap = next(g for g in sample_dossier.gaps if "Newsletter form" in g.subject and g.level == "A")
    earlier = next(g.opener for g in sample_dossier.gaps if g.owed_by is Side.US)
    draft = next(e for e in sample_dossier.exchanges if e.kind == "draft")
    told = {"gap": gap.gap_id, "opener": gap.opener.sha256, "earlier": earlier.sha256, "draft": draft.originals[0]}
    return told | {"call": sample_dossier.calls[0].id}


CASES: list[tuple[str, dict[str, Any], str]] = [
    ("fact", {"fact": "F-999", "status": "accepted"}, "harvester facts CLIENT"),
    ("fact", {"fact": "F-001", "status": "acepted"}, "Did you mean accepted?"),
    ("fact", {"fact": "F-001"}, "status is missing"),
    ("message", {"message": "abc", "expects": "no"}, "at least 8"),
    ("message", {"message": NOBODY, "expects": "no"}, "is held"),
    ("message", {"message": "<nobody@acme.example>", "expects": "no"}, "is held"),
    ("message", {"message": "{opener}"}, "--class, --expects, --closes or --gives-time"),
    ("message", {"message": "{opener}", "class": "humane"}, "Did you mean human?"),
    ("message", {"message": "{opener}", "closes": "yes"}, "true or false"),
    ("message", {"message": "{opener}", "closes": True, "gap": "{gap}"}, "the side that asked"),
    ("message", {"message": "{earlier}", "closes": True, "gap": "{gap}"}, "earlier than the question"),
    ("message", {"message": "{draft}", "closes": True}, "never sent"),
    ("message", {"message": "{opener}", "closes": True, "gap": "G-0000000000"}, "There is no gap"),
    ("message", {"message": "{opener}", "expects": "no", "gap": "{gap}"}, "--closes yes"),
    ("gap", {"gap": "{gap}", "flags": ["coverage_incomplete"]}, "cannot be judged away"),
    ("gap", {"gap": "{gap}", "flags": ["other_contact", "not_searched_after"]}, "cannot be judged away"),
    ("gap", {"gap": "{gap}", "flags": ["other_contct"]}, "Did you mean other_contact?"),
    ("gap", {"gap": "{gap}", "flags": ["time_conflict"]}, "other_contact"),
    ("gap", {"gap": "{gap}", "flags": ["auto_reply"]}, "needs no look"),
    ("gap", {"gap": "{gap}", "flags": ["level_b"]}, "harvester mark message"),
    ("gap", {"gap": "{gap}", "flags": []}, "should be a list"),
    ("gap", {"gap": "G-0000000000", "flags": ["other_contact"]}, "There is no gap"),
    ("call", {"call": "nobody", "outcome": "attended"}, "There is no call"),
    ("call", {"call": "{call}", "outcome": "missed", "gaps": ["{gap}"]}, "Only --outcome attended"),
    ("call", {"call": "{call}", "outcome": "attended", "gaps": ["G-0000000000"]}, "There is no gap"),
    ("call", {"call": "{call}", "outcome": "attended", "gaps": "{gap}"}, "should be a list"),
    ("contact", {"client": "acme", "time": "2026-04-20T10:00:00", "channel": "sms"}, "no time with a zone"),
    ("contact", {"client": "acme", "time": "2999-04-20T10:00:00Z", "channel": "sms"}, "not come yet"),
    ("contact", {"client": "amce", "time": "2026-04-20T10:00:00Z", "channel": "sms"}, "acme"),
    ("pause", {"client": "acme", "start": "2026-04-20T10:00:00Z", "end": "2026-04-19T10:00:00Z",
               "evidence": "{opener}"}, "ends before it begins"),
    ("pause", {"client": "acme", "start": "2026-04-19T10:00:00Z", "end": "2026-04-20T10:00:00Z",
               "evidence": "none@x.example"}, "is held"),
    ("folder", {"source": "mail", "folder": "INBOX", "state": "gone"}, "searched completely"),
    ("folder", {"source": "mail", "folder": "Nowhere", "state": "gone"}, "INBOX"),
    ("folder", {"source": "post", "folder": "INBOX", "state": "gone"}, "mail"),
    ("flag", {"client": "acme", "rule": "silence", "until": "2020-01-01T00:00:00Z"}, "passed"),
    ("rumour", {}, "Kinds are"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "payload", "told"), CASES)
def test_what_nobody_can_decide_is_refused_with_a_next_step(
    known: Known, names: dict[str, str], kind: str, payload: dict[str, Any], told: str
) -> None:
    meant = {key: value.format(**names) if isinstance(value, str) else value for key, value in payload.items()}
    with pytest.raises(UsageError) as refused:
        settled(decision(kind, **meant), known)
    assert told in str(refused.value)
    assert refused.value.next_step


def test_names_are_written_out(known: Known, names: dict[str, str], sample_dossier: Dossier) -> None:
    fact = sample_dossier.facts[0]
    given = settled(decision("fact", fact=fact.no, status="accepted"), known).payload
    assert given == {"fact": fact.fact_id, "status": "accepted", "fingerprint": fact.fingerprint}
    for name in (names["opener"][:8], names["opener"].upper(), sample_dossier.exchanges[0].message.message_id):
        assert len(settled(decision("message", message=name, expects="no"), known).payload["message"]) == 64
    pause = decision("pause", client="acme", start="2026-04-13T00:00:00-04:00", end=NOW, evidence=names["opener"][:9])
    told = settled(pause, known).payload
    assert (told["start"], told["evidence"]) == ("2026-04-13T04:00:00Z", names["opener"])


def test_a_name_for_several_messages_names_none(known: Known, sample_dossier: Dossier) -> None:
    first, second = sample_dossier.exchanges[:2]
    twin = replace(second, message=replace(second.message, message_id=first.message.message_id))
    doubled = replace(known, dossiers=(replace(sample_dossier, exchanges=(first, twin)),))
    with pytest.raises(UsageError, match="several messages"):
        settled(decision("message", message=first.message.message_id, expects="no"), doubled)


def test_who_and_why_are_needed_and_the_time_is_not_ahead(known: Known, sample_dossier: Dossier) -> None:
    good = decision("fact", fact=sample_dossier.facts[0].no, status="unsure")
    assert settled(replace(good, reason=" Seen. "), known).reason == "Seen."
    for bad in (replace(good, reason=" "), replace(good, by=""), replace(good, at=datetime(2999, 1, 1, tzinfo=UTC))):
        with pytest.raises(UsageError):
            settled(bad, known)


def test_what_is_read_back_may_be_about_a_gap_that_is_gone_now(known: Known, names: dict[str, str]) -> None:
    later = replace(known, dossiers=tuple(replace(one, gaps=(), facts=()) for one in known.dossiers), read_back=True)
    looked = decision("gap", gap=names["gap"], flags=["other_contact"])
    assert settled(looked, later).payload == looked.payload
    fact = decision("fact", fact=f"unanswered:{names['gap']}", status="accepted", fingerprint="0123")
    assert settled(fact, later).payload == fact.payload
    with pytest.raises(UsageError):
        settled(looked, replace(later, read_back=False))
    with pytest.raises(UsageError):
        settled(replace(fact, payload={**fact.payload, "fact": "unanswered:G-0000000000"}), later)
