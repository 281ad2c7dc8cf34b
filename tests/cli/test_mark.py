"""What a person decides on the command line: checked, kept, shown at once, taken back, carried to another store."""

import json
import re
import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from harvester.cli.decisions.changes import changes
from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier
from harvester.model.gaps import Gap
from harvester.model.source import Role
from harvester.pipeline import decidable
from harvester.store import Batch, Foreign, Place, open_store
from tests.cli.conftest import Harvester
from tests.cli.deciding import WHY, Mark, kept, printed
from tests.conftest import SAMPLE
from tests.published import schema


def open_gap(dossier: Dossier, subject: str) -> Gap:
    return next(g for g in dossier.gaps if subject in g.subject and g.status == "open" and g.level == "A")


@pytest.fixture
def invoice(sample_dossier: Dossier) -> Gap:
    return open_gap(sample_dossier, "Invoice 2026-014")


@pytest.fixture
def form(sample_dossier: Dossier) -> Gap:
    return open_gap(sample_dossier, "Privacy page")


def of(gap: Gap, flag: str) -> str:
    return next(source for name, source in gap.flag_sources if name == flag)


def test_what_changes_for_two_clients_alike_is_told_once(harvester: Harvester, config: Path, mark: Mark) -> None:
    with config.open("a") as file:
        file.write('\n[clients.carol]\naddresses = ["carol@acme.example"]\n')
    number = printed(harvester, config, "facts", "carol")["facts"][0]["no"]
    assert number in {fact["no"] for fact in printed(harvester, config, "facts", "acme")["facts"]}
    assert mark("fact", number, "accept", *WHY).out.count(f"{number}: not yet reviewed → accepted by a person") == 1


def test_an_accepted_fact_says_so_everywhere(harvester: Harvester, config: Path, mark: Mark) -> None:
    facts = printed(harvester, config, "facts", "acme")["facts"]
    number = facts[2]["no"]
    done = mark("fact", number, "accept", *WHY)
    assert done.code == 0, done.err
    assert f"{number}: not yet reviewed → accepted by a person" in done.out
    after = printed(harvester, config, "facts", "acme")
    accepted = [fact for fact in after["facts"] if fact["status"] == "accepted"]
    assert [(fact["no"], after["accepted"]) for fact in accepted] == [(number, 1)]
    assert "Ann North decided" in accepted[0]["reviewed"], "the reviewer of the configuration"
    assert f"A person has accepted 1 of {len(facts)} facts." in harvester("--config", config, "facts", "acme").out
    listed = printed(harvester, config, "mark", "--list")["decisions"]
    assert [(one["kind"], one["status"], one["by"]) for one in listed] == [("fact", "accepted", "Ann North")]
    assert harvester("--config", config, "verify").code == 0


def test_the_script_says_which_accepted_facts_it_leaves_out_and_what_to_look_at(
    harvester: Harvester, config: Path, mark: Mark, tmp_path: Path
) -> None:
    facts = json.loads(harvester("--config", config, "facts", "acme", "--json").out)["facts"]
    said, doubtful = (next(one for one in facts if one["claim"] == claim) for claim in ("firm", "review"))
    for fact in (said, doubtful):
        mark("fact", fact["no"], "accept", *WHY)
    done = harvester("--config", config, "script", "acme", "--out", tmp_path / "script.md")
    assert f"Accepted, but not said before a person has looked: {doubtful['no']}." in done.err
    command = done.err.rpartition("What to look at: ")[2].split()
    shown = harvester(*command[command.index("--config") :])
    assert f"mark gap {doubtful['gap_id']} --looked-at" in shown.out


