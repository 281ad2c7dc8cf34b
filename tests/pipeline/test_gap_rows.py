"""What a row of the gap table says beside its times: its name, the people asked, undated mail, calls (Record, A5)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from harvester.model import Call, Outcome, Side
from harvester.pipeline.gaps import measure
from tests.pipeline.hours import berlin
from tests.pipeline.letters import BOB, ME, letter, matter, question
from tests.pipeline.timelines import parsed

ASKED = "2026-03-02 10:00  us  Could you approve the draft?\nas of 2026-03-06 10:00"
OWED = "2026-03-02 10:00  client  When does it come? (other)\n"


def test_a_gap_keeps_its_name_whatever_becomes_of_it_and_shares_it_with_no_other() -> None:
    """Record: from the opener's event and the side that owes."""
    (waiting,) = parsed(ASKED).measured().gaps
    assert re.fullmatch(r"G-[0-9a-f]{10}", waiting.gap_id)
    answered = parsed(ASKED.replace("as of", "2026-03-03 10:00  client  Approved. (no)\nas of")).measured().gaps
    assert [gap.gap_id for gap in answered] == [waiting.gap_id]
    both = parsed(OWED + ASKED).measured().gaps
    assert len({gap.gap_id for gap in both}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02 10:00  us  Could you?",
        "2026-03-02 10:00  us  Could you?\n2026-03-03 10:00  client  Yes. (no)",
        "2026-03-02 10:00  client  Could you?\n2026-03-03 10:00  us  Yes. (no)",
    ],
    ids=["nobody answered", "who was asked answered", "a colleague of ours answered"],
)
def test_the_person_who_was_asked_is_named_only_beside_a_colleague_of_theirs_who_answered(text: str) -> None:
    """A5."""
    plain = parsed(text)
    plain.turns = [replace(t, author="ann@agency.com") if t.side is Side.US else t for t in plain.turns]
    assert plain.measured().contacts == ()


def test_an_undated_mail_counts_in_its_thread_and_without_one_everywhere_that_the_client_owes() -> None:
    """C11b."""
    plain = parsed(OWED + ASKED)
    for thread, flagged in (("T", True), ("other", False), (None, True)):
        found = measure(replace(plain.matter(), undated=[(thread, "x")])).gaps
        assert {gap.owed_by: gap.reasons for gap in found} == {
            Side.US: (),
            Side.CLIENT: ("possible_activity",) if flagged else (),
        }


def test_what_is_later_than_the_analysis_is_no_turn_of_it() -> None:
    """R26."""
    plain = parsed(ASKED.replace("as of", "2026-03-09 10:00  client  Approved. (no)\nas of"))
    assert set(plain.measured().turns) == {"m0"}


@pytest.mark.parametrize(("notice", "reasons"), [("2026-03-05 10:00", ("other_contact",)), ("2026-03-07 10:00", ())])
def test_a_cancellation_counts_when_it_is_told_though_its_day_has_not_come(
    notice: str, reasons: tuple[str, ...]
) -> None:
    """R20, R26: the notice is the act of the client, not the day of the meeting."""
    plain, start = parsed(ASKED), berlin("2026-03-20 10:00")
    plain.calls = [
        Call(id="c", start=start, end=start + timedelta(hours=1), direction="out", people=("bob@client.com",),
             outcome=Outcome.CANCELLED_BY_CLIENT, noticed_at=berlin(notice))
    ]  # fmt: skip
    (gap,) = plain.measured().gaps
    assert (gap.status, gap.reasons) == ("open", reasons)


def test_every_sign_beside_a_gap_cites_an_original() -> None:
    """P2."""
    elsewhere = letter("03-05 10:00", BOB, ME, "Something else", "We are moving offices.")
    (gap,) = [gap for gap in matter(question(), elsewhere).gaps if gap.level == "A"]
    (source,) = [source for flag, source in gap.flag_sources if flag == "other_contact"]
    assert re.fullmatch(r"[0-9a-f]{64}", source)
