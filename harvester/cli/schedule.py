"""`harvester schedule`: lets this machine run `nightly` by itself."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from datetime import datetime, time
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import click

from harvester.cli import Common, exits
from harvester.errors import HarvesterError

if TYPE_CHECKING:
    from harvester.config import Config
    from harvester.schedule import Job


@click.group()
def schedule() -> None:
    """Installs, shows or removes the nightly run of this configuration: systemd timer, cron line or launchd agent.

    \b
    harvester schedule install --at 03:30
    harvester schedule show
    harvester schedule remove
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)


class _Clock(click.ParamType[time]):
    name = "HH:MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """The time of day by this machine's clock."""
        if isinstance(value, time):
            return value
        try:
            return datetime.strptime(str(value), "%H:%M").time()  # noqa: DTZ007 (a time of day has no zone)
        except ValueError:
            self.fail(f"“{value}” is no time of day; write it like 03:30.", param, ctx)


_KIND = click.option("--kind", type=click.Choice(["systemd", "cron", "launchd"]), help="Default: what is here.")


@schedule.command()
@click.option("--at", type=_Clock(), default=time(3, 30), help="Time of day; default 03:30.")
@_KIND
@click.option("--print", "only_print", is_flag=True, help="Print what would be installed; change nothing.")
@click.pass_obj
def install(common: Common, at: time, kind: str | None, only_print: bool) -> int:
    """Runs `nightly --quiet` of this configuration every day at HH:MM."""
    from harvester.cli.configured import configuration
    from harvester.cli.terminal import say
    from harvester.files import write_files
    from harvester.schedule import usual_kind

    config = configuration(common)
    job = _job(config, at)
    if only_print:
        click.echo(_printed(job, kind or usual_kind()), nl=False)
        return exits.DONE
    module = _module(kind or usual_kind())
    for path, text in module.files(job).items():
        write_files(path.parent, {path.name: text.encode("utf-8")})
    module.enable(job)
    click.echo(f"Runs every day at {at:%H:%M}: {' '.join(job.command)}")
    for key in _of_environment(config):
        say(f"{key} is read from the environment, which a nightly run does not have; use keyring: or file:.")
    return exits.DONE


@schedule.command()
@_KIND
@click.pass_obj
def show(common: Common, kind: str | None) -> int:
    """Shows what is installed for this configuration."""
    from harvester.cli.configured import configuration
    from harvester.schedule import usual_kind

    job = _job(configuration(common), time(0))
    told = installed(job, kind or usual_kind())
    click.echo(told or "Nothing is installed for this configuration.\n", nl=False)
    return exits.DONE


@schedule.command()
@_KIND
@click.pass_obj
def remove(common: Common, kind: str | None) -> int:
    """Removes what `install` put there."""
    from harvester.cli.configured import configuration
    from harvester.schedule import usual_kind

    job = _job(configuration(common), time(0))
    kind = kind or usual_kind()
    if installed(job, kind) is None:
        click.echo("Nothing is installed for this configuration.")
        return exits.DONE
    module = _module(kind)
    module.disable(job)
    for path in module.files(job):
        path.unlink(missing_ok=True)
    click.echo("Removed. No more nightly runs of this configuration.")
    return exits.DONE


def installed(job: Job, kind: str) -> str | None:
    """What stands in the system for this job, as text; None: nothing."""
    module = _module(kind)
    if kind == "cron":
        line: str | None = module.installed(job)
        return f"{line}\n" if line else None
    texts = [f"# {path}\n{path.read_text('utf-8')}" for path in module.files(job) if path.is_file()]
    return "\n".join(texts) or None


def next_run(config: Config, now: datetime) -> datetime | None:
    """When the nightly run of this configuration comes next, by this machine's clock; None: nothing is installed.

    What was changed by hand into something that `install` does not write counts as not known.
    """
    job = _job(config, time(0))
    for kind in ("systemd", "launchd", *(["cron"] if shutil.which("crontab") else [])):
        try:
            text = installed(job, kind)
            if text:
                return replace(job, at=_module(kind).time_of(text)).next_run(now.astimezone())
        except (HarvesterError, ValueError, KeyError):
            continue
    return None


def _printed(job: Job, kind: str) -> str:
    module = _module(kind)
    if kind == "cron":
        return f"{module.line(job)}\n"
    return "\n".join(f"# {path}\n{text}" for path, text in module.files(job).items())


def _module(kind: str) -> ModuleType:
    return import_module(f"harvester.schedule.{kind}")


def _job(config: Config, at: time) -> Job:
    from harvester.schedule import Job

    found = shutil.which("harvester") or sys.argv[0]
    beside = Path(sys.executable).parent / "harvester"
    program = str(beside if beside.is_file() else Path(found).absolute())
    folders = dict.fromkeys((config.folder, config.store_path.parent))
    return Job(program=program, config=config.path, at=at, writable=tuple(folders), home=Path.home())


def _of_environment(config: Config) -> list[str]:
    """Keys whose secret a nightly run would not find."""
    named = [(f"sources.{name}.password", getattr(one, "password", "")) for name, one in config.sources.items()]
    named += [("notify.password", config.notify.password), ("notify.ping", config.notify.ping)]
    named += [(f"notify.urls[{number}]", url) for number, url in enumerate(config.notify.urls)]
    return [key for key, reference in named if reference and reference.startswith("env:")]
