"""Exhibits: one message or event each, numbered for good; some set aside; what was redacted is gone."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdf
import pytest

from harvester import workflow
from harvester.config import Config, load
from harvester.errors import HarvesterError
from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier, Exchange
from harvester.model.facts import Citation
from harvester.pipeline import redaction
from harvester.pipeline.exhibits import numbered, with_exhibits
from harvester.store import open_store
from reports import FORMATS, exhibits, foreign, pieces
from reports.gone import refuse_remains
from reports.letters import mih
from tests.reports.archive import fit_for_an_archive
from tests.reports.dossiers import CAROL, ME, hostile, mail, many, sha, small
from tests.reports.readback import pdf_text, plain

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def shown(dossier: Dossier) -> Dossier:
    """With exhibits, each numbered."""
    found = with_exhibits(dossier, (), {})
    return numbered(found, {one.key: f"X-{n:03d}" for n, one in enumerate(found.exhibits, start=1) if not one.aside})


def decision(exchange: Exchange, state: str, *redact: str) -> Decision:
    payload = {"message": exchange.originals[0], "state": state, "redact": list(redact)}
    return Decision(kind="exhibit", payload=payload, by="Ann North", reason="I looked at it.", at=NOW)


@pytest.fixture
def config(sample_folder: Path, tmp_path: Path) -> Config:
    shutil.copytree(sample_folder, tmp_path / "matter")
    return load(tmp_path / "matter" / "config.toml")


@pytest.fixture
def sample(config: Config) -> Dossier:
    return workflow.numbered(config, workflow.conclude(config, "acme"), NOW)


def test_the_hash_for_other_tools_is_the_published_one() -> None:
    """The vector of the EDRM specification."""
    assert mih("<CALckR-a8UDkRjO4xJyjd_s0GPxQWw@mail.gmail.com>") == "1de319c276884bd0c9e2f1621ada26cc"


def test_each_cited_message_is_one_exhibit_in_order_of_time() -> None:
    dossier = shown(small())
    cited = {one.sha256 for fact in dossier.facts for one in fact.evidence}
    assert {one.sha256 for one in dossier.exhibits} == cited
    times = {one.message.sha256: one.at for one in dossier.exchanges}
    in_order = [times[one.sha256] for one in dossier.exhibits]
    assert in_order == sorted(at for at in in_order if at)
    for fact in dossier.facts:
        assert all(one.exhibit for one in fact.evidence)
    shared = [one for one in dossier.exhibits if len(one.facts) > 1]
    assert all(len(set(one.facts)) == len(one.facts) for one in shared)


def test_numbers_stay_when_other_exhibits_come_and_go() -> None:
    dossier = shown(small())
    given = {one.key: one.no for one in dossier.exhibits}
    fewer = numbered(with_exhibits(replace(small(), facts=small().facts[3:]), (), {}), given)
    assert {one.key: one.no for one in fewer.exhibits}.items() <= given.items()


def test_the_numbers_are_kept_in_the_journal(config: Config, sample: Dossier) -> None:
    store = open_store(config.store.url, config.folder)
    given = store.given_numbers("X")
    assert {one.key: one.no for one in sample.exhibits if one.no} == given
    assert sorted(given.values()) == [f"X-{n:03d}" for n in range(1, len(given) + 1)]
    again = workflow.conclude(config, "acme")
    assert [one.no for one in again.exhibits] == [one.no for one in sample.exhibits]
    assert [fact.evidence for fact in again.facts] == [fact.evidence for fact in sample.facts]
    assert store.verify().problems == ()


def test_the_document_prints_and_attaches_every_original_once(config: Config, sample: Dossier, tmp_path: Path) -> None:
    workflow.publish(sample, tmp_path / "out", ("exhibits", "pdf"), workflow.originals_of(config))
    store = open_store(config.store.url, config.folder)
    numbers = {one.no: one for one in sample.exhibits if one.no}
    for name in ("exhibits.pdf", "facts.pdf"):
        data = (tmp_path / "out" / name).read_bytes()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            names = [key.partition(".")[0] for key in pdf.attachments]
            assert sorted(names) == sorted(numbers), "each once"
            for key, file in pdf.attachments.items():
                one = numbers[key.partition(".")[0]]
                raw = file.get_file().read_bytes()
                assert hashlib.sha256(raw).hexdigest() == one.sha256
                assert raw == store.original(one.sha256)
            assert all(file.AFRelationship == "/Source" for file in pdf.Root.AF)
            with pdf.open_metadata() as about:
                assert about["pdfaid:part"] == "3"
    text = pdf_text((tmp_path / "out" / "exhibits.pdf").read_bytes())
    exchanges = {one.key: one for one in sample.exchanges}
    for one in numbers.values():
        assert one.sha256 in text
        if one.key in exchanges and exchanges[one.key].message.message_id:
            assert mih(str(exchanges[one.key].message.message_id)) in text


def test_pages_carry_numbers_that_run_on_and_the_index_tells_them(sample: Dossier) -> None:
    pages = pypdf.PdfReader(io.BytesIO(exhibits.render(sample)["exhibits.pdf"])).pages
    texts = [page.extract_text() for page in pages]
    first = next(n for n, text in enumerate(texts) if "ACME-" in text.splitlines()[-1] + text.splitlines()[-2]
                 and "Page" in text and not text.startswith("EXHIBITS") and "From" in text)  # fmt: skip
    for number, text in enumerate(texts[first:], start=1):
        assert f"ACME-{number:06d}" in text
    index = plain("".join(texts[:first]))
    starts = dict(enumerate(texts[first:], start=1))
    for one in (one for one in sample.exhibits if one.no):
        page = re.search(rf"{one.no}.*?ACME-(\d{{6}})", index)
        assert page
        assert one.no in starts[int(page.group(1))]


@pytest.mark.parametrize(
    ("subject", "text", "to"),
    [
        ("WITHOUT PREJUDICE: our offer", "Dear Carol, we could meet halfway.", CAROL),
        ("Our offer", "This is without\nprejudice to our rights.", CAROL),
        ("Settlement", "Dear Carol, see below.", CAROL),
        ("Unser Vergleichsvorschlag", "Guten Tag", CAROL),
        ("Our letter", "Could you look at it?", "jane.roe@roe-law.example"),
        ("Our letter", "Could you look at it?", "legal@acme.example"),
        ("Unser Schreiben", "Könnten Sie es ansehen?", "post@kanzlei-roe.example"),
    ],
)
def test_negotiation_and_lawyers_are_set_aside_until_a_person_lets_them_in(subject: str, text: str, to: str) -> None:
    one = mail("offer", ME, small().as_of, subject, text, to=(to,))
    fact = replace(small().facts[3], evidence=(Citation(sha256=sha("offer")),))
    dossier = replace(small(), facts=(fact,), exchanges=(*small().exchanges, one))
    before = shown(dossier)
    (aside,) = before.exhibits
    assert aside.aside
    assert (aside.no, before.facts[0].evidence[0].exhibit) == ("", None)
    page = pdf_text(exhibits.render(before, lambda _: ("message/rfc822", b"raw"))["exhibits.pdf"])
    assert plain(aside.aside) in page
    assert plain(text) not in page
    let_in = numbered(with_exhibits(dossier, (decision(one, "in"),), {}), {one.key: "X-001"})
    assert let_in.facts[0].evidence[0].exhibit == "X-001"
    assert "Ann North decided" in let_in.exhibits[0].told[0]


def test_mail_that_quotes_a_lawyer_is_set_aside_as_well() -> None:
    text = "Dear Carol, see below.\n\n> From: Dana Price <dana@pricelegal.example>\n> Please do not sign."
    one = mail("quotes", ME, small().as_of, "Our contract", text, to=(CAROL,))
    fact = replace(small().facts[3], evidence=(Citation(sha256=sha("quotes")),))
    (found,) = with_exhibits(replace(small(), facts=(fact,), exchanges=(one,)), (), {}).exhibits
    assert found.aside == "it names an address of a lawyer or a legal department (dana@pricelegal.example)"


@pytest.mark.parametrize("subject", ["Settling in at the new office", "Flaws in the layout", "Delegation of tasks"])
def test_ordinary_words_set_nothing_aside(subject: str) -> None:
    one = mail("plain", ME, small().as_of, subject, "Dear Bob, without haste, please.", to=(CAROL,))
    fact = replace(small().facts[3], evidence=(Citation(sha256=sha("plain")),))
    (found,) = with_exhibits(replace(small(), facts=(fact,), exchanges=(one,)), (), {}).exhibits
    assert found.aside == ""


def test_a_person_may_leave_any_message_out() -> None:
    draft = next(one for one in small().exchanges if one.key == "k-draft")
    found = with_exhibits(small(), (decision(draft, "out"),), {"k-draft": "X-007"})
    left = next(one for one in found.exhibits if one.key == "k-draft")
    assert (left.no, left.aside) == ("", "I looked at it.")


SECRET = "Studio North, 1 North Street"


@pytest.fixture
def with_secret(tmp_path: Path) -> Dossier:
    """A reply of ours holds an address; a later mail of Carol quotes it over two lines."""
    quoting = mail("quoting", CAROL, small().as_of, "Re: Invoice address", "Thanks.\n\n> sorry for the delay: Studio\n> North, 1 North Street.")  # fmt: skip  # noqa: E501
    fact = replace(small().facts[0], statement=f"Ann North wrote: “{SECRET}”.",
                   evidence=(*small().facts[0].evidence, Citation(sha256=sha("quoting"))))  # fmt: skip
    dossier = replace(small(), facts=(fact, *small().facts[1:]), exchanges=(*small().exchanges, quoting))
    reply = next(one for one in dossier.exchanges if one.key == "k-invoice-re")
    found = with_exhibits(dossier, (decision(reply, "in", SECRET),), {})
    return numbered(found, {one.key: f"X-{n:03d}" for n, one in enumerate(found.exhibits, start=1)})


def test_what_was_redacted_is_in_no_file_and_its_original_is_withheld(with_secret: Dossier, tmp_path: Path) -> None:
    raw = f"Subject: Re\r\n\r\n{SECRET}".encode()
    secret = {sha("invoice-re"), sha("quoting")}
    files = workflow.publish(
        with_secret, tmp_path / "out", FORMATS, lambda one: ("message/rfc822", raw if one in secret else b"other")
    )
    for file in files:
        data = file.read_bytes()
        text = pdf_text(data) if file.suffix == ".pdf" else data.decode("utf-8", "replace")
        assert "1NorthStreet" not in plain(text), file.name
    with pikepdf.open(tmp_path / "out" / "exhibits.pdf") as pdf:
        held = {one.no for one in with_secret.exhibits if one.sha256 not in secret}
        assert {name.partition(".")[0] for name in pdf.attachments} == held
    page = pdf_text((tmp_path / "out" / "exhibits.pdf").read_bytes())
    assert "[redacted]" in page
    assert "1ofitspassagesremoved." in page


@pytest.mark.parametrize("form", ["html", "pdf", "docx", "xlsx", "json", "md", "csv", "exhibits"])
def test_a_file_that_still_holds_the_passage_is_found(form: str, with_secret: Dossier) -> None:
    from reports import report

    with pytest.raises(HarvesterError, match="is still in"):
        refuse_remains(report(form)(with_secret), [redaction.passage(SECRET)])


def test_an_attached_original_that_holds_the_passage_stops_the_work(with_secret: Dossier) -> None:
    clean = redaction.redacted(with_secret)
    with pytest.raises(HarvesterError, match=r"exhibits\.pdf"):
        refuse_remains(
            exhibits.render(clean, lambda _: ("message/rfc822", SECRET.encode())), [redaction.passage(SECRET)]
        )


def test_nothing_is_written_when_something_remains(
    with_secret: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Removal that fails: the words are left in, as a fault of ours would leave them."""
    monkeypatch.setattr(redaction, "redacted", lambda dossier: dossier)
    with pytest.raises(HarvesterError, match="nothing was written"):
        workflow.publish(with_secret, tmp_path / "out", ("html",))
    assert not (tmp_path / "out").exists()


