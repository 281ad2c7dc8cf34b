"""The application in three steps. Start reading here.

    pull       every source of the configuration → originals, sightings and coverage in the store
    conclude   the store → what was measured about one client, and what may be said: a `Dossier`
    publish    a dossier → files

`pull` and `publish` act; `conclude` only computes, from what the store holds: the same store, configuration and
`as_of` give the same dossier. Who decides about the measurement is `harvester.pipeline`; read that next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from harvester import files, harvest
from harvester.collection import EXHIBITS, Shared, collected
from harvester.config import Config, client_party, us_party
from harvester.errors import NothingFoundError, UsageError
from harvester.harvest import Matter, Options, Pulled
from harvester.model.settings import (
    CallLogSettings,
    FilesSettings,
    IcsSettings,
    MailSettings,
)
from harvester.sources import event_source, mail_source
from harvester.store import Store, open_store

if TYPE_CHECKING:  # pandas, and what only an analysis needs, costs time that a pull does not have (N2)
    from harvester.model.dossier import Dossier
    from harvester.originals import Counted
    from reports.stored import Stored

_LINK_ROUNDS = 5
"""A message of one source may make older ones of another part of the matter; after that many rounds it waits."""
Progress = Callable[[str, str, int, int], None]
"""Called with source, folder, messages seen so far, messages in the folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What the person at the keyboard brings: where secrets come from, and how progress is shown."""

    environment: Mapping[str, str] = field(repr=False)
    progress: Progress | None = None


def pull(
    config: Config, now: datetime, session: Session, only: Collection[str] = (), since: date | None = None
) -> dict[str, Pulled]:
    """Fetches what is new from every source, or those in `only`, and returns what each one brought.

    A source that fails does not stop the others: its `error` says why. Raises LockedError when another run writes.
    """
    names = _chosen(config, only)
    matter = Matter(us=us_party(config), clients=tuple(client_party(config, key) for key in config.clients))
    store = _store(config)

    def fetch(name: str) -> Pulled:
        options = _options(config, name, since, session)
        if isinstance(config.sources[name], MailSettings):
            return harvest.pull(mail_source(config, name, session.environment), matter, store, now, options)
        from harvester.harvest import events

        return events.pull_events(event_source(config, name, session.environment), matter, store, now, options)

    with store.writer("harvester pull"):
        # a line of a call log may tell how a meeting went that only a calendar holds
        in_turn = sorted(names, key=lambda name: isinstance(config.sources[name], CallLogSettings))
        brought = {name: fetch(name) for name in in_turn}
        pulled = {name: brought[name] for name in names}
        for _ in range(_LINK_ROUNDS):
            waiting = [name for name in names if not pulled[name].error and harvest.pending_links(store, name)]
            pulled |= {name: _together(pulled[name], fetch(name)) for name in waiting}
            if not waiting:
                break
        if config.authenticity.dkim:
            _check_signatures(store, now)
        return pulled


def conclude(
    config: Config,
    client: str,
    as_of: datetime | None = None,
    counted: Counted | None = None,
    shared: Shared | None = None,
) -> Dossier:
    """Everything that follows from the store about one client, as of `as_of` or the last search (K1).

    `counted` is told how many of the originals have been read; `shared` keeps them for the next client of a run.
    """
    evidence, about = collected(config, client, counted, shared)
    from harvester import pipeline

    dossier = pipeline.conclude(evidence, about, as_of)
    if not _store(config).last_recorded("dkim"):
        return dossier
    from harvester import signatures

    checked = signatures.results(_store(config))
    exchanges = (replace(one, signatures=signatures.of(checked, one.originals)) for one in dossier.exchanges)
    return replace(dossier, exchanges=tuple(exchanges))


def numbered(config: Config, dossier: Dossier, now: datetime) -> Dossier:
    """The dossier with numbers of facts and exhibits that are written down for good: once given, a number stays."""
    from harvester.pipeline import exhibits

    store = _store(config)
    facts = [fact.fact_id for fact in dossier.facts]
    cited = [one.key for one in dossier.exhibits if not one.aside]
    if not (set(facts) <= store.given_numbers().keys() and set(cited) <= store.given_numbers(EXHIBITS).keys()):
        with store.writer("harvester, numbering facts"):
            store.fact_numbers(facts, now)
            store.numbers(EXHIBITS, cited, now)
    numbers = store.given_numbers()
    listed = tuple(replace(fact, no=numbers[fact.fact_id]) for fact in dossier.facts)
    return exhibits.numbered(replace(dossier, facts=listed), store.given_numbers(EXHIBITS))


def publish(dossier: Dossier, out: Path, formats: Sequence[str], originals: Stored | None = None) -> tuple[Path, ...]:
    """Writes the dossier in every format, each file whole or not at all, and returns their paths."""
    return files.write_files(out, rendered(dossier, formats, originals))


def rendered(dossier: Dossier, formats: Sequence[str], originals: Stored | None = None) -> dict[str, bytes]:
    """The dossier in every format: file name -> bytes.

    `originals` gives media type and bytes of an original by its SHA-256, for formats that hold them. What is set aside
    or was redacted is removed first; HarvesterError when any of what was redacted is found in a finished file.
    """
    from harvester.pipeline import disclosure, redaction
    from reports import report

    gone = redaction.passages(dossier)
    shown = disclosure.disclosed(dossier)
    whole = originals and disclosure.may_be_attached(dossier, originals)
    made: dict[str, bytes] = {}
    for render in [report(name, whole) for name in formats]:
        made |= render(shown)
    if gone:
        from reports.gone import refuse_remains

        refuse_remains(made, [redaction.passage(text) for text in gone])
    return made


def originals_of(config: Config) -> Stored:
    """Media type and bytes of any original of the store."""
    store = _store(config)
    types = store.media_types()
    return lambda sha256: (types.get(sha256, ""), store.original(sha256))


def own_addresses(config: Config, session: Session) -> frozenset[str]:
    """Who wrote the mail in the Sent folders of all sources, but for strays: our own addresses. Stores nothing.

    Raises NothingFoundError when no source holds any mail.
    """
    from harvester.harvest import survey

    found: Counter[str] = Counter()
    mail = [name for name, settings in config.sources.items() if isinstance(settings, MailSettings)]
    for name in mail:
        found += survey.own_addresses(mail_source(config, name, session.environment))
    if not (found or any(survey.holds_mail(mail_source(config, name, session.environment)) for name in mail)):
        raise NothingFoundError(
            f"No mail at all lies in {', '.join(mail)}; nothing follows from that.", "Check SOURCE."
        )
    return frozenset(survey.without_strays(found))


def _check_signatures(store: Store, now: datetime) -> None:
    """Checks what was not checked before. A name server that cannot be asked fails nothing: it is asked next time."""
    from harvester import signatures

    signatures.check_new(store, signatures.name_server, now)


def _together(first: Pulled, again: Pulled) -> Pulled:
    """Two pulls of one source in one run: the later rows, everything that was new."""
    originals, sightings = first.originals + again.originals, first.sightings + again.sightings
    return replace(again, originals=originals, sightings=sightings)


def _store(config: Config) -> Store:
    return open_store(config.store.url, config.folder)


def _chosen(config: Config, only: Collection[str]) -> Iterable[str]:
    for name in only:
        if name not in config.sources:
            raise UsageError(f"There is no source “{name}”.", f"Configured are: {', '.join(sorted(config.sources))}.")
    return [name for name in config.sources if not only or name in only]


def _options(config: Config, name: str, since: date | None, session: Session) -> Options:
    settings, show = config.sources[name], session.progress
    said = list(_said(_store(config), name))
    options = Options(
        since=since,
        progress=(lambda folder, seen, total: show(name, folder, seen, total)) if show else None,
        gone=frozenset(folder for folder, state in said if state == "gone"),
        confirmed=any(state == "confirmed" for _, state in said),
    )
    if not isinstance(settings, FilesSettings | IcsSettings | CallLogSettings):
        return options
    return replace(options, complete=settings.complete, exported_at=settings.exported_at)


def _said(store: Store, name: str) -> Iterator[tuple[str, str]]:
    """What a person said of the folders of a source: folder and state.

    It holds until a later search was complete; what is missing after that is missing anew.
    """
    reached = {row.folder: row.reach for row in store.folders(name) if row.live and row.reach}
    for decision in store.decisions():
        if decision.kind == "folder" and decision.payload["source"] == name:
            folder, state = decision.payload["folder"], decision.payload["state"]
            searched = reached.get(folder) if state == "gone" else max(reached.values(), default=None)
            if searched is None or decision.at > searched:
                yield folder, state
