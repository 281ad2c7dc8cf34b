"""What was never sent is told by its place, its flag, its label or its own header (C0)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.model.drafts import is_draft
from harvester.model.ledger import Sighting
from harvester.model.mail import Message
from harvester.model.source import Role
from harvester.parse.messages import parse_message

SEEN = Sighting(sha256="0" * 64, source="mail", kind="imap", folder="Archive", role=Role.ARCHIVE, uidvalidity=1, uid=1)


def read(*headers: str) -> Message:
    lines = ["From: me@studionorth.example", "To: bob.roe@acme.example", *headers, "", "Could you approve the draft?"]
    message = parse_message("\r\n".join(lines).encode())
    assert isinstance(message, Message)
    return message


def test_mail_in_an_ordinary_folder_is_no_draft() -> None:
    assert not is_draft(SEEN, read("Subject: Draft of the homepage"))
    assert not is_draft(replace(SEEN, flags=("\\Seen",), labels=("Inbox", "Important", "Draft texts")), read())


@pytest.mark.parametrize("role", [Role.DRAFTS, Role.OUTBOX, Role.TEMPLATES])
def test_a_folder_of_unsent_mail_says_so(role: Role) -> None:
    assert is_draft(replace(SEEN, role=role), read())


@pytest.mark.parametrize("flag", ["\\Draft", "\\DRAFT"])
def test_the_flag_says_so_in_any_folder(flag: str) -> None:
    assert is_draft(replace(SEEN, flags=("\\Seen", flag)), read())


@pytest.mark.parametrize(
    "label",
    ["Drafts", "\\Drafts", "\\Draft", "Entwürfe", "Brouillons", "Rascunhos", "Черновики", "下書き", "Scheduled"],
)
def test_a_label_of_gmail_says_so(label: str) -> None:
    assert is_draft(replace(SEEN, labels=("Opened", label)), read())


@pytest.mark.parametrize(
    "header",
    [
        "X-Mozilla-Draft-Info: internal/draft; vcard=0; receipt=0",
        "X-Draft-Info: type=reply; uid=12",
        "X-Unsent: 1",
        "X-Uniform-Type-Identifier: com.apple.mail-draft",
    ],
)
def test_the_mail_program_that_kept_it_says_so(header: str) -> None:
    assert is_draft(replace(SEEN, role=Role.TRASH), read(header))


@pytest.mark.parametrize("header", ["X-Unsent: 0", "X-Uniform-Type-Identifier: com.apple.mail-note"])
def test_the_same_header_may_say_that_it_was_sent(header: str) -> None:
    assert not is_draft(SEEN, read(header))
