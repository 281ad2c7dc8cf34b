"""What holds for every timeline (measurement.md I)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from harvester.model.gaps import Gap
from harvester.model.mail import Expectation, MessageClass
from harvester.model.matter import Side
from harvester.pipeline.frames import Turn
from tests.pipeline.hours import BERLIN, NEW_YORK
from tests.pipeline.timelines import Timeline

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
AS_OF = datetime(2026, 4, 30, 10, tzinfo=UTC)
OURS, BOB, CAROL = "me@agency.com", "bob@client.com", "carol@client.com"


@dataclass(frozen=True)
class Mail:
    """One mail of a random timeline."""

    minutes: int
    author: str
    thread: str
    expects: Expectation


MAILS: st.SearchStrategy[list[Mail]] = st.lists(
    st.builds(
        Mail,
        minutes=st.integers(0, 60 * 24 * 30),
        author=st.sampled_from([OURS, BOB, CAROL]),
        thread=st.sampled_from("ST"),
        expects=st.sampled_from(list(Expectation)),
    ),
    max_size=14,
    unique_by=lambda mail: (mail.minutes, mail.author),
)


def turn(number: int, mail: Mail, kind: MessageClass = MessageClass.HUMAN) -> Turn:
    return Turn(
        key=f"m{number:02}",
        at=START + timedelta(minutes=mail.minutes),
        side=Side.US if mail.author == OURS else Side.CLIENT,
        author=mail.author,
        kind=kind,
        thread=mail.thread,
        to=(BOB,) if mail.author == OURS else (OURS,),
        expects=mail.expects,
    )


def turns(mails: list[Mail]) -> list[Turn]:
    return [turn(number, mail) for number, mail in enumerate(mails)]


def gaps(found: list[Turn], as_of: datetime = AS_OF) -> tuple[Gap, ...]:
    return Timeline(turns=found, calls=[], us_hours=BERLIN, client_hours=NEW_YORK, as_of=as_of).measured().gaps


def shape(gap: Gap) -> tuple[object, ...]:
    return gap.gap_id, gap.status, gap.started_at, gap.ended_at, gap.calendar_hours, gap.business_hours


@given(MAILS)
def test_calendar_time_is_at_least_business_time_and_nothing_is_negative(mails: list[Mail]) -> None:
    for gap in gaps(turns(mails)):
        assert gap.calendar_hours >= gap.business_hours - 1e-9 >= -1e-9  # I1
        assert gap.since_last_ask_hours <= gap.calendar_hours + 1e-9


@given(MAILS, st.randoms(use_true_random=False))
def test_the_order_in_which_mail_was_found_does_not_matter(mails: list[Mail], random: Random) -> None:
    found = turns(mails)
    shuffled = found[:]
    random.shuffle(shuffled)
    assert gaps(found) == gaps(shuffled)  # I3


@given(MAILS, MAILS, st.sampled_from([MessageClass.AUTO_REPLY, MessageClass.BULK, MessageClass.RECEIPT]))
def test_automatic_mail_changes_no_duration(mails: list[Mail], noise: list[Mail], kind: MessageClass) -> None:
    found = turns(mails)
    automatic = [turn(50 + number, mail, kind) for number, mail in enumerate(noise)]
    assert [shape(g) for g in gaps(found)] == [shape(g) for g in gaps(found + automatic)]  # I4


@given(MAILS, st.integers(0, 60 * 24 * 30))
def test_one_more_answer_of_the_client_never_lengthens_a_gap(mails: list[Mail], minutes: int) -> None:
    found = turns(mails)
    answer = turn(99, Mail(minutes, BOB, "T", Expectation.NO))
    before = {g.opener.sha256: g.calendar_hours for g in gaps(found) if g.owed_by is Side.CLIENT and g.level == "A"}
    after = {g.opener.sha256: g for g in gaps([*found, answer]) if g.owed_by is Side.CLIENT and g.level == "A"}
    for opener, gap in after.items():
        if opener in before:
            assert gap.calendar_hours <= before[opener]  # I5


@given(MAILS, st.integers(1, 100))
def test_time_passing_lengthens_what_is_open_and_nothing_else(mails: list[Mail], hours: int) -> None:
    early, late = gaps(turns(mails)), gaps(turns(mails), AS_OF + timedelta(hours=hours))
    for one, other in zip(early, late, strict=True):
        grown = hours if one.status == "open" else 0
        assert round(other.calendar_hours - one.calendar_hours, 6) == grown  # I6


@given(MAILS)
def test_a_thread_has_at_most_one_open_gap_and_gaps_do_not_overlap(mails: list[Mail]) -> None:
    by_thread: dict[str, list[Gap]] = {}
    for gap in gaps(turns(mails)):
        by_thread.setdefault(gap.thread, []).append(gap)
    for found in by_thread.values():
        assert sum(gap.status == "open" for gap in found) <= 1  # I7
        for one, other in pairwise(found):
            assert (one.ended_at or AS_OF) <= other.started_at


@given(MAILS)
def test_swapping_the_sides_mirrors_the_result(mails: list[Mail]) -> None:
    found = [t for t in turns(mails) if t.author != CAROL]
    instants = {t.at for t in found}
    if len(instants) < len(found):
        return  # T5 breaks ties in favour of the client, on purpose
    other = {OURS: BOB, BOB: OURS}
    sides = {Side.US: Side.CLIENT, Side.CLIENT: Side.US}
    swapped = [replace(t, author=other[t.author], side=sides[t.side], to=(t.author,)) for t in found]
    mirrored = Timeline(turns=swapped, calls=[], us_hours=NEW_YORK, client_hours=BERLIN, as_of=AS_OF).measured().gaps
    plain = [(g.opener.sha256, g.status, g.calendar_hours, g.business_hours, g.claim) for g in gaps(found)]
    assert plain == [(g.opener.sha256, g.status, g.calendar_hours, g.business_hours, g.claim) for g in mirrored]  # I8
