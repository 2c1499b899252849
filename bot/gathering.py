"""What follows from how a channel is now: who is in it, and whether anything may stand there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.failing import tell
from bot.order import is_overtaken, stamp
from dialogs.core.spots import Spot
from dialogs.readers import (
    OUTSIDERS,
    PLANNING,
    WAITING,
    Outsiders,
    accepted,
    fault,
    outsiders,
    waiting_in,
)
from storage import outbox, people, places
from storage.tables import Place
from storage.unit_of_work import Unit

UNSURE = "place_unsure"
MENDED = (
    "not_invited",
    "place_archived",
    "place_crowded",
    "place_foreign",
    "place_gone",
    "place_public",
    OUTSIDERS,
)
"""What a look at the channel can tell to be over."""


async def gathered(
    unit: Unit, spot: Spot, now: datetime, *, at: datetime | None = None
) -> Mapping[str, str]:
    """Why nothing can be posted, by the ids of the places that the channel is; empty where it can.

    The contact person is told of what is new; what waited goes at once when it is over. `at` is
    when it was so, where the platform told: what something newer has overtaken changes nothing.
    """
    found = await places.at(
        unit, channel=spot.channel, tenant=spot.tenant, external_id=spot.external_id
    )
    return {
        each.id: await _stands(unit, _stamped(unit, each, at), spot, now)
        for each in found
        if not is_overtaken(at, each.reference)
    }


def _stamped(unit: Unit, place: Place, at: datetime | None) -> Place:
    reference = {**place.reference, **stamp(at)}
    if reference == place.reference:
        return place
    people.keep_reference(unit, place.id, reference)
    return Place(**{**place.model_dump(), "reference": reference})


async def _stands(unit: Unit, place: Place, spot: Spot, now: datetime) -> str:
    """What a look cannot tell to be over (a workspace that is shut) stays as it is."""
    why = fault(spot, place.purpose)
    if why == UNSURE or place.unreachable not in ("", *MENDED):
        return place.unreachable or why
    others = Outsiders() if why else await _unagreed(unit, place, spot, now)
    if others.found:
        await _wait_for_yes(unit, place, others, now)
        return OUTSIDERS
    if why != place.unreachable:
        places.stand(unit, place, unreachable=why, reference=_without_waiting(place))
        if why:
            await tell(unit, place, "place_unreachable", now)
        else:
            outbox.wake(unit, now, place_id=place.id)
    return why


async def _unagreed(unit: Unit, place: Place, spot: Spot, now: datetime) -> Outsiders:
    workplace = await people.workplace(unit, place.workplace_id)
    if workplace is None or place.purpose != PLANNING:
        return Outsiders()
    found = await outsiders(unit, workplace, spot, now.date())
    return found.but(accepted(place))


async def _wait_for_yes(unit: Unit, place: Place, others: Outsiders, now: datetime) -> None:
    """It is asked once, and again when there are others than those who were asked about."""
    waiting = {each: person.id if person else "" for each, person in others.found.items()}
    if place.unreachable == OUTSIDERS and waiting_in(place) == waiting:
        return
    reference = {**place.reference, WAITING: waiting}
    places.stand(unit, place, unreachable=OUTSIDERS, reference=reference)
    await tell(unit, place, "outsiders_joined", now, key=others.key)


def _without_waiting(place: Place) -> dict[str, object]:
    return {name: value for name, value in place.reference.items() if name != WAITING}
