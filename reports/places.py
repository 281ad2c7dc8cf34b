"""Where an original was seen, in words: the same on the page and in the exhibits."""

from __future__ import annotations

from harvester.model import Sighting
from reports.text import shortened


def seen_at(seen: Sighting) -> str:
    """What leads to a message inside its folder: its file or number, else its UID; and the labels it bears there."""
    place = shortened(seen.locator, 80) or (f"UID {seen.uid}" if seen.uid else "")
    labels = f"labels: {shortened(', '.join(seen.labels), 120)}" if seen.labels else ""
    return "; ".join(filter(None, (place, labels)))
