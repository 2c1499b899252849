"""What follows from a message that will never arrive as things are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.channels.base import Target
from storage import outbox, people, reach
from storage.outbox import Mail
from storage.tables import Address, Outbox, Place, RoleName
from storage.unit_of_work import Unit

NEXT = timedelta(seconds=1)
"""The batch that failed is under way: this is for the next one."""


def why_not(row: Outbox, places: Iterable[Place | Address]) -> str:
    """What a workspace has shut kombot out of goes on when it is let in again."""
    shut = any(each.unreachable in reach.CLOSED for each in places)
    held = waits(row) and any(each.unreachable for each in places)
    return outbox.PAUSED if shut or held else "cannot-be-reached"


def waits(row: Outbox) -> bool:
    """A channel is mended or changed, and then it goes there; a number by then is an old one."""
    return row.place_id is not None and not row.slot


async def cannot_be_reached(unit: Unit, target: Target, reason: str, now: datetime) -> None:
    """One person or place, or all of a workspace at once where it is shut to kombot."""
    if reason in reach.CLOSED:
        reach.close(unit, channel=target.channel, tenant=target.tenant, reason=reason)
        return
    place = await people.place(unit, target.id) if target.shared else None
    if place is not None and place.unreachable:
        return
    if place is not None:
        await tell(unit, place, "place_unreachable", now)
    people.set_unreachable(unit, target.id, reason)


async def tell(unit: Unit, place: Place, message: str, now: datetime, **params: str) -> None:
    """Once for each time that it breaks: whoever can choose another channel."""
    where = place.workplace_id
    told = await people.with_role(unit, where, RoleName.CONTACT)
    for each in told or await people.with_role(unit, where, RoleName.PLANNING):
        mail = Mail(
            message=message,
            key=f"{message}:{place.id}:{each.id}:{now.isoformat()}",
            due_at=now + NEXT,
            person_id=each.id,
            params={"place": place.id, **params},
        )
        outbox.queue(unit, mail)