def test_hostile_mail_is_printed_as_text_and_its_parts_are_not_opened() -> None:
    dossier = shown(hostile())
    data = exhibits.render(dossier)["exhibits.pdf"]
    page = pdf_text(data)
    assert plain("<img src=http://evil.example/x.png onerror=alert(1)>") in page
    assert "../../=HYPERLINK" in page, "a name is told, and is no path"
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.attachments) == 0
        links = [one for p in pdf.pages for one in p.get("/Annots", []) if "/A" in one and one.A.S == "/URI"]
        assert links == []


def test_json_names_exhibits_and_the_hash_for_other_tools(config: Config, sample: Dossier) -> None:
    from reports import documents

    facts = json.loads(documents.encoded(documents.facts_document(sample)))["facts"]
    cited = [one for fact in facts for one in fact["evidence"]]
    assert {one["exhibit"] for one in cited} - {None} == {one.no for one in sample.exhibits if one.no}
    assert all(one["mih"] == mih(one["message_id"]) for one in cited if one.get("message_id"))


@pytest.fixture(scope="module")
def in_parts() -> bytes:
    """Sixty exhibits, set in parts of seven, with an index in pieces of twenty rows."""
    apart = tuple(replace(one, key=one.message.sha256) for one in many(30).exchanges)
    dossier = shown(replace(many(30), exchanges=apart))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "_AT_ONCE", 7)
        patch.setattr(pieces, "_ROWS", 20)
        made = exhibits.render(dossier, lambda sha256: ("message/rfc822", sha256.encode()))["exhibits.pdf"]
        assert made == exhibits.render(dossier, lambda sha256: ("message/rfc822", sha256.encode()))["exhibits.pdf"]
    return made


