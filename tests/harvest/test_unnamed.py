"""What names the client in no header: a call soon after a question, and notes of our own (C11, C11b)."""

from __future__ import annotations

import pytest

from harvester.store import Store
from tests.harvest.conftest import Puller
from tests.harvest.server import Server, mail

ME, BOB = "Ann North <me@studionorth.example>", "bob.roe@acme.example"
VOICE, SMS = "Voicemail <voicemail@telco.example>", "<4917012345@sms.telco.example>"


def uids(store: Store, folder: str) -> set[int]:
    return {sighting.uid for sighting in store.sightings() if sighting.folder == folder}


def test_a_call_of_nobody_known_in_the_days_after_a_question_is_kept(
    server: Server, pulled: Puller, store: Store
) -> None:
    """Its provider names no caller, and no subject of ours; a later one may be anybody's."""
    came = {
        (sender, day): server.deliver(
            "INBOX",
            mail(
                sender,
                mid=f"{day}{len(sender)}@far.example",
                subject="New",
                headers=f"Date: {day} Mar 2026 15:00:00 +0100\r\n",
            ),
        )
        for sender in (VOICE, SMS, "Zoe <zoe@fox.example>")
        for day in (1, 2, 4, 9)
    }
    server.deliver("Sent", mail(ME, BOB, mid="ask@studionorth.example", subject="Hello"))  # of 2 March
    pulled()
    kept = {name for name, uid in came.items() if uid in uids(store, "INBOX")}
    assert kept == {(sender, day) for sender in (VOICE, SMS) for day in (2, 4)}


@pytest.mark.parametrize(
    ("to", "text", "kept"),
    [
        ("me@studionorth.example", "Bob rang: the draft is approved.", True),
        ("me@studionorth.example", "Buy milk.", False),
        ("dev@freelance.example", "Bob rang: the draft is approved.", False),
    ],
)
def test_a_note_among_ourselves_that_names_somebody_of_the_client_is_kept(
    to: str, text: str, kept: bool, server: Server, request: pytest.FixtureRequest
) -> None:
    """What was said on the telephone stands nowhere else; what we write to others is nobody's business."""
    pulled, store = request.getfixturevalue("pulled"), request.getfixturevalue("store")
    note = server.deliver("Sent", mail(ME, to, mid="note@studionorth.example", subject="Note", body=text))
    pulled()
    assert (note in uids(store, "Sent")) is kept
