"""Where an original was seen, and what was read of it, in words: the same on the page and in the exhibits."""

from __future__ import annotations

from harvester.model.dossier import Exchange
from harvester.model.ledger import Sighting
from reports.text import shortened


def seen_at(seen: Sighting) -> str:
    """What leads to a message inside its folder: its file or number, else its UID; and the labels it bears there."""
    place = shortened(seen.locator, 80) or (f"UID {seen.uid}" if seen.uid else "")
    labels = f"labels: {shortened(', '.join(seen.labels), 120)}" if seen.labels else ""
    return "; ".join(filter(None, (place, labels)))


def made_from(exchange: Exchange) -> str:
    """That what is shown was made from an item of Outlook, which keeps no mail as it was sent; "" for mail itself."""
    message = exchange.message
    if message.rendering:
        return (
            "Shown as mail made from the Outlook message file (.msg), which is the original; "
            f"SHA-256 of what was made: {message.rendering}"
        )
    data_files = [seen.locator for seen in exchange.sightings if seen.kind == "pst" and seen.sha256 == message.sha256]
    if data_files:
        return (
            "Made from an entry of an Outlook data file, which keeps no message as it was sent; the SHA-256 below is "
            f"that of what was made. {shortened(data_files[0], 300)}"
        )
    return ""
