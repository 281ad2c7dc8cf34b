"""The sentences of a night: silence, slower answers, and gaps that read otherwise now (S, K5)."""

from __future__ import annotations

from harvester.model.times import business, counted
from harvester.pipeline.wording import about


def silent(client: str, asked: str, until: str, days: int) -> str:
    """S2: no act of anybody at the client since a question of ours."""
    return (
        f"No mail, call or calendar answer of anybody at {client} is recorded in what was searched since our question "
        f"of {asked}, up to {until}: {counted(days, 'business day')}. Automatic replies, receipts and calls that were "
        "not taken are not counted."
    )


def silence_unsure(client: str, asked: str) -> str:
    """The same where something held it back (S3)."""
    return f"It is not established whether anybody at {client} has reacted since our question of {asked}."


def slower(client: str, before: tuple[float, int], after: tuple[float, int]) -> str:
    """S4: the medians of two times, each with the number of questions."""
    (was, first), (now, last) = before, after
    return (
        f"Half of the questions to {client} were answered within {business(now)} in the last 60 days "
        f"({counted(last, 'question')}), and within {business(was)} before ({counted(first, 'question')}). Open ones "
        "are counted as longer than they are now; those that need a look are left out."
    )


def reads_otherwise(subject: str, asked: str, was: str, now: str) -> str:
    """K5: a closed gap that later evidence or settings changed."""
    return f"The question {about(subject)}, asked on {asked}, was recorded as {was}; it is recorded as {now} now."


def no_longer_counted(gap_id: str, was: str) -> str:
    """K5: the same where the question is no longer one."""
    return f"{gap_id}, recorded as {was}, is no longer counted as a question."
