from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbytes import gmail_labels
from harvester.harvest.addresses import addresses_in, identifiers
from harvester.harvest.headers import header_block, read_header
from harvester.harvest.matching import Matter, Verdict, names_matter, verdict
from harvester.model.matter import Party, Side
from tests.harvest.conftest import CLIENT, US
from tests.patience import soon

MATTER = Matter(US, (CLIENT,))


def decided(header: str) -> Verdict:
    return verdict(read_header(header.encode("utf-8", "surrogateescape")), MATTER)


@pytest.mark.parametrize(
    "header",
    [
        "From: Bob <bob@acme.example>",
        "From: x@y.example\r\nTo: a@b.example,\r\n\t\"Bob\" <BOB@Mail.ACME.example.>",
        "From: x@y.example\nCc: bob.roe+invoices@gmail.com",
        "From: x@y.example\r\nBCC : bob@acme.example",
        "From: x@y.example\r\nReply-To: bob@acme.example",
        "From: list@lists.example\r\nX-Original-From: Bob <bob@acme.example>",
        "From: x@y.example\r\nSender: bob@acme.example",
        "From: x@y.example\r\nResent-To: bob@acme.example",
        "From: =?utf-8?b?Qm9iIDxib2JAYWNtZS5leGFtcGxlPg==?=",
        "From: bob(the boss)@acme.example",
        "From: bob @ acme.example",
        "From: x@y.example\rTo: bob@acme.example",
        "From: 'bob@acme.example' via List <list@lists.example>",
        'From: "Bob Roe" <"bob.roe"@acme.example>',
        'From: Bob <"bob.roe"@gmail.com>',
        "From: <bob.roe@gmail.com?x=1>",
        "From: Tina <tina@acme.co.example>",
        "From: Tina <tina@mail.acme-group.example>",
        "From: Bob Roe <bob@elsewhere.example>",
        'From: "Roe, Bob" <bob@elsewhere.example>',
        "From: =?utf-8?q?Bob_Roe?= <bob@elsewhere.example>",
        "From: Bob Roe via DocuSign <dse_NA4@docusign.example>",
    ],
)  # fmt: skip
def test_a_client_address_in_any_address_header_matches(header: str) -> None:
    assert decided(header) is Verdict.MATCH


@pytest.mark.parametrize("subject", ["Our client: ACME Limited", "=?utf-8?q?F=C3=BCr_Acme?=", "for bob@acme.example"])
def test_a_first_mail_of_nobody_known_that_names_the_company_matches(subject: str) -> None:
    """A6: a lawyer or an agency of the client may write; in a conversation that we began, our own suppliers do."""
    assert decided(f"From: x@y.example\r\nSubject: {subject}") is Verdict.MATCH


@pytest.mark.parametrize("subject", ["Acme Tools: our client", "For Acme-Tools"])
def test_a_client_without_a_name_is_called_as_its_domain(subject: str) -> None:
    matter = Matter(US, (Party(name="acme-tools.example", domains=frozenset({"acme-tools.example"})),))
    header = read_header(f"From: x@y.example\r\nSubject: {subject}".encode())
    assert verdict(header, matter) is Verdict.MATCH


@pytest.mark.parametrize(
    "header",
    [
        "From: bob@notacme.example",
        "From: bob@acme.example.evil.example",
        "From: zoe@acme-printing.example",
        "From: zoe@gmail.com",
        "From: x@y.example\r\nSubject: Re: Acme fonts\r\nIn-Reply-To: <1@y.example>",
        "From: x@y.example\r\nSubject: Acmeism in art",
        "From: x@y.example\r\nSubject: Acme is hiring\r\nList-Unsubscribe: <https://y.example>",
        "From: me@studionorth.example\r\nTo: x@y.example\r\nSubject: Acme fonts",
        "From: x@y.example\r\nX-Note: bob@acme.example\r\nAuto-Submitted: no",
    ],
)
def test_what_only_looks_like_the_client_is_foreign(header: str) -> None:
    assert decided(header) is Verdict.FOREIGN


@pytest.mark.parametrize(
    "header",
    [
        "From: MAILER-DAEMON@mx.example",
        "From: no-reply@sign.example",
        "From: notifications@github.example",
        "From: comments-noreply@docs.example",
        "From: dse_NA4@docusign.example",
        "From: acme-notifications@basecamp.example",
        "From: SecureMail <securemail@portal.example>",
        "From: PBX <voicemail@pbx.example>",
        "From: nicht-antworten@shop.example",
        "From: x@y.example\r\nAuto-Submitted: auto-replied (vacation)",
        "From: x@y.example\r\nContent-Type: multipart/report; report-type=delivery-status",
        "From: x@y.example\r\nReturn-Path: <>",
        "Subject: no author at all",
        "",
    ],
)
def test_reports_are_read_whole(header: str) -> None:
    assert decided(header) is Verdict.REPORT


