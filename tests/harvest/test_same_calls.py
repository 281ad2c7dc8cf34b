"""One calendar, three ways in: the facts about calls are the same through CalDAV, through Google and from a file."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest

from harvester import workflow
from harvester.config import load
from harvester.model.dossier import Dossier
from harvester.model.facts import Fact
from harvester.secrets import Place, keep_token
from tests.conftest import PULLED, SAMPLE
from tests.servers import google, radicale

KINDS = ("call_not_taken", "no_show", "cancelled", "moved", "invitation_response", "invitation_no_response", "vanished")


def facts(dossier: Dossier) -> list[tuple[Any, ...]]:
    """What a reader sees of each; originals are other bytes in every source, and so are the notes of the search."""
    return [_seen(fact) for fact in dossier.facts if fact.kind in KINDS]


def _seen(fact: Fact) -> tuple[Any, ...]:
    return (
        fact.fact_id,
        fact.kind,
        fact.at,
        fact.party,
        fact.statement,
        fact.people,
        fact.claim,
        fact.reason,
        fact.beside,
        fact.fix,
        *tuple((cited.message_id, cited.event_uid) for cited in fact.evidence),
    )


def matter(folder: Path, calendar: str, token: str = "") -> Dossier:
    """The sample matter with its calendar in another place; `token` is what `harvester auth` would have kept."""
    shutil.copytree(SAMPLE, folder)
    if token:
        keep_token("calendar", token, Place(folder=folder, environment={}))
    text = (folder / "config.toml").read_text()
    head, _, rest = text.partition("[sources.calendar]")
    (folder / "config.toml").write_text(
        f"{head}[sources.calendar]\n{calendar}\n\n[sources.calls]{rest.partition('[sources.calls]')[2]}"
    )
    (folder / "config.toml").chmod(0o600)
    config = load(folder / "config.toml")
    pulled = workflow.pull(config, PULLED, workflow.Session(environment={"PASSWORD": radicale.PASSWORD}))
    assert [row.complete for row in pulled["calendar"].rows] == [True]
    return workflow.conclude(config, "acme")


def entries() -> list[Any]:
    return list(icalendar.Calendar.from_ical((SAMPLE / "calendar.ics").read_bytes()).walk("VEVENT"))


def on_radicale(account: radicale.Account) -> None:
    """Every event with its changed instances as a resource of its own."""
    account.make("diary", "Work")
    zones = icalendar.Calendar.from_ical((SAMPLE / "calendar.ics").read_bytes()).walk("VTIMEZONE")
    for number, uid in enumerate(dict.fromkeys(str(entry["UID"]) for entry in entries())):
        calendar = icalendar.Calendar()
        calendar.add("version", "2.0")
        calendar.add("prodid", "-//Studio North//EN")
        for part in (*zones, *(entry for entry in entries() if str(entry["UID"]) == uid)):
            calendar.add_component(part)
        account.put("diary", f"{number}.ics", calendar.to_ical())


def on_google(server: google.Google) -> None:
    """Every event and changed instance as the resource that Google makes of it."""
    for entry in entries():
        server.primary.put(_resource(entry))


def _resource(entry: Any) -> dict[str, Any]:
    name = str(entry["UID"]).partition("@")[0].replace("-", "")
    created = _stamp(entry["CREATED"].dt)
    resource: dict[str, Any] = {
        "kind": "calendar#event",
        "id": name,
        "status": str(entry.get("STATUS", "confirmed")).lower(),
        "iCalUID": str(entry["UID"]),
        "summary": str(entry["SUMMARY"]),
        "created": created,
        "updated": _stamp(entry["LAST-MODIFIED"].dt) if "LAST-MODIFIED" in entry else created,
        "start": _time(entry["DTSTART"].dt),
        "end": _time(entry["DTEND"].dt),
        "organizer": {"email": _address(entry["ORGANIZER"]), "self": True},
        "attendees": [_attendee(one) for one in _listed(entry["ATTENDEE"])],
        "sequence": int(entry.get("SEQUENCE", 0)),
    }
    if "RRULE" in entry:
        resource["recurrence"] = [f"RRULE:{entry['RRULE'].to_ical().decode()}"]
    if "RECURRENCE-ID" in entry:
        slot = entry["RECURRENCE-ID"].dt
        resource |= {
            "id": f"{name}_{slot.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            "recurringEventId": name,
            "originalStartTime": _time(slot),
        }
    return resource


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _attendee(one: Any) -> dict[str, str]:
    answer = {"ACCEPTED": "accepted", "DECLINED": "declined", "NEEDS-ACTION": "needsAction"}[one.params["PARTSTAT"]]
    return {"email": _address(one), "displayName": one.params["CN"], "responseStatus": answer}


def _address(value: Any) -> str:
    return str(value).removeprefix("mailto:")


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}"


def _time(at: datetime) -> dict[str, str]:
    return {"dateTime": at.isoformat(), "timeZone": "Europe/Berlin"}


@pytest.fixture
def from_file(sample_dossier: Dossier) -> list[tuple[Any, ...]]:
    return facts(sample_dossier)


def test_google_and_caldav_give_the_facts_that_the_file_gives(tmp_path: Path, from_file: list[tuple[Any, ...]]) -> None:
    assert {seen[1] for seen in from_file} >= {"call_not_taken", "no_show", "cancelled", "moved"}
    (tmp_path / "server").mkdir()
    with radicale.running(tmp_path / "server") as server:
        account = server.account()
        on_radicale(account)
        source = f'kind = "caldav"\nurl = "{server.url}"\nuser = "{account.user}"\npassword = "env:PASSWORD"'
        assert facts(matter(tmp_path / "caldav", source)) == from_file
    with google.running() as other:
        on_google(other)
        source = f'kind = "google_calendar"\napi_endpoint = "{other.endpoint}"'
        assert facts(matter(tmp_path / "google", source, other.kept_token())) == from_file
