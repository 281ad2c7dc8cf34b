"""The fact list for Word."""

from __future__ import annotations

from collections.abc import Mapping

from harvester.model.dossier import Dossier
from reports.docx import docx_file
from reports.paper import fact_list


def render(dossier: Dossier) -> Mapping[str, bytes]:
    """`facts.docx`; the same bytes for the same dossier (P4)."""
    return {"facts.docx": docx_file(fact_list(dossier))}