def test_an_accepted_fact_that_was_answered_since_is_told_and_not_said(
    harvester: Harvester, config: Path, mark: Mark, invoice: Gap, tmp_path: Path
) -> None:
    """What a person prepared to say never leaves the list without a word."""
    facts = printed(harvester, config, "facts", "acme")["facts"]
    gone = next(fact for fact in facts if fact["fact_id"] == f"unanswered:{invoice.gap_id}")
    kept = next(fact for fact in facts if fact["claim"] == "firm" and fact["kind"] == "late_answer")
    for fact in (gone, kept):
        mark("fact", fact["no"], "accept", *WHY)
    mark("message", of(invoice, "other_contact")[:8], "--closes", "yes", "--gap", invoice.gap_id, *WHY)
    after = printed(harvester, config, "facts", "acme")
    (told,) = after["lapsed"]
    assert told["no"] == gone["no"]
    assert f"{gone['no']}, which Ann North accepted on " in told["text"]
    assert f"{invoice.subject}” was answered by " in told["text"]
    assert all(one["gap_id"] != invoice.gap_id for one in after["facts"]), "within the limit of the list"
    shown = harvester("--config", config, "facts", "acme").out
    assert told["text"] in " ".join(shown.split())
    done = harvester("--config", config, "script", "acme", "--out", tmp_path / "script.md")
    assert told["text"] in done.err
    relied = (tmp_path / "script.md").read_text("utf-8").partition("Do not rely on these")[2].partition("## 2")[0]
    assert f"{gone['no']}, which Ann North accepted" in relied.replace("\\", "")
    harvester("--config", config, "nightly")
    assert f"Accepted {told['text']}" in " ".join(harvester("--config", config, "status").out.split())
    mark("--undo", shown.rpartition("mark --undo ")[2].split()[0], *WHY)
    assert printed(harvester, config, "facts", "acme")["lapsed"] == []


def test_a_message_made_the_answer_shows_what_changed(
    mark: Mark, invoice: Gap, harvester: Harvester, config: Path
) -> None:
    answer = of(invoice, "other_contact")
    done = mark("message", answer[:8], "--closes", "yes", "--gap", invoice.gap_id, *WHY)
    assert done.code == 0, done.err
    assert f"{invoice.gap_id} “{invoice.subject}”: open → answered" in " ".join(done.out.split())
    gaps = {gap["gap_id"]: gap for gap in printed(harvester, config, "gaps", "acme")["gaps"]}
    assert gaps[invoice.gap_id]["closer"]["sha256"] == answer, "the whole hash was kept"
    assert "on the phone" in gaps[invoice.gap_id]["decided"][0]


def test_the_same_said_twice_is_one_decision_until_anything_came_between(mark: Mark, config: Path) -> None:
    for number in ("F-003", "F-004"):
        assert mark("fact", number, "accept", *WHY).code == 0
    first, second = kept(config)
    again = mark("fact", "F-003", "accept", *WHY)
    assert again.code == 0
    assert f"Decision {first.id} says so already: " in again.out
    assert kept(config) == (first, second)
    mark("fact", "F-003", "reject", *WHY)
    mark("fact", "F-003", "accept", *WHY)
    assert len(kept(config)) == 4, "what was decided otherwise meanwhile is decided anew"


def test_an_acceptance_after_another_search_is_kept_beside_the_first(
    mark: Mark, harvester: Harvester, config: Path
) -> None:
    mark("fact", "F-003", "accept", *WHY)
    assert harvester("--config", config, "pull").code == 0
    mark("fact", "F-003", "accept", *WHY)
    assert len(kept(config)) == 2


def test_a_mark_that_was_looked_at_no_longer_counts_until_taken_back(mark: Mark, invoice: Gap, config: Path) -> None:
    done = mark("gap", invoice.gap_id, "--looked-at", "other_contact", *WHY)
    assert f"{invoice.gap_id} “{invoice.subject}”:" in " ".join(done.out.split())
    (decision,) = kept(config)
    assert mark("--undo", decision.id).code == 2, "a reason is needed"
    undone = mark("--undo", decision.id, "--reason", "It was about the invoice after all.")
    assert f"{invoice.gap_id} “{invoice.subject}”:" in " ".join(undone.out.split())
    assert kept(config) == ()
    again = mark("--undo", decision.id, *WHY)
    assert again.code == 2
    assert "--list" in again.err


def test_what_changed_is_told_gap_by_gap(sample_dossier: Dossier, invoice: Gap) -> None:
    def told(**now: Any) -> list[str]:
        held = replace(invoice, claim="review", reasons=("other_contact", "ask_released"))
        before = replace(sample_dossier, gaps=(held,))
        return [line.partition("”: ")[2] for line in changes(before, replace(before, gaps=(replace(held, **now),)))]

    assert told() == []
    assert told(claim="firm", reasons=()) == ["Needs a person’s look → Established"]
    (still,) = told(reasons=("ask_released",))
    assert still == "other contact in this time no longer counts; what still does: the question may have been withdrawn"
    assert told(status="closed_by_call") == ["open → settled by a call"]


