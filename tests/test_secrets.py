from pathlib import Path

import pytest

from harvester.errors import HarvesterError, SignInError, UsageError
from harvester.secrets import Place, keep_token, kept_token, resolve
from tests.fullness import no_room

PLANTED = "planted-hunter2"


def secret(reference: str, folder: Path = Path("/"), **environment: str) -> str:
    place = Place(folder=folder, environment=environment)
    return resolve(reference, "me@h", "sources.mail.password", place)


def test_an_environment_variable_is_read() -> None:
    assert secret("env:PW", PW=PLANTED) == PLANTED


def test_a_private_file_is_read_relative_to_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "pw"
    file.touch(0o600)
    file.write_text(f"{PLANTED}\nsecond line\n")
    assert secret("file:pw", tmp_path) == PLANTED


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    """S28."""
    file = tmp_path / "pw"
    file.write_text(PLANTED)
    file.chmod(mode)
    with pytest.raises(UsageError, match="others can reach"):
        secret("file:pw", tmp_path)


def test_a_command_runs_without_a_shell(tmp_path: Path) -> None:
    assert secret("command:printf '%s\\n%s' planted-$HOME second") == "planted-$HOME"
    assert secret(f"command:printf planted;touch {tmp_path}/ran") == "planted;touch"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "reference",
    [
        "env:NOT_SET",
        "file:none",
        "command:false",
        "command:/nowhere/program",
        "command:true",
        f"command:sh -c 'echo {PLANTED}; echo {PLANTED} >&2; exit 3'",
    ],
)
def test_a_secret_that_is_not_there_is_a_sign_in_error_with_the_key(tmp_path: Path, reference: str) -> None:
    with pytest.raises(SignInError, match=r"sources\.mail\.password") as caught:
        secret(reference, tmp_path)
    assert PLANTED not in str(caught.value)
    assert caught.value.next_step


def test_what_is_no_reference_is_refused_and_not_repeated() -> None:
    for reference in (PLANTED, f"literal:{PLANTED}", "command:'unclosed", "command:"):
        with pytest.raises(UsageError) as caught:
            secret(reference)
        assert PLANTED not in str(caught.value)


def test_an_unsafe_keyring_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with pytest.raises(HarvesterError, match="no safe keyring"):
        secret("keyring:")


def test_the_environment_never_shows_in_a_repr() -> None:
    assert PLANTED not in repr(Place(folder=Path("/"), environment={"PW": PLANTED}))


def test_a_sign_in_that_finds_no_room_leaves_the_old_one_and_no_remains(tmp_path: Path) -> None:
    place = Place(folder=tmp_path, environment={})
    keep_token("mail", "old", place)
    with no_room(10), pytest.raises(HarvesterError, match="File too large"):
        keep_token("mail", "x" * 100, place)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"mail.token": "old"}
    assert kept_token("mail", place) == "old"
