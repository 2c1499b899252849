"""What follows from what a platform tells of a channel, or of all channels in a group of them."""

from __future__ import annotations

from datetime import datetime

from bot.channels.standing import Reported
from bot.failing import tell
from storage import outbox, places
from storage.tables import Place
from storage.unit_of_work import Unit

SHUT = ("not_invited", "not_allowed", "place_archived", "place_gone")
"""Why a channel cannot be written to that can be over without anybody having looked."""


async def reported(unit: Unit, told: Reported, now: datetime) -> None:
    found = await places.within(
        unit, channel=told.channel, tenant=told.tenant, external_id=told.external_id
    )
    for place in found:
        is_itself = place.external_id == told.external_id
        if told.name and is_itself and told.name != place.name:
            places.rename(unit, place, told.name)
        await _stands(unit, place, told, now)


async def _stands(unit: Unit, place: Place, told: Reported, now: datetime) -> None:
    """The contact person is told of what is new; what waited goes at once when it is over."""
    reference, why = {**place.reference, **told.reference}, place.unreachable
    if told.reason and not why:
        why = told.reason
    if told.reason == "" and why in SHUT:
        why = ""
    if (why, reference) == (place.unreachable, place.reference):
        return
    places.stand(unit, place, unreachable=why, reference=reference)
    if why and why != place.unreachable:
        await tell(unit, place, "place_unreachable", now)
    if place.unreachable and not why:
        outbox.wake(unit, now, place_id=place.id)
