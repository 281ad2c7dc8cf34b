"""A launchd agent of the user (macOS)."""

from __future__ import annotations

import plistlib
from collections.abc import Mapping
from datetime import time
from pathlib import Path

from harvester.schedule import Job, run


def files(job: Job) -> Mapping[Path, str]:
    """The agent's property list."""
    told = {
        "Label": job.name,
        "ProgramArguments": list(job.command),
        "StartCalendarInterval": {"Hour": job.at.hour, "Minute": job.at.minute},
        "Umask": 0o077,
        "ProcessType": "Background",
        "LowPriorityIO": True,
    }
    return {_path(job): plistlib.dumps(told, sort_keys=False).decode("utf-8")}


def time_of(installed: str) -> time:
    """The time of day at which an installed agent runs."""
    told = plistlib.loads(installed.partition("\n")[2].encode("utf-8"))["StartCalendarInterval"]
    return time(told["Hour"], told["Minute"])


def enable(job: Job) -> None:
    """Loads the agent."""
    run("launchctl", "load", "-w", str(_path(job)))


def disable(job: Job) -> None:
    """Unloads it; the file goes afterwards."""
    run("launchctl", "unload", "-w", str(_path(job)))


def _path(job: Job) -> Path:
    return job.home / "Library" / "LaunchAgents" / f"{job.name}.plist"
