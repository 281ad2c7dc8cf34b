"""What people write in business mail, in six languages: what asks is found, and nothing else counts as a question."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from harvester.model.words import held, plain
from harvester.parse.quotes import new_text
from harvester.phrases import load
from harvester.pipeline.mails.expectation import expectation

PHRASES = load()
SENTENCES = tomllib.loads((Path(__file__).parents[2] / "data" / "sentences.toml").read_text(encoding="utf-8"))


def every(kind: str) -> list[tuple[str, str]]:
    return [(language, text) for language, kinds in SENTENCES.items() for text in kinds[kind]]


@pytest.mark.parametrize(("language", "text"), every("asks"))
def test_what_asks_is_found(language: str, text: str) -> None:
    assert expectation(new_text(text), PHRASES)[0].value == "yes"


@pytest.mark.parametrize(("language", "text"), every("asks_nothing"))
def test_what_asks_nothing_is_never_taken_for_a_question(language: str, text: str) -> None:
    assert expectation(new_text(text), PHRASES)[0].value != "yes"


@pytest.mark.parametrize(("language", "text"), every("releases"))
def test_what_is_settled_or_was_talked_about_is_noticed(language: str, text: str) -> None:
    assert any(held(plain(text), PHRASES.releases))


@pytest.mark.parametrize(("language", "text"), every("away"))
def test_the_words_of_an_absence_notice_are_known(language: str, text: str) -> None:
    assert any(held(plain(text), PHRASES.absence_texts))


@pytest.mark.parametrize(("language", "text"), every("present"))
def test_what_somebody_answers_is_not_taken_for_an_absence_notice(language: str, text: str) -> None:
    """C5 to C7: a machine's stamp on a person's answer must not hide it."""
    assert not any(held(plain(text), PHRASES.absence_texts))


@pytest.mark.parametrize(("language", "text"), every("undecided"))
def test_what_begins_like_a_closing_and_goes_on_is_none(language: str, text: str) -> None:
    assert expectation(new_text(text), PHRASES)[0].value != "no"


@pytest.mark.parametrize(("language", "text"), every("chases"))
def test_who_asks_again_releases_nothing(language: str, text: str) -> None:
    assert expectation(new_text(text), PHRASES)[0].value == "yes"
    assert not [phrase for phrase, _ in held(plain(text), PHRASES.releases)]


@pytest.mark.parametrize("language", SENTENCES)
def test_every_language_has_its_share(language: str) -> None:
    assert all(len(SENTENCES[language][kind]) >= 20 for kind in ("asks", "asks_nothing"))
