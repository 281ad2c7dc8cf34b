"""Call logs: the contract, encodings, separators, and headers that are found or missed in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors import connect_events
from harvester.errors import FolderError, UsageError
from harvester.model.settings import CallLogSettings
from harvester.model.source import Event, EventSource, Failure
from tests.connectors.event_contract import Diary, EventSourceContract

HEADER = "start,duration_s,direction,contact,number,outcome,note\n"


def no_secret() -> str:
    raise AssertionError("files need no secret")


class CallLogDiary(Diary):
    """A CSV file that is exported anew, newest call first."""

    calendar = "calls.csv"

    def __init__(self, root: Path) -> None:
        self.path = root / "calls.csv"
        self.lines: dict[int, str] = {}
        self.odd: list[str] = []
        self._export()

    def put(self, number: int, text: str = "call") -> None:
        self.lines[number] = f"2026-03-{number + 1:02}T10:00:00+01:00,60,out,bob.roe@acme.example,,attended,{text}\n"
        self._export()

    def remove(self, number: int) -> None:
        del self.lines[number]
        self._export()

    def put_odd(self) -> list[bytes]:
        self.odd = [
            "\n",
            ",,,,,,\n",
            "no time at all\n",
            '"never closed,60\n',
            "2026-03-02T10:00:00Z," + "9" * 5_000_000 + "\n",
        ]
        self.odd += ['2026-03-02T10:00:00Z,1,in,,,missed,"two\nlines"\n', "\x00\x01\x02,\x0b\u2028\n"]
        self._export()
        return [b"no time at all", b'"never closed', b'"two\nlines"', "\x00\x01\x02,\x0b\u2028\n".encode()]

    def open(self) -> EventSource:
        return connect_events("phone", CallLogSettings(path=str(self.path)), no_secret)

    def snapshot(self) -> object:
        return self.path.stat().st_mtime_ns, self.path.stat().st_ino, self.path.read_bytes()

    def _export(self) -> None:
        newest = [self.lines[number] for number in sorted(self.lines, reverse=True)]
        self.path.write_bytes("".join([HEADER, *self.odd, *newest]).encode())


class TestCallLog(EventSourceContract):
    @pytest.fixture
    def diary(self, tmp_path: Path) -> Diary:
        return CallLogDiary(tmp_path)


def read(path: Path, **settings: Any) -> list[Event | Failure]:
    with connect_events("phone", CallLogSettings(path=str(path), **settings), no_secret) as source:
        return list(source.events(path.name, None).items())


def raws(path: Path, **settings: Any) -> list[bytes]:
    found = read(path, **settings)
    assert all(isinstance(one, Event) for one in found)
    return [one.raw for one in found if isinstance(one, Event)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_each_line_comes_with_the_header_in_the_bytes_of_the_file(
    tmp_path: Path, encoding: str, separator: str, end: str
) -> None:
    header = separator.join(["start", "duration_s", "contact"]) + end
    lines = [separator.join(["2026-03-02T10:00:00Z", "60", name]) + end for name in ("Jörg Böhm", "Élise")]
    path = tmp_path / "calls.csv"
    path.write_bytes("".join([header, *lines]).encode(encoding))
    codec = "utf-16-le" if encoding == "utf-16" else encoding.removesuffix("-sig")
    bom = {"utf-8-sig": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe"}.get(encoding, b"")
    assert raws(path) == [bom + (header + line).encode(codec) for line in lines]


def test_two_equal_lines_are_two_calls(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    line = "2026-03-02T10:00:00Z,0,out,bob.roe@acme.example,,missed,\n"
    path.write_text(HEADER + line * 3)
    found = read(path)
    assert len({one.key for one in found if isinstance(one, Event)}) == 3


def test_keys_stay_when_newer_calls_are_exported_above_older_ones(tmp_path: Path) -> None:
    diary = CallLogDiary(tmp_path)
    diary.put(1)
    before = {one.key for one in read(diary.path) if isinstance(one, Event)}
    diary.put(2)
    after = {one.key for one in read(diary.path) if isinstance(one, Event)}
    assert before < after


def test_the_last_line_needs_no_end_and_locators_say_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(HEADER + "\n2026-03-02T10:00:00Z,1,in,,,missed,a\n2026-03-02T11:00:00Z,1,in,,,missed,b")
    assert [one.locator for one in read(path) if isinstance(one, Event)] == ["line 3", "line 4"]
    assert raws(path)[-1].endswith(b"missed,b")


def test_what_an_operator_prints_above_the_table_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("Customer;4711\n\nDate;Duration;Type;Number\n2026-03-02 10:00;61;Outgoing;+49301234\n")
    assert raws(path, preset="android") == [
        b"Date;Duration;Type;Number\n2026-03-02 10:00;61;Outgoing;+49301234\n",
    ]


@pytest.mark.parametrize(
    ("preset", "header"),
    [
        ("", "event_uid,outcome"),
        ("android", "number,date,duration,type,name"),
        ("ios", "Call type,Date,Duration,Number,Contact,Location,Service"),
        ("voip", "calldate,clid,src,dst,dcontext,duration,billsec,disposition"),
    ],
)
def test_presets_know_the_columns_of_common_exports(tmp_path: Path, preset: str, header: str) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(f"{header}\n{'x,' * header.count(',')}x\n")
    assert len(raws(path, preset=preset)) == 1


def test_columns_of_any_other_file_are_mapped_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("Beginn;Dauer;Partner\n02.03.2026 10:00;61;Bob Roe\n")
    assert len(raws(path, columns={"start": "beginn", "duration_s": "Dauer"})) == 1
    with pytest.raises(FolderError, match="looked for Beginn or event_uid or Zeit, its first line says: Beginn, Dauer"):
        read(path, columns={"start": "Beginn", "duration_s": "Zeit"})


def test_a_file_without_the_columns_says_which_ones_were_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(FolderError, match="looked for start or event_uid, its first line says: a, b") as caught:
        read(path)
    assert "`columns`" in caught.value.next_step


def test_a_line_of_megabytes_is_named(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(HEADER + "2026-03-02T10:00:00Z," + "9" * 2_000_000 + "\n")
    (failure,) = read(path)
    assert isinstance(failure, Failure)
    assert failure.reason == "line 2 holds 2,000,022 characters"


def test_a_file_that_is_not_there_is_an_error_of_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no file"):
        read(tmp_path / "calls.csv")
