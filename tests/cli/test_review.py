"""The review round trip: out as a workbook, filled in by a person, back in as decisions."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import Harvester, Outcome
from tests.cli.deciding import kept

WHY = "Checked against both mails."


@pytest.fixture
def written(harvester: Harvester, config: Path, tmp_path: Path) -> Path:
    done = harvester("--config", config, "facts", "acme", "--xlsx", tmp_path / "review.xlsx")
    assert done.code == 0, done.err
    assert f"mark --import {tmp_path / 'review.xlsx'}" in done.err, "as it was named, wherever that is"
    return tmp_path / "review.xlsx"


@pytest.fixture
def bring(harvester: Harvester, config: Path) -> Callable[..., Outcome]:
    return lambda file, *more: harvester("--config", config, "mark", "--import", file, *more)


def change(file: Path, cells: dict[tuple[str, str], str]) -> Path:
    """The workbook with other words in it: (number of the fact, column) -> words."""
    book = openpyxl.load_workbook(file)
    sheet = book["Review"]
    head = [cell.value for cell in sheet[1]]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    for (number, column), words in cells.items():
        rows[number][head.index(column)].value = words
    book.save(file)
    return file


def fill(file: Path, decisions: dict[str, tuple[str, str]]) -> Path:
    cells = {(number, "Decision"): decision for number, (decision, _) in decisions.items()}
    return change(file, cells | {(number, "Reason"): reason for number, (_, reason) in decisions.items()})


def facts(harvester: Harvester, config: Path) -> dict[str, Any]:
    done = harvester("--config", config, "facts", "acme", "--json")
    return {fact["no"]: fact for fact in json.loads(done.out)["facts"]}


def test_each_decision_comes_back_with_its_reason(
    harvester: Harvester, config: Path, written: Path, bring: Callable[..., Outcome]
) -> None:
    said = {
        "F-001": ("accept", WHY), "F-002": ("Reject", "It was answered by phone."),
        "F-003": ("dispute", "Bob says he never got it."), "F-004": ("unsure", "I have to ask Jane."),
    }  # fmt: skip
    done = bring(fill(written, said), "--by", "Ann North")
    assert done.code == 0, done.err
    assert "4 decisions read." in done.out
    found = facts(harvester, config)
    assert [found[no]["status"] for no in said] == ["accepted", "rejected", "disputed", "unsure"]
    assert all(reason in found[no]["reviewed"] for no, (_, reason) in said.items())
    assert {fact["status"] for no, fact in found.items() if no not in said} == {"proposed"}
    assert harvester("--config", config, "verify").code == 0


def test_the_same_review_again_changes_nothing(config: Path, written: Path, bring: Callable[..., Outcome]) -> None:
    fill(written, {"F-001": ("accept", WHY)})
    assert bring(written).code == 0
    again = bring(written)
    assert "0 decisions read; 1 in force already." in again.out
    assert len(kept(config)) == 1


def test_a_reason_for_all_rows_without_one(written: Path, bring: Callable[..., Outcome], config: Path) -> None:
    done = bring(fill(written, {"F-001": ("accept", ""), "F-002": ("accept", "Seen.")}), "--reason", WHY)
    assert done.code == 0, done.err
    assert sorted(one.reason for one in kept(config)) == [WHY, "Seen."]


def test_all_problems_are_told_with_their_rows_and_nothing_is_kept(
    written: Path, bring: Callable[..., Outcome], config: Path
) -> None:
    fill(written, {
        "F-001": ("accept", WHY), "F-002": ("perhaps", WHY), "F-003": ("accept", ""), "F-004": ("", WHY),
        "F-005": ("accept", '=HYPERLINK("http://evil.example")'),
    })  # fmt: skip
    change(
        written, {("F-006", "Fact"): "They never answer.", ("F-006", "Decision"): "accept", ("F-006", "Reason"): WHY}
    )
    change(written, {("F-007", "Decision"): "accept", ("F-007", "Reason"): WHY, ("F-007", "No."): "F-999"})
    done = bring(written)
    assert done.code == 2
    assert kept(config) == ()
    told = " ".join(done.err.split())
    for words in (
        "row 3: “perhaps” is no decision. Choose one of: accept, reject, dispute, unsure.",
        "row 4: the reason is missing.",
        "row 5: there is a reason and no decision.",
        "row 6: Reason holds a formula. Type the words themselves.",
        "row 7: F-006 and its fact were changed",
        "row 8: F-999 and its fact were changed",
        "harvester facts CLIENT --xlsx FILE",
    ):
        assert words in told, told
    assert "row 2" not in told


def test_a_column_that_was_sorted_alone_accepts_no_wrong_fact(
    written: Path, bring: Callable[..., Outcome], config: Path
) -> None:
    book = openpyxl.load_workbook(written)
    sheet = book["Review"]
    head = [cell.value for cell in sheet[1]]
    column = head.index("Fact") + 1
    told = sorted(str(sheet.cell(row, column).value) for row in range(2, sheet.max_row + 1))
    moved = next(row for row, words in enumerate(told, start=2) if sheet.cell(row, column).value != words)
    for row, words in enumerate(told, start=2):
        sheet.cell(row, column).value = words
    sheet.cell(moved, head.index("Decision") + 1).value = "accept"
    sheet.cell(moved, head.index("Reason") + 1).value = WHY
    book.save(written)
    assert f"row {moved}: " in bring(written).err
    assert kept(config) == ()


def test_whole_rows_may_be_sorted_and_others_deleted(
    harvester: Harvester, written: Path, bring: Callable[..., Outcome], config: Path
) -> None:
    fill(written, {"F-003": ("accept", WHY)})
    book = openpyxl.load_workbook(written)
    sheet = book["Review"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    sheet.delete_rows(2, len(rows))
    for row in reversed(rows[:5]):
        sheet.append(row)
    book.save(written)
    assert bring(written).code == 0
    assert facts(harvester, config)["F-003"]["status"] == "accepted"


def test_a_fact_that_changed_meanwhile_is_refused_and_an_accepted_one_is_proposed_again(
    harvester: Harvester, config: Path, written: Path, bring: Callable[..., Outcome]
) -> None:
    """A person looks at what holds the fact back: its claim is another one than the review shows."""
    gaps = json.loads(harvester("--config", config, "gaps", "acme", "--json").out)["gaps"]
    shown = facts(harvester, config).values()
    gap, fact = next(
        (g, f) for g in gaps for f in shown if f["gap_id"] == g["gap_id"] and g["reasons"] == ["other_contact"]
    )
    fill(written, {fact["no"]: ("accept", WHY)})
    assert bring(written).code == 0
    look = ("mark", "gap", gap["gap_id"], "--looked-at", "other_contact", "--reason", "About another matter.")
    assert harvester("--config", config, *look).code == 0
    after = facts(harvester, config)[fact["no"]]
    assert after["status"] == "proposed"
    assert "The evidence changed since" in after["reviewed"]
    listed = " ".join(harvester("--config", config, "facts", "acme").out.split())
    assert f"Proposed again, since their evidence changed after a review: {fact['no']}." in listed
    fill(written, {fact["no"]: ("reject", WHY)})
    done = bring(written)
    assert done.code == 2
    assert f"{fact['no']} has changed since the review was written" in " ".join(done.err.split())
    assert len(kept(config)) == 2
    other = next(one for one in shown if one["claim"] == "firm" and one["no"] != fact["no"])
    harvester("--config", config, "mark", "fact", other["no"], "accept", "--reason", WHY)
    script = written.with_name("script.md")
    said = harvester("--config", config, "script", "acme", "--out", script).err
    assert f"changed since, so not said before it is accepted again: {fact['no']}." in said


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"a,b\n1,2\n"], ids=["empty", "broken", "csv"])
def test_a_file_that_is_no_review_is_told_in_a_sentence(
    content: bytes, tmp_path: Path, written: Path, bring: Callable[..., Outcome]
) -> None:
    (tmp_path / "other.xlsx").write_bytes(content)
    done = bring(tmp_path / "other.xlsx")
    assert done.code == 2
    assert "is no workbook that can be read" in done.err
    assert "Traceback" not in done.err


def test_a_workbook_of_something_else_and_a_missing_one_are_told(
    tmp_path: Path, written: Path, bring: Callable[..., Outcome]
) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    assert "has no sheet “Review”" in bring(tmp_path / "other.xlsx").err
    assert "cannot be read" in bring(tmp_path / "missing.xlsx").err


def test_a_decision_is_chosen_from_a_list_and_the_rest_is_locked(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)["Review"]
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"accept,reject,dispute,unsure"'
    assert str(choice.sqref).startswith("B2:B")
    assert sheet.protection.sheet
    assert not sheet["B2"].protection.locked
    assert not sheet["C2"].protection.locked
    assert sheet["D2"].protection.locked


@pytest.mark.long
def test_a_review_that_an_office_program_saved_comes_back(
    tmp_path: Path, written: Path, bring: Callable[..., Outcome], config: Path
) -> None:
    fill(written, {"F-001": ("accept", WHY), "F-008": ("unsure", "Grüße: „ich weiß es nicht“ 田中")})
    saved = tmp_path / "saved"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", saved, written],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    done = bring(saved / "review.xlsx")
    assert done.code == 0, done.err
    assert [one.reason for one in kept(config)] == [WHY, "Grüße: „ich weiß es nicht“ 田中"]


def test_what_was_redacted_or_set_aside_is_in_no_document_of_any_command(
    harvester: Harvester, config: Path, tmp_path: Path
) -> None:
    facts = json.loads(harvester("--config", config, "facts", "acme", "--json").out)["facts"]
    cited, left = (next(fact for fact in facts if fact["no"] == no)["evidence"][0] for no in ("F-001", "F-010"))
    gone, words = left["quote"], " ".join(cited["quote"].split()[-2:])
    assert all(words in fact["statement"] for fact in facts if fact["no"] == "F-001")
    why = ("--reason", "I looked at it.")
    told = harvester("--config", config, "mark", "exhibit", cited["sha256"], "in", "--redact", words, *why)
    assert "attachments and pictures cannot be searched" in told.out
    harvester("--config", config, "mark", "exhibit", left["sha256"], "out", *why)
    for command in (["facts", "acme", "--json"], ["facts", "acme", "--csv"], ["gaps", "acme", "--json"]):
        text = harvester("--config", config, *command).out
        assert words not in text, command
        assert "[redacted]" in text
    asked = harvester("--config", config, "facts", "acme", "--json").out
    (fact,) = [fact for fact in json.loads(asked)["facts"] if fact["no"] == "F-010"]
    assert gone not in fact["statement"]
    assert "[withheld]" in fact["statement"]
    harvester("--config", config, "facts", "acme", "--xlsx", tmp_path / "review.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "review.xlsx")["Review"]
    assert not [cell for row in sheet.iter_rows() for cell in row if words in str(cell.value)]


def test_a_fact_whose_mail_is_set_aside_after_it_was_accepted_is_not_read_out(
    harvester: Harvester, config: Path, tmp_path: Path
) -> None:
    facts = json.loads(harvester("--config", config, "facts", "acme", "--json").out)["facts"]
    said, aside = [one for one in facts if one["claim"] == "firm" and one["gap_id"] and one["party"] == "client"][-2:]
    why = ("--reason", "I looked at it.")
    for one in (said, aside):
        harvester("--config", config, "mark", "fact", one["no"], "accept", *why)
    harvester("--config", config, "mark", "exhibit", aside["evidence"][0]["sha256"], "out", *why)
    done = harvester("--config", config, "script", "acme", "--out", tmp_path / "script.md")
    text = (tmp_path / "script.md").read_text("utf-8")
    assert "[withheld]" not in text.replace("\\", "")
    assert said["no"] in text
    assert f"Accepted, but not said before a person has looked: {aside['no']}." in done.err


def test_every_fact_of_the_list_can_be_accepted_in_one_go(
    harvester: Harvester, config: Path, written: Path, bring: Callable[..., Outcome]
) -> None:
    listed = facts(harvester, config)
    assert any("-" in str(fact["obligation"]) for fact in listed.values())
    done = bring(fill(written, dict.fromkeys(listed, ("accept", WHY))), "--by", "Ann North")
    assert done.code == 0, done.err
    assert {fact["status"] for fact in facts(harvester, config).values()} == {"accepted"}
