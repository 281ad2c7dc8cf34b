"""What a sealed bundle says of itself: the method, the draft of a certificate, and how anybody checks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from harvester.model.dossier import Dossier
from harvester.model.ledger import FolderCoverage
from harvester.model.matter import Side, WorkingHours
from harvester.model.times import counted, moment, number, utc_moment, week_text
from reports import words
from reports.blocks import Block, Bullets, Heading, Paper, Row, Table, Terms, Text
from reports.text import shortened, wrapped


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What is known of a bundle while its papers are written."""

    dossier: Dossier
    by: str
    """Who runs the program, as the configuration says; "" where it does not."""
    originals: int
    """Files with originals in it."""
    aside: int
    """Originals that were left out, each listed."""
    head: tuple[int, str]
    """Number and hash of the last entry of the journal."""
    calendars: Mapping[Side, str]
    versions: Mapping[str, str]
    """Program or data -> version."""
    stamps: tuple[tuple[str, str], ...]
    """File of a stamp without its ending, and the hash that it is of."""


def method(about: Sealed) -> Paper:
    """The method statement: rules, thresholds, calendars, each with its version."""
    return _paper(about, "Method statement", tuple(_method(about)))


def certificate(about: Sealed) -> Paper:
    """The draft of a certificate of the copies, in the manner of FRE 902(13) and (14)."""
    return _paper(about, "Certificate of copied records (draft)", tuple(_certificate(about)))


def _paper(about: Sealed, kind: str, blocks: tuple[Block, ...]) -> Paper:
    dossier, zone = about.dossier, about.dossier.engagement.us_hours.timezone
    return Paper(
        kind=kind,
        title=shortened(dossier.engagement.client.name, 80),
        subtitle=f"with {shortened(dossier.engagement.us.name or 'our side', 80)}",
        as_of=f"As of {moment(dossier.as_of, zone, long=True)} ({utc_moment(dossier.as_of)})",
        at=dossier.as_of,
        blocks=blocks,
        foot=f"Harvester {dossier.version}",
    )


def _method(about: Sealed) -> Iterator[Block]:
    dossier = about.dossier
    yield Heading(text="Rules")
    yield Terms(rows=tuple((rule.id, rule.text) for rule in dossier.rules))
    yield Heading(text="Thresholds")
    limits = dossier.engagement.thresholds
    told = ((text, getattr(limits, name), unit) for name, (text, unit) in words.THRESHOLDS.items())
    yield Bullets(items=tuple(f"{text}: {_value(value)} {unit}".strip() for text, value, unit in told))
    yield Heading(text="Calendars")
    for side, hours in ((Side.US, dossier.engagement.us_hours), (Side.CLIENT, dossier.engagement.client_hours)):
        party = dossier.engagement.us if side is Side.US else dossier.engagement.client
        yield Heading(text=shortened(party.name or "our side", 60), level=2)
        yield Terms(rows=tuple(_calendar(hours, about.calendars[side])))
    yield Heading(text="Versions")
    yield Terms(rows=tuple(about.versions.items()))


