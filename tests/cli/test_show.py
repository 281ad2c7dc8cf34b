"""`show`: one original as its owner reads it, whatever a report leaves out, and its exact bytes as a file."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harvester.config import load
from harvester.store import open_store
from tests.cli.conftest import Harvester, Outcome

Show = Callable[..., Outcome]
WHY = ("--reason", "It is about another matter.", "--by", "Ann North")
ASIDE, TEASERS, CALL = "b8f4b02f9e60", "6315244858fa", "8f22495631c2"


@pytest.fixture(scope="module")
def matter(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample; tests that decide something make one of their own."""
    return shutil.copytree(sample_folder, tmp_path_factory.mktemp("show") / "matter")


@pytest.fixture
def show(harvester: Harvester, matter: Path) -> Show:
    return lambda *words: harvester("--config", matter / "config.toml", "show", *words)


def originals(matter: Path) -> Iterator[tuple[str, bytes]]:
    config = load(matter / "config.toml")
    yield from open_store(config.store.url, config.folder).originals()


def test_a_mail_is_read_with_its_headers_text_and_places(show: Show) -> None:
    done = show(TEASERS)
    assert done.code == 0, done.err
    for words in ("Carol Lane <carol@acme.example>", "Length of teasers, and scheduling", "before it gets cut off?",
                  "mail / INBOX (message 13", "F-001", "message/rfc822", "Signatures    not checked"):  # fmt: skip
        assert words in done.out, words
    assert "Withheld" not in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_a_mail_is_found_by_fact_exhibit_message_id_and_gap(show: Show) -> None:
    whole = show(TEASERS).out
    number = next(line.split()[-1] for line in whole.splitlines() if line.startswith("Exhibit"))
    identifier = next(line.split()[-1] for line in whole.splitlines() if line.startswith("Message-ID"))
    assert show(number.lower()).out == show(identifier).out == whole
    for name in ("F-001", "G-88936a40c0"):
        several = show(name)
        assert several.code == 0
        assert whole in several.out
        assert several.out.count("Original      ") > 1


def test_attachments_are_listed_with_size_and_hash(show: Show, matter: Path) -> None:
    sha256, raw = next((sha, raw) for sha, raw in originals(matter) if b"ontent-Disposition: attachment" in raw)
    told = show(sha256).out
    assert "attachment" in told
    assert f"{len(raw):,} bytes" in told
    assert "\n1. " in told
    assert "\n   SHA-256 " in told


def test_an_entry_of_a_call_log_is_shown_as_it_stands(show: Show) -> None:
    told = show(CALL).out
    assert "cancelled by us" in told
    assert "weekly-2026@studionorth.example" in told
    assert "calls / calls.csv (line 5" in told


def test_what_is_set_aside_is_shown_to_its_owner_with_the_reason(show: Show) -> None:
    told = show(ASIDE)
    assert told.code == 0
    (line,) = [line for line in told.out.splitlines() if line.startswith("Withheld")]
    assert "it holds the words" in line or "lawyer" in line
    assert "Subject" in told.out
    assert "[withheld]" not in told.out


def test_what_was_redacted_is_shown_and_marked(harvester: Harvester, matter: Path, tmp_path: Path) -> None:
    config = ("--config", shutil.copytree(matter, tmp_path / "own") / "config.toml")
    marked = harvester(*config, "mark", "exhibit", TEASERS, "in", "--redact", "Length of teasers", *WHY)
    assert marked.code == 0, marked.err
    told = harvester(*config, "show", TEASERS).out
    assert "Subject       [[Length of teasers]], and scheduling" in told
    assert "removed from everything that leaves the program" in " ".join(told.split())
    assert "The original is not handed over" in told
    refused = harvester(*config, "show", TEASERS, "--out", "mail.eml")
    assert refused.code == 2
    assert "something in it was redacted" in refused.err
    assert not (tmp_path / "mail.eml").exists()


def test_the_exact_bytes_are_written(show: Show, tmp_path: Path) -> None:
    done = show(TEASERS, "--out", "mail.eml")
    assert (done.code, done.out) == (0, "mail.eml\n")
    content = (tmp_path / "mail.eml").read_bytes()
    assert hashlib.sha256(content).hexdigest().startswith(TEASERS)
    assert hashlib.sha256(content).hexdigest() in done.err
    assert (tmp_path / "mail.eml").stat().st_mode & 0o777 == 0o600
    again = show(TEASERS, "--out", "mail.eml")
    assert again.code == 2
    assert "is there already" in again.err
    assert (tmp_path / "mail.eml").read_bytes() == content


def test_every_original_of_a_fact_goes_into_a_folder_by_its_hash(show: Show, tmp_path: Path) -> None:
    done = show("F-001", "--out", "proof")
    assert done.code == 0, done.err
    files = sorted((tmp_path / "proof").iterdir())
    assert len(files) > 2
    assert sorted(done.out.split()) == [f"proof/{file.name}" for file in files]
    for file in files:
        assert hashlib.sha256(file.read_bytes()).hexdigest() == file.stem


def test_what_is_set_aside_is_written_on_demand_only(show: Show, tmp_path: Path) -> None:
    refused = show(ASIDE, "--out", "aside.eml")
    assert refused.code == 2
    assert "Nothing was written" in refused.err
    assert not (tmp_path / "aside.eml").exists()
    done = show(ASIDE, "--out", "aside.eml", "--withheld")
    assert done.code == 0
    assert "Not to be handed over unread" in done.err
    assert hashlib.sha256((tmp_path / "aside.eml").read_bytes()).hexdigest().startswith(ASIDE)


@pytest.mark.parametrize("link", ["mail.eml", "folder"])
def test_nothing_is_written_through_a_link(show: Show, tmp_path: Path, link: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / link).symlink_to(tmp_path / "elsewhere" / ("new.eml" if link == "mail.eml" else ""))
    done = show(TEASERS, "--out", link)
    assert done.code == 2, done.out
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("F-999", "There is no original, fact, exhibit or gap “F-999”."),
        ("6315", "“6315” is too short for a SHA-256."),
        ("ffffffffffff", "There is no original"),
        ("nobody@nowhere.example", "There is no original"),
    ],
)
def test_a_name_that_nothing_bears_is_told_with_the_next_step(show: Show, name: str, fact: str) -> None:
    done = show(name)
    assert (done.code, done.out) == (2, "")
    assert fact in done.err
    assert len(done.err.splitlines()) == 2
