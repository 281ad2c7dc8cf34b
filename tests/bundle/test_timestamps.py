"""Time stamps of an authority (RFC 3161): taken at night and with a bundle, checked offline and by openssl."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester import bundle, custody, timestamps, workflow
from harvester.cli import main
from harvester.config import Config, load
from harvester.store import open_store
from tests.bundle.conftest import NOW, Made, accept, decide
from tests.servers.authority import Authority, running


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with running(tmp_path_factory.mktemp("authority") / "tsa") as authority:
        yield authority


@pytest.fixture
def authority(shared: Authority) -> Authority:
    shared.answer = None
    shared.asked.clear()
    return shared


@pytest.fixture
def stamped(config: Config, authority: Authority) -> Config:
    """The configuration with the authority in it."""
    config.path.write_text(
        f'{config.path.read_text()}\n[timestamp]\nurl = "{authority.url}"\nca_file = "{authority.root}"\n'
    )
    return load(config.path)


def test_a_bundle_is_stamped_and_the_commands_of_its_readme_confirm_it(
    stamped: Config, made: Made, authority: Authority
) -> None:
    accept(stamped, 3)
    folder = made(stamped)
    text = (folder / "README.txt").read_text()
    commands = re.findall(r"(?m)^    (openssl ts -verify .*\n        .*)$", text)
    assert len(commands) == 2  # the journal, and the whole bundle
    (folder.parent / "ROOT.pem").write_bytes(authority.root.read_bytes())
    for command in commands:
        told = subprocess.run(
            ["sh", "-ec", command.replace("ROOT.pem", "../ROOT.pem")], cwd=folder, capture_output=True, text=True
        )
        assert "Verification: OK" in told.stdout + told.stderr, told.stderr
    found = bundle.check(folder, authority.root)
    assert found.problems == ()
    assert len(found.stamps) == 2
    assert all("confirmed by a root" in sentence for sentence in found.stamps)


def test_openssl_refuses_the_stamp_of_a_bundle_that_was_sealed_anew(
    stamped: Config, made: Made, authority: Authority
) -> None:
    from tests.bundle.test_check import seal_again

    folder = made(stamped)
    (folder / "data/facts.json").write_bytes(b"{}")
    seal_again(folder)
    problems = bundle.check(folder, authority.root).problems
    assert "seal.tsr is no stamp of the whole bundle" in problems
    checked = ["openssl", "ts", "-verify", "-data", "tagmanifest-sha256.txt", "-in", "seal.tsr", "-CAfile"]
    assert subprocess.run([*checked, str(authority.root)], cwd=folder, capture_output=True, check=False).returncode


def test_twice_the_same_bundle_differs_in_the_seal_only(stamped: Config, made: Made) -> None:
    one, two = made(stamped, "one"), made(stamped, "two")
    seal = {"seal.tsr", "COMPLETE"}
    for file in (file for file in one.rglob("*") if file.is_file() and file.name not in seal):
        assert file.read_bytes() == (two / file.relative_to(one)).read_bytes(), file


def test_the_journal_is_stamped_once_and_again_when_something_was_added(stamped: Config, authority: Authority) -> None:
    store = open_store(stamped.store.url, stamped.folder)
    with store.writer("test"):
        assert timestamps.stamp_journal(store, authority.url, NOW)
        assert not timestamps.stamp_journal(store, authority.url, NOW)
    decide(stamped, "gap", gap="g", flags=[])
    with store.writer("test"):
        assert timestamps.stamp_journal(store, authority.url, NOW)
    assert len(authority.asked) == 2
    kept = timestamps.kept(store)
    assert [one.hash for one in kept] == [store.links(one.entry)[0].hash for one in kept]
    assert custody.verify(stamped).problems == ()
    sentences, problems = custody.stamps(stamped)
    assert problems == ()
    assert len(sentences) == 2


def test_the_stamp_is_of_the_hash_in_the_journal_so_that_openssl_can_check_it(
    stamped: Config, authority: Authority, tmp_path: Path
) -> None:
    store = open_store(stamped.store.url, stamped.folder)
    with store.writer("test"):
        timestamps.stamp_journal(store, authority.url, NOW)
    (one,) = timestamps.kept(store)
    (tmp_path / "token").write_bytes(one.token)
    words = ["openssl", "ts", "-verify", "-digest", one.hash, "-in", "token", "-CAfile", str(authority.root)]
    assert subprocess.run(words, cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_a_stamp_that_another_authority_gave_is_not_confirmed(
    stamped: Config, authority: Authority, tmp_path: Path
) -> None:
    store = open_store(stamped.store.url, stamped.folder)
    with running(tmp_path / "other") as other, store.writer("test"):
        timestamps.stamp_journal(store, other.url, NOW)
    sentences, problems = custody.stamps(stamped)
    assert "not confirmed" in sentences[0]
    (problem,) = problems
    assert problem.endswith("none of the roots known here signed for its authority; --ca-file names another")
    assert custody.stamps(stamped, other.root)[1] == ()


def test_the_roots_that_ship_are_read_without_a_warning_of_a_library(recwarn: pytest.WarningsRecorder) -> None:
    assert timestamps.roots(None)
    assert not recwarn.list


def test_changed_tokens_are_told(stamped: Config, made: Made, authority: Authority) -> None:
    folder = made(stamped)
    for token in (folder / "seal.tsr", *(folder / "data/timestamps").glob("*.tsr")):
        raw = token.read_bytes()
        stamp = timestamps.read(raw)
        assert stamp
        known = timestamps.roots(authority.root)
        assert timestamps.problem(stamp, known) == ""
        for place in range(60, len(raw), 37):
            changed = bytearray(raw)
            changed[place] ^= 1
            again = timestamps.read(bytes(changed))
            assert again is None or timestamps.problem(again, known), place


@pytest.mark.parametrize("answer", [b"", b"<html>no</html>", b"\x30\x05\x30\x03\x02\x01\x02"])
def test_an_authority_that_answers_nonsense_is_told_and_fails_nothing(
    stamped: Config, made: Made, authority: Authority, answer: bytes
) -> None:
    authority.answer = answer
    made_without = bundle.bundle(stamped, workflow.conclude(stamped, "acme"), stamped.folder / "b", NOW)
    assert "gave no stamp" in made_without.unstamped
    assert bundle.check(made_without.folder).problems == ()
    assert "No authority had stamped" in (made_without.folder / "README.txt").read_text()


def test_a_night_ends_with_a_stamp_and_one_without_an_authority_goes_on(
    stamped: Config, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--config", str(stamped.path), "nightly"]
    assert main(words) == 10
    store = open_store(stamped.store.url, stamped.folder)
    assert [link.kind for link in store.links()][-1] == "note:timestamp"
    assert main(["--config", str(stamped.path), "verify"]) == 0
    assert "time stamp of entry" in capsys.readouterr().out
    authority.answer = b""
    assert main(words) == 10
    assert "gave no stamp" in capsys.readouterr().err
