"""What was typed after `harvester run`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The options of `run`, as they were typed."""

    calendar: tuple[str, ...]
    calls: Path | None
    me: tuple[str, ...]
    password: str | None
    ca_file: Path | None
    timezone: str | None
    client_timezone: str | None
    holidays: str | None
    client_holidays: str | None
    work_week: str | None
    since: date | None
    as_of: datetime | None
    complete: bool
    exported_at: datetime | None
    contract: Path | None
    out: Path | None
    show: bool
