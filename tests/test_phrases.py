from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from harvester import phrases
from harvester.phrases import load, subject_words
from harvester.phrases.languages import GRAMMAR, LISTS, spelt_out

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_list(language: str) -> None:
    folder = Path(phrases.__file__).parent
    files = (folder / f"{language}.toml", folder / "subjects" / f"{language}.toml")
    told = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    data = told[0] | told[1]
    assert sorted([*told[0], *told[1]]) == sorted(LISTS)
    assert all(data.values())


@pytest.mark.parametrize(
    ("phrase", "spelt"),
    [
        ("  C’est   TOUT ", ["c'est tout"]),
        ("please {send|have a look}", ["please send", "please have a look"]),
        (
            "{i|we} ... {your|a} sign-off",
            ["i ... your sign-off", "i ... a sign-off", "we ... your sign-off", "we ... a sign-off"],
        ),
        ("{|just }let me know", ["let me know", "just let me know"]),
    ],
)
def test_a_phrase_is_compared_as_it_is_spelt_out(phrase: str, spelt: list[str]) -> None:
    assert list(spelt_out(phrase)) == spelt


_NOT_EVERYWHERE = {"reasons", "to_come", "denies_next", "tags", "approved"}
"""Lists that some languages need no words for."""
_OF_ALL = {"tools"}
"""Names, which are the same in all of them."""


def test_every_language_has_the_grammar_that_others_have() -> None:
    folder = Path(phrases.__file__).parent / "grammar"
    told = {
        language: tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8")) for language in LANGUAGES
    }
    assert sorted(_OF_ALL.union(*told.values())) == sorted(GRAMMAR)
    missing = {language: set(GRAMMAR) - _OF_ALL - set(lists) for language, lists in told.items()}
    assert all(lists <= _NOT_EVERYWHERE for lists in missing.values()), missing


def test_no_phrase_is_blank_or_has_an_open_bracket() -> None:
    for file in Path(phrases.__file__).parent.glob("*.toml"):
        for name, told in tomllib.loads(file.read_text(encoding="utf-8")).items():
            spelt = [one for phrase in told for one in spelt_out(phrase)]
            assert all(one and not set(one) & set("{|}") for one in spelt), (file.name, name)


def test_no_phrase_is_both_a_request_and_none() -> None:
    found = load()
    assert not set(found.requests + found.reminders) & set(found.not_requests + found.closings + found.no_reply_needed)


def test_no_reply_prefix_is_a_forward_prefix() -> None:
    found = load()
    assert {"re", "aw", "sv", "antw", "rv"} <= set(found.reply_prefixes)
    assert {"fwd", "wg"} <= set(found.forward_prefixes)
    assert not set(found.reply_prefixes) & set(found.forward_prefixes)


def test_a_pull_and_the_analysis_read_subjects_by_the_same_words() -> None:
    found, few = load(), subject_words()
    assert [getattr(few, name) for name in few.LISTS] == [getattr(found, name) for name in few.LISTS]
    assert few.generic_subjects
