"""From tables to all that an analysis needs of them: both sides with their clocks, sources and thresholds."""

from __future__ import annotations

from harvester.config.hours import HoursSettings, working_hours
from harvester.config.parties import client_party, contract_of, us_party
from harvester.config.schema import Config, PartyTable
from harvester.config.sides import is_shared
from harvester.errors import UsageError
from harvester.model.addresses import normal_address, normal_domain
from harvester.model.engagement import Engagement, SourceView
from harvester.model.matter import Party
from harvester.model.settings import (
    CallLogSettings,
    EventSettings,
    GmailSettings,
    IcsSettings,
    ImapSettings,
    SourceSettings,
)


def engaged(config: Config, client_key: str) -> Engagement:
    """Both sides, their clocks, sources and thresholds. Raises UsageError for a client that is not configured."""
    if client_key not in config.clients:
        known = ", ".join(sorted(config.clients))
        raise UsageError(f"{config.path} knows no client “{client_key}”.", f"Configured are: {known}.")
    us = us_party(config)
    return Engagement(
        key=client_key,
        us=us,
        client=client_party(config, client_key),
        us_hours=working_hours(_hours(config.us)),
        client_hours=working_hours(_hours(config.clients[client_key])),
        sources=tuple(_view(name, source, us) for name, source in config.sources_of(client_key).items()),
        thresholds=config.thresholds(client_key),
        own_servers=frozenset(map(normal_domain, config.us.mail_servers)),
        own_homes=frozenset(home for home in _homes(us) if not is_shared(home)),
        contract=contract_of(config, client_key),
    )


def _homes(us: Party) -> frozenset[str]:
    return us.domains | {address.rpartition("@")[2] for address in us.addresses}


def _hours(table: PartyTable) -> HoursSettings:
    return HoursSettings(
        timezone=table.timezone,
        work_week=table.work_week,
        holidays=table.holidays,
        closed=table.closed,
        open=table.open,
    )


def _view(name: str, source: SourceSettings, us: Party) -> SourceView:
    """Whose mailbox a source is: as configured; for files all own addresses (K2); None: the login decides."""
    addresses = None if source.addresses is None else frozenset(map(normal_address, source.addresses))
    if isinstance(source, ImapSettings | GmailSettings):
        return SourceView(name=name, kind=source.kind, live=True, addresses=addresses, login=source.user)
    if isinstance(source, EventSettings):  # no mailbox: no address is searched by reading it
        files = source if isinstance(source, CallLogSettings | IcsSettings) else None
        return SourceView(
            name=name,
            kind=source.kind,
            live=not (files and files.path),
            addresses=frozenset(),
            complete=files is not None and files.complete,
            exported_at=files.exported_at if files else None,
        )
    return SourceView(
        name=name,
        kind=source.kind,
        live=False,
        addresses=addresses,
        complete=source.complete,
        exported_at=source.exported_at,
    )
