"""Whose mailbox a source is, and at which of our addresses an answer may arrive (K2)."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.model.drafts import is_sent
from harvester.model.engagement import Engagement, SourceView
from harvester.model.matter import Side
from harvester.model.people import Sides, addresses_of
from harvester.pipeline.mails.identity import Event


def our_addresses(event: Event, sides: Sides, own_homes: frozenset[str]) -> frozenset[str]:
    """K2: every address at which an answer to a mail may arrive: ours in From, Reply-To, To and Cc.

    Where a Reply-To leads to, the client apart, and who shares a domain of ours counts as ours: an answer to it is an
    answer to us, in a mailbox that was not searched.
    """
    message = event.message
    named = {a.email for a in (*message.authors, *message.to, *message.cc) if a.email}
    ours = {email for email in named if sides.of(email) is Side.US}
    ours |= {e for e in named if sides.of(e) is Side.THIRD and e.rpartition("@")[2] in own_homes}
    ours |= {a.email for a in message.reply_to if a.email and sides.of(a.email) is not Side.CLIENT}
    return frozenset(map(sides.identity, ours))


def owners(view: SourceView, engagement: Engagement, sides: Sides, events: Sequence[Event]) -> frozenset[str]:
    """K2: whose mailbox a source is: as configured, else by login, Sent mail and Delivered-To."""
    if view.addresses is not None:
        return frozenset(map(sides.identity, view.addresses))
    found = {view.login} if "@" in view.login else set()
    for event in events:
        here = [sighting for sighting in event.sightings if sighting.source == view.name]
        if event.side is Side.US and any(map(is_sent, here)):
            found.add(event.author)
        if here:
            found |= {address for address in event.message.delivered_to if sides.of(address) is Side.US}
        if here and event.side is not Side.US:
            recipients = (*event.message.to, *event.message.cc)
            ours = {a.email for a in recipients if a.email and sides.of(a.email) is Side.US}
            # what was sent to one address of ours and lies here was delivered here
            found |= ours if len(ours) == 1 else set()
    if not found and not view.live:
        # nothing in the files tells whose they are: those of everybody on our side, as the user says
        found = set(addresses_of(engagement.us)) | {event.author for event in events if event.side is Side.US}
    return frozenset(map(sides.identity, found))
