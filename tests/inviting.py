"""A town whose themes are chosen: the invitation is sent, moved and called off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import delete
from sqlmodel import col

from dialogs.core.actions import Open, write
from dialogs.rounds.inviting import invitation
from storage import sittings
from storage.tables import Sitting
from storage.unit_of_work import Unit
from tests.after_vote import chooses, counted
from tests.talk import Town, a_town
from tests.voting import rows, the_round

PLACE = "Salen, 1. sal"


@asynccontextmanager
async def a_chosen_town(folder: Path) -> AsyncIterator[Town]:
    async with a_town(folder) as town:
        await counted(town)
        await chooses(town, "Kirsten")
        await town.settles()
        yield town


async def looks_it_through(town: Town, name: str, *, place: str = PLACE, at: str = "09:00") -> None:
    round_, sitting = await the_round(town), await the_sitting(town)
    member = town[name]
    await member.presses(write(Open("invitation", round_.id)))
    named = {f"place__{sitting.id}": place, f"starts_at__{sitting.id}": at}
    await member.answers(**named)


async def sends(town: Town, name: str = "Kirsten", *, place: str = PLACE) -> None:
    await looks_it_through(town, name, place=place)
    await town[name].clicks("Send invitationen")
    await town.settles()


async def the_sitting(town: Town) -> Sitting:
    return (await rows(town, Sitting))[0]


async def moves(town: Town, *, held_on: date, starts_at: str = "09:00") -> None:
    """As whoever moves the day does it."""
    sitting, round_ = await the_sitting(town), await the_round(town)

    async def work(unit: Unit) -> None:
        sittings.move(unit, sitting, held_on=held_on, starts_at=starts_at, place=PLACE)
        await invitation.tell_moved(unit, sitting, round_, town.now)

    await town.store.run(work)
    await town.settles()


async def calls_off(town: Town) -> Sitting:
    sitting, round_ = await the_sitting(town), await the_round(town)

    async def work(unit: Unit) -> None:
        await invitation.tell_called_off(unit, sitting, round_, town.now)
        unit.delete(delete(Sitting).where(col(Sitting.id) == sitting.id))

    await town.store.run(work)
    await town.settles()
    return sitting
