from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from harvester import phrases
from harvester.errors import UsageError
from harvester.phrases import load, subject_words
from harvester.phrases.languages import LISTS

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_list(language: str) -> None:
    folder = Path(phrases.__file__).parent
    files = (folder / f"{language}.toml", folder / "subjects" / f"{language}.toml")
    told = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    data = told[0] | told[1]
    assert sorted([*told[0], *told[1]]) == sorted(LISTS)
    assert all(data.values())


def test_phrases_are_compared_without_case_and_with_straight_apostrophes() -> None:
    found = load(['closings = ["  C’est   TOUT "]'])
    assert "c'est tout" in found.closings


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


@pytest.mark.parametrize(
    "text", ["requests = [", 'wishes = ["x"]', "requests = [1]", 'requests = "x"', 'requests = [" "]']
)
def test_a_phrase_file_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        load([text])
