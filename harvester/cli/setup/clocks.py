"""Step: time zone, hours and holidays of both sides. What nobody knows stays unset, and the report says so."""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files
from pathlib import Path

from harvester.cli.setup.asking import Asker
from harvester.cli.setup.given import Answers, Given
from harvester.config.hours import regions
from harvester.config.schema import holidays, work_week, zone

USUAL_WEEK = "Mon-Fri 09:00-17:00"
_MOST_REGIONS = 30
"""More are not listed: nobody reads them."""
_NONE = "-"
_UNKNOWN = "Enter: not known"
_NOBODYS = frozenset({"UTC", "UCT", "Zulu", "Universal", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich"})
"""Clocks of machines, which nobody works by."""


def ask_clocks(asker: Asker, given: Given, answers: Answers) -> None:
    """Our clock with what this machine suggests; the client's only as far as somebody knows it."""
    if asker.asks:
        asker.tell("Business hours are counted by these clocks. What stays open is printed as assumed.")
    local = machine_zone() if asker.asks else ""
    words = "Our time zone" if local else f"Our time zone, e.g. Europe/Berlin ({_UNKNOWN})"
    ours = given.timezone or asker.optional(words, zone, local)
    week = given.work_week or asker.optional("Our hours", work_week, USUAL_WEEK if asker.asks else "")
    answers.us |= _known(timezone=ours, work_week=week)
    _ask_holidays(asker, "Our holidays", given.holidays, answers.us)
    theirs = given.client_timezone or asker.optional(f"The client's time zone ({_UNKNOWN})", zone)
    hours = given.client_work_week or asker.optional(f"The client's hours ({_UNKNOWN})", work_week)
    answers.them |= _known(timezone=theirs, work_week=hours)
    _ask_holidays(asker, "The client's holidays", given.client_holidays, answers.them)


def _ask_holidays(asker: Asker, words: str, given: str | None, table: dict[str, str]) -> None:
    if given is not None:
        table["holidays"] = given
        return
    if not asker.asks:
        return
    country = country_of(table.get("timezone", ""))
    found = regions(country) or []
    if 0 < len(found) <= _MOST_REGIONS:
        asker.tell(f"Regions: {', '.join(found)}")
    said = "- for none" if country else f"e.g. DE or US-NY; - for none; {_UNKNOWN}"
    region = f", or a region such as {found[len(found) // 2]}" if len(found) > _MOST_REGIONS else ""
    answer = asker.optional(f"{words} ({said}{region})", _place, country, none="")
    if answer:
        table["holidays"] = "" if answer == _NONE else answer


def _place(text: str) -> str:
    return text if text == _NONE else holidays(text.strip().upper())


def _known(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def machine_zone() -> str:
    """The zone of this machine; "" where it has none, or UTC, which nobody works by."""
    named = os.environ.get("TZ", "").lstrip(":")
    link = Path("/etc/localtime")
    if not named and link.is_symlink():
        named = str(link.resolve()).partition("zoneinfo/")[2]
    try:
        found = zone(named) if named else ""
    except ValueError:
        return ""
    return "" if found in _NOBODYS or found.startswith("Etc/") else found


def country_of(zone_name: str) -> str:
    """The ISO code of the country that a zone is named after; "" where there is none with known holidays."""
    country = _countries().get(zone_name, "")
    return country if country and regions(country) is not None else ""


@cache
def _countries() -> dict[str, str]:
    text = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows}
