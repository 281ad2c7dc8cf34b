"""How one invitation came to its start, its end and its claim (`harvester gaps --explain`; measurement.md M)."""

from __future__ import annotations

from collections.abc import Iterator

from harvester.model.dossier import Dossier, Exchange
from harvester.model.gaps import Gap, MailRef
from harvester.pipeline import wording
from harvester.pipeline.names import Names, names_in_use
from harvester.pipeline.wording import meetings

Told = tuple[str, str]
"""Rules, text."""


def opening(dossier: Dossier, gap: Gap) -> Iterator[Told]:
    """Who was invited, from when it counts, and what each replied."""
    names, zone = names_in_use(dossier.engagement, dossier.exchanges), dossier.engagement.us_hours.timezone
    people = [names.of(email) for email in gap.asked]
    start = wording.moment(gap.meeting_at or gap.started_at, zone)
    since = wording.moment(gap.started_at, zone)
    yield "M5", meetings.invited(names.of(gap.opener.sender), people, gap.subject, start)
    yield "M5", f"It counts from {since}, by {_what(gap.opener, dossier)}."
    for email, state in gap.responses:
        told = meetings.RESPONSES.get(state, "is shown with no response")
        yield "M2", f"{names.of(email)} {told}, as it stood in the end."


def end(dossier: Dossier, gap: Gap) -> Told:
    """What ended it, or that nothing did."""
    names, zone = names_in_use(dossier.engagement, dossier.exchanges), dossier.engagement.us_hours.timezone
    until = wording.moment(gap.ended_at or dossier.as_of, zone)
    match gap.status:
        case "answered" if gap.answered_between:
            first, last = (wording.moment(at, zone) for at in gap.answered_between)
            return "M6", (
                f"The calendar states no time for the response of {names.of(gap.responder or '')}: it lies between "
                f"{first} and {last}, and the earlier one is counted."
            )
        case "answered":
            return "M5", f"The reply of {names.of(gap.responder or '')} ends it, by {_closer(gap, dossier, names)}."
        case "closed_by_call":
            return "R19", "An attended call ends it at the start of the call."
        case "rescheduled":
            return "M7", f"The meeting was moved on {until}: that is another invitation."
        case "no_response_by_start":
            return "M5", f"It ends at the start of the meeting on {until}. {meetings.OTHER_MEANS}"
        case _:
            return "R9", f"Nothing ended it up to {until}, the time that the report speaks of."


def _closer(gap: Gap, dossier: Dossier, names: Names) -> str:
    return _what(gap.closer, dossier) if gap.closer else names.of(gap.responder or "")


def _what(ref: MailRef, dossier: Dossier) -> str:
    """The original that says so."""
    exchange = _exchange(ref, dossier)
    if exchange:
        return f"the mail {exchange.message.message_id or ref.sha256[:12]}, whose time is that of {exchange.basis}"
    return f"the calendar entry {ref.event_uid} (SHA-256 {ref.sha256[:12]})"


def _exchange(ref: MailRef, dossier: Dossier) -> Exchange | None:
    return next((one for one in dossier.exchanges if ref.sha256 in one.originals), None)
