"""The mail after the call, as text and as a draft for a mail program (conversation.md 1.8, 2).

It tells what a person noted and nothing else; what was said against our own side stays with us.
"""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from jinja2.sandbox import SandboxedEnvironment

from harvester.model.calls import Call
from harvester.model.dossier import Dossier
from harvester.model.times import moment
from reports.talk import TEMPLATES
from reports.talk.people import contact_of
from reports.text import one_line


def text(dossier: Dossier, call: Call) -> str:
    """The words of the mail."""
    engagement = dossier.engagement
    environment = SandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    contact = contact_of(engagement.client)
    return environment.from_string((TEMPLATES / "followup.txt").read_text("utf-8")).render(
        client=one_line(engagement.client.name),
        contact=one_line(contact.name) if contact else "",
        us=one_line(engagement.us.name),
        contract=engagement.contract is not None,
        on=moment(call.start, engagement.us_hours.timezone, long=True),
        present=[one_line(one) for one in call.notes.present],
        said=[one_line(one) for one in call.notes.said],
        agreed=[one_line(one) for one in call.notes.agreed],
    )


def mail(dossier: Dossier, call: Call, words: str) -> bytes:
    """A message without sender and date that mail programs open as a draft (X-Unsent); it was never sent."""
    made = EmailMessage(policy=SMTP)
    contact = contact_of(dossier.engagement.client)
    if contact and contact.emails:
        made["To"] = contact.emails[0]
    made["Subject"] = f"Our call on {moment(call.start, dossier.engagement.us_hours.timezone, long=True)}"
    made["X-Unsent"] = "1"
    made.set_content(words)
    return made.as_bytes()
