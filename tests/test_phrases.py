from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from harvester.errors import UsageError
from harvester.phrases import LISTS, load

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_list(language: str) -> None:
    data = tomllib.loads((resources.files("harvester.phrases") / f"{language}.toml").read_text(encoding="utf-8"))
    assert sorted(data) == sorted(LISTS)
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


@pytest.mark.parametrize(
    "text", ["requests = [", 'wishes = ["x"]', "requests = [1]", 'requests = "x"', 'requests = [" "]']
)
def test_a_phrase_file_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        load([text])
