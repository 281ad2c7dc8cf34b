"""The nightly job of this machine: systemd user timer, cron line, or launchd agent.

Each kind is a module with the same functions: `files` (what is written, by path), `enable` and `disable` (the commands
that make the system see it), `time_of` (when what is installed runs). Nothing runs as root and nothing outside the
user's own configuration is touched.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from harvester.errors import HarvesterError, UsageError

KINDS = ("systemd", "cron", "launchd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What runs every night."""

    program: str
    """Absolute path of the program."""
    config: Path
    at: time
    writable: tuple[Path, ...]
    """Folders that the run must write to."""
    home: Path

    @property
    def name(self) -> str:
        """One job a configuration: the same configuration always has the same name."""
        return f"harvester-{hashlib.sha256(str(self.config).encode()).hexdigest()[:8]}"

    @property
    def command(self) -> tuple[str, ...]:
        """The words of the command."""
        return (self.program, "--config", str(self.config), "nightly", "--quiet")

    def next_run(self, now: datetime) -> datetime:
        """The next time at which it runs, in the zone of `now`."""
        today = now.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return today if today > now else today + timedelta(days=1)


def usual_kind() -> str:
    """What this machine has. Raises UsageError where it has none of them."""
    if sys.platform == "darwin":
        return "launchd"
    if shutil.which("systemctl") and _runs("systemctl", "--user", "show-environment"):
        return "systemd"
    if shutil.which("crontab"):
        return "cron"
    raise UsageError(
        "Neither a systemd user session nor cron was found here.",
        "Print what to install by hand: `harvester schedule install --print --kind cron`.",
    )


def run(*words: str, told: str | None = None) -> str:
    """Runs a command of the system and returns what it prints. Raises HarvesterError with what it says."""
    try:
        done = subprocess.run(words, input=told, capture_output=True, text=True, timeout=60)  # noqa: S603 - no shell
    except (OSError, subprocess.SubprocessError) as error:
        raise HarvesterError(
            f"{words[0]} could not be run ({error}).", "Use --print and install it by hand."
        ) from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise HarvesterError(
            f"{' '.join(words[:3])} failed: {said[-1] if said else f'exit code {done.returncode}'}.",
            "Use --print and install it by hand.",
        )
    return done.stdout


def _runs(*words: str) -> bool:
    try:
        run(*words)
    except HarvesterError:
        return False
    return True
