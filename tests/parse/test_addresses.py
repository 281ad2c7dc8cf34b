from __future__ import annotations

import pytest

from harvester.parse.addresses import canonical_email
from tests.parse.raw import read


def author(value: str) -> tuple[str, bool]:
    """(address, is it clear) of a From header."""
    message = read(From=value)
    return (
        message.authors[0].email if message.authors else "",
        "unclear_author" not in message.defects,
    )


@pytest.mark.parametrize(
    ("value", "email"),
    [
        ("Bob Roe <bob@acme.example>", "bob@acme.example"),
        ("bob@acme.example", "bob@acme.example"),
        ("Bob <BOB.Roe@ACME.Example>", "bob.roe@acme.example"),
        ("Bob <bob@acme.example.>", "bob@acme.example"),
        ("bob@acme.example.", "bob@acme.example"),
        ("Bob <bob+work@acme.example>", "bob+work@acme.example"),
        ("bob@acme.example <bob@acme.example>", "bob@acme.example"),
        ('"Roe, Bob" <bob@acme.example>', "bob@acme.example"),
        ("Roe, Bob <bob@acme.example>", "bob@acme.example"),
        ("Bob [Acme] <bob@acme.example>", "bob@acme.example"),
        ("bob@acme.example (Bob Roe)", "bob@acme.example"),
        ("=?iso-8859-1?q?J=F6rg?= <j@acme.example>", "j@acme.example"),
        ("Bob <bob@bücher.example>", "bob@xn--bcher-kva.example"),
        ("Bob <bob@xn--bcher-kva.example>", "bob@xn--bcher-kva.example"),
        ("=?utf-8?b?a?= <bob@acme.example>", "bob@acme.example"),
        ("J\udcf6rg <j@acme.example>", "j@acme.example"),
        ("<@relay.example:bob@acme.example>", "bob@acme.example"),
    ],
)
def test_the_author_is_the_address_in_the_angle_brackets(value: str, email: str) -> None:
    assert author(value) == (email, True)


@pytest.mark.parametrize(
    ("value", "real"),
    [
        ('"bob@acme.example" <x@evil.example>', "x@evil.example"),
        ("x@evil.example (bob@acme.example)", "x@evil.example"),
        ("=?utf-8?q?bob=40acme=2Eexample?= <x@evil.example>", "x@evil.example"),
        ('"bob@acme.example"@evil.example', '"bob@acme.example"@evil.example'),
    ],
)
def test_an_address_in_a_name_or_comment_never_becomes_the_author(value: str, real: str) -> None:
    assert author(value) == (real, True)


@pytest.mark.parametrize(
    "value",
    [
        "bob@acme.example <x@evil.example>",
        "a@b]<bob@acme.example>",
        "Bob <bob@acme.example> <x@evil.example>",
        "bob@acme.example x@evil.example",
        "<=?utf-8?q?bob=40acme.example?=>",
        "Bob <bob@acme.example",
        "Bob <b@ａcme.example>",
        "Bob <b@ac\u200bme.example>",
        "<>",
        "Mail Delivery System <MAILER-DAEMON>",
        "undisclosed-recipients:;",
        "",
    ],
)
def test_an_address_that_can_be_read_in_two_ways_names_nobody(value: str) -> None:
    assert author(value) == ("", False)


def test_a_lookalike_letter_stays_another_domain() -> None:
    assert author("Bob <bob@аcme.example>") == ("bob@xn--cme-5cd.example", True)  # Cyrillic а


def test_several_authors_are_listed_and_unclear() -> None:
    message = read(From="Bob <bob@acme.example>, Carol <carol@acme.example>")
    assert [a.email for a in message.authors] == ["bob@acme.example", "carol@acme.example"]
    assert "unclear_author" in message.defects


def test_a_second_from_header_makes_the_author_unclear() -> None:
    message = read("x", "From: Eve <eve@evil.example>")
    assert [a.email for a in message.authors] == ["bob@acme.example", "eve@evil.example"]
    assert "unclear_author" in message.defects


def test_every_to_header_and_every_group_member_is_a_recipient() -> None:
    message = read("x", "To: c@acme.example", To="Team: a@acme.example, b@acme.example;")
    assert [a.email for a in message.to] == ["a@acme.example", "b@acme.example", "c@acme.example"]


def test_the_author_before_a_list_rewrote_from() -> None:
    message = read(
        "x",
        From='"Bob via G" <g@lists.example>',
        X_Original_From="Bob Roe <bob@acme.example>",
        Sender="Desk <desk@acme.example>",
        Reply_To="bob@acme.example",
        Delivered_To="me@studionorth.example",
    )
    assert [a.email for a in message.original_from] == ["bob@acme.example"]
    assert message.sender is not None
    assert message.sender.email == "desk@acme.example"
    assert [a.email for a in message.reply_to] == ["bob@acme.example"]
    assert message.delivered_to == ("me@studionorth.example",)


def test_names_are_shown_without_bidirectional_tricks() -> None:
    assert "\u202e" not in read(From="Bob\u202eeoR <bob@acme.example>").authors[0].name


def test_needless_quotation_marks_make_no_other_mailbox() -> None:
    assert canonical_email('"bob.roe"@acme.example') == ("bob.roe@acme.example", "")
    assert canonical_email('"bob roe"@acme.example') == ('"bob roe"@acme.example', "")
