"""The reports of the sample matter, made by the program itself from its mailbox."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from harvester import workflow
from harvester.config import load
from harvester.model.dossier import Dossier
from harvester.model.matter import Side
from reports import FORMATS, report, words
from tests.reports.test_documents import SCHEMAS
from tests.reports.test_page import NOT_NEUTRAL, soup, words_of

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    folder = tmp_path_factory.mktemp("sample") / "matter"
    with as_file(files("harvester") / "sample") as kept:
        shutil.copytree(Path(kept), folder)
    config = load(folder / "config.toml")
    workflow.pull(config, NOW, workflow.Session(environment={}))
    return workflow.numbered(config, workflow.conclude(config, "acme"), NOW)


def test_every_format_renders_and_every_document_follows_its_schema(sample: Dossier) -> None:
    made = {name: data for form in FORMATS for name, data in report(form)(sample).items()}
    for name in ("facts", "gaps", "coverage"):
        schema = json.loads((SCHEMAS / f"{name}.json").read_text())
        assert list(Draft202012Validator(schema).iter_errors(json.loads(made[f"{name}.json"]))) == []
        assert made[f"{name}.csv"].count(b"\r\n") > 1
    assert b"## What was searched" in made["facts.md"]


def test_the_page_is_neutral_and_holds_together(sample: Dossier) -> None:
    page = soup(sample)
    ids = {str(one["id"]) for one in page.select("[id]")}
    assert {str(one["href"])[1:] for one in page.select("a[href]")} <= ids
    assert len(page.select("article.fact")) == len(sample.facts) > 0
    for fact in sample.facts:
        cites = page.select_one(f"#{fact.no} .cites")
        assert cites is not None
        assert all(one.sha256 in cites.get_text() for one in fact.evidence)
    said = [text for fact in sample.facts for text in (fact.statement, *fact.beside, fact.fix or "", fact.coverage)]
    said = [re.sub("“[^”]*”", "", text) for text in (*said, sample.balance, *sample.notes)]
    assert re.findall(NOT_NEUTRAL, " ".join((words_of(page), *said)), re.IGNORECASE) == []


def test_no_cited_original_of_the_sample_is_named_only(sample: Dossier) -> None:
    held = [one.get_text() for one in soup(sample).select(".letter h4")]
    assert "An original that is named only" not in held
    assert {fact.party for fact in sample.facts} == {Side.US, Side.CLIENT}


def test_other_readings_of_an_established_gap_stand_beside_it_in_every_form(sample_dossier: Dossier) -> None:
    (golive,) = [gap for gap in sample_dossier.gaps if "Go-live: plan" in gap.subject and gap.status == "open"]
    line = words.readings(golive)
    assert "from the next business day" in line
    assert "doubtful message taken for an answer, " in line
    assert line.endswith("it does not stand.")
    assert line in report("md")(sample_dossier)["facts.md"].decode()
    assert line in report("html")(sample_dossier)["facts.html"].decode()
    document = json.loads(report("json")(sample_dossier)["gaps.json"])
    (kept,) = [gap["sensitivity"] for gap in document["gaps"] if gap["gap_id"] == golive.gap_id]
    assert [one["holds"] for one in kept] == [True, True, False]
    assert 0 < document["stats"]["client"]["share_within_limit"] < 1
