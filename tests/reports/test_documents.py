"""The documents that scripts and spreadsheets read."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from markupsafe import Markup

from harvester.errors import UsageError
from harvester.model.dossier import Dossier
from harvester.model.flags import FLAGS
from harvester.model.thresholds import Thresholds
from reports import FORMATS, documents, report, words
from tests.reports.dossiers import hostile, many, small

GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
DOCUMENTS = {
    "facts": documents.facts_document,
    "gaps": documents.gaps_document,
    "coverage": documents.coverage_document,
}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("dossier", [small(), hostile(), many(3)], ids=["small", "hostile", "many"])
def test_documents_follow_their_published_schema(name: str, dossier: Dossier) -> None:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text())
    Draft202012Validator.check_schema(schema)
    document = json.loads(documents.encoded(DOCUMENTS[name](dossier)))
    problems = [error.message for error in Draft202012Validator(schema).iter_errors(document)]
    assert problems == []


@pytest.mark.parametrize("name", ["facts.json", "gaps.json", "coverage.json"])
def test_the_schema_refuses_a_document_without_a_public_field(name: str) -> None:
    schema = json.loads((SCHEMAS / name).read_text())
    document = json.loads(documents.render_json(small())[name])
    for key in ("schema", "version", "client", "as_of", "coverage"):
        less = {other: value for other, value in document.items() if other != key}
        assert not Draft202012Validator(schema).is_valid(less), key


@pytest.mark.parametrize("form", ["json", "csv", "md", "html"])
def test_the_small_matter_prints_as_agreed(form: str, pytestconfig: pytest.Config) -> None:
    for name, made in report(form)(small()).items():
        kept = GOLDEN / name
        if pytestconfig.getoption("--snapshot-update"):
            kept.parent.mkdir(exist_ok=True)
            kept.write_bytes(made)
        assert made == kept.read_bytes(), f"{name} changed; look at it, then run pytest with --snapshot-update"


def test_hours_have_four_decimals_and_times_end_in_z() -> None:
    gap = replace(small().gaps[0], calendar_hours=1.23456789)
    document = documents.gaps_document(replace(small(), gaps=(gap,)))
    assert document["gaps"][0]["calendar_hours"] == 1.2346
    assert document["gaps"][0]["started_at"] == "2026-03-10T18:00:00Z"
    assert document["stats"]["client"]["p80_hours"] is None


def test_a_fact_of_a_day_carries_its_date_and_no_time() -> None:
    fact = replace(small().facts[0], at=date(2026, 3, 10), precision="day")
    made = documents.facts_document(replace(small(), facts=(fact,)))["facts"][0]
    assert made["date"] == "2026-03-10"
    assert "at" not in made


@pytest.mark.parametrize("dossier", [small(), hostile()], ids=["small", "hostile"])
def test_no_csv_cell_runs_as_a_formula_or_holds_a_control_character(dossier: Dossier) -> None:
    """S19: nor where a line is parted at semicolons, as spreadsheets do in half of Europe."""
    for name, data in report("csv")(dossier).items():
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert len({len(row) for row in rows}) == 1, name
        for value in (value for row in rows for value in row):
            for part in (value, *value.split(";")):
                assert part[:1] not in tuple("=+-@\t\r＝＋－＠"), value
            assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", value), value


def test_hostile_text_stays_text_in_markdown() -> None:
    made = report("md")(hostile())["facts.md"].decode()
    assert not re.search(r"(?<!\\)<(script|img)", made)
    assert not re.search(r"(?<!\\)\]\(", made)
    assert "http://evil" not in made, "a bare address would become a link"
    assert "\u202e" not in made
    assert "\x1b" not in made


def test_markdown_prints_coverage_and_method_with_the_facts() -> None:
    made = report("md")(small())["facts.md"].decode()
    for text in ("## What was searched", "Projects", "NOPERM", "## Method", "**R10**", "F-008", "Not established"):
        assert text in made


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_dossier_gives_the_same_bytes(form: str) -> None:
    assert report(form)(hostile()) == report(form)(hostile())


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="html, pdf, docx, xlsx, md, csv, json"):
        report("odt")


def test_every_threshold_and_flag_is_explained_in_words() -> None:
    # of the nightly run, which no report of a client speaks of
    flags = {"unanswered_business_days", "silence_business_days", "deadline_days", "invoice_days"}
    assert set(words.THRESHOLDS) == {field.name for field in fields(Thresholds)} - flags
    assert all(entry.sentence.endswith(".") for entry in FLAGS.values())
    assert not isinstance(words.flag("new_flag").label, Markup)
    assert words.flag("new_flag").label == "new flag"
