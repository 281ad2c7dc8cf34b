"""The sealed bundle: what lies in it, what stays out, and that others can read and check it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
from pathlib import Path

import bagit
import docx
import pytest

from harvester import bundle, workflow
from harvester.bundle.bag import Bag, new_folder
from harvester.cli import main
from harvester.config import Config, load
from harvester.errors import HarvesterError, UsageError
from harvester.store import open_store
from tests.bundle.conftest import NOW, Made, accept, decide
from tests.reports.readback import pdf_text, plain


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def sheet(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "data" / name).read_text("utf-8-sig"))))


def test_the_bag_is_one_for_the_library_of_the_standard_and_for_sha256sum(sealed: Path) -> None:
    assert bagit.Bag(str(sealed)).validate()
    subprocess.run(["sha256sum", "-c", "--strict", "--quiet", "COMPLETE"], cwd=sealed, check=True)
    lists = ["tagmanifest-sha256.txt", "manifest-sha256.txt"]
    subprocess.run(["sha256sum", "-c", "--strict", "--quiet", *lists], cwd=sealed, check=True)


def test_every_command_of_the_readme_finds_nothing_wrong(sealed: Path) -> None:
    text = (sealed / "README.txt").read_text()
    blocks = [part for part in text.split("\n\n") if part.startswith("    ") and "openssl" not in part]
    assert len(blocks) == 4
    told = [
        subprocess.run(["sh", "-ec", block], cwd=sealed, check=True, capture_output=True, text=True).stdout
        for block in blocks
    ]
    first = (sealed / "data/journal.txt").read_text()[:64]
    assert told == ["tagmanifest-sha256.txt: OK\n", "", "", f"{first}  -\n"]
    assert max(map(len, text.splitlines())) <= 80


def test_each_original_is_byte_for_byte_what_its_name_says_and_what_the_store_holds(sealed: Path) -> None:
    store = open_store("sqlite:///evidence.db", sealed.parent / "matter")
    originals = list((sealed / "data/originals").iterdir())
    assert {file.suffix for file in originals} == {".eml", ".ics", ".csv"}
    for file in originals:
        assert hashlib.sha256(file.read_bytes()).hexdigest() == file.stem
        assert file.read_bytes() == store.original(file.stem)
    listed = {row["file"] for row in sheet(sealed, "originals.csv")}
    assert listed == {f"originals/{file.name}" for file in originals}
    aside = {row["sha256"] for row in sheet(sealed, "set-aside.csv")}
    assert aside | {file.stem for file in originals} == set(store.media_types())


def test_only_what_a_person_accepted_is_handed_over_as_a_fact(sealed: Path) -> None:
    facts = json.loads((sealed / "data/facts.json").read_text())
    assert [fact["status"] for fact in facts["facts"]] == ["accepted"] * 6
    assert "nobody accepted are left out" in facts["balance"]
    listed = {row["exhibit"] for row in sheet(sealed, "originals.csv")} - {""}
    cited = {one["exhibit"] for fact in facts["facts"] for one in fact["evidence"]} - {None}
    assert cited
    assert listed == cited
    printed = pdf_text((sealed / "data/exhibits.pdf").read_bytes())
    assert all(plain(no) in printed for no in cited)


def test_without_accepted_facts_it_is_written_and_says_so(config: Config, made: Made) -> None:
    folder = made(config)
    assert json.loads((folder / "data/facts.json").read_text())["facts"] == []
    assert "No fact was accepted by a person" in (folder / "README.txt").read_text()
    assert list((folder / "data/originals").iterdir())
    every = made(config, "every", every_fact=True)
    assert len(json.loads((every / "data/facts.json").read_text())["facts"]) > 20


def test_twice_the_same_store_gives_the_same_bytes(config: Config, made: Made) -> None:
    accept(config, 3)
    assert contents(made(config, "one")) == contents(made(config, "two"))


def test_what_is_set_aside_stays_out_and_is_listed_with_the_reason(sealed: Path) -> None:
    rows = sheet(sealed, "set-aside.csv")
    assert rows
    for row in rows:
        assert row["reason"]
        assert not list((sealed / "data/originals").glob(f"{row['sha256']}.*"))


def test_a_redacted_message_has_no_original_in_it_and_its_words_are_nowhere(config: Config, made: Made) -> None:
    accept(config, 6)
    dossier = workflow.conclude(config, "acme")
    cited = {one.sha256 for fact in dossier.facts[:6] for one in fact.evidence}
    mail = next(one for one in dossier.exchanges if one.originals[0] in cited and len(one.message.new_text) > 60)
    passage = " ".join(mail.message.new_text.split()[3:9])
    decide(config, "exhibit", message=mail.originals[0], state="in", redact=[passage])
    folder = made(config)
    assert not list((folder / "data/originals").glob(f"{mail.originals[0]}.*"))
    reasons = {row["sha256"]: row["reason"] for row in sheet(folder, "set-aside.csv")}
    assert reasons[mail.originals[0]] == "something in it was redacted"
    assert plain(passage) not in pdf_text((folder / "data/exhibits.pdf").read_bytes())
    assert not [name for name, content in contents(folder).items() if passage.encode() in content]


def test_mail_of_another_client_in_the_same_store_is_not_handed_over(config: Config, made: Made) -> None:
    """A store may hold several matters; each bundle holds one."""
    path = config.path
    path.write_text(path.read_text() + '\n[clients.other]\nname = "Other"\ndomains = ["globex.example"]\n')
    raw = (
        b"From: Joe <joe@globex.example>\r\nTo: me@studionorth.example\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\n"
        b"Message-ID: <joe1@globex.example>\r\nSubject: Our own secret\r\n\r\nWhat does Acme pay?\r\n"
    )
    (config.folder / "more").mkdir()
    (config.folder / "more" / "joe.eml").write_bytes(raw)
    path.write_text(path.read_text() + '\n[sources.more]\nkind = "eml"\npath = "more"\n')
    both = load(path)
    workflow.pull(both, NOW, workflow.Session(environment={}))
    digest = hashlib.sha256(raw).hexdigest()
    assert digest in open_store(both.store.url, both.folder).media_types()
    folder = made(both)
    assert not [name for name, content in contents(folder).items() if digest in name or b"secret" in content]
    journal = (folder / "data/journal.txt").read_text()
    assert digest not in journal
    assert "it speaks of other matters too" in journal
    assert bundle.check(folder).problems == ()


def test_decisions_and_reasons_do_not_leave_with_the_journal(sealed: Path) -> None:
    journal = (sealed / "data/journal.txt").read_text()
    assert "I looked at it." not in journal
    assert '"kind":"coverage"' in journal


def test_the_certificate_is_a_draft_that_names_what_was_searched(sealed: Path) -> None:
    text = "\n".join(
        [
            *(line.text for line in docx.Document(str(sealed / "data/certificate.docx")).paragraphs),
            *(
                cell.text
                for table in docx.Document(str(sealed / "data/certificate.docx")).tables
                for row in table.rows
                for cell in row.cells
            ),
        ]
    )
    for words in ("draft", "counsel", "902(13)", "calendar", "Ann North", "Signature"):
        assert words in text
    method = pdf_text((sealed / "data/method.pdf").read_bytes())
    for words in ("Europe/Berlin", "America/New_York", "holidays", "R19"):
        assert plain(words) in method


def test_nothing_is_written_over(config: Config, made: Made, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(UsageError, match="is there already"):
        made(config, "taken")
    assert list((tmp_path / "taken").iterdir()) == []


@pytest.mark.parametrize("name", ["acme.zip", "acme.tar.gz", "Acme.PDF"])
def test_the_name_of_a_file_is_refused_for_a_folder(config: Config, made: Made, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=f"A bundle is a folder, and {name} would be taken for a file") as refused:
        made(config, name)
    assert refused.value.next_step.casefold().startswith("name it acme;")
    assert not (tmp_path / name).exists()


def test_one_that_was_not_finished_leaves_nothing_and_is_never_taken_for_one(tmp_path: Path) -> None:
    def begin() -> None:
        with new_folder(tmp_path / "bundle") as folder:
            Bag(folder).add("data/facts.json", b"{}")
            raise OSError(28, "No space left on device")

    with pytest.raises(HarvesterError, match="No space left"):
        begin()
    assert list(tmp_path.iterdir()) == []
    left = tmp_path / ".bundle.4194305.new"  # of a process that is no more
    left.mkdir()
    with new_folder(tmp_path / "bundle") as folder:
        bag = Bag(folder)
        bag.add("data/facts.json", b"{}")
        bag.close({})
    assert not left.exists()
    assert any("not finished" in problem for problem in bundle.check(tmp_path / "bundle").problems)


def test_nothing_of_a_negotiation_is_in_the_bundle_but_its_line_in_the_log(config: Config, made: Made) -> None:
    """Not in the journal either, where a file is named after the subject of its message."""
    raw = (
        b"From: Bob Roe <bob@acme.example>\r\nTo: me@studionorth.example\r\nDate: Tue, 14 Apr 2026 10:00:00 +0100\r\n"
        b"Message-ID: <zebra@acme.example>\r\nSubject: Zebra offer\r\n\r\n"
        b"Without prejudice: could you take the quagga?\r\n"
    )
    (config.folder / "more").mkdir()
    (config.folder / "more" / "Zebra offer.eml").write_bytes(raw)
    config.path.write_text(config.path.read_text() + '\n[sources.more]\nkind = "eml"\npath = "more"\n')
    both = load(config.path)
    workflow.pull(both, NOW, workflow.Session(environment={}))
    folder = made(both, every_fact=True)
    digest = hashlib.sha256(raw).hexdigest()
    (row,) = [row for row in sheet(folder, "set-aside.csv") if row["sha256"] == digest]
    assert (row["from"], row["to"], row["at"]) == ("bob@acme.example", "me@studionorth.example", "2026-04-14T09:00:00Z")
    assert row["reason"] == "it holds the words “Without prejudice”"
    for name, content in contents(folder).items():
        text = pdf_text(content) if name.endswith(".pdf") else content.decode("utf-8", "replace")
        assert "zebra" not in text.casefold().replace("zebra@acme.example", ""), name
        assert "quagga" not in text.casefold(), name
    assert "it names the file of a message that is set aside" in (folder / "data/journal.txt").read_text()
    assert bundle.check(folder).problems == ()


def test_our_own_notes_on_what_can_be_put_right_are_not_handed_over(sealed: Path) -> None:
    facts = json.loads((sealed / "data/facts.json").read_text())
    assert {fact["fix"] for fact in facts["facts"]} == {None}
    assert "us" in {fact["party"] for fact in facts["facts"]}, "the facts about our own side are"
    promised = json.loads((sealed / "data/obligations.json").read_text())
    assert (promised["fix_first"], promised["recoup"], promised["contract"]["outcome"]) == ([], None, None)
    printed = pdf_text((sealed / "data/facts.pdf").read_bytes())
    assert plain("can still be done") not in printed
    assert plain("put right") not in printed


def test_an_accepted_fact_that_stays_out_is_not_called_unaccepted(
    config: Config, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It rests on what is set aside, and that is said of it, by its number."""
    numbers = {fact.no for fact in workflow.conclude(config, "acme").facts}
    accept(config, len(numbers))
    where = ("--config", str(config.folder / "config.toml"), "bundle", "acme", "--out", str(tmp_path / "bag"))
    assert main([*where]) == 0
    told = capfd.readouterr().err
    kept = {fact["no"] for fact in json.loads((tmp_path / "bag/data/facts.json").read_text())["facts"]}
    assert numbers - kept, "the sample holds facts that rest on what is set aside"
    assert "nobody has accepted" not in told
    (line,) = [line for line in told.splitlines() if line.startswith("Left out: ")]
    assert set(re.findall(r"F-\d+", line)) == numbers - kept
