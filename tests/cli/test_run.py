"""`run` on real files: what a first user does."""

import json
import os
import re
import tomllib
from mailbox import mbox
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import Harvester
from tests.cli.mailboxes import (
    BOB,
    BODY_MARKER,
    ME,
    at,
    eml_folder,
    maildir,
    mbox_folder,
    message,
    msg_folder,
    takeout,
)

DAY = "Tue, 3 Mar 2026 10:00:00 +0000"

EXPORTED = ("--complete", "--exported-at", "2026-03-20T12:00:00Z")


@pytest.mark.parametrize("make", [mbox_folder, maildir, eml_folder, msg_folder])
def test_one_line_leads_from_a_mailbox_to_a_report(harvester: Harvester, tmp_path: Path, make: object) -> None:
    source = make(tmp_path / "export")  # type: ignore[operator]  # one of three functions
    done = harvester("run", source, "acme.example", *EXPORTED, "--timezone", "Europe/Berlin")
    assert done.code == 0, done.err
    assert f"Counted as us: {ME}" in done.err
    assert "Counted as the client: everybody at acme.example" in done.err
    out = tmp_path / "harvester-acme.example"
    assert {path.name for path in out.iterdir()} >= {"config.toml", "evidence.db"}
    report = next(out.glob("*.html"))
    assert str(report) in done.out
    assert "Texts" in done.out, "the open question is told in the summary"
    assert all(len(line) <= 80 for line in done.out.splitlines() if "/" not in line)


def test_an_export_of_a_google_account_needs_no_folders(harvester: Harvester, tmp_path: Path) -> None:
    """Who we are is known by the label of sent mail, and the labels of a message stand in the report."""
    export = takeout(tmp_path / "Takeout" / "Mail" / "All mail Including Spam and Trash.mbox")
    done = harvester("run", export, "acme.example", *EXPORTED, "--out", tmp_path / "out")
    assert done.code == 0, done.err
    assert f"Counted as us: {ME}" in done.err
    told = harvester("--config", tmp_path / "out" / "config.toml", "gaps", "acme.example", "--json")
    assert {(gap["subject"], gap["status"]) for gap in json.loads(told.out)["gaps"]} >= {
        ("Draft of the homepage", "answered"),
        ("Texts", "open"),
    }
    page = (tmp_path / "out" / "facts.html").read_text()
    assert "All mail Including Spam and Trash" in page
    assert "labels: Posteingang, Geöffnet" in page


def test_files_of_outlook_are_the_originals_and_what_is_shown_is_said_to_be_made(
    harvester: Harvester, tmp_path: Path
) -> None:
    folder = msg_folder(tmp_path / "export")
    assert harvester("run", folder, "acme.example", *EXPORTED, "--out", tmp_path / "out").code == 0
    assert "made from the Outlook message file (.msg)" in (tmp_path / "out" / "facts.html").read_text()
    config = tmp_path / "out" / "config.toml"
    assert harvester("--config", config, "bundle", "acme.example", "--out", tmp_path / "bag").code == 0
    held = {path.read_bytes() for path in (tmp_path / "bag" / "data" / "originals").glob("*.msg")}
    assert held == {
        path.read_bytes() for path in folder.rglob("*.msg") if b"acme" in path.read_bytes().replace(b"\0", b"")
    }
    assert harvester("verify", tmp_path / "bag").code == 0


def test_the_other_verbs_go_on_from_the_written_configuration(harvester: Harvester, tmp_path: Path) -> None:
    harvester("run", mbox_folder(tmp_path / "export"), "acme.example", *EXPORTED)
    config = tmp_path / "harvester-acme.example" / "config.toml"
    gaps = json.loads(harvester("--config", config, "gaps", "acme.example", "--json").out)
    assert gaps["schema"] == "harvester.gaps/1"
    assert gaps["client"] == "acme.example"
    assert gaps["as_of"] == "2026-03-20T12:00:00Z"
    open_gaps = [gap for gap in gaps["gaps"] if gap["status"] == "open" and gap["owed_by"] == "client"]
    assert [gap["subject"] for gap in open_gaps] == ["Texts"]
    answered = next(gap for gap in gaps["gaps"] if gap["status"] == "answered")
    assert (answered["responder"], answered["calendar_hours"]) == (BOB, 54.0)
    for verb in ("facts", "coverage"):
        done = harvester("--config", config, verb, "acme.example", "--json")
        assert json.loads(done.out)["schema"] == f"harvester.{verb}/1"
        assert harvester("--config", config, verb, "acme.example").code == 0
        assert "," in harvester("--config", config, verb, "acme.example", "--csv").out.splitlines()[0]
    assert harvester("--config", config, "verify").code == 0
    assert harvester("--config", config, "pull").code == 0


