"""Whatever is changed, taken away or added in a bundle is found and named (F22)."""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
from pathlib import Path

import pytest

from harvester.bundle import check
from harvester.bundle.bag import listing
from harvester.cli import main
from harvester.config import Config
from harvester.errors import UsageError


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


@pytest.fixture
def copy(sealed: Path, tmp_path: Path) -> Path:
    """A bundle of its own."""
    shutil.copytree(sealed, tmp_path / "copy")
    return tmp_path / "copy"


def named(folder: Path, file: Path) -> bool:
    name = file.relative_to(folder).as_posix()
    return any(problem.startswith(name) for problem in check(folder).problems)


def test_a_sound_bundle_has_no_problems(sealed: Path) -> None:
    found = check(sealed)
    assert found.problems == ()
    assert found.files == len(files(sealed))
    assert found.bytes == sum(file.stat().st_size for file in files(sealed))


def test_500_flipped_bits_are_found_and_the_file_is_named(copy: Path) -> None:
    at = random.Random(22)  # noqa: S311  a fixed seed, not a secret
    everything = files(copy)
    chosen = [*everything, *at.choices(everything, weights=[file.stat().st_size for file in everything], k=500)][:500]
    for file in chosen:
        raw = file.read_bytes()
        changed = bytearray(raw)
        changed[at.randrange(len(raw))] ^= 1 << at.randrange(8)
        file.write_bytes(changed)
        assert named(copy, file), file
        file.write_bytes(raw)
    assert check(copy).problems == ()


def test_every_truncated_or_deleted_file_is_found(copy: Path) -> None:
    at = random.Random(23)  # noqa: S311  a fixed seed, not a secret
    for file in files(copy):
        raw = file.read_bytes()
        file.write_bytes(raw[: at.randrange(len(raw))])
        assert named(copy, file), file
        file.unlink()
        assert named(copy, file), file
        file.write_bytes(raw)


@pytest.mark.parametrize("name", ["x", "data/x", "data/originals/x.eml", "data/new/x", ".hidden", "ü.txt", "a\nb"])
def test_an_added_file_is_found(copy: Path, name: str) -> None:
    (copy / name).parent.mkdir(exist_ok=True)
    (copy / name).write_bytes(b"")
    assert [problem for problem in check(copy).problems if problem.endswith("was added")]


@pytest.mark.parametrize("name", ["manifest-sha256.txt", "COMPLETE", "data/facts.json", "data/journal.txt"])
def test_a_renamed_file_is_missing_under_its_name_and_added_under_the_other(copy: Path, name: str) -> None:
    (copy / name).rename(copy / f"{name}.old")
    problems = check(copy).problems
    assert any(problem.startswith(f"{name} is missing") for problem in problems)
    assert f"{name}.old was added" in problems


def test_a_link_is_no_file_of_a_bundle(copy: Path) -> None:
    (copy / "data/facts.json").unlink()
    (copy / "data/facts.json").symlink_to("/etc/passwd")
    os.mkfifo(copy / "data/pipe")
    problems = check(copy).problems
    assert "data/facts.json is a link or a device, no file" in problems
    assert "data/pipe is a link or a device, no file" in problems


def test_two_files_that_changed_places_are_both_named(copy: Path) -> None:
    first, second = sorted((copy / "data/originals").iterdir())[:2]
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)
    assert len(check(copy).problems) == 2


def test_lists_that_were_made_anew_do_not_hide_another_original_or_entry(copy: Path) -> None:
    """Somebody who knows the format and seals again is still found where hashes stand inside (S33)."""
    original = min((copy / "data/originals").iterdir())
    original.write_bytes(b"From: nobody\r\n\r\nAnother text.\r\n")
    journal = copy / "data/journal.txt"
    lines = journal.read_text().splitlines(keepends=True)
    lines[1] = lines[1].replace("batch", "bitch", 1)
    journal.write_text("".join(lines))
    seal_again(copy)
    problems = check(copy).problems
    assert f"data/originals/{original.name} is not what its name says" in problems
    assert "data/journal.txt, journal: entry 2 was changed" in problems
    assert len(problems) == 2


def test_an_entry_taken_out_of_the_journal_is_found(copy: Path) -> None:
    """S33."""
    journal = copy / "data/journal.txt"
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(lines[:2] + lines[3:]))
    seal_again(copy)
    assert check(copy).problems == ("data/journal.txt, journal: entry 3 does not follow the one before",)


def test_a_bundle_that_was_sealed_anew_has_another_hash_than_the_one_that_was_told(
    config: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """S33: without a stamp nothing in the bundle itself tells it from the one that was written."""
    folder = tmp_path / "bundle"
    assert main(["--config", str(config.path), "bundle", "acme", "--out", str(folder), "--every-fact"]) == 0
    (noted,) = re.findall("[0-9a-f]{64}", capsys.readouterr().err)
    assert noted in (folder / "COMPLETE").read_text()
    assert main(["verify", str(folder)]) == 0
    assert noted in capsys.readouterr().out
    (folder / "data/facts.json").write_bytes(b"{}")
    seal_again(folder)
    assert main(["verify", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "written anew passes too" in told
    assert noted not in told


def seal_again(folder: Path) -> None:
    def hashed(names: list[str]) -> bytes:
        return listing({name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names})

    payload = [file.relative_to(folder).as_posix() for file in files(folder / "data")]
    (folder / "manifest-sha256.txt").write_bytes(hashed(payload))
    tags = ["README.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt"]
    (folder / "tagmanifest-sha256.txt").write_bytes(hashed(tags))
    (folder / "COMPLETE").write_bytes(hashed(["tagmanifest-sha256.txt"]))


def test_what_was_never_a_bundle_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no folder"):
        check(tmp_path / "nothing")
    with pytest.raises(UsageError, match="is no bundle"):
        check(tmp_path)


def test_the_command_names_what_differs_and_ends_with_8(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(copy)]) == 0
    (copy / "data/facts.json").write_bytes(b"{}")
    assert main(["verify", str(copy)]) == 8
    assert "data/facts.json was changed" in capsys.readouterr().out
    assert main(["verify", str(copy / "nothing")]) == 2
