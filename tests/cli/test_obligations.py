"""The contract on the command line: the table, the documents, the working, what a person decides, and bad files."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Harvester
from tests.conftest import SAMPLE
from tests.published import document

WHY = ("--reason", "It lists what is to be changed.")


def test_ours_come_first_with_what_can_be_put_right(harvester: Harvester, config: Path) -> None:
    done = harvester("--config", config, "obligations", "acme")
    assert done.code == 0, done.err
    first, ours, theirs = (done.out.index(t) for t in ("On our side first", "What Studio North", "What Acme Ltd"))
    assert first < ours < theirs
    assert "done late, 1 day" in done.out


def test_documents_follow_their_schemas(harvester: Harvester, config: Path) -> None:
    for words, schema in ((("--json",), "obligations"), (("--explain", "release", "--json"), "explanation")):
        done = harvester("--config", config, "obligations", "acme", *words)
        assert done.code == 0, done.err
        document(done.out, schema)
    rows = list(csv.DictReader(io.StringIO(harvester("--config", config, "obligations", "acme", "--csv").out)))
    assert {row["id"]: row["days_late"] for row in rows}["designs-approved"] == "6"


def test_the_working_of_one_obligation(harvester: Harvester, config: Path) -> None:
    told = harvester("--config", config, "obligations", "acme", "--explain", "designs-approved").out
    assert "done      18 Mar 2026, 13:10 CET. Original: c5a45d9fb785." in told
    assert "“designs” was sent: Thu 5 Mar 2026, 16:26 CET." in told
    assert "5 business days; the day that starts it is not counted: Thu 12 Mar" in told
    unknown = harvester("--config", config, "obligations", "acme", "--explain", "design")
    assert (unknown.code, unknown.out) == (2, "")
    assert "There is no obligation “design”." in unknown.err


def test_a_person_matches_rejects_and_takes_back(harvester: Harvester, config: Path) -> None:
    def status(name: str) -> tuple[str, str]:
        rows = json.loads(harvester("--config", config, "obligations", "acme", "--json").out)["obligations"]
        return next((row["status"], row["claim"]) for row in rows if row["id"] == name)

    rows = json.loads(harvester("--config", config, "obligations", "acme", "--json").out)["obligations"]
    mails = next(row["candidates"] for row in rows if row["id"] == "release")
    assert status("release") == ("missed", "review")
    for mail in mails:
        words = ("mark", "obligation", "acme", "release", "rejected", "--message", mail["sha256"][:12], *WHY)
        done = harvester("--config", config, *words)
        assert done.code == 0, done.err
    # “French version postponed” was said in a call of that time
    explained = harvester("--config", config, "obligations", "acme", "--explain", "release").out
    (call,) = re.findall(r"mark call '(.+)' --outcome attended --does-not-close", explained)
    done = harvester("--config", config, "mark", "call", call, "--outcome", "attended", "--does-not-close", *WHY)
    assert done.code == 0, done.err
    # “For that date I need the written release … by Friday, 17 April”: a week more than the contract gives
    explained = harvester("--config", config, "obligations", "acme", "--explain", "release").out
    (mail,) = re.findall(r"mark message (\w+) --gives-time no", explained)
    done = harvester("--config", config, "mark", "message", mail, "--gives-time", "no", *WHY)
    told = " ".join(done.out.split())
    assert (
        "nothing found that was looked for (needs a person’s look) → not recorded as done, 24 days (established)"
        in told
    )
    assert status("release") == ("missed", "firm")
    assert "gives no more time" in told
    number = done.out.split()[1].rstrip(":")
    harvester("--config", config, "mark", "--undo", number, *WHY)
    assert status("release") == ("missed", "review")
    done = harvester("--config", config, "mark", "obligation", "acme", "release", "waived", *WHY)
    assert status("release")[0] == "waived"
    assert "“release” of acme: waived" in harvester("--config", config, "mark", "--list", "acme").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("relase", "waived"), "Did you mean release?"),
        (("release", "extended"), "needs it.\n  Name it with --message."),
        (("release", "extended", "--message", "MAIL"), "“extended” needs the new date."),
        (("release", "waived", "--until", "2026-05-01"), "“waived” has no date."),
    ],
)
def test_what_nobody_can_decide_is_refused(
    harvester: Harvester, config: Path, words: tuple[str, ...], told: str
) -> None:
    rows = json.loads(harvester("--config", config, "obligations", "acme", "--json").out)["obligations"]
    mail = next(row["candidates"][0]["sha256"] for row in rows if row["id"] == "release")
    named = [mail if word == "MAIL" else word for word in words]
    done = harvester("--config", config, "mark", "obligation", "acme", *named, *WHY)
    assert done.code == 2
    assert told in done.err


def test_without_a_contract_the_next_step_is_named(harvester: Harvester, config: Path) -> None:
    config.write_text(config.read_text().replace('contract = "contract.toml"', ""))
    done = harvester("--config", config, "obligations", "acme")
    assert (done.code, done.out) == (2, "")
    assert " contract new`" in done.err


def test_a_wrong_contract_is_told_with_every_line_and_stops_the_analysis(harvester: Harvester, config: Path) -> None:
    file = config.with_name("contract.toml")
    file.write_text(file.read_text().replace("due = 2026-02-10", 'due = "10.2.2026"').replace("depends_on", "depends"))
    for verb in (("obligations", "acme"), ("check",)):
        done = harvester("--config", config, *verb)
        assert done.code == 2
        told = done.out + done.err
        assert "obligation “wireframes”, due: “10.2.2026” can be read as 2026-02-10 or 2026-10-02" in told
        assert "depends: is unknown; did you mean depends_on?" in told
        assert "Traceback" not in told
    problems = re.findall(r"line \d+, ", done.out)
    assert len(problems) > 1
    assert len(re.findall(r"^ {9}line \d+, ", done.out, re.MULTILINE)) == len(problems), "each stands on its own line"


def test_check_says_in_words_what_the_contract_was_understood_to_say(harvester: Harvester, config: Path) -> None:
    told = harvester("--config", config, "check").out
    assert (
        "legal-texts: SOW 3.3: the client owes “Provide the privacy page and imprint”; within 15 days after “designs” "
        "is sent; shown by mail with “Privacy page” in its subject and a file named “*.docx”; confirmed by Ann North"
    ) in told
    assert "else when they begin next, unless it came back or it met an absence notice; confirmed by Ann North" in told


def test_one_shot_takes_a_contract(harvester: Harvester, tmp_path: Path) -> None:
    terms = (
        "--complete",
        "--exported-at",
        "2026-05-04T08:00:00Z",
        "--timezone",
        "Europe/Berlin",
        "--holidays",
        "DE-BE",
    )
    words = ("run", SAMPLE / "mail", "acme.example", *terms, "--contract", SAMPLE / "contract.toml", "--out", "matter")
    done = harvester(*words)
    assert done.code == 0, done.err
    rows = json.loads(harvester("--config", "matter/config.toml", "obligations", "acme.example", "--json").out)
    assert {row["id"]: row["status"] for row in rows["obligations"]}["designs"] == "met"


def test_the_money_of_the_contract_is_printed_with_its_working(harvester: Harvester, sample_folder: Path) -> None:
    done = harvester("--config", sample_folder / "config.toml", "obligations", "acme")
    text = " ".join(done.out.split())
    assert "open after its date, 42 days" in text
    assert "Sum 46.2572, rounded once: 46.26 EUR." in text
    assert "Expected 3,646.26 EUR" in text


def test_check_names_a_file_of_the_contract_that_is_not_there(
    harvester: Harvester, sample_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(sample_folder, tmp_path / "matter")
    contract = tmp_path / "matter" / "contract.toml"
    contract.write_text(
        contract.read_text("utf-8") + '\n[[bank]]\nfile = "gone.csv"\ncolumns = { date = "D", amount = "A" }\n', "utf-8"
    )
    done = harvester("--config", tmp_path / "matter" / "config.toml", "check")
    assert done.code == 2
    assert "gone.csv cannot be read" in " ".join(done.out.split())


def test_how_it_may_be_ended_stands_in_the_terminal_as_in_the_document(harvester: Harvester, config: Path) -> None:
    """G10: every point, with its clause and the day that follows, and what the contract file does not say."""
    rows = json.loads(harvester("--config", config, "obligations", "acme", "--json").out)["ending"]
    printed = harvester("--config", config, "obligations", "acme").out
    told = " ".join(printed.partition("How the agreement may be ended\n")[2].split())
    for row in rows:
        for sentence in (row["quote"] or "", *row["told"]):
            assert sentence in told
    assert "Without a reason SOW 9.1: “Either party may end this agreement with 14 days' notice.”" in told
    assert "Form of the notice The contract file does not say in which form notice is given. Not established." in told
    assert "Handover SOW 9.3: “Within ten days of the end, " in told
    assert "Owed by Studio North." in told
    section = printed.partition("How the agreement may be ended\n")[2].partition("\n\n")[0]
    assert len(section.splitlines()) > len(rows)
    file = config.with_name("contract.toml")
    file.write_text(file.read_text().replace('confirmed_by = "Ann North"\nconfirmed_on = 2026-01-15\n', ""))
    assert "Nobody has confirmed this entry against the contract. Not established." in " ".join(
        harvester("--config", config, "obligations", "acme").out.split()
    )