def test_a_client_may_be_named_by_key_domain_or_address(harvester: Harvester, tmp_path: Path) -> None:
    harvester("run", mbox_folder(tmp_path / "export"), "acme.example")
    config = tmp_path / "harvester-acme.example" / "config.toml"
    assert harvester("--config", config, "gaps", "ACME.example.").code == 0
    wrong = harvester("--config", config, "gaps", "acne.example")
    assert wrong.code == 2
    assert "acme.example" in wrong.err


def test_two_runs_give_the_same_bytes(harvester: Harvester, tmp_path: Path) -> None:
    words = ("run", mbox_folder(tmp_path / "export"), "acme.example", *EXPORTED, "--as-of", "2026-03-18T12:00:00+01:00")
    first = harvester(*words)
    out = tmp_path / "harvester-acme.example"
    files = {path.name: path.read_bytes() for path in out.iterdir() if path.suffix != ".db"}
    again = harvester(*words)
    assert (again.code, again.out) == (first.code, first.out)
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.suffix != ".db"} == files


def test_what_is_written_is_private(harvester: Harvester, tmp_path: Path) -> None:
    """S28."""
    old = os.umask(0)
    try:
        harvester("run", mbox_folder(tmp_path / "export"), "acme.example")
    finally:
        os.umask(old)
    out = tmp_path / "harvester-acme.example"
    assert out.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in out.iterdir()} == {0}


def test_a_second_run_keeps_what_a_person_wrote_into_the_configuration(harvester: Harvester, tmp_path: Path) -> None:
    source = mbox_folder(tmp_path / "export")
    harvester("run", source, "acme.example", *EXPORTED)
    config = tmp_path / "harvester-acme.example" / "config.toml"
    person = f'[clients."acme.example".people."{BOB}"]\nname = "Bob Roe"\n'
    config.write_text(config.read_text().replace("[store]", '# mine\nname = "Studio North"\n\n[store]') + person)
    first = config.read_text()
    same = harvester("run", source, "acme.example")
    assert (same.code, config.read_text()) == (0, first), "nothing was typed that the file does not say"
    done = harvester("run", source, "acme.example", "--timezone", "Europe/Berlin", "--me", "ann@studionorth.example")
    assert "config.toml.before" in done.err
    written = tomllib.loads(config.read_text())
    assert written["us"] == {
        "addresses": [ME, "ann@studionorth.example"], "name": "Studio North", "timezone": "Europe/Berlin"
    }  # fmt: skip
    assert written["clients"]["acme.example"]["people"] == {BOB: {"name": "Bob Roe"}}
    assert written["sources"]["export"]["complete"] is True
    assert "# mine" in config.read_text()
    second = config.read_text()
    harvester("run", source, "acme.example", "--timezone", "Europe/Rome")
    before = [config.with_name(f"config.toml.before{number}").read_text() for number in ("", "-2")]
    assert before == [first, second], "what was kept once is never written over"


def test_a_second_source_is_added_and_the_first_is_told(harvester: Harvester, tmp_path: Path) -> None:
    harvester("run", mbox_folder(tmp_path / "export"), "acme.example", *EXPORTED)
    config = tmp_path / "harvester-acme.example" / "config.toml"
    config.write_text(config.read_text().replace('domains = ["acme', 'sources = ["export"]\ndomains = ["acme'))
    done = harvester("run", mbox_folder(tmp_path / "more" / "export"), "acme.example")
    assert done.code == 0, done.err
    assert "searched too: export." in done.err
    written = tomllib.loads(config.read_text())
    assert {name: one["path"] for name, one in written["sources"].items()} == {
        "export": str(tmp_path / "export"), "export-2": str(tmp_path / "more" / "export")
    }  # fmt: skip
    assert written["clients"]["acme.example"]["sources"] == ["export", "export-2"]


