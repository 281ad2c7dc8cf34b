"""One night: pull, analyse every client, flag, and remember what was told (measurement.md S3, K5).

Each step can be repeated: flags are raised once, whoever ran before and however that ended; what a digest told is
written down only after it has gone out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from harvester import collection, troubles, workflow
from harvester.config import Config
from harvester.errors import HarvesterError
from harvester.harvest import Pulled
from harvester.model.dossier import Dossier
from harvester.model.night import ClientNight, Condition, Night
from harvester.model.times import iso, moment
from harvester.remembered import keep_flags, kept_flags, last_night, last_search, own_zone
from harvester.store import Store, open_store

if TYPE_CHECKING:
    from harvester.pipeline.nightly.flagging import Snooze  # with the pipeline comes pandas


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a night found: what to tell, and what the pull brought."""

    night: Night
    pulled: Mapping[str, Pulled]
    errors: tuple[HarvesterError, ...]
    """Why clients could not be analysed."""


def watch(config: Config, now: datetime, session: workflow.Session) -> Watched:
    """Pulls everything, concludes every client, and returns the night. Flags are kept; nothing is sent.

    Raises LockedError when another run writes, IntegrityError when the store is damaged.
    """
    from harvester.pipeline.nightly.flagging import flagged

    store = open_store(config.store.url, config.folder)
    last, newest = last_night(store), last_search(store)
    pulled = workflow.pull(config, now, session)
    shared: collection.Shared = {}
    concluded = {key: _concluded(config, key, shared) for key in config.clients}
    errors = {key: one for key, one in concluded.items() if isinstance(one, HarvesterError)}
    dossiers = {key: one for key, one in concluded.items() if isinstance(one, Dossier)}
    earlier = kept_flags(store)
    holding = [
        *troubles.machine(config, newest, now),
        *troubles.runs(last, now),
        *troubles.sign_ins(config, session.environment, now),
        *troubles.search(pulled, store, now),
        *_of_clients(dossiers),
        *troubles.still(earlier, errors),
    ]
    flags = flagged(holding, [flag for flag in earlier if flag.key.client in {troubles.SEARCH, *config.clients}],
                    _snoozes(store, config), now)  # fmt: skip
    closed, changed = _changes(store, dossiers)
    with store.writer("harvester nightly"):
        keep_flags(store, flags, now)
        if closed:
            store.record("closed", closed, now)
        store.record("night", {"started": iso(now)}, now)
    night = Night(
        at=now,
        zone=own_zone(config),
        clients=tuple(_part(config, key, dossiers.get(key), errors.get(key), changed) for key in config.clients),
        flags=flags,
    )
    return Watched(night=night, pulled=pulled, errors=tuple(errors.values()))


def standing(config: Config, clients: Sequence[str], now: datetime) -> Night:
    """The flags of clients as the store has them now; changes nothing, and tells nobody."""
    from harvester.pipeline.nightly.conditions import conditions
    from harvester.pipeline.nightly.flagging import flagged

    store = open_store(config.store.url, config.folder)
    dossiers = {client: workflow.conclude(config, client) for client in clients}
    holding = [one for dossier in dossiers.values() for one in conditions(dossier)]
    earlier = [flag for flag in kept_flags(store) if flag.key.client in clients]
    return Night(
        at=now,
        zone=own_zone(config),
        clients=tuple(_part(config, key, dossier, None, {}) for key, dossier in dossiers.items()),
        flags=flagged(holding, earlier, _snoozes(store, config), now),
    )


def tell(config: Config, night: Night) -> None:
    """Writes down that the digest of a night has gone out: what was new in it stands from now on."""
    from harvester.pipeline.nightly.flagging import all_told

    store = open_store(config.store.url, config.folder)
    with store.writer("harvester nightly"):
        keep_flags(store, all_told(night.flags), night.at)


def _concluded(config: Config, client: str, shared: collection.Shared) -> Dossier | HarvesterError:
    try:
        return workflow.conclude(config, client, shared=shared)
    except HarvesterError as error:
        return error


def _of_clients(dossiers: Mapping[str, Dossier]) -> Iterator[Condition]:
    from harvester.pipeline.nightly.conditions import conditions

    for dossier in dossiers.values():
        yield from conditions(dossier)


def _snoozes(store: Store, config: Config) -> list[Snooze]:
    from harvester.pipeline.nightly.flagging import Snooze

    zone = own_zone(config)
    found = []
    for decision in store.decisions():
        if decision.kind == "flag":
            until = datetime.fromisoformat(decision.payload["until"])
            words = f"set aside by {decision.by} until {moment(until, zone)}: {decision.reason}"
            client, rule = decision.payload["client"], decision.payload["rule"]
            found.append(Snooze(client=client, rule=rule, until=until, words=words))
    return found


def _part(
    config: Config, key: str, dossier: Dossier | None, error: HarvesterError | None, changed: Mapping[str, list[str]]
) -> ClientNight:
    from harvester.pipeline.nightly.conditions import debts

    return ClientNight(
        key=key,
        name=config.clients[key].name or key,
        as_of=dossier.as_of if dossier else None,
        searched=dossier.searched if dossier else (),
        problems=dossier.problems if dossier else (),
        complete=bool(dossier and dossier.complete),
        debts=debts(dossier) if dossier else (),
        changed=tuple(changed.get(key, ())),
        error=str(error) if error else "",
    )


def _changes(
    store: Store, dossiers: Mapping[str, Dossier]
) -> tuple[dict[str, dict[str, str]], Mapping[str, list[str]]]:
    """K5: closed gaps that differ from what was written down, as they are now; and a sentence about each change."""
    from harvester.pipeline.nightly.conditions import closed, closed_differently

    known: dict[str, dict[str, str]] = {}
    for entry in store.recorded("closed"):
        for key, rows in entry.payload.items():
            known.setdefault(key, {}).update(rows)
    fresh, told = {}, {}
    for key, dossier in dossiers.items():
        held = closed(dossier)
        before = known.get(key, {})
        # "" stands for a gap that is no longer closed, so that it is told once
        now = held | dict.fromkeys(before.keys() - held.keys(), "")
        different = {gap: words for gap, words in now.items() if before.get(gap, "") != words}
        if different:
            fresh[key] = different
        told[key] = [
            closed_differently(dossier, gap, before[gap], words) for gap, words in different.items() if before.get(gap)
        ]
    return fresh, told
