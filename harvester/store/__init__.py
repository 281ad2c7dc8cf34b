"""Append-only store: originals, sightings, journal, coverage, decisions (evidence.md 2).

opening, lock    the file, its permissions and errors; one writer at a time
founding         making a store, and telling one that this version reads
schema, cells    tables of plain cells, and what they say in the words of the model
batch, packing, writing
                 what the harvest hands over, how its bytes are packed, and how it becomes rows in one transaction
journal, sums, verify
                 the chain of entries, what it says of tables it does not repeat, the comparison of everything with it
purging          originals taken out for good
ledger           last attempts, reaches and as_of
access           who reads, who writes
searched, linked, journaled
                 what the store tells: coverage, which mails belong together, notes and decisions
store            `Store`: all of it for the rest of the program, with originals and sightings
"""

from harvester.store.batch import Added, Batch, Foreign, Found, Listed, Place, Row
from harvester.store.journal import START, Entry, Link
from harvester.store.packing import Packing, packing
from harvester.store.purging import Gone, Purge, Purged
from harvester.store.store import Store, open_store

__all__ = [
    "START", "Added", "Batch", "Entry", "Foreign", "Found", "Gone", "Link", "Listed", "Packing", "Place", "Purge",
    "Purged", "Row", "Store", "open_store", "packing",
]  # fmt: skip
