"""What is set aside is named in everything that leaves the program, and told in nothing (evidence.md 5, S34)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from harvester import workflow
from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier
from harvester.model.facts import Citation
from harvester.model.mail import Attachment
from harvester.pipeline.disclosure import disclosed, for_others
from harvester.pipeline.exhibits import accepted, numbered, proven, with_exhibits
from reports import FORMATS
from reports.review import review
from tests.reports.dossiers import AS_OF, CAROL, MAILS, ME, at, mail, sha, small
from tests.reports.readback import docx_text, pdf_text, plain, workbook

TOLD = ("Zebra", "quagga", "okapi", "gnu-")
"""Words that stand in what is set aside and nowhere else."""
LOCATOR = "offers/Zebra offer.eml"
LINKED = "See the okapi https://x.example/a for its terms."
NOW = AS_OF


def offer() -> Dossier:
    """An offer, without prejudice, that a fact cites, with a mail that quotes it and a meeting about it."""
    draft = Attachment(name="gnu-terms.pdf", media_type="application/pdf", size=9, sha256=sha("gnu"), part="2")
    words = "Would you take the quagga for all that we still owe you and for the work that is not done yet?"
    asked = mail(
        "offer",
        CAROL,
        at(20, 9),
        "Zebra offer",
        f"Without prejudice.\n{words}\n{LINKED}",
        to=(ME,),
        attachments=(draft,),
    )
    place = replace(asked.sightings[0], locator=LOCATOR, labels=("Zebra",))
    asked = replace(asked, asks=words, sightings=(place,))
    quote = "\n".join(f"> {words[start : start + 30]}" for start in range(0, len(words), 30))
    quoting = replace(
        mail("quoting", ME, at(21, 9), "Re: Zebra offer", f"No.\n\n{quote}", to=(CAROL,)), thread=asked.thread
    )
    opener = replace(small().gaps[0].opener, sha256=sha("offer"), message_id="<offer@acme.example>")
    gap = replace(small().gaps[0], gap_id="g-offer", subject="Zebra offer", opener=opener)
    fact = replace(
        small().facts[0], no="F-090", fact_id="f-90", gap_id="g-offer",
        statement=f"Carol Lane wrote about “Zebra offer”: “{words}” It said “the QUAGGA for all”,"
        " “see the okapi for its terms” and “See the okapi … for its terms …”.",
        evidence=(Citation(sha256=sha("offer"), quote="Zebra offer", part="header:Subject"),),
        fix="Answer “Zebra offer”.",
    )  # fmt: skip
    beside = replace(small().facts[4], beside=("Carol Lane wrote in another conversation (“Zebra offer”).",))
    call = replace(small().calls[0], id="call-okapi", sha256=sha("okapi"), title="Settlement of the okapi")
    dossier = replace(
        small(), exchanges=(*small().exchanges, asked, quoting), calls=(*small().calls, call),
        gaps=(*small().gaps, gap), facts=(*small().facts[:4], beside, *small().facts[5:], fact),
    )  # fmt: skip
    found = with_exhibits(dossier, (), {})
    return numbered(found, {one.key: f"X-{n:03d}" for n, one in enumerate(found.exhibits, start=1) if not one.aside})


def said(name: str, raw: bytes) -> str:
    match name.rpartition(".")[2]:
        case "pdf":
            return pdf_text(raw)
        case "docx":
            return docx_text(raw)
        case "xlsx":
            cells = (cell.value for sheet in workbook(raw) for row in sheet.iter_rows() for cell in row)
            return plain("".join(map(str, cells)))
    return plain(raw.decode("utf-8-sig"))


def test_of_what_is_set_aside_no_format_tells_more_than_a_privilege_log() -> None:
    dossier = offer()
    attached: list[str] = []

    def original(sha256: str) -> tuple[str, bytes]:
        attached.append(sha256)
        return "message/rfc822", b"Subject: Zebra\r\n\r\nquagga" if sha256 == sha("offer") else b"Subject: x\r\n\r\n"

    files = workflow.rendered(dossier, FORMATS, original)
    files["review.xlsx"] = review(disclosed(dossier))
    logged = 0
    for name, raw in files.items():
        text = said(name, raw)
        assert not [word for word in TOLD if word.casefold() in text.casefold()], name
        assert not [word for word in TOLD if word.encode() in raw], name
        if name.partition(".")[0] in {"facts", "withheld", "exhibits"} and name != "facts.csv":
            logged += 1
            assert sha("offer") in text, name
            assert plain("it holds the words “Without prejudice”") in text, name
            assert plain("it quotes mail that is set aside") in text, name
    assert logged == 8
    assert sha("offer") not in attached
    rows = {row["sha256"]: row for row in json.loads(files["facts.json"])["withheld"]}
    assert rows[sha("offer")]["facts"] == ["F-090"]
    assert (rows[sha("offer")]["from"], rows[sha("offer")]["to"]) == (CAROL, [ME])
    assert rows[sha("okapi")]["reason"] == "it holds the words “Settlement”"
    note = json.loads(files["facts.json"])["notes"][-1]
    assert "3 messages and events are set aside" in note
    assert note.endswith("The figures count 1 question asked or answered there.")


def test_what_ordinary_mail_says_as_well_is_not_withheld() -> None:
    """A mail of an ordinary conversation that became a negotiation: its subject is known from the other mails."""
    late = mail("late", CAROL, at(27, 9), "Re: Hosting", "Without prejudice: the okapi.", to=(ME,))
    shown = disclosed(with_exhibits(replace(small(), exchanges=(*small().exchanges, late)), (), {}))
    assert [gap.subject for gap in shown.gaps] == [gap.subject for gap in small().gaps]
    assert shown.facts == disclosed(with_exhibits(small(), (), {})).facts
    held = next(one for one in shown.exchanges if one.key == "k-late")
    assert held.message.subject == "[withheld]"
    assert "okapi" not in held.message.text


def test_a_person_lets_a_quoting_mail_and_a_meeting_in() -> None:
    def let_in(sha256: str) -> Decision:
        payload = {"message": sha256, "state": "in"}
        return Decision(kind="exhibit", payload=payload, by="Ann North", reason="It is ordinary.", at=NOW)

    found = with_exhibits(offer(), (let_in(sha("quoting")), let_in(sha("okapi"))), {})
    assert {one.key for one in (*found.exhibits, *found.uncited) if one.aside} == {"k-offer"}


def test_a_fact_whose_proof_is_set_aside_is_no_part_of_what_is_handed_over() -> None:
    dossier = proven(offer())
    assert "F-090" not in {fact.no for fact in dossier.facts}
    assert "1 fact that rests on mail or events that are set aside is left out as well" in dossier.balance
    assert "(1 about our side, 0 about the client: F-090)" in dossier.balance
    assert {one.sha256 for one in dossier.uncited if one.aside} == {sha("offer"), sha("quoting"), sha("okapi")}
    assert proven(with_exhibits(small(), (), {})).facts == with_exhibits(small(), (), {}).facts


def test_what_was_redacted_in_a_message_that_no_accepted_fact_cites_is_removed_all_the_same() -> None:
    words = "the access to the old server"
    payload = {"message": MAILS["access"].originals[0], "state": "in", "redact": [words]}
    decision = Decision(kind="exhibit", payload=payload, by="Ann North", reason="It is private.", at=NOW)
    dossier = accepted(with_exhibits(small(), (decision,), {}))
    assert dossier.facts == ()
    for name, raw in workflow.rendered(dossier, FORMATS).items():
        assert plain(words).casefold() not in said(name, raw).casefold(), name


@pytest.mark.parametrize("form", ["pdf", "xlsx", "json"])
def test_what_our_side_can_still_put_right_is_not_for_others(form: str) -> None:
    fix = "Answer Bob Roe’s question about hosting"
    ours = "".join(said(name, raw) for name, raw in workflow.rendered(small(), (form,)).items())
    theirs = "".join(said(name, raw) for name, raw in workflow.rendered(for_others(small()), (form,)).items())
    assert plain(fix) in ours
    assert plain(fix) not in theirs
    assert plain("Bob Roe wrote to Ann North about “Hosting”") in theirs, "the facts about our side stay"
    if form == "pdf":
        assert plain("On our side first") in ours
        assert plain("On our side first") not in theirs