def test_a_header_ends_at_the_first_blank_line() -> None:
    raw = b"From: x@y.example\r\nTo: me@studionorth.example\r\n\r\nFrom: bob@acme.example\r\n"
    assert verdict(read_header(header_block(raw)), MATTER) is Verdict.FOREIGN


def test_identifiers_are_read_in_every_shape() -> None:
    reading = read_header(
        b"From: x@y.example\nMessage-Id: a@b\nIn-Reply-To: <1@x> (Bob's mail)\nReferences: <0@x>\n <1@x>"
    )
    assert (reading.identifier, reading.references) == ("<a@b>", ("<1@x>", "<0@x>"))
    assert identifiers("no id here") == ()
    long = read_header(b"From: x@y.example\nReferences: " + b" ".join(b"<%d@x>" % n for n in range(5000)))
    assert long.references[0] == "<0@x>"
    assert long.references[-1] == "<4999@x>"
    assert len(long.references) == 200


def test_a_text_names_the_matter_by_address_name_or_identifier() -> None:
    def named(body: str, headers: str = "") -> bool:
        return names_matter(f"From: a@b.example\r\n{headers}\r\n{body}".encode(), MATTER, {"<known@x>"})

    assert named("To <mailto:carol@acme.example>")
    assert named("carol&#64;acme.example", "Content-Type: text/html\r\n")
    assert named("https://x.example/?to=carol%40acme.example")
    assert named("BOB\r\nROE")
    assert named("about <known@x>")
    assert named("see the subject", "Subject: =?utf-8?q?Bob_Roe?=\r\n")
    assert named("https://x.example/?to=bob.roe@gmail.com&n=1")
    assert named("<a href='https://x.example/" + "p/" * 300 + "?to=bob.roe@gmail.com'>")
    assert named("signed by Roe, Bob yesterday")
    assert not named("carol@notacme.example, bobby roe")
    assert not named("bob roebuck")


def test_hostile_texts_take_no_time() -> None:
    for text in (
        "a" * 2_000_000,
        "@" * 200_000,
        "<" * 500_000,
        "<a@" * 300_000,
        "((((" * 100_000 + "@",
        "a@b " * 100_000,
    ):
        with soon():
            list(addresses_in(text))
            identifiers(text)
            read_header(b"From: " + text.encode())


def test_the_rules_hash_tells_every_change() -> None:
    changed = (
        Matter(US, ()),
        Matter(US, (Party(name="Acme Ltd", domains=frozenset({"acme.example"})),)),
        Matter(Party(name="Studio North"), (CLIENT,)),
    )
    assert len({MATTER.rules(None), *(one.rules(None) for one in changed)}) == 4
    assert Matter(US, (CLIENT,)).rules(None) == MATTER.rules(None)


def test_every_client_of_the_configuration_is_collected() -> None:
    other = Party(name="Other", domains=frozenset({"other.example"}))
    matter = Matter(US, (CLIENT, other))
    sides = [
        matter.side(email) for email in ("me@studionorth.example", "a@other.example", "b@acme.example", "c@d.example")
    ]
    assert sides == [Side.US, Side.CLIENT, Side.CLIENT, Side.THIRD]


@pytest.mark.parametrize(
    "word", ["=?is\ufffd-8859-1?q?Bob?=", "=?utf-8?b?a?=", "=?utf\0-8?q?a?=", "=?x-none?q?Bob?=", "=??q?a?="]
)
def test_a_word_in_no_charset_hides_no_address_and_stops_nothing(word: str) -> None:
    """S12, in the place where a pull decides what is fetched."""
    raw = f"From: {word} Roe <bob.roe@acme.example>\r\nTo: {word} <me@studionorth.example>\r\nSubject: {word}\r\n\r\n"
    assert read_header(raw.encode("utf-8")).authors == ("bob.roe@acme.example",)
    assert read_header(raw.encode("utf-8").replace("\ufffd".encode(), b"\xff")).authors == ("bob.roe@acme.example",)
    assert gmail_labels(f"X-Gmail-Labels: {word}\r\n".encode())


_PIECES = [
    *("From:", "To :", "MESSAGE-ID:", "References:", "Date: ", "Received:", "Content-Type:", "X-Other:", "Subject:"),
    *(" Bob Roe <bob@acme.example>", ' "a b"@c.example', "=?utf-8?b?Qm9iIDxib2JAYWNtZS5leGFtcGxlPg==?=", " <1@mail>"),
    *("\r\n", "\r\n ", "\n", "\n\t", ":", " ", "\0", "ü", "Mon, 5 Jan 2026 10:00:00 +0000", "multipart/report"),
]


@given(st.lists(st.sampled_from(_PIECES), max_size=20).map(lambda pieces: "".join(pieces).encode()))
def test_a_lone_cr_behind_it_changes_nothing_of_what_is_read(header: bytes) -> None:
    """Headers without one are read by a quicker pattern."""
    quick, slow = read_header(header), read_header(header + b"\rX-Nothing: at all")
    if not quick.identifier.startswith("header "):
        assert quick == slow
    assert quick.fields == slow.fields
    assert quick[:2] == slow[:2]
