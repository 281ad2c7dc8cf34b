"""The sample matter: the same bytes each time, and every scene that the report is shown with is really in it."""

from __future__ import annotations

import csv
import itertools
import mailbox
import re
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "harvester" / "sample"
SCRIPT = ROOT / "scripts" / "sample_matter.py"
FOLDERS = {"INBOX": 55, "Sent": 77, "Archive": 5, "Acme": 3, "Junk": 3, "Trash": 2, "Drafts": 1}
ZONES = {"acme.example": "America/New_York", "gmail.com": "America/New_York", "studionorth.example": "Europe/Berlin"}


@cache
def messages(folder: str) -> list[EmailMessage]:
    box = mailbox.mbox(SAMPLE / "mail" / f"{folder}.mbox")
    try:
        parser = BytesParser(policy=policy.default)
        raw = [bytes(box.get_bytes(key)).replace(b"\n>From ", b"\nFrom ") for key in box.iterkeys()]
        return [parser.parsebytes(each) for each in raw]
    finally:
        box.close()


def everything() -> list[EmailMessage]:
    return [message for folder in FOLDERS for message in messages(folder)]


def written(message: EmailMessage) -> datetime:
    return parsedate_to_datetime(str(message["Date"]))


def address(message: EmailMessage) -> str:
    return getaddresses([str(message["From"])])[0][1]


@cache
def scenes() -> list[tuple[str, str, str]]:
    out = subprocess.run([sys.executable, SCRIPT, "--scenes"], capture_output=True, check=True, text=True).stdout
    return [(row[0], row[1], row[2]) for row in (line.split("\t") for line in out.splitlines())]


def scene(words: str) -> EmailMessage:
    """The mail of the first scene that contains these words, read from the shipped folder."""
    found = next((message_id, folder) for message_id, folder, shows in scenes() if words in shows)
    return next(each for each in messages(found[1]) if each["Message-ID"] == found[0])


def text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    assert body is not None
    return str(body.get_content())


def test_regenerating_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, SCRIPT, "--out", tmp_path], check=True, env={"TZ": "Asia/Tokyo", "PATH": ""})
    shipped = {path.relative_to(SAMPLE): path.read_bytes() for path in SAMPLE.rglob("*") if path.is_file()}
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert made == shipped


@pytest.mark.parametrize(("folder", "count"), FOLDERS.items())
def test_every_folder_reads_back_whole(folder: str, count: int) -> None:
    assert len(messages(folder)) == count
    assert not [message["Subject"] for message in messages(folder) if message.defects]


def test_every_scene_is_in_the_folder_it_names() -> None:
    held = {(str(message["Message-ID"]), folder) for folder in FOLDERS for message in messages(folder)}
    assert len(scenes()) > 60
    assert not [shows for message_id, folder, shows in scenes() if (message_id, folder) not in held]


def test_dates_carry_the_offset_of_the_writers_place_on_that_day() -> None:
    checked = 0
    for message in everything():
        zone = ZONES.get(address(message).partition("@")[2])
        if zone:
            stated = written(message)
            assert stated.utcoffset() == stated.astimezone(ZoneInfo(zone)).utcoffset(), message["Subject"]
            checked += 1
    assert checked > 100
    before, after = messages("Sent")[0], messages("Sent")[-1]
    assert str(before["Date"]).endswith("+0100")
    assert str(after["Date"]).endswith("+0200")


def test_what_arrives_was_taken_in_by_our_server_within_seconds() -> None:
    for folder in ("INBOX", "Archive", "Acme", "Junk", "Trash"):
        for message in messages(folder):
            top = str(message.get_all("Received", [])[0])
            assert "by mx.studionorth.example" in top
            lag = parsedate_to_datetime(top.rpartition(";")[2].strip()) - written(message)
            assert timedelta(0) <= lag < timedelta(minutes=1), message["Subject"]