def test_a_folder_of_another_matter_is_left_alone(harvester: Harvester, tmp_path: Path) -> None:
    source = mbox_folder(tmp_path / "export")
    harvester("run", source, "acme.example", "--out", "there")
    before = {path.name: path.read_bytes() for path in (tmp_path / "there").iterdir()}
    done = harvester("run", source, "shop.example", "--out", "there")
    assert done.code == 2
    assert "belongs to another matter (acme.example)" in done.err
    assert {path.name: path.read_bytes() for path in (tmp_path / "there").iterdir()} == before


@pytest.mark.parametrize(
    ("client", "told"),
    [
        ("acme.exampel", "Did you mean acme.example?"),
        ("nobody.invalid", "Most of the mail is with acme.example"),
        ("bob.row@acme.example", f"Did you mean {BOB}?"),
    ],
)
def test_a_client_that_is_not_found_gives_no_report(
    harvester: Harvester, tmp_path: Path, client: str, told: str
) -> None:
    done = harvester("run", mbox_folder(tmp_path / "export"), client, *EXPORTED)
    assert (done.code, done.out) == (3, "")
    assert f"No mail with {client} was found in export." in done.err
    assert told in done.err
    out = tmp_path / f"harvester-{client}"
    assert not list(out.glob("*.html"))
    assert all(b"shop.example" not in path.read_bytes() for path in out.iterdir()), "what was seen is not stored"
    again = harvester("run", tmp_path / "export", client, *EXPORTED)
    assert (again.code, again.out) == (3, "")


