"""Whom a mailbox exchanges mail with: read from its headers when CLIENT was not found in it, and stored nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from harvester.config import Config, client_party, us_party
from harvester.config.sides import is_shared
from harvester.errors import HarvesterError, NothingFoundError
from harvester.harvest.headers import read_header
from harvester.model.dossier import Dossier
from harvester.model.matter import Party, Side
from harvester.model.people import Sides
from harvester.model.settings import MailSettings
from harvester.model.source import Failure, Folder, MailSource, Role
from harvester.sources import mail_source

_NAMED = 3
"""Most frequent domains that the sentence names."""


def is_found(dossier: Dossier) -> bool:
    """Whether a message that is held names the client, a call is recorded, or something could not be read."""
    sides = Sides(dossier.engagement.us, dossier.engagement.client)
    return bool(dossier.unreadable or dossier.calls) or any(
        sides.of(email) is Side.CLIENT
        for one in dossier.exchanges
        for email in (one.author, *(a.email for a in (*one.message.authors, *one.message.to, *one.message.cc)))
        if email
    )


def not_found(config: Config, key: str, environment: Mapping[str, str]) -> NothingFoundError:
    """What to say when no mail with the client was found: the nearest name among those seen, or the most frequent."""
    us, client = us_party(config), client_party(config, key)
    wanted = sorted(client.domains) or sorted(client.addresses)
    seen = Counter[str]()
    for name, settings in config.sources.items():
        if isinstance(settings, MailSettings):
            seen += _seen(mail_source(config, name, environment), us)
    domains = Counter[str]()
    for address, count in seen.items():
        domains[address.rpartition("@")[2]] += count
    known = domains if client.domains else seen
    near = get_close_matches(wanted[0], known, 1, 0.7) if wanted else []
    usual = [domain for domain, _ in domains.most_common() if not is_shared(domain)][:_NAMED]
    hint = (
        f"Did you mean {near[0]}?"
        if near
        else f"Most of the mail is with {', '.join(usual)}." if usual else "Check how CLIENT is spelled."
    )  # fmt: skip
    return NothingFoundError(f"No mail with {' or '.join(wanted)} was found in {', '.join(config.sources)}.", hint)


def _seen(source: MailSource, us: Party) -> Counter[str]:
    """Addresses in the headers of one mailbox that are not ours; what cannot be read now is left out."""
    ours, found = Sides(us, Party(name="")), Counter[str]()
    try:
        with source:
            for folder in _telling(source):
                for header in source.sweep(folder.name).headers():
                    if not isinstance(header, Failure):
                        found.update(read_header(header.raw).addresses)
    except HarvesterError:
        return found
    return Counter({email: count for email, count in found.items() if ours.of(email) is not Side.US})


def _telling(source: MailSource) -> Iterator[Folder]:
    """The inbox and what was sent; where there is neither, everything."""
    folders = [folder for folder in source.folders() if not isinstance(folder, Failure)]
    chosen = [folder for folder in folders if folder.role in (Role.INBOX, Role.SENT)]
    yield from chosen or folders