def test_parts_are_joined_into_one_document_with_its_numbers_bookmarks_and_links(in_parts: bytes) -> None:
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(in_parts)).pages]
    first = next(n for n, text in enumerate(texts) if "From" in text and "ACME-000001" in text and "Page" in text)
    for number, text in enumerate(texts, start=1):
        assert f"Page {number}" in text
        assert number <= first or f"ACME-{number - first:06d}" in text
    told = dict(re.findall(r"(X-\d{3}).*?ACME-(\d{6})", plain("".join(texts[:first]))))
    with pikepdf.open(io.BytesIO(in_parts)) as whole:
        assert not whole.check_pdf_syntax()
        places = {page.obj.objgen: number for number, page in enumerate(whole.pages)}
        links = [one for page in whole.pages for one in page.get("/Annots", []) if one.Subtype == "/Link"]
        assert len(links) == 2 * 60
        assert not [one for one in links if "/A" in one]
        targets = sorted(places[one.Dest[0].objgen] for one in links)
        assert targets == sorted(2 * [first - 1 + int(told[f"X-{n:03d}"]) for n in range(1, 61)])
        with whole.open_outline() as outline:
            sheets = [one for one in outline.root if one.title.startswith("X-")]
        assert [one.title[:5] for one in sheets] == [f"X-{n:03d}" for n in range(1, 61)]
        starts = [places[one.Dest[0].objgen] for one in foreign.bookmarks(whole) if str(one.Title).startswith("X-")]
        assert starts == [first - 1 + int(told[f"X-{n:03d}"]) for n in range(1, 61)]
        assert len(whole.attachments) == 60


def test_a_joined_document_is_tagged_throughout_and_fit_for_an_archive(in_parts: bytes) -> None:
    fit_for_an_archive(in_parts)
    with pikepdf.open(io.BytesIO(in_parts)) as whole:
        assert {one.AFRelationship for one in whole.Root.AF} == {"/Source"}
