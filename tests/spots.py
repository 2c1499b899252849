"""Channels as their platform tells of them, with people of the town in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.channels.standing import Gathered
from dialogs.core.spots import Reader, Spot
from tests import town as plot
from tests.talk import Town

GROUP = (plot.LEADER, *plot.REPRESENTATIVES)


def spot(place: str, *others: str, **about: Any) -> Spot:
    """With the planning group in it, and others by name; a name nobody has is a stranger's."""
    readers = tuple(Reader(external_id=plot.id_of(name)) for name in (*GROUP, *others))
    seen = Spot(channel="simulator", tenant="", external_id=place, readers=readers)
    return replace(seen, **about)


async def come(town: Town, place: str, *others: str, **about: bool) -> None:
    """The platform tells that the channel has changed, and what follows from it happens."""
    await town.app.note(Gathered(spot(place, *others, **about)))
    await town.passes(minutes=1)
