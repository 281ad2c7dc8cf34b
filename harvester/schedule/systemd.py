"""A systemd user service with its timer: hardened, made up for when the machine slept, exit code 10 is no failure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from pathlib import Path

from harvester.schedule import Job, run

_SERVICE = """\
[Unit]
Description=Harvester: what has changed with the clients

[Service]
Type=oneshot
ExecStart={command}
# 10: done, and a client is flagged
SuccessExitStatus=10
TimeoutStartSec=4h
Nice=10
UMask=0077
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ReadWritePaths={writable}
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
LockPersonality=yes
"""
_TIMER = """\
[Unit]
Description=Harvester, every night

[Timer]
OnCalendar=*-*-* {at:%H:%M}:00
RandomizedDelaySec=10m
Persistent=true

[Install]
WantedBy=timers.target
"""


def files(job: Job) -> Mapping[Path, str]:
    """Service and timer."""
    folder = job.home / ".config" / "systemd" / "user"
    service = _SERVICE.format(
        command=" ".join(map(_quoted, job.command)), writable=" ".join(map(_quoted, map(str, job.writable)))
    )
    return {folder / f"{job.name}.service": service, folder / f"{job.name}.timer": _TIMER.format(at=job.at)}


def time_of(installed: str) -> time:
    """The time of day at which an installed timer runs."""
    clock = installed.partition("OnCalendar=*-*-* ")[2][:5]
    return time.fromisoformat(clock)


def enable(job: Job) -> None:
    """Makes systemd see the timer, and starts it."""
    run("systemctl", "--user", "daemon-reload")
    run("systemctl", "--user", "enable", "--now", f"{job.name}.timer")


def disable(job: Job) -> None:
    """Stops the timer; the files go afterwards."""
    run("systemctl", "--user", "disable", "--now", f"{job.name}.timer")


def _quoted(word: str) -> str:
    """A word as systemd reads it back: quotes, backslashes, specifiers and variables are only text."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'
