"""Working weeks that the tests share."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from harvester.model.matter import WorkingHours

NINE_TO_FIVE = ((540, 1020),)
BERLIN_CLOSED = frozenset(
    date.fromisoformat(d) for d in ("2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25", "2026-12-26")
)


def week(
    days: Sequence[int] = range(5), windows: tuple[tuple[int, int], ...] = NINE_TO_FIVE
) -> Mapping[int, tuple[tuple[int, int], ...]]:
    return dict.fromkeys(days, windows)


BERLIN = WorkingHours(timezone="Europe/Berlin", week=week(), closed=BERLIN_CLOSED)
NEW_YORK = WorkingHours(timezone="America/New_York", week=week())
RIYADH = WorkingHours(timezone="Asia/Riyadh", week=week((6, 0, 1, 2, 3)))
ALL_HOURS = WorkingHours(timezone="Europe/Berlin", week=week(range(7), ((0, 1440),)))


def berlin(text: str) -> datetime:
    """A wall time in Berlin, "2026-03-02 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))
