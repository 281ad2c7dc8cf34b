from datetime import UTC, datetime, timedelta

import pytest

from harvester.model.engagement import Engagement
from harvester.model.mail import Address, Message, StatedTime
from harvester.model.matter import Party, Side, WorkingHours
from harvester.pipeline.mails.identity import Event
from harvester.pipeline.mails.zones import with_zones

LATER = datetime(2030, 1, 1, tzinfo=UTC)


def engagement(ours: str = "", theirs: str = "") -> Engagement:
    return Engagement(
        key="acme",
        us=Party(name="us"),
        client=Party(name="client"),
        us_hours=WorkingHours(timezone=ours, week={}, assumed=True),
        client_hours=WorkingHours(timezone=theirs, week={}, assumed=True),
    )


def event(side: Side, stated: str) -> Event:
    """A mail with this Date; "…-00:00" states no offset."""
    at = datetime.fromisoformat(stated)
    offset = None if stated.endswith("-00:00") else (at.utcoffset() or timedelta()) // timedelta(minutes=1)
    when = StatedTime(at=at.astimezone(UTC), zone="utc" if offset is None else "explicit", offset_minutes=offset)
    message = Message(sha256=stated, size=1, message_id=None, authors=(Address(email="a@b"),), date=when)
    return Event(
        key=stated, message=message, copies=(message,), sightings=(), author="a@b", side=side, subject_base=""
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "zone"),
    [
        (["2026-01-12T10:00:00+01:00", "2026-07-12T10:00:00+02:00"], "Europe/Berlin"),
        (["2026-01-12T10:00:00-05:00", "2026-07-12T10:00:00-04:00"], "America/New_York"),
        (["2026-01-12T10:00:00+05:30"], "Asia/Kolkata"),
        (["2026-01-12T10:00:00+01:00", "2026-07-12T10:00:00+01:00"], "Africa/Lagos"),
        (["2026-01-12T10:00:00-05:00", "2026-01-13T10:00:00-05:00", "2026-01-14T10:00:00+01:00"], "America/New_York"),
        (["2026-01-12T10:00:00+00:00", "2026-07-12T10:00:00+00:00"], "UTC"),
    ],
)
def test_the_zone_is_the_one_most_headers_agree_with(stated: list[str], zone: str) -> None:
    """B9."""
    events = [event(Side.CLIENT, one) for one in stated]
    found = with_zones(engagement(ours="Europe/Berlin"), events, LATER)
    assert found.client_hours.timezone == zone
    assert found.client_hours.assumed


def test_a_configured_zone_stays() -> None:
    events = [event(Side.CLIENT, "2026-01-12T10:00:00-05:00")]
    known = engagement(ours="Europe/Berlin", theirs="Asia/Tokyo")
    assert with_zones(known, events, LATER) == known


def test_minus_zero_is_no_evidence_and_the_other_side_s_zone_is_taken() -> None:
    events = [event(Side.CLIENT, "2026-01-12T10:00:00-00:00"), event(Side.US, "2026-01-12T10:00:00+01:00")]
    found = with_zones(engagement(), events, LATER)
    assert (found.us_hours.timezone, found.client_hours.timezone) == ("Europe/Berlin", "Europe/Berlin")
    assert with_zones(engagement(), [], LATER).us_hours.timezone == "UTC"


def test_mail_after_as_of_is_invisible() -> None:
    events = [event(Side.US, "2026-01-12T10:00:00+01:00"), event(Side.CLIENT, "2026-02-12T10:00:00-05:00")]
    found = with_zones(engagement(), events, datetime(2026, 2, 1, tzinfo=UTC))
    assert found.client_hours.timezone == "Europe/Berlin"