def test_from_lines_tell_the_moment_of_arrival_in_utc() -> None:
    raw = (SAMPLE / "mail" / "INBOX.mbox").read_bytes()
    stamps = re.findall(rb"^From \S+ (\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})$", raw, re.MULTILINE)
    assert len(stamps) == FOLDERS["INBOX"]
    first = datetime.strptime(f"{stamps[0].decode()} +0000", "%a %b %d %H:%M:%S %Y %z")
    assert timedelta(0) <= first - written(messages("INBOX")[0]) < timedelta(minutes=1)


def test_body_lines_that_begin_with_from_are_quoted() -> None:
    assert b"\n>From what I can see" in (SAMPLE / "mail" / "INBOX.mbox").read_bytes()
    assert "\nFrom what I can see" in text(scene("texts two weeks late"))


def test_answers_refer_to_mails_that_are_there() -> None:
    known = {str(message["Message-ID"]) for message in everything()}
    answers = [message for message in everything() if message["In-Reply-To"]]
    assert len(answers) > 70
    assert not [message["Subject"] for message in answers if str(message["In-Reply-To"]) not in known]


def test_texts_come_two_weeks_late_as_a_document() -> None:
    mail = scene("texts two weeks late")
    assert [part.get_filename() for part in mail.iter_attachments()] == ["acme-texts-all-pages.docx"]
    due = datetime(2026, 1, 26, tzinfo=UTC).date()
    assert (written(mail).date() - due).days == 14


def test_our_own_faults_are_in_the_story() -> None:
    assert "the day's delay is ours" in text(scene("our delivery, one day late"))
    for question, answer in (
        ("late answer: the question", "six business days (S5)"),
        ("the second question", "days, again"),
    ):
        assert written(scene(answer)) - written(scene(question)) > timedelta(days=7)
    unanswered = str(scene("never answered by us")["Message-ID"])
    assert unanswered not in "".join(str(message["References"]) for message in everything())


def test_nobody_of_the_client_writes_after_the_last_question_but_machines() -> None:
    asked = written(scene("three chasers: the question"))
    later = [
        message
        for message in everything()
        if written(message) > asked and address(message).endswith(("acme.example", "bob.roe@gmail.com"))
    ]
    assert {str(message["Subject"]).partition(":")[0] for message in later} == {
        "Automatic reply",
        "Read",
        "Spring is here",
    }
    chasers = [written(scene(f"three chasers: the {which}")) for which in ("first", "second", "third")]
    moments = [asked, *chasers]
    assert all(later - earlier >= timedelta(hours=4) for earlier, later in itertools.pairwise(moments))


def test_reports_and_machines_are_what_they_claim_to_be() -> None:
    bounce, delay, receipt = scene("bounce (C1"), scene("delayed delivery (R13d)"), scene("read receipt")
    assert bounce.get_content_type() == delay.get_content_type() == "multipart/report"
    assert "Action: failed" in bounce.as_string()
    assert "carrol@acme.example" in bounce.as_string()
    assert "Action: delayed" in delay.as_string()
    assert receipt.get_param("report-type") == "disposition-notification"
    assert scene("absence notice")["Auto-Submitted"] == "auto-replied"
    assert scene("newsletter of the client")["List-Unsubscribe"]
    assert "Bob Roe" in text(scene("notification naming Bob"))
    methods = {
        part.get_param("method") for words in ("iMIP reply", "iMIP invitation") for part in scene(words).walk()
    } - {None}
    assert methods == {"REQUEST", "REPLY"}


def test_answers_lie_where_a_hasty_search_would_miss_them() -> None:
    where = {shows: folder for _, folder, shows in scenes()}
    assert where["answer in Junk (K2)"] == "Junk"
    assert where["answer in a sub-folder (K2)"] == "Acme"
    assert where["a client's mail in the trash (K2)"] == "Trash"
    private = scene("private address (A8); an answer")
    assert address(private) == "bob.roe@gmail.com"
    assert scene("private address: the question")["Message-ID"] in str(private["References"])


