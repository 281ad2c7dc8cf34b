"""Small real mailboxes: an mbox folder, a Maildir, a folder of .eml, all holding the same short matter."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from mailbox import Maildir, mbox
from pathlib import Path

from tests.outlook.files import Written, msg

ME, BOB = "me@studionorth.example", "bob.roe@acme.example"
BODY_MARKER = "planted-body-marker"


def message(route: tuple[str, str], at: datetime, subject: str, text: str, parent: str = "") -> EmailMessage:
    mail = EmailMessage()
    sender = route[0]
    mail["From"], mail["To"], mail["Subject"] = *route, subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{at:%Y%m%d%H%M}.{sender}>"
    if parent:
        mail["In-Reply-To"] = parent
    if sender != ME:
        mail["Received"] = f"from mx by mail.studionorth.example; {format_datetime(at)}"
    mail.set_content(text)
    return mail


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, 0, tzinfo=UTC)


def sent() -> list[EmailMessage]:
    return [
        message((ME, BOB), at(2, 9), "Draft of the homepage", f"Could you approve the draft? {BODY_MARKER}"),
        message((ME, BOB), at(9, 9), "Texts", "Could you send us the texts?"),
        message((ME, "friend@elsewhere.example"), at(3, 9), "Lunch", "Shall we have lunch?"),
    ]


def received() -> list[EmailMessage]:
    ask = f"<202603020900.{ME}>"
    return [
        message((BOB, ME), at(4, 15), "Re: Draft of the homepage", "Approved. When do you start?", ask),
        message(("news@shop.example", ME), at(5, 8), "Sale", "Buy now"),
    ]


def mbox_folder(folder: Path, with_sent: bool = True) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, messages in (("INBOX.mbox", received()), ("Sent.mbox", sent() if with_sent else [])):
        if messages:
            box = mbox(folder / name)
            for mail in messages:
                box.add(mail.as_bytes())
            box.close()
    return folder


def maildir(folder: Path) -> Path:
    box = Maildir(folder, create=True)
    for mail in received():
        box.add(mail.as_bytes())
    out = box.add_folder("Sent")
    for mail in sent():
        out.add(mail.as_bytes())
    return folder


def eml_folder(folder: Path) -> Path:
    for name, messages in (("Inbox", received()), ("Sent", sent())):
        (folder / name).mkdir(parents=True)
        for number, mail in enumerate(messages):
            (folder / name / f"{number}.eml").write_bytes(mail.as_bytes())
    return folder


def msg_folder(folder: Path) -> Path:
    """Messages dragged out of Outlook: what was sent has no header as it was transported."""
    for name, mails in (("Inbox", received()), ("Sent Items", sent())):
        (folder / name).mkdir(parents=True)
        for number, mail in enumerate(mails):
            (folder / name / f"{number}.msg").write_bytes(_outlook(mail, transported=name == "Inbox"))
    return folder


def _outlook(mail: EmailMessage, *, transported: bool) -> bytes:
    text = mail.get_content()
    if transported:
        header = "".join(f"{name}: {value}\r\n" for name, value in mail.items())
        return msg(Written(properties={0x1A: "IPM.Note", 0x7D: header, 0x1000: text}))
    told = {0x1A: "IPM.Note", 0x64: "SMTP", 0x65: mail["From"], 0x37: mail["Subject"], 0x1035: mail["Message-ID"]}
    at = {0x39: mail["Date"].datetime.astimezone(UTC), 0x1000: text}
    return msg(Written(properties={**told, **at}, recipients=[{0x3002: "SMTP", 0x3003: mail["To"], 0x0C15: 1}]))


def takeout(file: Path) -> Path:
    """The export of a Google account: one mbox of everything, the folders as labels in the account's language."""
    labelled = [(mail, "Gesendet,Wichtig") for mail in sent()] + [(mail, "Posteingang,Geöffnet") for mail in received()]
    spam = message(("win@casino.example", ME), at(6, 8), "You won", "Claim it now")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as written:
        for number, (mail, labels) in enumerate([*labelled, (spam, "Spam")]):
            encoded = "\r\n ".join(f"=?UTF-8?Q?{quoted}?=" for quoted in _in_halves(labels))
            written.write(b"From %d@xxx Mon Mar 09 10:00:00 +0000 2026\r\nX-GM-THRID: %d\r\n" % (number, number))
            written.write(f"X-Gmail-Labels: {encoded}\r\n".encode())
            written.write(mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + b"\r\n")
    return file


def _in_halves(labels: str) -> tuple[str, str]:
    """Two encoded words, as Google writes them: the border may lie inside a letter."""
    first, second = labels.encode()[:15], labels.encode()[15:]
    return "".join(f"={byte:02X}" for byte in first), "".join(f"={byte:02X}" for byte in second)
