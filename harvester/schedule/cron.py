"""One line in the user's crontab; the others are left as they are."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import time
from pathlib import Path

from harvester.errors import HarvesterError
from harvester.schedule import Job, run


def line(job: Job) -> str:
    """The line of a job, marked with its name."""
    command = shlex.join(job.command).replace("%", "\\%")
    return f"{job.at.minute} {job.at.hour} * * * umask 077; {command}  # {job.name}"


def time_of(installed: str) -> time:
    """The time of day at which an installed line runs."""
    minute, hour = installed.split()[:2]
    return time(int(hour), int(minute))


def files(_job: Job) -> Mapping[Path, str]:
    """None: the crontab is written by its own program."""
    return {}


def enable(job: Job) -> None:
    """Puts the line into the crontab, in the place of an earlier one."""
    run("crontab", "-", told="\n".join([*_others(job), line(job), ""]))


def disable(job: Job) -> None:
    """Takes the line out."""
    run("crontab", "-", told="".join(f"{one}\n" for one in _others(job)))


def installed(job: Job) -> str | None:
    """The line that stands there; None: there is none."""
    return next((one for one in _lines() if one.endswith(f"# {job.name}")), None)


def _others(job: Job) -> list[str]:
    return [one for one in _lines() if not one.endswith(f"# {job.name}")]


def _lines() -> list[str]:
    try:
        return run("crontab", "-l").splitlines()
    except HarvesterError as error:
        if "no crontab" in error.fact:
            return []
        raise