def test_shapes_and_encodings_of_real_mail() -> None:
    encodings = {str(part["Content-Transfer-Encoding"]) for message in everything() for part in message.walk()}
    assert {"7bit", "8bit", "base64", "quoted-printable"} <= encodings
    assert scene("HTML only").get_content_type() == "text/html"
    german = scene("German, umlaut")
    assert german["Subject"] == "Rückfrage zu den Bildgrößen"
    assert "größ" not in german.as_bytes().decode("latin-1")
    forward = scene("forward as attachment")
    assert "message/rfc822" in [part.get_content_type() for part in forward.walk()]


def test_duplicates_and_drafts() -> None:
    inbox = {str(message["Message-ID"]): message.as_bytes() for message in messages("INBOX")}
    archive = {str(message["Message-ID"]): message.as_bytes() for message in messages("Archive")}
    both = inbox.keys() & archive.keys()
    assert len(both) == 2
    assert all(inbox[each] == archive[each] for each in both)
    sent = {str(message["Message-ID"]) for message in messages("Sent")}
    assert str(messages("Drafts")[0]["Message-ID"]) not in sent
    assert str(scene("come back through our server")["Message-ID"]) in sent


def test_other_peoples_mail_lies_beside_the_matter() -> None:
    names = ("acme.example", "studionorth.example", "gmail.com", "pricelegal.example.org", "hosting.example.net")
    machines = ("tickets.example.org", "sign.example.net")

    def foreign(message: EmailMessage) -> bool:
        people = getaddresses([str(message[field] or "") for field in ("From", "To", "Cc")])
        outside = [email for _, email in people if not email.endswith("@studionorth.example")]
        inside = [email for email in outside if email.rpartition("@")[2].endswith((*names, *machines))]
        return not inside or any(email.endswith("@notacme.example") for email in outside)

    strangers = [message for message in everything() if foreign(message) and "MAILER" not in address(message)]
    assert 15 <= len(strangers) <= 25
    assert {"bob@notacme.example", "billing@acme.example.evil.example"} <= {address(each) for each in strangers}


def test_contract_fits_the_mails() -> None:
    document = tomllib.loads((SAMPLE / "contract.toml").read_text())
    obligations = document["obligation"]
    types = {"deliverable", "input", "response", "approval", "payment", "meeting", "notice", "cure", "manual"}
    assert {each["type"] for each in obligations} == types
    assert {each["owed_by"] for each in obligations} == {"us", "client"}
    assert all(each["confirmed_by"] == "Ann North" for each in obligations)
    for each in obligations:
        subject = each.get("met_by", {}).get("subject")
        ours = each.get("met_by", {}).get("direction") == "out"
        if subject and ours:
            assert [m for m in messages("Sent") if subject in str(m["Subject"])], each["id"]
    paper = (SAMPLE / "agreement.txt").read_text()
    assert [
        each["quote"] for each in (*obligations, *document["ending"]) if each["quote"].rstrip(".") not in paper
    ] == []
    invoice = document["invoice"][0]
    assert (invoice["number"], invoice["amount"], invoice["payments"][0]["amount"]) == (
        "2026-014",
        "4800.00",
        "1200.00",
    )
    carried = scene("invoice 2026-014")
    assert written(carried).date() == invoice["sent"]


def test_configuration_and_tables_belong_together() -> None:
    config = tomllib.loads((SAMPLE / "config.toml").read_text())
    mail = config["sources"]["mail"]
    newest = max(written(message) for message in everything())
    assert newest < mail["exported_at"]
    assert (SAMPLE / mail["path"]).is_dir()
    meetings = icalendar.Calendar.from_ical((SAMPLE / "calendar.ics").read_bytes()).walk("VEVENT")
    uids = {str(meeting["UID"]) for meeting in meetings}
    with (SAMPLE / "calls.csv").open(newline="") as file:
        calls = list(csv.DictReader(file))
    assert {call["event_uid"] for call in calls} - {""} <= uids
    assert [call["outcome"] for call in calls if call["start"]] == ["attended", "attended", "missed", "voicemail"]
    attended = max(
        datetime.fromisoformat(call["start"]) for call in calls if call["outcome"] == "attended" and call["start"]
    )
    assert attended < written(scene("three chasers: the question"))
