"""`show --attachment`: an attachment as a file, to the byte, whatever it is called (S20, S21); `show --json`."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from harvester.cli.originals.attached import write_attachment
from harvester.cli.originals.held import Original, Originals
from harvester.store import open_store
from tests.cli.conftest import Harvester
from tests.cli.mailboxes import BOB, ME
from tests.published import document

WIREFRAMES, TEASERS, ASIDE, CALL = "81cb85d1ee95", "6315244858fa", "b8f4b02f9e60", "8f22495631c2"
CARRIED = b"From: x@acme.example\r\nSubject: Old\r\n offer\r\n\r\n--b2 is no boundary here\r\nNa\xefve \r\n-- \r\nx\r\n"
WRAPPED = b"\x78\x9f\x3e\x22 not opened"
VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"
HOSTILE = {
    "../../../etc/passwd": "_.._.._etc_passwd",
    "..": "attachment-{}.bin",
    "CON.txt": "_CON.txt",
    ".bashrc": "bashrc",
    "C:\\temp\\offer.pdf": "C__temp_offer.pdf",
    "-rf": "_-rf",
    "n" * 300 + ".xlsx": "n" * 145 + ".xlsx",
}


def part(content: bytes, kind: str, name: str = "", *, plain: bool = False) -> bytes:
    told = f'; filename="{name.replace(chr(92), chr(92) * 2)}"' if name else ""
    how = "8bit" if plain else "base64"
    head = f"Content-Type: {kind}\r\nContent-Disposition: attachment{told}\r\nContent-Transfer-Encoding: {how}\r\n\r\n"
    return head.encode() + (content if plain else base64.encodebytes(content))


PARTS = [
    part(CARRIED, "message/rfc822", plain=True),
    part(CARRIED, "message/rfc822", "again.eml"),
    part(WRAPPED, "application/ms-tnef", "winmail.dat"),
    part(VIRUS, "application/octet-stream", "invoice\u202efdp.exe"),
    *(part(name.encode(), "application/octet-stream", name) for name in HOSTILE),
]


def mail_with(parts: list[bytes]) -> bytes:
    head = (
        f"From: Bob Roe <{BOB}>\r\nTo: {ME}\r\nSubject: Files\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\n"
        "Message-ID: <files@acme.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b1\r\n\r\n"
    )
    body = [b"--b1\r\nContent-Type: text/plain\r\n\r\nCould you look at these?", *parts]
    return head.encode() + b"\r\n--b1\r\n".join(body) + b"\r\n--b1--\r\n"


def test_each_attachment_is_written_to_the_byte_under_a_safe_name(
    harvester: Harvester, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "files.eml").write_bytes(mail_with(PARTS))
    run = harvester("run", "mail", "acme.example", "--me", ME, "--timezone", "Europe/Berlin", "--out", "m")
    assert run.code in (0, 3), run.err
    show = ("--config", "m/config.toml", "show", "files@acme.example")
    (original,) = json.loads(harvester(*show, "--json").out)["originals"]
    listed = original["message"]["attachments"]
    assert [one["no"] for one in listed] == list(range(1, len(PARTS) + 1))
    assert harvester(*show, "--attachment", "1", "--out", "old.eml").out == "old.eml\n"
    assert (tmp_path / "old.eml").read_bytes() == CARRIED
    about = Original(Originals(open_store("sqlite:///evidence.db", tmp_path / "m"), ()), original["sha256"], "")
    wanted = [CARRIED, CARRIED, WRAPPED, VIRUS, *(name.encode() for name in HOSTILE)]
    names = ["Old offer.eml", "again.eml", "winmail.dat", "invoice_u202efdp.exe", *HOSTILE.values()]
    for one, content, name in zip(listed, wanted, names, strict=True):
        write_attachment(about, one["no"], "taken/", withheld=False)
        file, told = tmp_path / "taken" / name.format(one["no"]), capsys.readouterr()
        assert told.out == f"taken/{file.name}\n"
        assert file.read_bytes() == content
        assert one["sha256"] == hashlib.sha256(content).hexdigest()
        assert one["sha256"] in told.err
        assert file.stat().st_mode & 0o777 == 0o600
        assert ("TNEF" in told.err) is (name == "winmail.dat")
    assert len(list((tmp_path / "taken").iterdir())) == len(PARTS)
    assert {one.name for one in tmp_path.iterdir()} == {"mail", "m", "old.eml", "taken"}


def test_nothing_is_written_over_or_through_a_link(harvester: Harvester, sample_folder: Path, tmp_path: Path) -> None:
    config = ("--config", sample_folder / "config.toml", "show", WIREFRAMES, "--attachment", "1", "--out")
    (tmp_path / "there.pdf").write_bytes(b"mine")
    (tmp_path / "dangling.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "acme-wireframes-v1.pdf").symlink_to(tmp_path / "there.pdf")
    for out in ("there.pdf", "dangling.pdf", "folder"):
        done = harvester(*config, out)
        assert done.code == 2, done.out
        assert "nothing is written over" in done.err
    assert (tmp_path / "there.pdf").read_bytes() == b"mine"
    assert not (tmp_path / "elsewhere.pdf").exists()


@pytest.mark.parametrize(
    ("words", "fact"),
    [
        ((WIREFRAMES, "--attachment", "2", "--out", "x"), f"{WIREFRAMES} has 1 attachment."),
        ((TEASERS, "--attachment", "1", "--out", "x"), f"{TEASERS} has no attachment."),
        (("F-001", "--attachment", "1", "--out", "x"), "“F-001” rests on 6 originals"),
        ((WIREFRAMES, "--attachment", "1"), "--attachment needs --out"),
        ((WIREFRAMES, "--json", "--out", "x"), "--json goes to stdout"),
    ],
)
def test_what_cannot_be_taken_out_is_told(
    harvester: Harvester, sample_folder: Path, tmp_path: Path, words: tuple[str, ...], fact: str
) -> None:
    done = harvester("--config", sample_folder / "config.toml", "show", *words)
    assert (done.code, done.out) == (2, "")
    assert fact in done.err
    assert list(tmp_path.iterdir()) == []


def test_the_document_follows_its_schema_and_says_what_the_terminal_says(
    harvester: Harvester, sample_folder: Path
) -> None:
    config = ("--config", sample_folder / "config.toml", "show")
    for name, count in (("F-001", 6), (CALL, 1), (ASIDE, 1), (WIREFRAMES, 1)):
        done = harvester(*config, name, "--json")
        assert done.code == 0, done.err
        originals = document(done.out, "show")["originals"]
        assert len(originals) == count
    (wireframes,) = originals
    (attached,) = wireframes["message"]["attachments"]
    told = harvester(*config, WIREFRAMES).out
    for words in (f"1. {attached['name']}: application/pdf", attached["sha256"], wireframes["sha256"],
                  wireframes["message"]["message_id"], *wireframes["facts"]):  # fmt: skip
        assert words in told
    (aside,) = json.loads(harvester(*config, ASIDE, "--json").out)["originals"]
    assert aside["withheld"]
    assert aside["exhibits"] == []


def test_the_lists_say_how_the_mail_behind_a_row_is_read(harvester: Harvester, sample_folder: Path) -> None:
    config = ("--config", sample_folder / "config.toml")
    for verb, row in (("facts", "F-001"), ("gaps", "G-")):
        command = harvester(*config, verb, "acme").err.partition("The mail behind it: harvester ")[2].split()
        assert command[-2] == "show"
        assert command[-1].startswith(row)
    assert harvester(*command).code == 0
