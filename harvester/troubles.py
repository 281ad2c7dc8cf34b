"""What is wrong with the search itself, told loudly: a silence of the client and one of ours look the same (S3).

The machine, nights that did not come, sign-ins that end soon, what a pull could not look at, and clients that could not
be analysed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from harvester.config import Config
from harvester.errors import HarvesterError
from harvester.harvest import Pulled
from harvester.model.ledger import FolderCoverage, still_unread
from harvester.model.night import Condition, Flagged, FlagKey, FlagState
from harvester.model.times import iso, moment
from harvester.sources import ending_sign_ins
from harvester.store import Store

SEARCH = ""
"""Stands for the client where a flag concerns the search itself."""
_OVERDUE = timedelta(hours=36)
_SPARE_BYTES = 500 * 10**6
_SIGN_IN_ENDS = timedelta(days=3)
"""Google ends the sign-in of a project in testing after seven days: the first four of them are quiet."""


def machine(config: Config, newest: datetime | None, now: datetime) -> Iterator[Condition]:
    """A clock that is behind the last search, and a disk that is nearly full."""
    if newest and newest > now:
        zone = config.us.timezone or "UTC"
        detail = (
            f"The clock of this machine says {moment(now, zone)}, earlier than the last search "
            f"({moment(newest, zone)})."
        )
        yield _trouble("clock", "machine", now, detail)
    free = shutil.disk_usage(config.store_path.parent).free
    if free < max(_SPARE_BYTES, 2 * config.store_path.stat().st_size):
        detail = f"Only {free // 10**6:,} MB are free where the store lies ({config.store_path.parent})."
        yield _trouble("disk", str(config.store_path.parent), now, detail)


def runs(last: datetime | None, now: datetime) -> Iterator[Condition]:
    """A night that did not come."""
    if last and now - last > _OVERDUE:
        detail = f"No nightly run ended between {iso(last)} and {iso(now)}."
        yield replace(_trouble("overdue", "nightly", last, detail), passing=True)


def sign_ins(config: Config, environment: Mapping[str, str], now: datetime) -> Iterator[Condition]:
    """Sign-ins that end within days: told before a night cannot look, and while it cannot."""
    for name, ends in ending_sign_ins(config, environment):
        if ends - now <= _SIGN_IN_ENDS:
            tense = "ended" if ends < now else "ends"
            until = moment(ends, config.us.timezone or "UTC")
            detail = (
                f"The sign-in of {name} {tense} on {until}, for its Google project is in testing: publish the project, "
                f"then run `harvester auth {name}` once more."
            )
            yield _trouble("sign_in", name, ends - _SIGN_IN_ENDS, detail)


def search(pulled: Mapping[str, Pulled], store: Store, now: datetime) -> Iterator[Condition]:
    """Sources and folders that this night could not look at."""
    rows = store.ledger().folders
    for name, one in pulled.items():
        if one.error:
            yield _trouble("source", name, _good(rows, name) or now, f"{name} could not be searched: {one.error}")
            continue
        for row in one.rows:
            failed = still_unread(row, one.items)
            if failed or (row.reason and not row.chosen):
                detail = f"{name}, {row.folder or 'as a whole'}: {row.reason or f'{failed} could not be read'}."
                yield _trouble("folder", f"{name}/{row.folder}", _good(rows, name, row.folder) or now, detail)


def still(earlier: Sequence[Flagged], errors: Mapping[str, HarvesterError]) -> Iterator[Condition]:
    """The flags of clients that could not be analysed: nothing is known to have cleared them."""
    for flag in earlier:
        if flag.key.client in errors and flag.state is not FlagState.CLEARED:
            yield Condition(
                key=flag.key,
                since=flag.since,
                detail=flag.detail,
                evidence=flag.evidence,
                ours=flag.ours,
                held_back=(f"not analysed: {errors[flag.key.client].fact}",),
            )


def _trouble(rule: str, about: str, since: datetime, detail: str) -> Condition:
    return Condition(key=FlagKey(SEARCH, rule, about), since=since, detail=detail)


def _good(rows: Sequence[FolderCoverage], source: str, folder: str | None = None) -> datetime | None:
    """Up to when a source, or one of its folders, was searched well."""
    reached = [row.reach for row in rows if row.source == source and folder in {None, row.folder} and row.reach]
    return min(reached, default=None)
