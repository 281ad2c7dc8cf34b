"""When something counts, and when it is told: what the configuration may say otherwise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Every threshold of measurement.md, with its default."""

    chaser_hours: float = 4
    attended_call_closes: bool = True
    clock_ahead_minutes: float = 5
    transit_delay_minutes: float = 15
    date_implausible_hours: float = 72
    sent_copy_hours: float = 24
    closing_words: int = 12
    subject_link_days: float = 30
    answered_call_seconds: float = 30
    purge_days: float = 30
    min_business_hours: float = 16
    unanswered_business_days: float = 3
    silence_business_days: float = 5
    deadline_days: float = 3
    invoice_days: float = 1