def test_a_contact_outside_mail_settles_what_was_open(mark: Mark) -> None:
    words = ("contact", "acme.example", "--at", "2026-04-20T10:00:00+02:00", "--channel", "whatsapp", *WHY)
    told = " ".join(mark(*words).out.split())
    assert "open → settled by a call" in told
    assert re.search(r"… and \d+ more changes; `harvester --config \S+ gaps acme` lists how all stand\.", told)
    shown = mark("contact", "acme", "--at", "2026-04-21T10:00:00Z", "--channel", "sms", "--does-not-close", *WHY)
    assert "Established → Needs a person’s look" not in shown.out, "nothing is open any more"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("fact", "F-999", "accept", *WHY), "config.toml facts CLIENT` lists them all"),
        (("fact", "F-001", "accept"), "--reason"),
        (("contact", "acme", "--at", "2026-04-20T10:00:00", "--channel", "sms", *WHY), "no zone"),
        (("contact", "amce", "--at", "2026-04-20T10:00:00Z", "--channel", "sms", *WHY), "acme"),
        (("gap", "G-5015570aed", "--looked-at", "coverage_incomplete", *WHY), "cannot be judged away"),
        (("--list", "--undo", "3"), "Use one of"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_leaves_no_trace(
    mark: Mark, config: Path, words: tuple[str, ...], told: str
) -> None:
    done = mark(*words)
    assert (done.code, done.out) == (2, ""), done.out
    assert told in done.err
    assert "Traceback" not in done.err
    assert kept(config) == ()


def test_nobody_decides_without_a_name(mark: Mark, config: Path) -> None:
    config.write_text(config.read_text().replace('reviewer = "Ann North"\n', ""))
    assert "--by NAME" in mark("fact", "F-001", "accept", *WHY).err
    assert mark("fact", "F-001", "accept", "--by", "Bob Roe", *WHY).code == 0
    assert kept(config)[0].by == "Bob Roe"


@pytest.mark.slow
def test_decisions_survive_a_rebuilt_store(
    harvester: Harvester, config: Path, mark: Mark, invoice: Gap, form: Gap
) -> None:
    taken = [
        ("gap", invoice.gap_id, "--looked-at", "other_contact"),
        ("message", form.opener.message_id, "--expects", "no"),
        ("contact", "acme", "--at", "2026-03-30T10:00:00Z", "--channel", "sms", "--note", "„Hi“", "--does-not-close"),
        ("pause", "acme", "--from", "2026-04-13T00:00:00-04:00", "--to", "2026-04-14T00:00:00-04:00",
         "--evidence", form.opener.sha256),
        ("fact", "F-001", "dispute"),
        ("flag", "acme", "silence", "--until", "2999-01-01T00:00:00Z"),
    ]  # fmt: skip
    assert [mark(*words, *WHY).code for words in taken] == [0] * len(taken)
    before = printed(harvester, config, "facts", "acme")
    file = config.with_name("decisions.toml")
    assert mark("--export", file).code == 0

    rebuilt = config.parents[1] / "rebuilt" / "config.toml"
    shutil.copytree(SAMPLE, rebuilt.parent)
    rebuilt.chmod(0o600)
    assert harvester("--config", rebuilt, "pull").code == 0
    read = harvester("--config", rebuilt, "mark", "--import", file)
    assert read.code == 0, read.err
    assert read.out.startswith(f"{len(taken)} decisions read.")

    def plain(found: tuple[Decision, ...]) -> list[tuple[object, ...]]:
        return [(one.kind, one.payload, one.by, one.reason, one.at) for one in found]

    assert plain(kept(rebuilt)) == plain(kept(config))
    after = printed(harvester, rebuilt, "facts", "acme")
    assert [one | {"no": ""} for one in after["facts"]] == [one | {"no": ""} for one in before["facts"]]
    again = harvester("--config", rebuilt, "mark", "--import", file)
    assert again.out.startswith(f"0 decisions read; {len(taken)} in force already.")
    assert len(kept(rebuilt)) == len(taken)
    assert harvester("--config", rebuilt, "verify").code == 0


def test_a_file_with_problems_is_not_read_at_all(mark: Mark, config: Path, invoice: Gap, tmp_path: Path) -> None:
    good = f'[[decision]]\nkind = "gap"\nreason = "Looked."\ngap = "{invoice.gap_id}"\nflags = ["other_contact"]\n'
    bad = (
        '[[decision]]\nkind = "fact"\nreason = "x"\nfact = "F-999"\nstatus = "accepted"\n'
        '[[decision]]\nkind = "message"\nreason = "x"\nmessage = "nobody@x.example"\nexpects = "no"\n'
        '[[decision]]\nkind = "gap"\nreason = ""\ngap = "G-1"\nflags = "all"\n'
        '[[decision]]\nkind = "rumour"\nreason = "x"\n'
        '[[decision]]\nkind = "pause"\nreason = "x"\nclient = "acme"\ntypo = 1\n'
    )
    file = tmp_path / "decisions.toml"
    file.write_text(good + bad)
    done = mark("--import", file)
    assert (done.code, done.out) == (2, "")
    assert [f"decision {number}:" in done.err for number in range(1, 7)] == [False, *[True] * 5]
    assert "typo is unknown" in done.err
    assert kept(config) == ()
    file.write_text(good)
    assert mark("--import", file).code == 0
    assert len(kept(config)) == 1
    for text in (
        "decision = 3",
        "[[decision",
        "decision = " + "[" * 100_000,
        '[[decision]]\nkind = "gap"\nat = "now"\n',
    ):
        file.write_text(text)
        assert mark("--import", file).code == 2
    assert mark("--import", tmp_path / "none.toml").code == 2


def test_an_edited_decision_is_found(harvester: Harvester, config: Path, mark: Mark) -> None:
    mark("fact", "F-001", "reject", *WHY)
    with sqlite3.connect(config.with_name("evidence.db")) as store:
        store.execute("UPDATE journal SET payload = replace(payload, 'rejected', 'accepted') WHERE kind = 'decision'")
    done = harvester("--config", config, "verify")
    assert done.code == 8
    assert "was changed" in done.out


def test_a_link_that_the_store_lost_is_found(harvester: Harvester, config: Path) -> None:
    """F22: what is derived is told again from the originals; without it a later mail would be passed over."""
    with sqlite3.connect(config.with_name("evidence.db")) as store:
        store.execute("DELETE FROM matter_ids WHERE n = (SELECT min(n) FROM matter_ids WHERE held = 1)")
    done = harvester("--config", config, "verify")
    assert done.code == 8
    assert "to its conversation is not all there" in done.out


def test_links_that_were_not_followed_are_found(harvester: Harvester, config: Path) -> None:
    """F22: a pull that was cut short follows them when it is run again, unless the store says that it did."""
    store = open_store("sqlite:///evidence.db", config.parent)
    place = Place(source="mail", kind="mbox", folder="INBOX", role=Role.INBOX, uidvalidity=0)
    answer = Foreign(uid=999, ids=(b"a" * 16, min(store.held_ids())))
    with store.writer("harvester pull"):
        store.add_batch(Batch(place=place, seen_at=datetime.now(UTC), foreign=[answer]))
        store.set_linked("mail")
    done = harvester("--config", config, "verify")
    assert done.code == 8
    assert done.out.strip() == "settings: linked:mail says that all links were followed; not followed: 1"


def test_a_mail_of_others_that_was_forgotten_is_found(harvester: Harvester, config: Path) -> None:
    """F22: who hides that a mail was passed over keeps it from being found when the conversation reaches it."""
    with sqlite3.connect(config.with_name("evidence.db")) as store:
        store.execute("DELETE FROM foreign_ids WHERE uid = (SELECT min(uid) FROM foreign_ids)")
    done = harvester("--config", config, "verify")
    assert done.code == 8
    assert re.search(r"foreign_ids: it has \d+ rows, and the journal tells of \d+", done.out)


@pytest.mark.slow
def test_a_folder_that_is_gone_is_taken_up_by_the_next_pull(harvester: Harvester, config: Path, mark: Mark) -> None:
    (config.parent / "mail" / "Acme.mbox").unlink()
    assert harvester("--config", config, "pull").code == 3
    done = mark("folder", "mail", "Acme", "gone", *WHY)
    assert done.code == 0, done.err
    assert f"The next `harvester --config {config} pull` takes it up." in done.out
    assert harvester("--config", config, "pull").code == 0
    problems = printed(harvester, config, "coverage", "acme")["coverage"]["problems"]
    assert "Acme" not in [problem["folder"] for problem in problems]


def test_the_list_of_a_client_holds_facts_of_every_kind(harvester: Harvester, config: Path, mark: Mark) -> None:
    """A call that was not taken and an invoice are no mail: what was decided about them bears on the client as well."""
    facts = printed(harvester, config, "facts", "acme")["facts"]
    kinds = {one["fact_id"].partition(":")[0]: one["no"] for one in facts}
    for number in kinds.values():
        mark("fact", number, "accept", *WHY)
    listed = printed(harvester, config, "mark", "--list", "acme")["decisions"]
    assert len(kinds) > 4
    assert len(listed) == len(kinds)


@pytest.mark.slow
def test_the_list_of_a_client_holds_what_bears_on_it(mark: Mark, config: Path, invoice: Gap) -> None:
    text = config.read_text()
    config.write_text(text + '\n[clients.other]\nname = "Other"\ndomains = ["other.example"]\n')
    mark("gap", invoice.gap_id, "--looked-at", "other_contact", *WHY)
    mark("contact", "other", "--at", "2026-03-30T10:00:00Z", "--channel", "sms", *WHY)
    assert [one["kind"] for one in json.loads(mark("--list", "acme", "--json").out)["decisions"]] == ["gap"]
    assert [one["kind"] for one in json.loads(mark("--list", "other", "--json").out)["decisions"]] == ["contact"]
    assert invoice.gap_id in mark("--list").out


@pytest.mark.slow
def test_one_gap_explains_itself_in_eighty_columns(harvester: Harvester, config: Path, invoice: Gap) -> None:
    words = ("--config", config, "gaps", "acme", "--explain")
    done = harvester(*words, invoice.gap_id)
    assert done.code == 0, done.err
    *working, command = done.out.splitlines()
    assert all(len(line) <= 80 for line in working)
    assert command == f"harvester --config {config} mark gap {invoice.gap_id} --looked-at other_contact --reason TEXT"
    steps = printed(harvester, config, "gaps", "acme", "--explain", invoice.gap_id)["steps"]
    assert steps[-1]["text"] in " ".join(done.out.split())
    assert invoice.gap_id in harvester("--config", config, "gaps", "acme").out
    assert harvester(*words, "G-0").code == 2


def test_help_keeps_its_examples_on_their_own_lines(mark: Mark, harvester: Harvester) -> None:
    assert "\n  harvester mark --list\n" in mark("--help").out
    assert all("\\b" not in harvester(verb, "--help").out for verb in ("run", "completion"))


def test_since_says_that_files_are_read_whole(harvester: Harvester, config: Path) -> None:
    assert "all of mail, calendar, calls is read" in harvester("--config", config, "pull", "--since", "2026-04-01").err
    assert "all of" not in harvester("--config", config, "pull").err


def test_a_further_reminder_and_a_call_not_taken_are_told_as_a_change(sample_dossier: Dossier, invoice: Gap) -> None:
    """A gap that lasts as long as before, and in which was asked more often, is not one in which nothing changed."""
    more = replace(invoice, chasers=(*invoice.chasers, invoice.opener), attempts=(*invoice.attempts, "call-9"))
    gaps = tuple(more if gap.gap_id == invoice.gap_id else gap for gap in sample_dossier.gaps)
    (told,) = changes(sample_dossier, replace(sample_dossier, gaps=gaps))
    assert told.endswith(": asked again once → asked again twice; 2 calls not taken → 3 calls not taken")


def test_the_published_form_of_a_decision_knows_every_kind_and_every_list() -> None:
    form = schema("mark")["properties"]["decisions"]["items"]["properties"]
    assert set(form["kind"]["enum"]) == set(decidable.KEYS)
    lists = {name for name, kind in decidable.TYPES.items() if kind is list}
    assert lists == {name for name, shape in form.items() if shape.get("type") == "array"}


def test_what_to_do_next_goes_on_with_the_same_configuration(mark: Mark, config: Path) -> None:
    unknown = mark("fact", "F-999", "accept", *WHY)
    assert f"--config {config} facts CLIENT` lists them all." in unknown.err
    undecided = mark("fact", "F-001").err.splitlines()
    assert undecided[0].endswith("Choose from: accept, reject, dispute, unsure")
    assert len(undecided) == 2
