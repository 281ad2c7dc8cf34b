"""What a person decides about calls: what one settled, its outcome, what was noted of it, the mail after it."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from harvester.model.dossier import Dossier
from tests.cli.conftest import Harvester
from tests.cli.deciding import WHY, Mark, kept, printed


def test_what_a_call_settles_is_told_at_once_and_accepted_facts_that_it_takes_away_first(
    mark: Mark, harvester: Harvester, config: Path
) -> None:
    """R19: a call settles all that was open; nobody loses a fact that was accepted behind “and 5 more changes”."""
    facts = printed(harvester, config, "facts", "acme")["facts"]
    firm = [one["no"] for one in facts if one["fact_id"].startswith("unanswered:") and one["claim"] == "firm"]
    for number in firm:
        mark("fact", number, "accept", *WHY)
    done = mark("call", "acme", "--at", "2026-05-03T10:00:00+02:00", "--outcome", "attended", *WHY)
    told = " ".join(done.out.split())
    assert "settled all that was open then: 1 question to Studio North and 4 questions to Acme Ltd." in told
    assert "take it back and say --does-not-close." in told
    for number in firm:
        gone = f"{number}, accepted by a person: no longer in the list; told by F-"
        assert told.index(gone) < told.index("G-"), told
    status = " ".join(harvester("--config", config, "status").out.split())
    assert f"Accepted {len(firm)} facts, {len(firm)} of them before something else was decided or purged" in status
    kept_open = mark("contact", "acme", "--at", "2026-05-03T11:00:00Z", "--channel", "sms", "--does-not-close", *WHY)
    assert "settled all that was open" not in kept_open.out


def test_the_outcome_of_a_call_that_a_person_gives_closes_what_was_open_and_takes_a_fact_out(
    mark: Mark, harvester: Harvester, config: Path
) -> None:
    call = "golive-planning-20260401@studionorth.example"
    before = printed(harvester, config, "facts", "acme")
    (absent,) = [fact for fact in before["facts"] if fact["kind"] == "no_show"]
    assert absent["evidence"][0]["event_uid"] == call
    done = mark("call", call, "--outcome", "attended", *WHY)
    assert done.code == 0, done.err
    assert f"{absent['no']}: no longer in the list" in done.out
    after = printed(harvester, config, "facts", "acme")
    assert not [fact for fact in after["facts"] if fact["kind"] == "no_show"]
    spans = printed(harvester, config, "gaps", "acme")["gaps"]
    settled = [gap for gap in spans if gap["ended_at"] == "2026-04-01T13:00:00Z"]
    assert settled
    assert {gap["status"] for gap in settled} == {"closed_by_call"}
    assert all("Bob said so on the phone." in " ".join(gap["decided"]) for gap in settled)
    (taken,) = kept(config)
    assert mark("--undo", taken.id, *WHY).code == 0
    assert printed(harvester, config, "facts", "acme")["facts"] == before["facts"]


def test_a_call_that_settled_one_thing_alone_leaves_the_rest_open(
    mark: Mark, harvester: Harvester, config: Path, sample_dossier: Dossier
) -> None:
    """R19."""
    before = printed(harvester, config, "gaps", "acme")["gaps"]
    waiting = [g for g in before if g["status"] == "open" and g["owed_by"] == "client" and g["level"] == "A"]
    call = next(c.id for c in sample_dossier.calls if c.outcome == "voicemail")
    golive = next(g for g in waiting if "Go-live: plan" in g["subject"])
    done = mark("call", call, "--outcome", "attended", "--gap", golive["gap_id"], *WHY)
    assert done.code == 0, done.err
    assert f"settled {golive['gap_id']} alone" in done.out
    after = {g["gap_id"]: g["status"] for g in printed(harvester, config, "gaps", "acme")["gaps"]}
    assert after[golive["gap_id"]] == "closed_by_call"
    assert {after[g["gap_id"]] for g in waiting if g != golive} == {"open"}
    (listed,) = printed(harvester, config, "mark", "--list")["decisions"]
    assert listed["gaps"] == [golive["gap_id"]]


def test_a_call_that_answered_nothing_leaves_everything_open_and_is_told_beside_it(
    mark: Mark, harvester: Harvester, config: Path, sample_dossier: Dossier
) -> None:
    """C13: it took place, so it is no attempt any more; what was open stays open."""
    call = next(c.id for c in sample_dossier.calls if c.outcome == "voicemail")
    before = printed(harvester, config, "gaps", "acme")["gaps"]
    beside = [g for g in before if call in g["attempts"]]
    assert beside
    done = mark("call", call, "--outcome", "attended", "--does-not-close", *WHY)
    assert done.code == 0, done.err
    assert "settles nothing" in done.out
    after = {g["gap_id"]: g for g in printed(harvester, config, "gaps", "acme")["gaps"]}
    assert {i: g["status"] for i, g in after.items()} == {g["gap_id"]: g["status"] for g in before}
    for gap in beside:
        assert call not in after[gap["gap_id"]]["attempts"]
        assert WHY[1] in " ".join(after[gap["gap_id"]]["decided"])
    both = mark("call", call, "--outcome", "attended", "--does-not-close", "--gap", before[0]["gap_id"], *WHY)
    assert "Use --gap or --does-not-close." in both.err
    missed = mark("call", call, "--outcome", "missed", "--does-not-close", *WHY)
    assert "settles nothing anyway" in missed.err


def test_a_call_that_is_not_there_and_an_outcome_that_is_none_are_refused(mark: Mark) -> None:
    assert "There is no call nobody@x.example" in mark("call", "nobody@x.example", "--outcome", "attended", *WHY).err
    wrong = mark("call", "golive-planning-20260401@studionorth.example", "--outcome", "attend", *WHY)
    assert "Did you mean attended?" in wrong.err


NOTED = ("call", "acme", "--at", "2026-05-06T15:00:00+02:00", "--end", "2026-05-06T15:25:00+02:00")
HELD = ("--outcome", "attended", "--present", "Bob Roe", "--said", "Bob Roe: “You never asked.”")


def test_what_was_noted_after_a_call_is_kept_and_drafted_as_a_mail(mark: Mark, config: Path, tmp_path: Path) -> None:
    agreed = ("--agreed", "Acme pays 3,600.00 EUR by Friday 29 May 2026", "--against", "The wireframes came late")
    done = mark(*NOTED, *HELD, *agreed, *WHY, "--mail", tmp_path / "follow.eml")
    assert done.code == 0, done.err
    mail = message_from_bytes((tmp_path / "follow.eml").read_bytes(), policy=policy.default)
    assert (mail["To"], mail["X-Unsent"], mail["Date"]) == ("bob@acme.example", "1", None)
    text = str(mail.get_content())
    assert "the call on Wednesday 6 May 2026, 15:00 CEST" in text
    for words in (
        "Present: Bob Roe.",
        "- Bob Roe: “You never asked.”",
        "- Acme pays 3,600.00 EUR by Friday 29 May 2026",
    ):
        assert words in text
    assert "wireframes" not in text
    (decision,) = kept(config)
    assert decision.payload["against"] == ["The wireframes came late"]
    assert "agreed Acme pays" in " ".join(mark("--list").out.split())


def test_a_draft_of_risky_words_is_written_and_they_are_named(mark: Mark, tmp_path: Path) -> None:
    done = mark(*NOTED, *HELD, "--agreed", "You people never pay", *WHY, "--mail", tmp_path / "follow.txt")
    assert done.code == 9
    assert "You people never" in done.out
    assert "You people never pay" in (tmp_path / "follow.txt").read_text()


def test_no_mail_is_drafted_of_a_call_with_people_of_two_clients(mark: Mark, config: Path, tmp_path: Path) -> None:
    config.write_text(f'{config.read_text()}\n[clients.second]\naddresses = ["carol@acme.example"]\n')
    call = ("call", "review-20260319@studionorth.example", *HELD, *WHY)
    refused = mark(*call, "--mail", tmp_path / "follow.txt")
    assert (refused.code, "people of Acme Ltd and" in refused.err) == (2, True)
    assert not (tmp_path / "follow.txt").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*NOTED, "--outcome", "missed", "--said", "x"), "use --outcome attended"),
        ((*NOTED[:2], "--at", "2199-05-06T15:00:00Z", *HELD), "has not come yet"),
        ((*NOTED[:4], "--end", "2026-05-06T14:00:00+02:00", *HELD), "ends before it begins"),
        ((*NOTED, "--outcome", "attended", "--said", " "), "holds an empty note"),
        ((*NOTED, *HELD, "--mail", "follow.docx"), "let it end in .eml or .txt"),
        (
            ("call", "golive-planning-20260401@studionorth.example", "--outcome", "missed", "--said", "x"),
            "did not take",
        ),
    ],
)
def test_notes_that_cannot_be_kept_are_refused_whole(
    mark: Mark, config: Path, words: tuple[str, ...], told: str
) -> None:
    refused = mark(*words, *WHY)
    assert refused.code == 2
    assert told in " ".join(refused.err.split())
    assert kept(config) == ()


def test_what_was_noted_of_a_call_is_told_in_lines_of_eighty_columns(harvester: Harvester, config: Path) -> None:
    note = "Bob Roe says that the texts come by Friday, and that Carol Lane looks after the photos from now on."
    words = ("--at", "2026-04-30T10:00:00+02:00", "--outcome", "attended", "--said", note, "--reason", "My notes.")
    done = harvester("--config", config, "mark", "call", "acme", *words)
    assert done.code == 0, done.err
    decision = done.out.partition("\n  ")[0]
    assert note in " ".join(decision.split())
    assert max(map(len, decision.splitlines())) <= 80
