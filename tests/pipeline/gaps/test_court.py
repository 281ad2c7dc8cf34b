"""Ball-in-court for all threads at once: against going mail by mail, and what happens at one instant (R, T4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from harvester.model.gaps import Gap
from harvester.pipeline.gaps.court import KINDS, NOBODY, owing, step
from tests.pipeline.timelines import parsed

KIND = st.integers(0, len(KINDS) - 1)


@given(st.lists(st.lists(KIND, min_size=1, max_size=20), min_size=1, max_size=5))
def test_who_owes_is_the_same_as_going_mail_by_mail(threads: list[list[int]]) -> None:
    expected = []
    for mails in threads:
        state = NOBODY
        for kind in mails:
            state = step(KINDS[kind], state).owing
            expected.append(state)
    first = np.concatenate([np.arange(len(mails)) == 0 for mails in threads])
    assert owing(np.concatenate(threads).astype(np.uint8), first).tolist() == expected  # I7


def test_a_thread_as_long_as_a_matter_is_followed_to_its_end() -> None:
    quiet = KINDS.index(KINDS[0]._replace(ours=True))
    asks = KINDS.index(KINDS[quiet]._replace(asks=True))
    mails = np.full(100_000, quiet, dtype=np.uint8)
    mails[0] = asks
    assert set(owing(mails, np.arange(mails.size) == 0).tolist()) == {step(KINDS[asks], NOBODY).owing}


def seen(text: str) -> list[tuple[Any, ...]]:
    return [shown(gap) for gap in parsed(text).measured().gaps]


def shown(gap: Gap) -> tuple[Any, ...]:
    return gap.owed_by.value, gap.status, gap.calendar_hours, gap.level


def test_a_call_before_a_mail_arrives_settles_the_question_first() -> None:
    found = seen("""
        2026-03-02 10:00  us      Could you approve the draft?
        2026-03-02 09:00  client  Here is the approval. (no, arrived 2026-03-02 12:00)
        2026-03-02 11:00  call    attended
        """)
    assert found == [("client", "closed_by_call", 1.0, "A")]  # R19, T4


def test_of_two_mails_under_way_the_one_that_arrives_first_answers() -> None:
    found = seen("""
        2026-03-02 10:00  us      Could you approve the draft?
        2026-03-02 08:00  client  Here is the approval. (no, arrived 2026-03-02 14:00)
        2026-03-02 09:00  client  It is approved. (no, arrived 2026-03-02 12:00)
        """)
    assert found == [("client", "answered", 2.0, "A")]  # T4


def test_a_question_made_clear_as_a_call_begins_is_one_gap() -> None:
    found = seen("""
        2026-03-02 10:00  client  Here are the texts. (unknown)
        2026-03-02 12:00  client  When does the draft come?
        2026-03-02 12:00  call    attended
        """)
    assert found == [("us", "closed_by_call", 0.0, "A")]  # R19, R31


def test_mail_that_arrives_answers_even_where_another_was_of_the_instant_of_the_question() -> None:
    found = seen("""
        2026-03-02 10:00  us      Could you approve the draft?
        2026-03-02 10:00  client  Here are the texts. (no, arrived 2026-03-02 11:00)
        2026-03-02 09:00  client  It is approved. (no, arrived 2026-03-02 13:00)
        """)
    assert found == [("client", "answered", 3.0, "A")]  # T4


def test_a_call_kept_to_one_conversation_settles_only_that() -> None:
    plain = parsed("""
        2026-03-02 10:00  us      Could you approve the draft?
        2026-03-02 10:00  us      Could you approve the texts? (other)
        2026-03-03 10:00  call    attended
        2026-03-04 10:00  us      Could you approve the fonts? (other)
        as of 2026-03-05 10:00
        """)
    plain.calls[0] = replace(plain.calls[0], threads=("other",))
    found = sorted((gap.thread, gap.status, gap.calendar_hours) for gap in plain.measured().gaps)
    assert found == [("T", "open", 72.0), ("other", "closed_by_call", 24.0), ("other", "open", 24.0)]  # R19


def test_a_long_call_covers_what_is_asked_after_a_short_one_within_it() -> None:
    plain = parsed("""
        2026-03-02 10:00  call    attended
        2026-03-02 10:10  call    attended
        2026-03-02 11:30  us      Could you approve the draft?
        as of 2026-03-02 14:00
        """)
    plain.calls[0] = replace(plain.calls[0], end=plain.turns[0].at)
    gaps = plain.measured().gaps
    assert [shown(gap) for gap in gaps] == [("client", "closed_by_call", 0.0, "A")]  # R19


def test_our_own_late_answer_by_a_colleague_is_no_other_personnel() -> None:
    plain = parsed("2026-03-02 10:00  client  When?\n2026-03-03 10:00  us  On Friday. (no)")
    plain.turns[1] = replace(plain.turns[1], author="jane@agency.com")
    assert [gap.flags for gap in plain.measured().gaps] == [()]  # A5 speaks of the client
