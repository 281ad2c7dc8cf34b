"""The fact list as PDF."""

from __future__ import annotations

from collections.abc import Mapping

from harvester.model.dossier import Dossier
from reports.paper import fact_list
from reports.pdf import pdf
from reports.stored import Stored, attached

ATTACHED_LIMIT = 20_000_000
"""Bytes of all originals together that travel with the list; with more of them it travels alone."""


def render(dossier: Dossier, originals: Stored | None = None) -> Mapping[str, bytes]:
    """`facts.pdf` with the originals of its exhibits; the same bytes for the same dossier and store (P4)."""
    return {"facts.pdf": pdf(fact_list(dossier), attached(dossier, originals, ATTACHED_LIMIT))}
