"""Single messages: fetched, examined whole, remembered by their hashes, or listed as failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harvester.harvest import matching
from harvester.harvest.headers import Reading
from harvester.harvest.matching import Verdict
from harvester.harvest.run import Run, Visit
from harvester.model.addresses import normal_address, normal_domain
from harvester.model.ledger import ItemNote
from harvester.model.matter import Party
from harvester.model.people import addresses_of
from harvester.model.source import Failure, Header, Item, Sweep
from harvester.store import Foreign, Found, Listed, Store


def found(run: Run, item: Item, reading: Reading, told: Sequence[bytes]) -> Found:
    """A message of the matter, with the hashes by which others may link to it; `told`: its `ids`."""
    key, *refers = told
    names = run.learned.name_ids(run.learned.learn(reading))
    subjects = run.learned.subjects.of_ours(reading)
    return Found(item=item, key=key, refers=(*refers, *names, *subjects))


def ids(store: Store, reading: Reading, more: Sequence[str] = ()) -> tuple[bytes, ...]:
    """Salted hashes of a message's own id and of those it refers to."""
    told = dict.fromkeys((reading.identifier, *reading.references, *more))
    return tuple(map(store.hashed, told))


def lasting_key(store: Store, reading: Reading) -> bytes:
    """By which a purged mail is known again (D1): Message-ID, author and Date, whatever a server adds to its bytes."""
    told = (reading.identifier, " ".join(reading.authors), " ".join(reading.dates))
    return store.hashed("\0".join(("purged", *told)))


def held_names(store: Store, party: Party) -> Iterator[bytes]:
    """Salted hashes by which a purge tells later whose mail it was (A1): addresses, domains, and where they lie."""
    return _names(store, party, of_address="lies in", of_domain="covers")


def asked_names(store: Store, party: Party) -> Iterator[bytes]:
    """By which `held_names` are found again: the same address or domain, or one that lies in the other."""
    return _names(store, party, of_address="covers", of_domain="lies in")


def _names(store: Store, party: Party, *, of_address: str, of_domain: str) -> Iterator[bytes]:
    for email in map(normal_address, addresses_of(party)):
        yield store.hashed(f"purged: {email}")
        yield store.hashed(f"purged {of_address}: {email.rpartition('@')[2]}")
    for domain in map(normal_domain, party.domains):
        yield store.hashed(f"purged: {domain}")
        yield store.hashed(f"purged {of_domain}: {domain}")


def examined(run: Run, item: Item, reading: Reading, own: tuple[bytes, ...]) -> Found | Foreign | None:
    """What a whole message turns out to be; None: it is a report too large to be searched. `own`: its `ids`."""
    learned = run.learned.names
    kind = matching.verdict(reading, run.matter, learned)
    if kind is Verdict.MATCH or not run.known.isdisjoint(own):
        return found(run, item, reading, own)
    if kind is Verdict.FOREIGN:
        return passed_over(run, item.uid, reading, own, ours=run.matter.is_ours(reading.authors))
    # an address in angle brackets looks like an id; it would tie together all that one service ever sent
    named = [one for one in matching.content_identifiers(item.raw) if one[1:-1].casefold() not in reading.addresses]
    everything = ids(run.store, reading, named)
    if not run.known.isdisjoint(everything) or matching.names_matter(item.raw, run.matter, learned=learned):
        return found(run, item, reading, own)
    ours = run.matter.is_ours(reading.authors)
    if item.headers_only and not ours:
        return None
    marks = run.learned.foreign_marks(reading, ours=ours, searched=True)
    return Foreign(uid=item.uid, ids=everything + marks)


def passed_over(run: Run, uid: int, reading: Reading, told: tuple[bytes, ...], *, ours: bool) -> Foreign:
    """A message that is not of the matter, with what would make it so later; `told` are its `ids`."""
    return Foreign(uid=uid, ids=told + run.learned.foreign_marks(reading, ours=ours))


def fetched(sweep: Sweep, uids: Sequence[int], folder: str) -> Iterator[tuple[int, Item | Failure]]:
    """One answer for every UID that was asked for, whatever the source does (F13)."""
    open_uids = dict.fromkeys(uids)
    for answer in sweep.fetch(uids):
        if answer.uid in open_uids:
            del open_uids[answer.uid]
            yield answer.uid, answer
    for uid in open_uids:
        yield uid, Failure(folder=folder, uid=uid, reason="the server did not send it")


def failed(run: Run, visit: Visit, failure: Failure, header: tuple[Header, Reading] | None) -> Listed:
    """A message that could not be had, listed with what its header told."""
    reading = header[1] if header else None
    at = (reading.at or (header[0].internal_date if header else None)) if reading else None
    note = ItemNote(
        source=run.source.name,
        folder=visit.folder.name,
        locator=f"UID {failure.uid}" if run.source.live else "",
        reason=failure.reason,
        at=at,
        authors=reading.authors if reading else (),
    )
    return Listed(
        uid=failure.uid or 0,
        note=note,
        header_read=reading is not None,
        gone=failure.reason.startswith("gone"),
        key=run.store.hashed(reading.identifier) if reading else b"",
    )
