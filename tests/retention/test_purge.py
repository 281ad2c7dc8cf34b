"""Old evidence goes for good, with a receipt; what it could have shown is not established afterwards."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from mailbox import mbox
from pathlib import Path

import pytest

from harvester import collection, workflow
from harvester.config import load
from harvester.model.standing import Doubt, Status
from harvester.store import Store, open_store
from tests import killing
from tests.cli.conftest import Harvester, harvester
from tests.cli.mailboxes import BOB, ME, message
from tests.outlook.files import msg_of_mail
from tests.published import document
from tests.retention.purging import TEXT, filled

__all__ = ["harvester"]
BEFORE = "2026-02-15"
CUT = datetime(2026, 2, 14, 23, tzinfo=UTC)
WHY = ("--yes", "--reason", "Kept for 90 days.")


@pytest.fixture
def matter(sample_folder: Path, tmp_path: Path) -> Path:
    """A copy of the sample matter that may be changed."""
    folder = tmp_path / "matter"
    shutil.copytree(sample_folder, folder)
    return folder


def store_of(folder: Path) -> Store:
    return open_store("sqlite:///evidence.db", folder)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name.startswith("evidence")}


def test_without_yes_it_tells_what_would_go_and_changes_nothing(harvester: Harvester, matter: Path) -> None:
    workflow.conclude(load(matter / "config.toml"), "acme")  # what is kept of readings is there from now on
    before = files(matter)
    told = harvester("--config", matter / "config.toml", "purge", "acme", "--before", BEFORE)
    again = next(line for line in told.out.splitlines() if line.startswith("To do it: "))
    assert again.endswith(f"purge acme --before {BEFORE} --yes --reason TEXT"), "it is pasted as one line"
    assert told.code == 0, told.err
    assert "39 mails and 1 calendar entry or call, 12 January to 13 February 2026" in told.out
    assert "7 facts can no longer be shown" in told.out
    assert files(matter) == before
    assert max(len(line) for line in told.out.splitlines() if line != again) <= 80


def test_only_what_is_missing_of_name_and_reason_is_asked_for(harvester: Harvester, matter: Path) -> None:
    refused = harvester("--config", matter / "config.toml", "purge", "acme", "--before", BEFORE, "--yes")
    assert refused.code == 2
    assert "Add --reason TEXT." in refused.err, "the reviewer of the configuration is the name"


def test_a_legal_hold_refuses_it_until_it_is_lifted(harvester: Harvester, matter: Path) -> None:
    config = ("--config", matter / "config.toml")
    held = harvester(*config, "mark", "hold", "acme", "--reason", "The lawyer asked for it.")
    assert held.code == 0, held.err
    refused = harvester(*config, "purge", "acme", "--before", BEFORE, *WHY)
    assert refused.code == 2
    assert "under a legal hold by Ann North" in refused.err
    assert "The lawyer asked for it." in refused.err
    number = re.search(r"mark --undo (\d+)", refused.err)
    assert number
    assert harvester(*config, "mark", "--undo", number[1], "--reason", "It is over.").code == 0
    assert harvester(*config, "purge", "acme", "--before", BEFORE).code == 0


def test_what_is_purged_is_gone_and_its_absence_shows_nothing(harvester: Harvester, matter: Path) -> None:
    config = load(matter / "config.toml")
    was, store = workflow.conclude(config, "acme"), store_of(matter)
    old = {sha for one in was.exchanges if one.at and one.at < CUT for sha in one.originals}
    done = harvester("--config", config.path, "purge", "acme", "--before", BEFORE, *WHY, "--json")
    assert done.code == 0, done.err
    told = document(done.out, "purge")
    gone = {one["sha256"] for one in told["originals"]}
    assert old
    assert old <= gone
    assert gone.isdisjoint(sha for sha, _ in store.originals())
    (receipt,) = matter.glob("purged-acme-*.json")
    assert told["receipts"] == [str(receipt)]
    kept = document(receipt.read_text(), "purge")
    assert kept["originals"] == told["originals"]
    assert all(one["at"] < "2026-02-14T23" and one["seen"] for one in kept["originals"])
    verified = harvester("--config", config.path, "verify")
    assert verified.code == 0, verified.out
    assert f"Purged: {len(gone)} originals of acme" in verified.out
    now = workflow.conclude(config, "acme")
    cited = {one.sha256 for fact in now.facts for one in fact.evidence}
    assert not cited & gone
    assert any("was purged, of both sides" in note for note in now.notes)
    searched = harvester("--config", config.path, "coverage", "acme")
    assert "was purged, of both sides" in " ".join(searched.out.split())
    told_again = json.loads(harvester("--config", config.path, "coverage", "acme", "--json").out)
    assert told_again["purged_before"] == CUT.astimezone(UTC).isoformat().replace("+00:00", "Z")
    before = {one.fact_id: set(one.evidence) for one in was.facts}
    assert [one.no for one in now.facts if not before[one.fact_id].issuperset(one.evidence)] == []


def test_nothing_that_was_handed_over_before_is_said_to_be_missing(harvester: Harvester, matter: Path) -> None:
    """What was delivered early lies among what was purged: neither side is said to have missed it."""
    config = load(matter / "config.toml")
    was = {one.obligation.id: one.status for one in workflow.conclude(config, "acme").obligations}
    assert harvester("--config", config.path, "purge", "acme", "--before", BEFORE, *WHY).code == 0
    now = {one.obligation.id: one.status for one in workflow.conclude(config, "acme").obligations}
    for name in ("wireframes", "texts", "photos"):
        assert was[name] in (Status.MET, Status.MET_LATE)
        assert now[name] is Status.UNPROVEN, name
    missed, before = ({name for name, status in each.items() if status is Status.MISSED} for each in (now, was))
    assert missed == before & {"golive-planning", "payment-1", "reply-client"}, "a meeting, money, later questions"


def test_an_accepted_fact_whose_proof_was_purged_is_told_in_the_words_of_the_lists(
    harvester: Harvester, matter: Path
) -> None:
    config = ("--config", matter / "config.toml")
    facts = json.loads(harvester(*config, "facts", "acme", "--json").out)["facts"]
    number = next(one["no"] for one in facts if one["fact_id"] == "obligation:acme:wireframes")
    assert harvester(*config, "mark", "fact", number, "accept", "--reason", "Checked.").code == 0
    assert harvester(*config, "purge", "acme", "--before", BEFORE, *WHY).code == 0
    told = " ".join(harvester(*config, "facts", "acme").out.split())
    assert "“Deliver the wireframes” stands as “not shown” now. Do not say it." in told
    status = " ".join(harvester(*config, "status").out.split())
    assert "Accepted 1 fact" in status


def test_a_reminder_is_not_taken_for_the_invoice_whose_own_mail_was_purged(harvester: Harvester, matter: Path) -> None:
    """Invoice 2026-014 of 20 February went by mail; what is left of its conversation came after it."""
    config = load(matter / "config.toml")
    assert any(one.fact_id == "invoice:acme:2026-014" for one in workflow.conclude(config, "acme").facts)
    assert harvester("--config", config.path, "purge", "acme", "--before", "2026-02-25", *WHY).code == 0
    now = workflow.conclude(config, "acme")
    assert not [one for one in now.facts if "Invoice 2026-014 over" in one.statement], "no date of it is shown"
    (paid,) = [one for one in now.obligations if one.obligation.id == "payment-1"]
    assert (paid.status, paid.doubt) == (Status.UNPROVEN, Doubt.PURGED)


def test_a_gap_that_began_in_the_purged_time_is_not_established(matter: Path) -> None:
    """Purged up to the middle of an open question: who answered before cannot be seen."""
    from dataclasses import replace

    from harvester import pipeline

    evidence, about = collection.collected(load(matter / "config.toml"), "acme")
    gaps = pipeline.conclude(evidence, replace(about, purged_before=CUT)).gaps
    assert {gap.started_at < CUT for gap in gaps} == {True, False}
    for gap in gaps:
        assert ("evidence_purged" in gap.reasons) is (gap.started_at < CUT)
        assert gap.claim == "review" or gap.started_at >= CUT


@pytest.mark.parametrize(
    ("named", "its"),
    [
        ('domains = ["acme.example"]', True),
        ('addresses = ["bob@acme.example"]', True),
        ('domains = ["beta.example"]', False),
    ],
)
def test_under_another_key_or_by_an_address_of_it_the_client_is_known_as_purged(
    harvester: Harvester, matter: Path, named: str, its: bool
) -> None:
    config = matter / "config.toml"
    assert harvester("--config", config, "purge", "acme", "--before", BEFORE, *WHY).code == 0
    written = config.read_text()
    config.write_text(f'{written[: written.index("[clients.acme]")]}[clients.roe]\nname = "Roe"\n{named}\n')
    dossier = workflow.conclude(load(config), "roe")
    assert any("was purged, of both sides" in note for note in dossier.notes) is its
    assert dossier.engagement.purged_before == (CUT if its else None)


def test_no_later_pull_brings_it_back_even_if_a_server_added_to_it(harvester: Harvester, matter: Path) -> None:
    config = load(matter / "config.toml")
    assert harvester("--config", config.path, "purge", "acme", "--before", BEFORE, *WHY).code == 0
    held = [sha for sha, _ in store_of(matter).originals()]
    for file in (matter / "mail").glob("*.mbox"):
        box = mbox(file)
        for key, one in box.items():
            one["X-Archived"] = "restored"
            box[key] = one
        box.close()
    pulled = workflow.pull(config, datetime(2026, 5, 5, 9, tzinfo=UTC), workflow.Session(environment={}))
    assert all(row.complete for row in pulled["mail"].rows)
    added = {sha for sha, _ in store_of(matter).originals()} - set(held)
    dates = {one.at for one in workflow.conclude(config, "acme").exchanges if added & set(one.originals)}
    assert dates
    assert all(at is None or at >= CUT for at in dates)
    assert store_of(matter).verify().problems == ()


def test_mail_that_another_client_has_a_part_in_stays(harvester: Harvester, tmp_path: Path) -> None:
    both = message((BOB, ME), datetime(2026, 3, 3, 9, tzinfo=UTC), "Shared", "For you both.")
    both["Cc"] = "zoe@beta.example"
    alone = message((BOB, ME), datetime(2026, 3, 4, 9, tzinfo=UTC), "Alone", "For you.")
    later = message((BOB, ME), datetime(2026, 3, 9, 9, tzinfo=UTC), "Later", "Stays.")
    ours = message((ME, BOB), datetime(2026, 3, 9, 10, tzinfo=UTC), "Re: Later", "Thanks!")
    write(tmp_path / "mail", both, alone, later, ours)
    config = tmp_path / "config.toml"
    config.write_text(
        f'[us]\naddresses = ["{ME}"]\nreviewer = "Ann North"\n[sources.mail]\nkind = "mbox"\npath = "mail"\n'
        'complete = true\n[clients.acme]\ndomains = ["acme.example"]\n[clients.beta]\ndomains = ["beta.example"]\n'
    )
    config.chmod(0o600)
    assert harvester("--config", config, "pull").code == 0
    done = document(
        harvester("--config", config, "purge", "acme", "--before", "2026-03-05", *WHY, "--json").out, "purge"
    )
    assert [one["client"] for one in done["kept"]] == ["beta"]
    assert len(done["originals"]) == 1
    subjects = {one.message.subject for one in workflow.conclude(load(config), "beta").exchanges}
    assert subjects == {"Shared", "Later", "Re: Later"}
    told = harvester("--config", config, "purge", "beta", "--before", "2026-03-05").out
    assert "Stays: 1 mail of that time that acme has a part in, too." in told
    assert "There is nothing to purge." in told


def test_outlooks_files_are_told_as_mail_and_are_not_read_again(harvester: Harvester, tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    for day in (3, 9):
        mail = message((BOB, ME), datetime(2026, 3, day, 9, tzinfo=UTC), f"Number {day}", "For you.")
        (folder / f"{day}.msg").write_bytes(msg_of_mail(mail.as_bytes(policy=SMTP)))
    config = tmp_path / "config.toml"
    config.write_text(
        f'[us]\naddresses = ["{ME}"]\nreviewer = "Ann North"\n[sources.mail]\nkind = "eml"\npath = "mail"\n'
        'complete = true\n[clients.acme]\ndomains = ["acme.example"]\n'
    )
    config.chmod(0o600)
    assert harvester("--config", config, "pull").code == 0
    told = harvester("--config", config, "purge", "acme", "--before", "2026-03-05", *WHY)
    assert "Goes: 1 mail," in told.out
    other = message((BOB, ME), datetime(2026, 3, 9, 12, tzinfo=UTC), "New", "For you.")
    (folder / "new.msg").write_bytes(msg_of_mail(other.as_bytes(policy=SMTP)))
    assert harvester("--config", config, "pull").code == 0
    subjects = {one.message.subject for one in workflow.conclude(load(config), "acme").exchanges}
    assert subjects == {"Number 9", "New"}


def write(folder: Path, *mails: EmailMessage) -> None:
    folder.mkdir()
    box = mbox(folder / "INBOX.mbox")
    for mail in mails:
        box.add(mail.as_bytes())
    box.close()


@pytest.fixture(scope="module")
def template() -> Iterator[killing.Template]:
    with killing.template("tests.retention.purging") as running:
        yield running


@pytest.mark.slow
def test_killed_at_durable_calls_it_is_all_or_nothing_and_the_next_run_ends_it(template: killing.Template) -> None:
    with killing.memory() as memory:
        (memory / "whole").mkdir()
        filled(memory / "whole")
        whole = template.run(memory / "whole")
        assert whole.code == 0, whole.err
        assert_ended(memory / "whole")
        calls = re.findall(r"^\d+ +(\w+)\(", whole.trace, re.MULTILINE)
        points = [(name, calls[: place + 1].count(name)) for place, name in enumerate(calls)]
        for name, when in points[::9]:
            folder = memory / f"{name}{when}"
            folder.mkdir()
            filled(folder)
            template.run(folder, f"{name}:signal=KILL:when={when}")
            store = store_of(folder)
            assert store.verify().problems == (), (name, when)
            assert len(list(store.originals())) == (1 if store.purges() else 3), (name, when)
            again = template.run(folder)
            assert again.code == 0, (name, when, again.err)
            assert_ended(folder)


def assert_ended(folder: Path) -> None:
    """Bytes and readings are gone, one entry and its receipt are there."""
    store = store_of(folder)
    assert len(list(store.originals())) == 1
    assert store.verify().problems == ()
    assert [path.name for path in folder.glob("purged-*")] == [
        f"purged-acme-{one.seq:06d}.json" for one in store.purges()
    ]
    assert TEXT[:19].encode() not in b"".join(files(folder).values())
