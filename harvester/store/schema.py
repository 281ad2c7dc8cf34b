"""Tables of the store. Every cell is plain text, a whole number or bytes, so that a row reads the same everywhere.

originals, sightings, items, coverage, cursors   evidential: the journal says what each of them must hold
journal                                          the chain of entries (hash over the entry before)
foreign_ids, matter_ids, settings                derived: salted hashes that let a late link be followed
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text

SCHEMA_VERSION = 1

metadata = MetaData()

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

originals = Table(
    "originals",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("blob", LargeBinary, nullable=False),
)

sightings = Table(
    "sightings",
    metadata,
    Column("source", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("uidvalidity", BigInteger, primary_key=True),
    Column("uid", BigInteger, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("internal_date", Text),
    Column("not_after", Text),
    Column("flags", Text, nullable=False),
    Column("labels", Text, nullable=False),
    Column("locator", Text, nullable=False),
    Column("headers_only", Integer, nullable=False),
    Column("seen_at", Text),
    Index("sightings_by_original", "sha256"),
)

items = Table(
    "items",
    metadata,
    Column("source", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("uidvalidity", BigInteger, primary_key=True),
    Column("uid", BigInteger, primary_key=True),
    Column("locator", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Text),
    Column("authors", Text, nullable=False),
    Column("excluded", Integer, nullable=False),
    Column("header_read", Integer, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("message_key", Text, nullable=False),
)

coverage = Table(
    "coverage",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("source", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("swept_at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("live", Integer, nullable=False),
    Column("reach", Text),
    Column("since", Text),
    *(
        Column(count, Integer, nullable=False)
        for count in (
            "on_server",
            "seen",
            "matched",
            "stored",
            "known",
            "excluded",
            "failed",
            "unmatched",
            "inbound",
            "outbound",
        )
    ),
    Column("last_inbound", Text),
    Column("complete", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("chosen", Integer, nullable=False),
    Column("declared", Integer, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("peer", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("uidvalidity", BigInteger),
    Column("uidnext", BigInteger),
    Column("highestmodseq", BigInteger),
)

journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("journal_by_kind", "kind", "seq"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("source", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("last_uid", Integer, nullable=False),
    Column("uidnext", BigInteger, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("highestmodseq", BigInteger),
    Column("rules", Text, nullable=False),
    Column("tally", Text, nullable=False),
)

foreign_ids = Table(
    "foreign_ids",
    metadata,
    Column("source", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("uidvalidity", BigInteger, primary_key=True),
    Column("uid", BigInteger, primary_key=True),
    Column("ids", LargeBinary, nullable=False),
)

matter_ids = Table(
    "matter_ids",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", LargeBinary, nullable=False),
    Column("held", Integer, nullable=False),
    Index("matter_ids_once", "id", "held", unique=True),
)
