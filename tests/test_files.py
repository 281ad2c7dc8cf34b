import os
from pathlib import Path

import pytest

from harvester.cli import main
from harvester.errors import NoRoomError, UsageError
from harvester.files import file_bytes, write_files
from tests.fullness import no_room


def test_files_are_private_in_a_private_folder(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "report"
    assert write_files(folder, {"a.html": b"1", "b.csv": b"2"}) == (folder / "a.html", folder / "b.csv")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {"a.html": 0o600, "b.csv": 0o600}


def test_an_earlier_file_is_replaced_whole(tmp_path: Path) -> None:
    earlier = tmp_path / "a.html"
    earlier.write_bytes(b"old, and longer than the new one")
    write_files(tmp_path, {"a.html": b"new"})
    assert earlier.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_a_planted_link_is_refused_and_its_target_untouched(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.html").symlink_to(victim)
    with pytest.raises(UsageError, match="is a link"):
        write_files(out, {"a.html": b"new"})
    (tmp_path / "linked").symlink_to(out)
    with pytest.raises(UsageError, match="is a link"):
        write_files(tmp_path / "linked", {"b.html": b"new"})
    assert victim.read_bytes() == b"precious"


def test_a_folder_open_to_everybody_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(UsageError, match="Anybody may write"):
        write_files(tmp_path, {"a.html": b"new"})


def test_a_folder_or_file_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.html").write_bytes(b"theirs")
    stranger = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: stranger)
    with pytest.raises(UsageError, match="another user"):
        write_files(tmp_path, {"b.html": b"new"})
    assert (tmp_path / "a.html").read_bytes() == b"theirs"


def test_a_path_never_leaves_the_folder(tmp_path: Path) -> None:
    for name in ("../a", "a/b", "..", ""):
        with pytest.raises(ValueError, match="plain file name"):
            write_files(tmp_path, {name: b""})


def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageError, match="not a folder"):
        write_files(tmp_path / "file", {"a": b""})


def test_a_write_that_fails_leaves_the_old_file_and_no_remains(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with no_room(10), pytest.raises(NoRoomError, match=r"File too large.*Make room"):
        write_files(tmp_path, {"a": b"x" * 100})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}


@pytest.mark.parametrize("words", ["--config {} coverage acme", "mark --import {}", "run {} acme.example"])
def test_a_pipe_or_a_device_is_not_waited_for(
    tmp_path: Path, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A named pipe into which nobody writes, and a device that never ends, would hold a command for ever."""
    monkeypatch.chdir(tmp_path)
    main(["demo"])
    monkeypatch.chdir(tmp_path / "harvester-demo")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for given in (str(pipe), "/dev/zero"):
        capsys.readouterr()
        assert main(words.format(given).split()) == 2
        assert f"{given} cannot be read (it is a pipe or a device, no file)." in capsys.readouterr().err


def test_what_a_shell_passes_on_is_read(tmp_path: Path) -> None:
    told = tmp_path / "told"
    told.write_bytes(b"a\r\nb")
    out, into = os.pipe()
    os.write(into, told.read_bytes())
    os.close(into)
    assert file_bytes(Path(f"/dev/fd/{out}")) == file_bytes(told)
    os.close(out)
