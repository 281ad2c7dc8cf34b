"""What was collected about one client: every original read, and who the sides are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from harvester import harvest
from harvester.config import Config, client_party, engagement
from harvester.model.settings import MailSettings
from harvester.store import Store, open_store

if TYPE_CHECKING:  # pandas, and what only an analysis needs, costs time that a pull does not have (N2)
    from harvester import pipeline
    from harvester.model.engagement import Engagement
    from harvester.model.mail import Message, Unreadable
    from harvester.model.phrases import Phrases
    from harvester.originals import Counted, Originals

EXHIBITS = "X"
"""Series of the numbers of exhibits in the journal."""
Shared: TypeAlias = "dict[frozenset[tuple[str, str]], Sequence[Message | Unreadable]]"
"""Originals that were read for one client, by what was wanted of them: clients of one mailbox have the same."""


def collected(
    config: Config, client: str, counted: Counted | None = None, shared: Shared | None = None
) -> tuple[pipeline.Evidence, Engagement]:
    """What the store holds of one client's sources, each original read; and who the sides are."""
    from harvester.originals import Originals
    from harvester.readings import kinds

    store = open_store(config.store.url, config.folder)
    names = frozenset(config.sources_of(client))
    mail = {name for name in names if isinstance(config.sources[name], MailSettings)}
    seen = store.sightings()
    sightings = [sighting for sighting in seen if sighting.source in mail]
    events = [sighting for sighting in seen if sighting.source in names - mail]
    searched = store.ledger(mail)  # as_of speaks of mail (K1)
    ledger = replace(searched, folders=(*searched.folders, *store.ledger(names - mail).folders))
    read, wanted = {} if shared is None else shared, frozenset(kinds(sightings).items())
    with Originals(store, () if wanted in read else sightings) as originals:
        originals.begin(counted)  # they are read while the analysis is loaded
        from harvester import pipeline
        from harvester.records import call_records

        about = _about(config, client, store)
        if wanted not in read:
            read[wanted] = [_told_in_words(one, originals, about.phrases) for one in originals.messages()]
    evidence = pipeline.Evidence(
        originals=read[wanted],
        sightings=sightings,
        ledger=ledger,
        records=call_records(config, about, store, events),
        decisions=store.decisions(),
        numbers=store.given_numbers(),
        exhibits=store.given_numbers(EXHIBITS),
    )
    return evidence, about


def _about(config: Config, client: str, store: Store) -> Engagement:
    """Who the sides are and what was agreed, with payments and rates, the words of a language, and what was purged."""
    from harvester import phrases

    gone = store.purged_before(client, harvest.asked_names(store, client_party(config, client)))
    about = replace(engagement(config, client), phrases=phrases.load(), purged_before=gone)
    if not about.contract:
        return about
    from harvester.accounts import completed

    return replace(about, contract=completed(about.contract))


def _told_in_words(message: Message | Unreadable, originals: Originals, words: Phrases) -> Message | Unreadable:
    """A bounce that names nobody in a form for machines is read by what it says in words (C4)."""
    from harvester.model.mail import MessageClass, Unreadable
    from harvester.model.matter import Side
    from harvester.pipeline.mails.classes import ClassFacts, message_class

    if isinstance(message, Unreadable) or (message.report and message.report.recipients):
        return message
    if message_class(message, ClassFacts(side=Side.THIRD, phrases=words)).kind is not MessageClass.BOUNCE:
        return message
    return replace(message, report=originals.report(message.sha256) or message.report)
