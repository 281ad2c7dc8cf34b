"""Names as Exchange and Outlook write them: shown first name first, found in texts, and never what tells who it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.model.matter import Party, Person, Side
from tests.pipeline.letters import ASK, ENGAGEMENT, ME, established, letter, matter, question

ABOUT = replace(ENGAGEMENT, client=Party(name="Acme Ltd", domains=frozenset({"acme.example"})))
QUOTED = [
    ('"Roe, Bob" <bob@acme.example>', "Bob Roe (bob@acme.example)"),
    ('"Roe, Bob [ext]" <bob@acme.example>', "Bob Roe (bob@acme.example)"),
    ('"ROE Bob (ACME)" <bob@acme.example>', "Bob Roe (bob@acme.example)"),
    ('"Roe, Bob (Marketing) | Acme Ltd" <bob@acme.example>', "Bob Roe (bob@acme.example)"),
    ("=?utf-8?q?Gro=C3=9F=2C_Petra?= <bob@acme.example>", "Petra Groß (bob@acme.example)"),
    ('"von Roe, Bob" <bob@acme.example>', "Bob von Roe (bob@acme.example)"),
    ('"García López, María" <maria@acme.example>', "María García López (maria@acme.example)"),
    # what may be no name of a person stays as it is, or the address alone stands there
    ('"Bob, CEO" <bob@acme.example>', "bob@acme.example"),
    ('"Acme, Berlin" <berlin@acme.example>', "berlin@acme.example"),
    ('"Roe, Bob" <roe@acme.example>', "Bob Roe (roe@acme.example)"),
    ('"Roe, Xaver" <x12@acme.example>', "x12@acme.example"),
    ('"BOB Roe" <bob.roe@acme.example>', "BOB Roe (bob.roe@acme.example)"),
    ('"BOB Roe" <broe@acme.example>', "BOB Roe (broe@acme.example)"),
    ('"BOB Roe" <roe@acme.example>', "BOB Roe (roe@acme.example)"),
    ('"ACME Berlin" <berlin@acme.example>', "ACME Berlin (berlin@acme.example)"),
    ('"Acme, Support" <bob@acme.example>', "bob@acme.example"),
    ('"Roe, Lane & Partner" <bob@acme.example>', "bob@acme.example"),
    ('"Roe, Rechtsanwälte" <bob@acme.example>', "bob@acme.example"),
    ('"Roe, Jr." <bob@acme.example>', "bob@acme.example"),
    ('"Bob Roe, Berlin" <bob@acme.example>', "bob@acme.example"),
]


@pytest.mark.parametrize(("sender", "shown"), QUOTED)
def test_a_person_is_shown_first_name_first(sender: str, shown: str) -> None:
    asked = letter("03-02 09:00", sender, ME, "Texts", "Could you send the texts?")
    (fact,) = (one for one in matter(asked, about=ABOUT).facts if one.party is Side.US)
    assert f"{shown} wrote to" in fact.statement


@pytest.mark.parametrize(
    "directory", ['"Groß, Petra" <p.gross@acme.example>', '"GROSS Petra (ACME)" <p.gross@acme.example>']
)
@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("Petra Groß <petra77@home.example>", "Approved!"),
        ("Portal <no-reply@portal.example>", "Petra Groß has approved the draft."),
        ("Portal <no-reply@portal.example>", "GROSS Petra has approved the draft."),
    ],
)
def test_who_is_known_by_a_directory_name_is_found_by_the_name_they_use(directory: str, sender: str, text: str) -> None:
    """C11b: an answer from a private address, or through a portal, had been taken for a stranger's."""
    kickoff = letter("01-12 09:00", directory, ME, "Kickoff", "Looking forward to it, we start on Monday.")
    answer = letter("03-04 10:00", sender, ME, "Homepage", text)
    asked = question(To="p.gross@acme.example")
    assert established(matter(kickoff, asked, about=ABOUT))
    assert not established(matter(kickoff, asked, answer, about=ABOUT))


def test_a_configured_directory_name_is_found_too() -> None:
    person = Person(emails=("p.gross@acme.example",), name="Groß, Petra")
    about = replace(ENGAGEMENT, client=replace(ABOUT.client, people=(person,)))
    answer = letter("03-04 10:00", "Petra Gross <petra77@home.example>", ME, "Homepage", "Approved!")
    assert established(matter(question(To="p.gross@acme.example"), about=about))
    assert not established(matter(question(To="p.gross@acme.example"), answer, about=about))


def test_two_people_of_one_name_stay_two() -> None:
    """A5: who somebody is, the address tells; the name merges nobody, in whichever order it is written."""
    first, second = '"Roe, Bob" <bob.roe@acme.example>', "Bob Roe <roe@acme.example>"
    asked = question(To=f"{first}, Carol Lane <carol@acme.example>")
    answer = letter("03-03 10:00", second, ME, "Re: Draft of the homepage", "Approved.", In_Reply_To=ASK)
    dossier = matter(asked, answer, about=ABOUT)
    (gap,) = (one for one in dossier.gaps if one.owed_by is Side.CLIENT)
    assert (gap.asked, gap.responder) == (("bob.roe@acme.example", "carol@acme.example"), "roe@acme.example")
    assert "other_personnel" in gap.flags
    assert "Bob Roe (roe@acme.example)" in dossier.found_client