def test_a_client_is_understood_as_people_write_it(harvester: Harvester, tmp_path: Path) -> None:
    source = mbox_folder(tmp_path / "export")
    for client in ("ACME.example", "@acme.example", "https://www.acme.example/en"):
        assert harvester("run", source, client).code == 0
    assert [path.name for path in tmp_path.glob("harvester-*")] == ["harvester-acme.example"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("my mail",), "CLIENT is missing"),
        ((), "SOURCE and CLIENT are missing"),
        (("export", "acme.example", "--me", "jo"), "'--me': “jo” is no mail address"),
        (("export", "acme.example", "--timezone", "CEST"), "'--timezone': “CEST” is no time zone; did you mean Europe"),
        (("export", "acme.example", "--client-timezone", "berlin"), "'--client-timezone'"),
        (("export", "acme.example", "--work-week", "always"), "'--work-week'"),
        (("export", "acme.example", "--client-holidays", "XX"), "'--client-holidays'"),
        (("me@imap.example.com", "acme.example"), "imaps://me@imap.example.com"),
        (("me@imap", "acme.example", "--config", "config.toml"), "config.toml"),
    ],
)
def test_what_was_typed_wrong_is_named_as_it_was_typed(
    harvester: Harvester, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    mbox_folder(tmp_path / "export")
    done = harvester("run", *words)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert not (tmp_path / "harvester-acme.example").exists()


def test_mail_without_a_date_is_told_as_it_is(harvester: Harvester, tmp_path: Path) -> None:
    (tmp_path / "one.mbox").write_bytes(b"From x\nSubject: hi\nTo: " + BOB.encode() + b"\n\nHello\n")
    done = harvester("run", "one.mbox", "acme.example", "--me", ME)
    assert done.code == 2
    assert "usable date" in done.err
    assert "pull" not in done.err


def test_options_stand_in_the_written_configuration(harvester: Harvester, tmp_path: Path) -> None:
    options = {
        "--me": ME,
        "--timezone": "Europe/Berlin",
        "--client-timezone": "America/New_York",
        "--holidays": "DE-BE",
        "--client-holidays": "US-NY",
        "--work-week": "Mon-Fri 08:00-16:00",
        "--out": tmp_path / "there",
    }
    words = [word for pair in options.items() for word in pair]
    done = harvester("run", mbox_folder(tmp_path / "export"), BOB, *words, *EXPORTED)
    assert done.code == 0, done.err
    written = tomllib.loads((tmp_path / "there" / "config.toml").read_text())
    assert written["us"] == {
        "addresses": [ME], "timezone": "Europe/Berlin", "holidays": "DE-BE", "work_week": "Mon-Fri 08:00-16:00"
    }  # fmt: skip
    assert written["clients"][BOB]["addresses"] == [BOB]
    assert written["clients"][BOB]["timezone"] == "America/New_York"
    assert written["sources"]["export"]["complete"] is True
    assert "calendar_assumed" not in harvester("--config", tmp_path / "there/config.toml", "gaps", BOB, "--json").out


CALENDAR = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Studio North//EN
BEGIN:VEVENT
UID:weekly@studionorth.example
DTSTAMP:20260101T090000Z
DTSTART:20260204T090000Z
DTEND:20260204T093000Z
SUMMARY:Acme: weekly call
ORGANIZER:mailto:{ME}
ATTENDEE:mailto:{BOB}
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_and_a_call_log_are_searched_beside_the_mail(harvester: Harvester, tmp_path: Path) -> None:
    (tmp_path / "work.ics").write_text(CALENDAR.replace("\n", "\r\n"))
    (tmp_path / "phone.csv").write_text(f"start,duration_s,direction,contact\n2026-02-05 10:00,60,out,{BOB}\n")
    events = ("--calendar", "work.ics", "--calls", "phone.csv", "--timezone", "Europe/Berlin")
    done = harvester("run", mbox_folder(tmp_path / "export"), "acme.example", *events, *EXPORTED)
    assert done.code == 0, done.err
    told = " ".join(done.out.split())
    assert "nobody declared that work, phone hold everything: that there was no call or meeting is not" in told
    assert "no silence is established" not in told
    config = tmp_path / "harvester-acme.example" / "config.toml"
    sources = tomllib.loads(config.read_text())["sources"]
    assert sources["work"] == {"kind": "ics", "path": str(tmp_path / "work.ics")}, "--complete speaks of the mail"
    assert sources["phone"]["timezone"] == "Europe/Berlin"
    coverage = json.loads(harvester("--config", config, "coverage", "acme.example", "--json").out)
    assert {one["source"]: one["matched"] for one in coverage["sources"] if one["source"] != "export"} == {
        "phone": 1, "work": 1
    }  # fmt: skip
    assert harvester("run", "export", "acme.example", *events, *EXPORTED).code == 0
    assert tomllib.loads(config.read_text())["sources"].keys() == sources.keys(), "none is added twice"


def test_a_calendar_may_be_a_link_or_a_configured_source(
    harvester: Harvester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("connectors.waits.time", SimpleNamespace(sleep=slept.append))
    source = mbox_folder(tmp_path / "deep" / "export")
    done = harvester("run", source, "acme.example", "--calendar", "webcal://127.0.0.1:9/private.ics", *EXPORTED)
    assert (done.code, sum(slept) > 5) == (5, True), "nobody answers there, though it was tried again"
    config = tmp_path / "harvester-acme.example" / "config.toml"
    assert tomllib.loads(config.read_text())["sources"]["calendar"]["url"] == "https://127.0.0.1:9/private.ics"
    for typed, told in [
        ("nowhere.ics", "There is no file or folder nowhere.ics"),
        ("http://acme.example/a.ics", "is no link of a calendar"),
        ("export", "“export” is no calendar"),
        ("calender", "no address, no path and no configured source"),
    ]:
        wrong = harvester("--config", config, "run", source, "acme.example", "--calendar", typed, "--out", "other")
        assert (wrong.code, told in wrong.err) == (2, True), wrong.err


def test_without_a_sent_folder_own_addresses_must_be_named(harvester: Harvester, tmp_path: Path) -> None:
    source = mbox_folder(tmp_path / "export", with_sent=False)
    done = harvester("run", source, "acme.example")
    assert done.code == 2
    assert "--me" in done.err
    assert not (tmp_path / "harvester-acme.example").exists(), "nothing is written before own addresses are known"
    assert harvester("run", source, "acme.example", "--me", ME).code == 0


def test_own_addresses_that_lie_in_the_client_s_domain_are_refused(harvester: Harvester, tmp_path: Path) -> None:
    done = harvester("run", mbox_folder(tmp_path / "export"), "studionorth.example")
    assert done.code == 2
    assert "studionorth.example is your own domain" in done.err
    assert not (tmp_path / "harvester-studionorth.example").exists()


@pytest.mark.parametrize("client", ["gmail.com", "onmicrosoft.com", "co.uk"])
def test_a_shared_mail_domain_is_no_client(harvester: Harvester, tmp_path: Path, client: str) -> None:
    done = harvester("run", mbox_folder(tmp_path / "export"), client)
    assert done.code == 2
    assert "anybody can have a mailbox" in done.err


def test_an_empty_source_is_partial(harvester: Harvester, tmp_path: Path) -> None:
    (tmp_path / "empty.mbox").write_bytes(b"")
    done = harvester("run", "empty.mbox", "acme.example", "--me", ME)
    assert done.code == 3
    assert "holds no mail" in done.err
    assert "ignored" not in done.out


def test_an_empty_source_is_told_before_own_addresses_are_asked_for(harvester: Harvester, tmp_path: Path) -> None:
    (tmp_path / "empty.mbox").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    done = harvester("run", "empty.mbox", "folder", "acme.example")
    assert (done.code, done.out) == (3, "")
    assert "No mail at all lies in empty, folder; nothing follows from that." in done.err
    assert "--me" not in done.err
    assert not (tmp_path / "harvester-acme.example").exists()


def test_a_folder_that_cannot_be_followed_is_partial_and_named(harvester: Harvester, tmp_path: Path) -> None:
    source = mbox_folder(tmp_path / "export")
    (tmp_path / "elsewhere").mkdir()
    (source / "Archive").symlink_to(tmp_path / "elsewhere")
    done = harvester("run", source, "acme.example", *EXPORTED)
    assert done.code == 3, done.err
    assert "Archive" in done.err
    assert "not established" in " ".join(done.out.split()).lower()


def test_a_missing_file_is_a_usage_error(harvester: Harvester) -> None:
    done = harvester("run", "none.mbox", "acme.example")
    assert done.code == 2
    assert "none.mbox" in done.err


def test_a_missing_file_is_told_first_beside_a_broken_configuration(harvester: Harvester, tmp_path: Path) -> None:
    assert "“NOFILE” is no address, no path and no configured source." in harvester("run", "NOFILE", "acme.example").err
    (tmp_path / "config.toml").write_text("[us\n")
    done = harvester("run", "NOFILE", "acme.example")
    assert done.code == 2
    assert done.err.startswith("Error: “NOFILE” is no address and no path, and no source is known by that name: ")
    assert "it is no TOML" in done.err


def test_a_time_without_a_zone_is_refused(harvester: Harvester, tmp_path: Path) -> None:
    source = mbox_folder(tmp_path / "export")
    for option in ("--as-of", "--exported-at"):
        done = harvester("run", source, "acme.example", option, "2026-03-20T12:00:00")
        assert done.code == 2
        assert "has no zone" in done.err


def test_a_configuration_beside_is_ignored_for_a_path(harvester: Harvester, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("this is no configuration")
    assert harvester("run", mbox_folder(tmp_path / "export"), "acme.example").code == 0


def test_a_configured_source_and_client_are_taken_over(harvester: Harvester, tmp_path: Path) -> None:
    mbox_folder(tmp_path / "export")
    (tmp_path / "config.toml").write_text(
        f'[us]\nname = "Studio North"\naddresses = ["{ME}"]\n[sources.archive]\nkind = "mbox"\npath = "export"\n'
        f'[clients.acme]\nname = "Acme Ltd"\ndomains = ["acme.example"]\n'
        f'[clients.acme.people."{BOB}"]\nname = "Bob Roe"\n'
    )
    done = harvester("run", "archive", "acme", "--out", tmp_path / "out")
    assert done.code == 0, done.err
    written = tomllib.loads((tmp_path / "out" / "config.toml").read_text())
    assert written["sources"]["archive"]["path"] == str(tmp_path / "export")
    assert written["clients"]["acme"]["people"][BOB]["name"] == "Bob Roe"
    assert harvester("run", "archve", "acme").code == 2


def test_only_the_matter_is_kept_and_nothing_is_said_of_others(harvester: Harvester, tmp_path: Path) -> None:
    done = harvester("run", mbox_folder(tmp_path / "export"), "acme.example", *EXPORTED)
    everything = (
        done.out
        + done.err
        + "".join(
            path.read_bytes().decode("utf-8", "replace") for path in (tmp_path / "harvester-acme.example").iterdir()
        )
    )
    assert "elsewhere.example" not in everything
    assert "shop.example" not in everything
    assert BODY_MARKER not in done.out + done.err, "bodies stay out of the terminal"


def test_escape_sequences_in_a_subject_never_reach_the_terminal(harvester: Harvester, tmp_path: Path) -> None:
    """S26."""
    source = mbox_folder(tmp_path / "export")
    with (source / "Sent.mbox").open("ab") as file:
        file.write(
            b"From me Mon Mar  9 10:00:00 2026\nFrom: " + ME.encode() + b"\nTo: " + BOB.encode() + b"\n"
            b"Date: Tue, 10 Mar 2026 10:00:00 +0000\nMessage-ID: <evil@x>\n"
            b"Subject: =?utf-8?q?=1B[2J=1B]0;owned=07_=0AFake_line=E2=80=AE?=\n\nCould you answer?\n\n"
        )
    shown = harvester("run", source, "acme.example", *EXPORTED)
    config = tmp_path / "harvester-acme.example" / "config.toml"
    listed = [harvester("--config", config, verb, "acme.example") for verb in ("gaps", "facts", "coverage")]
    for done in (shown, *listed):
        assert not set("\x1b\x07\x00\u202e") & set(done.out + done.err)
        assert not any(line.startswith("Fake") for line in done.out.splitlines())


def test_a_crowd_a_long_subject_and_dates_of_no_calendar_leave_a_report_one_can_read(
    harvester: Harvester, tmp_path: Path
) -> None:
    box = eml_folder(tmp_path / "eml")
    crowd = ", ".join(f"p{number}@acme.example" for number in range(1000))
    for number, (date, subject) in enumerate(
        [("Thu, 1 Jan 1970 00:00:00 +0000", "x"), ("Mon, 3 May 9990 10:00:00 +0000", "x"), (DAY, "s" * 100_000)]
    ):
        for sender, to in ((BOB, f"{ME}, {crowd}"), (ME, BOB)):
            head = (
                f"From: {sender}\nTo: {to}\nSubject: {subject} {number}\nDate: {date}\nMessage-ID: <{number}.{sender}>"
            )
            (box / f"{number}{sender}.eml").write_text(f"{head}\n\nCould you answer by Friday?\n")
    ran = harvester("run", box, "acme.example", "--me", ME, "--complete", "--out", tmp_path / "out")
    assert ran.code == 0, ran.err
    assert "and 971 more, all in the report" in " ".join(ran.out.split())
    assert len(ran.out.splitlines()) < 150
    facts = json.loads((harvester("--config", tmp_path / "out/config.toml", "facts", "acme.example", "--json")).out)
    assert any("sss …”" in fact["statement"] for fact in facts["facts"])
    assert max(len(fact["statement"]) for fact in facts["facts"]) < 2000
    held = json.loads((harvester("--config", tmp_path / "out/config.toml", "gaps", "acme.example", "--json")).out)
    assert len(held["undated"]) == 4


def test_of_many_originals_the_list_names_the_first_and_how_many_more(harvester: Harvester, tmp_path: Path) -> None:
    folder = mbox_folder(tmp_path / "export")
    box = mbox(folder / "INBOX.mbox")
    for day in range(3, 28):
        box.add(message((BOB, ME), at(day, 12), f"News of day {day}", "The sun is out again in our office.").as_bytes())
    box.close()
    harvester("run", folder, "acme.example", *EXPORTED, "--out", tmp_path / "out")
    config = tmp_path / "out" / "config.toml"
    told = " ".join(harvester("--config", config, "facts", "acme.example").out.split())
    lists = re.findall(r"Original: ((?:[0-9a-f]{12}(?:, )?)+)(?:and (\d+) more \(`show (F-\d+)` has each\))?", told)
    hashes, more, number = next(one for one in lists if one[1])
    assert hashes.count(",") == 12
    shown = harvester("--config", config, "show", number).out
    assert len(set(re.findall(r"(?m)^Original +([0-9a-f]{64})", shown))) == 12 + int(more)
