"""Everything that lies in a bundle, file by file; one document or original is in memory at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from harvester import __version__, workflow
from harvester.bundle import extract, scope
from harvester.bundle.scope import Original
from harvester.config import Config, client_party
from harvester.model.dossier import Dossier
from harvester.model.ledger import Sighting
from harvester.model.matter import Side
from harvester.model.times import iso
from harvester.pipeline import disclosure, redaction
from harvester.pipeline.worktime import calendar_id
from harvester.store import Store, open_store
from harvester.timestamps import Kept, kept, read
from reports import sealed, tables
from reports.docx import docx_file
from reports.gone import refuse_remains
from reports.pdf import pdf
from reports.stored import ending

_FORMATS = ("pdf", "xlsx", "json", "exhibits")
_DATA = ("holidays", "tzdata", "icalendar", "mail-parser", "pandas")
"""Libraries whose version bears on a result."""
_LISTED = "file exhibit at from subject media_type size seen_in dkim"
_ASIDE = "sha256 at from to reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a bundle is made of."""

    config: Config
    store: Store
    dossier: Dossier
    handed_over: tuple[Original, ...]
    aside: tuple[Original, ...]
    removed: tuple[str, ...]
    """Passages that a person had removed."""
    stamps: tuple[Kept, ...]
    about: sealed.Sealed
    info: Mapping[str, str]
    """What bag-info.txt says."""


def material(config: Config, dossier: Dossier, name: str) -> Material:
    """Everything that is needed to write the bundle called `name`; reads the store and changes nothing."""
    store = open_store(config.store.url, config.folder)
    found = scope.originals(dossier, _held(config, dossier.engagement.key, store))
    handed_over, aside = tuple(one for one in found if not one.aside), tuple(one for one in found if one.aside)
    stamps = kept(store)
    shown = disclosure.disclosed(dossier)
    return Material(
        config=config,
        store=store,
        dossier=dossier,
        handed_over=handed_over,
        aside=aside,
        removed=redaction.passages(dossier),
        stamps=stamps,
        about=sealed.Sealed(
            dossier=shown,
            by=config.us.reviewer,
            originals=len(handed_over),
            aside=len(aside),
            head=store.head(),
            calendars={
                Side.US: calendar_id(dossier.engagement.us_hours),
                Side.CLIENT: calendar_id(dossier.engagement.client_hours),
            },
            versions={"Harvester": __version__} | {one: version(one) for one in _DATA},
            stamps=tuple((f"data/timestamps/{one.entry:06d}", one.hash) for one in stamps),
        ),
        info={
            "Bag-Software-Agent": f"Harvester {__version__}",
            "Bagging-Date": dossier.as_of.date().isoformat(),
            "External-Identifier": dossier.engagement.key,
        },
    )


def _held(config: Config, client: str, store: Store) -> scope.Held:
    parties = {key: client_party(config, key) for key in config.clients}
    sources = config.sources_of(client)
    return scope.Held(
        others=scope.others_of(parties, client),
        sighted={seen.sha256 for seen in store.sightings() if seen.source in sources},
        content=store.original,
    )


def readme_of(made: Material) -> bytes:
    """README.txt."""
    return _checked(made, {"README.txt": sealed.readme(made.about).encode()})["README.txt"]


def payload(made: Material) -> Iterator[tuple[str, bytes]]:
    """Name under `data/` and content of every file. Raises HarvesterError where a removed passage remains."""
    originals = workflow.originals_of(made.config)
    for form in _FORMATS:
        yield from workflow.rendered(made.dossier, (form,), originals).items()
    yield from _checked(made, dict(_papers(made))).items()
    for one in made.handed_over:
        media_type, content = originals(one.sha256)
        name = f"originals/{one.sha256}.{ending(media_type)}"
        yield from _checked(made, {name: content}).items()
    for stamp in made.stamps:
        yield f"timestamps/{stamp.entry:06d}.tsr", stamp.token
        found = read(stamp.token)
        yield f"timestamps/{stamp.entry:06d}.chain.pem", "".join(found.chain if found else ()).encode("ascii")


def _papers(made: Material) -> Iterator[tuple[str, bytes]]:
    wanted = tuple(map(redaction.passage, made.removed))
    about = extract.Scope(
        sources=frozenset(made.config.sources_of(made.dossier.engagement.key)),
        originals=frozenset(one.sha256 for one in (*made.handed_over, *made.aside)),
        aside=frozenset(one.sha256 for one in made.aside),
        removed=wanted,
    )
    yield "journal.txt", extract.written(made.store.links(), about)
    yield "method.pdf", pdf(sealed.method(made.about))
    yield "certificate.docx", docx_file(sealed.certificate(made.about))
    sizes = made.store.media_types()
    yield "originals.csv", _sheet([_row(one, sizes.get(one.sha256, "")) for one in made.handed_over], _LISTED, wanted)
    yield "set-aside.csv", _sheet([_left_out(one) for one in made.aside], _ASIDE, wanted)


def _row(one: Original, media_type: str) -> dict[str, object]:
    mail, call = one.exchange, one.call
    copy = mail.message if mail and mail.message.sha256 == one.sha256 else None
    at = mail.at if mail else call.start if call else None
    return {
        "file": f"originals/{one.sha256}.{ending(media_type)}",
        "exhibit": one.exhibit,
        "at": iso(at) if at else "",
        "from": mail.author if mail else "",
        "subject": mail.message.subject if mail else call.title if call else "",
        "media_type": media_type,
        "size": copy.size if copy else "",
        "seen_in": [_place(seen) for seen in (mail.sightings if mail else ()) if seen.sha256 == one.sha256],
        "dkim": mail.signatures if mail else "",
    }


def _place(seen: Sighting) -> str:
    return f"{seen.source} / {seen.folder} ({seen.locator or f'UID {seen.uid}'})"


def _left_out(one: Original) -> dict[str, object]:
    mail, call = one.exchange, one.call
    at = mail.at if mail else call.start if call else None
    people = (*mail.message.to, *mail.message.cc, *mail.message.bcc) if mail else ()
    to = [person.email for person in people if person.email] or list(call.people if call else ())
    return {"sha256": one.sha256, "at": iso(at) if at else "", "from": mail.author if mail else "", "to": to,
            "reason": one.aside}  # fmt: skip


def _sheet(rows: Sequence[dict[str, object]], columns: str, removed: Sequence[re.Pattern[str]]) -> bytes:
    text = tables.sheet(rows, columns)
    for one in removed:
        text = one.sub(redaction.REDACTED, text)
    return text.encode("utf-8-sig", "replace")


def _checked(made: Material, files: dict[str, bytes]) -> dict[str, bytes]:
    if made.removed:
        refuse_remains(files, [redaction.passage(text) for text in made.removed])
    return files
