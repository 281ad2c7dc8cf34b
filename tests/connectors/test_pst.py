"""Outlook data files: what every mail source promises, over files that Outlook wrote (nothing here can write one)."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

import pytest

from connectors import connect
from harvester.config import load
from harvester.errors import FolderError, UsageError
from harvester.model.mail import Message
from harvester.model.settings import PstSettings
from harvester.model.source import Failure, Folder, Header, Item, MailSource, Role
from harvester.parse.messages import parse_message
from harvester.workflow import conclude
from reports.places import made_from
from tests.cli.conftest import Harvester, harvester
from tests.corpora import data_files

__all__ = ["harvester"]
PERSONAL = "lokay-m/MLOKAY (Non-Privileged)/Personal"


@pytest.fixture(scope="module", params=["enron.pst", "pstextractortest@outlook.com.ost"])
def data_file(request: pytest.FixtureRequest) -> Path:
    return sample(request.param)


def sample(name: str) -> Path:
    folder = data_files.unpacked()
    if folder is None:
        pytest.skip("npm, which fetches the data files, is not installed")
    return folder / name


def opened(path: Path) -> MailSource:
    return connect("archive", PstSettings(path=str(path)), str)


def shown_folders(source: MailSource) -> list[Folder]:
    return [folder for folder in source.folders() if isinstance(folder, Folder)]


def test_every_message_is_shown_and_fetched_in_the_order_asked(data_file: Path) -> None:
    seen = 0
    with opened(data_file) as source:
        for folder in shown_folders(source):
            sweep = source.sweep(folder.name)
            headers = [each for each in sweep.headers() if isinstance(each, Header)]
            assert len(headers) == sweep.state.messages == len({each.uid for each in headers})
            asked = [each.uid for each in reversed(headers)]
            items = [each for each in sweep.fetch(asked) if isinstance(each, Item)]
            assert [each.uid for each in items] == asked
            for header, item in zip(reversed(headers), items, strict=True):
                assert item.raw.startswith(header.raw)
                assert item.raw.startswith(b"X-Rendered-From: an item of Outlook (.pst)")
                assert isinstance(parse_message(item.raw), Message)
            seen += len(items)
    assert seen > 10


def test_reading_changes_nothing_and_gives_the_same_bytes_again(data_file: Path) -> None:
    def read() -> dict[int, bytes]:
        with opened(data_file) as source:
            (folder, *_) = sorted(shown_folders(source), key=lambda one: -source.state(one.name).messages)
            sweep = source.sweep(folder.name)
            assert sweep.state == source.state(folder.name)
            uids = [each.uid for each in sweep.headers() if each.uid is not None]
            return {each.uid: each.raw for each in sweep.fetch(uids) if isinstance(each, Item)}

    before = (data_file.stat().st_mtime_ns, hashlib.sha256(data_file.read_bytes()).hexdigest())
    assert read() == read() != {}
    assert (data_file.stat().st_mtime_ns, hashlib.sha256(data_file.read_bytes()).hexdigest()) == before


def test_what_is_not_there_is_said() -> None:
    with opened(sample("enron.pst")) as source:
        with pytest.raises(FolderError, match="Nowhere"):
            source.sweep("Nowhere")
        (answer,) = source.sweep(PERSONAL).fetch([4_000_000_000])
    assert isinstance(answer, Failure)
    assert answer.reason == "gone from the files"


def test_folders_are_those_that_outlook_shows() -> None:
    with opened(sample("pstextractortest@outlook.com.ost")) as source:
        roles = {folder.name: folder.role for folder in shown_folders(source)}
    expected = {"Inbox": Role.INBOX, "Sent Items": Role.SENT, "Deleted Items": Role.TRASH, "Junk Email": Role.JUNK}
    assert expected.items() <= roles.items()
    assert roles["Drafts"] is Role.DRAFTS
    assert not {"Calendar", "Contacts", "Tasks", "Notes"} & roles.keys()


def test_a_message_names_the_data_file_that_it_was_made_from() -> None:
    path = sample("enron.pst")
    with opened(path) as source:
        sweep = source.sweep(PERSONAL)
        header = next(each for each in sweep.headers() if isinstance(each, Header))
        (item,) = sweep.fetch([header.uid])
    assert isinstance(item, Item)
    assert item.media_type != "message/rfc822"  # no signature of a mail server is ever looked for on it
    assert item.locator.startswith(f"enron.pst, entry {header.uid}; ")
    assert item.locator.endswith(hashlib.sha256(path.read_bytes()).hexdigest())


def test_a_data_file_that_changes_meanwhile_is_not_complete(tmp_path: Path) -> None:
    copy = Path(shutil.copy(sample("enron.pst"), tmp_path))
    with opened(copy) as source:
        sweep = source.sweep(PERSONAL)
        found = sweep.headers()
        first = next(found)
        os.utime(copy, (1, 1))
        *_, last = found
        (answer,) = sweep.fetch([first.uid or 0])
    assert isinstance(last, Failure)
    assert last.reason == "changed while it was read; pull again"
    assert isinstance(answer, Failure)


def test_what_is_no_data_file_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mail.pst").write_bytes(b"!BDN" + bytes(600))
    with pytest.raises(UsageError, match="cannot be read as an Outlook data file"), opened(tmp_path / "mail.pst"):
        pass
    with pytest.raises(UsageError, match="is no file"), opened(tmp_path / "none.pst"):
        pass
    monkeypatch.setitem(sys.modules, "pypff", None)
    with pytest.raises(UsageError, match="is not installed") as caught, opened(tmp_path / "mail.pst"):
        pass
    assert "libpff-python" in caught.value.next_step


def test_run_takes_a_data_file_and_says_that_its_messages_were_made(harvester: Harvester, tmp_path: Path) -> None:
    words = (sample("enron.pst"), "br-inc.com", "--me", "michelle.lokay@enron.com", "--out", tmp_path / "out")
    done = harvester("run", *words, "--complete", "--exported-at", "2002-03-01T00:00:00Z")
    assert done.code == 0, done.err
    assert "Outlook data file" in done.out
    dossier = conclude(load(tmp_path / "out" / "config.toml"), "br-inc.com")
    told = {made_from(exchange) for exchange in dossier.exchanges}
    assert told
    digest = hashlib.sha256(sample("enron.pst").read_bytes()).hexdigest()
    assert all("keeps no message as it was sent" in one and digest in one for one in told)
