"""Every sample timeline comes out as the rules demand."""

from typing import Any

import pytest

from tests.pipeline.timelines import VECTORS, from_vector


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_the_gaps_of_a_timeline(vector: dict[str, Any]) -> None:
    gaps = from_vector(vector).measured().gaps
    found = [
        {
            "owed_by": gap.owed_by.value,
            "status": gap.status,
            "calendar_hours": round(gap.calendar_hours, 4),
            "business_hours": round(gap.business_hours, 4),
            "chasers": len(gap.chasers),
            "level": gap.level,
            "claim": gap.claim,
            "flags": list(gap.flags),
        }
        for gap in gaps
    ]
    assert found == vector["gaps"]
