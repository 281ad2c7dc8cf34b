"""The fact list as PDF."""

from __future__ import annotations

from collections.abc import Mapping

from harvester.model import Dossier
from reports.paper import fact_list
from reports.pdf import pdf


def render(dossier: Dossier) -> Mapping[str, bytes]:
    """`facts.pdf`; the same bytes for the same dossier (P4)."""
    return {"facts.pdf": pdf(fact_list(dossier))}
