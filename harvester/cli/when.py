"""Times on the command line."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click


class Instant(click.ParamType[datetime]):
    """ISO 8601 with a zone -> aware UTC datetime."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant; a time without a zone is refused, for it names no instant."""
        if isinstance(value, datetime):
            return value
        try:
            at = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}” is no time; write it like 2026-03-31T12:00:00+02:00.", param, ctx)
        if at.tzinfo is None:
            meant = at.astimezone().isoformat(timespec="seconds")
            self.fail(f"“{value}” has no zone; write e.g. {meant} for the time of this machine.", param, ctx)
        return at.astimezone(UTC)


as_of_option = click.option(
    "--as-of", type=Instant(), help="As of this time (ISO 8601 with zone); default: the last search."
)
"""For what speaks of a store as it is held."""


class Day(click.ParamType[date]):
    """ISO 8601 date."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}” is no date; write it like 2026-01-31.", param, ctx)


def now() -> datetime:
    """The clock of this machine: the one place that reads it."""
    return datetime.now(UTC)