def _value(value: float | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else number(value)


def _calendar(hours: WorkingHours, name: str) -> Iterator[tuple[str, str]]:
    yield "Name and hash", name
    yield "Working hours", f"{week_text(dict(hours.week))}, {hours.timezone}"
    yield "Given or assumed", "assumed: zone, week or holidays were not given" if hours.assumed else "given"
    yield "Closed days from", hours.source or "no list of holidays"
    yield "Covers", f"{hours.first} to {hours.last}"


def _certificate(about: Sealed) -> Iterator[Block]:
    dossier = about.dossier
    yield Text(text=_DRAFT, tone="lead")
    yield Heading(text="What was copied")
    yield Bullets(items=tuple(_copied(about)))
    yield Heading(text="From where, when, and by which version")
    rows = tuple(_searched(row, dossier.engagement.us_hours.timezone) for row in dossier.ledger.folders)
    if rows:
        head = ("Source and place", "Last searched", "Server or file", "Version")
        yield Table(head=head, shares=(30, 28, 30, 12), rows=rows)
    else:
        yield Text(text="No search is recorded.")
    yield Heading(text="How")
    yield Bullets(items=_HOW)
    yield Heading(text="What the draft does not say")
    yield Bullets(items=_NOT_SAID)
    yield Heading(text="Declaration, to be completed and signed")
    blank = "________________________"
    yield Terms(
        rows=(
            ("Name", about.by or blank),
            ("Position, qualification", blank),
            ("Mailbox holder or custodian", blank),
            ("Computer that was used", blank),
            ("Place and date", blank),
            ("Signature", blank),
        )
    )


def _copied(about: Sealed) -> Iterator[str]:
    seq, digest = about.head
    yield (
        f"{counted(about.originals, 'original')} in data/originals, each the bytes that the source handed out; the "
        "name of each file is the SHA-256 of its content."
    )
    if about.aside:
        left = counted(about.aside, "original")
        yield f"{left} left out, each listed in data/set-aside.csv with its SHA-256 and the reason."
    yield "The SHA-256 of every file stands in manifest-sha256.txt."
    yield f"The journal of the copying has {seq:,} entries; the hash of the last is {digest}."
    if not about.stamps:
        yield "No authority had stamped the journal with a time when this was written."
    for file, stamped in about.stamps:
        yield f"An authority stamped the journal up to the entry with the hash {stamped}: {file}.tsr."


def _searched(row: FolderCoverage, zone: str) -> Row:
    place = (row.source, shortened(row.folder or "as a whole", 120))
    state = "complete" if row.complete else f"not complete: {shortened(row.reason, 160)}"
    return Row(
        cells=(
            place,
            (moment(row.swept_at, zone), f"{utc_moment(row.swept_at)}; {state}"),
            (shortened(row.peer, 160) or "not recorded",),
            (shortened(row.version, 40) or "not recorded",),
        )
    )


def readme(about: Sealed) -> str:
    """README.txt: one page on how to check everything with `sha256sum` and `openssl` only."""
    dossier = about.dossier
    stamps = "\n".join(_stamp_command(file, digest) for file, digest in about.stamps)
    return _README.format(
        client=shortened(dossier.engagement.client.name, 80),
        us=shortened(dossier.engagement.us.name or "our side", 80),
        as_of=utc_moment(dossier.as_of),
        originals=counted(about.originals, "original"),
        aside=f"{counted(about.aside, 'original')} left out, with the reason",
        facts="\n".join(wrapped(dossier.balance, 78, whole=True)),
        journal=_JOURNAL_STAMPS.format(commands=stamps) if stamps else _NO_STAMPS,
        version=dossier.version,
    )


def _stamp_command(file: str, digest: str) -> str:
    files = f"-in {file}.tsr -CAfile ROOT.pem -untrusted {file}.chain.pem"
    return f"    openssl ts -verify -digest {digest} \\\n        {files}"


_DRAFT = (
    "This is a draft, in the manner of Federal Rules of Evidence 902(13) and (14). It is not signed, it is no legal "
    "advice, and nobody has certified anything yet. Check it with counsel before anybody signs it."
)
_HOW = (
    "Sources were opened for reading only. What a source handed out was stored as it came, before anything was read "
    "in it.",
    "The SHA-256 of the bytes is the name under which an original is kept.",
    "Every addition is an entry of a journal in which each entry carries the hash of the one before. data/journal.txt "
    "holds the chain; entries that also speak of other matters, or of what was thought about this one, show their hash "
    "only.",
    "The facts were worked out from the originals by the rules in data/method.pdf. A person accepted or rejected them.",
)
_NOT_SAID = (
    "That a message is authentic: what can be told of its sender stands with each exhibit, and “not checked” means "
    "just that.",
    "That the sources held everything: what was searched, and what could not be, stands in data/coverage.json.",
)
_JOURNAL_STAMPS = """\
4. Time stamps of the journal. ROOT.pem is the root certificate of the
   authority; take it from the authority itself, not from this folder.

{commands}
"""
_NO_STAMPS = """\
4. No authority had stamped the journal with a time when this was written.
"""
_README = """\
Sealed bundle: {us} and {client}
As of {as_of}. Made by Harvester {version}.

{facts}

What is in it
  data/facts.pdf, .xlsx, .json   the fact list; gaps.json the response times
  data/exhibits.pdf              what the facts cite, with Bates numbers
  data/originals/                {originals}, byte for byte
  data/originals.csv             where each of them comes from
  data/set-aside.csv             {aside}
  data/coverage.json             what was searched, and what could not be
  data/method.pdf                rules, thresholds, calendars, versions
  data/certificate.docx          a draft, to be checked with counsel
  data/journal.txt               the chain of what was collected

How to check it (in this folder; Harvester is not needed)

1. The bundle is finished, and its list of lists is unchanged:

    sha256sum -c COMPLETE

2. Every file is as it was written:

    sha256sum -c --quiet tagmanifest-sha256.txt manifest-sha256.txt

   and nothing was added (prints nothing):

    find data -type f | LC_ALL=C sort | while read -r file; do \\
        grep -qF "  $file" manifest-sha256.txt || echo "added: $file"; done

   An original is named by its SHA-256, so the list shows at once that each
   file is the one that its name says.

3. The journal: each line of data/journal.txt is HASH, two blanks, TEXT. The
   SHA-256 of TEXT is HASH, and TEXT begins with the HASH of the line before.
   For line 1, and so for any that does not say "withheld" (prints a dash
   after the same hash):

    sed -n 1p data/journal.txt | cut -c67- | tr -d '\\n' | sha256sum

{journal}
5. If there is a seal.tsr, an authority stamped the whole bundle. ROOT.pem is
   its root certificate; take it from the authority itself, not from here:

    openssl ts -verify -data tagmanifest-sha256.txt \\
        -in seal.tsr -CAfile ROOT.pem -untrusted seal.chain.pem

The folder is a BagIt bag (RFC 8493). `harvester verify FOLDER` does all of this
at once and names what differs. What a hash or a stamp shows: that the files
are unchanged since. It does not show that what they say is true.
"""
