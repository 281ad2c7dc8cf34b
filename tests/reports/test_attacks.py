"""What a hostile mail, a hostile folder or a huge one can do to a report: nothing (S16 to S18, S31)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from harvester import workflow
from harvester.errors import UsageError
from harvester.model.mail import Address
from harvester.pipeline.exhibits import numbered, with_exhibits
from reports import FORMATS, exhibits, report
from tests.reports.dossiers import MAILS, small
from tests.reports.readback import pdf_text, plain

ALL = """
from reports import FORMATS, report
from tests.reports.dossiers import hostile
for form in FORMATS:
    assert report(form, lambda sha256: ("message/rfc822", b"raw"))(hostile())
"""
ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_no_renderer_opens_a_connection_or_a_file_that_a_mail_names(tmp_path: Path) -> None:
    """Also not the parts that are no Python: each system call of the process is looked at."""
    log = tmp_path / "calls"
    calls = "trace=connect,sendto,sendmsg,bind,listen,execve,openat,open"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    subprocess.run(
        ["strace", "-f", "-qq", "-s", "300", "-e", calls, "-o", log, sys.executable, "-c", ALL],
        check=True, env=environment, cwd=tmp_path, timeout=300, capture_output=True,
    )  # fmt: skip
    lines = log.read_text("utf-8", "replace").splitlines()
    assert len(lines) > 100, "the calls were recorded"
    assert [line for line in lines if re.search(r"\b(connect|sendto|sendmsg|bind|listen)\(.*AF_INET", line)] == []
    assert sum("execve(" in line for line in lines) == 1, "no other program is started"
    assert [line for line in lines if "evil" in line or "/etc/passwd" in line] == []


def test_a_table_of_twenty_megabytes_is_cut_and_told() -> None:
    one = MAILS["draft"]
    text = "| a cell of a table | another | 1,200.00 |\n" * 500_000
    big = replace(one, message=replace(one.message, text=text, new_text=text, size=len(text)))
    dossier = replace(small(), exchanges=tuple(big if each is one else each for each in small().exchanges))
    found = with_exhibits(dossier, (), {})
    dossier = numbered(found, {each.key: f"X-{n:03d}" for n, each in enumerate(found.exhibits, start=1)})
    for form in FORMATS:
        assert sum(map(len, report(form)(dossier).values())) < 5_000_000, form
    page = pdf_text(exhibits.render(dossier)["exhibits.pdf"])
    assert (
        plain(f"The text goes on for {len(text) - exhibits.TEXT_LIMIT:,} characters; the original holds them.") in page
    )


def test_a_mail_to_ten_thousand_names_with_a_subject_of_a_megabyte_is_cut_and_told() -> None:
    one = MAILS["draft"]
    crowd = tuple(Address(email=f"person{n}@acme.example", name=f"Person {n}") for n in range(10_000))
    big = replace(one, message=replace(one.message, subject="long " * 200_000, to=crowd))
    dossier = replace(small(), exchanges=tuple(big if each is one else each for each in small().exchanges))
    found = with_exhibits(dossier, (), {})
    dossier = numbered(found, {each.key: f"X-{n:03d}" for n, each in enumerate(found.exhibits, start=1)})
    made = exhibits.render(dossier)["exhibits.pdf"]
    assert len(made) < 1_000_000
    assert "and9,980more" in pdf_text(made)


@pytest.mark.parametrize("planted", ["link", "pipe", "folder"])
def test_what_lies_in_the_way_of_one_file_keeps_all_from_being_written(planted: str, tmp_path: Path) -> None:
    out, target = tmp_path / "out", tmp_path / "target"
    out.mkdir(mode=0o700)
    target.write_text("mine")
    way = out / "facts.pdf"
    if planted == "link":
        way.symlink_to(target)
    elif planted == "pipe":
        os.mkfifo(way)
    else:
        way.mkdir()
    with pytest.raises(UsageError, match="facts"):
        workflow.publish(small(), out, ("html", "pdf"))
    assert target.read_text() == "mine"
    assert [one.name for one in out.iterdir()] == ["facts.pdf"]
