from pathlib import Path

import pytest

from harvester.cli.places import client_table, folder_name, source_names, source_table
from harvester.errors import UsageError
from tests.cli.mailboxes import eml_folder, maildir, mbox_folder


@pytest.mark.parametrize(
    ("source", "host", "port", "tls", "user"),
    [
        ("imaps://me@imap.example.com", "imap.example.com", 993, "implicit", "me"),
        ("imaps://me@x.example@imap.example.com:1993", "imap.example.com", 1993, "implicit", "me@x.example"),
        ("imap://me%40x.example@imap.example.com", "imap.example.com", 143, "starttls", "me@x.example"),
        ("imaps://a%3Ab@[::1]:993/", "::1", 993, "implicit", "a:b"),
        ("IMAPS://me@localhost", "localhost", 993, "implicit", "me"),
    ],
)
def test_a_server_is_read_from_its_address(source: str, host: str, port: int, tls: str, user: str) -> None:
    assert source_table(source) == {"kind": "imap", "host": host, "port": port, "tls": tls, "user": user}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("pop3://me@h", "no kind of mailbox"),
        ("imaps://imap.example.com", "names no user"),
        ("imaps://me@h:99999", "no server and port"),
        ("imaps://me@h/INBOX", "no server and port"),
        ("imaps://me@", "no server and port"),
    ],
)
def test_a_wrong_address_says_what_is_wrong(source: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        source_table(source)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="holds a password") as caught:
        source_table("imaps://me:hunter2@imap.example.com")
    assert "hunter2" not in str(caught.value)


def test_files_are_told_apart_by_what_they_hold(tmp_path: Path) -> None:
    folder = mbox_folder(tmp_path / "export")
    assert source_table(str(folder)) == {"kind": "mbox", "path": str(folder)}
    assert source_table(str(folder / "Sent.mbox"))["kind"] == "mbox"
    assert source_table(str(maildir(tmp_path / "Maildir")))["kind"] == "maildir"
    emails = eml_folder(tmp_path / "mails")
    assert source_table(str(emails))["kind"] == "eml"
    assert source_table(str(emails / "Sent" / "0.eml"))["kind"] == "eml"
    (tmp_path / "1.emlx").write_bytes(b"4\nX: y")
    assert source_table(str(tmp_path / "1.emlx"))["kind"] == "eml"
    (tmp_path / "letter.txt").write_bytes((emails / "Sent" / "0.eml").read_bytes())
    assert source_table(str(tmp_path / "letter.txt"))["kind"] == "eml"


def test_what_is_no_mail_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0JFIF")
    with pytest.raises(UsageError, match="holds no mail"):
        source_table(str(tmp_path / "photo.jpg"))
    with pytest.raises(UsageError, match="no file or folder"):
        source_table(str(tmp_path / "none.mbox"))


def test_sources_never_share_a_name() -> None:
    imap = {"kind": "imap"}
    files = {"kind": "mbox", "path": "/a/Mail 2026.mbox"}
    names = list(source_names([imap, imap, files, files, {"kind": "mbox", "path": "/…"}]))
    assert names == ["mail", "mail-2", "Mail-2026", "Mail-2026-2", "files"]


def test_a_client_is_a_domain_or_an_address() -> None:
    assert client_table("ACME.example") == {"domains": ["acme.example"]}
    assert client_table("Bob.Roe@gmail.com") == {"addresses": ["bob.roe@gmail.com"]}
    for wrong in ("gmail.com", "acme", "bob@", "co.uk"):
        with pytest.raises(UsageError, match="CLIENT cannot be used"):
            client_table(wrong)


@pytest.mark.parametrize("client", ["../../etc", "a/b", ".", "-", "acme.example"])
def test_the_folder_never_leaves_the_place(client: str) -> None:
    name = folder_name(client)
    assert name.startswith("harvester-")
    assert "/" not in name
    assert len(name) > len("harvester-")
