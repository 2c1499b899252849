"""Short talks in a town: called, made ready and noted, as their two do it."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import col, select

from storage.tables import ConceptUse, Conversation, Goal
from tests import town as plot
from tests.nudged import a_goal, does
from tests.talk import Talker, Town

JONAS = plot.id_of("Jonas")


async def talks(town: Town) -> list[Conversation]:
    async with town.store.snapshot() as reads:
        return await reads.all(select(Conversation).order_by(col(Conversation.at)))


async def the_talk(town: Town) -> Conversation:
    (found,) = await talks(town)
    return found


async def goals(town: Town) -> dict[str, Goal]:
    async with town.store.snapshot() as reads:
        return {each.id: each for each in await reads.all(select(Goal))}


async def calls(town: Town, name: str, whom: str = "") -> Talker:
    talker = town[name]
    await talker.presses(f"do:call_mini:{plot.id_of(whom)}" if whom else "do:call_mini")
    await town.settles()
    return talker


async def concept(town: Town, name: str) -> None:
    await does(
        town,
        ConceptUse(organisation_id=plot.ORGANISATION, concept=name, holds_from=town.now.date()),
    )


async def checks_in(person: Talker, *, trivsel: str, sees: str, **progress: str) -> None:
    await person.writes("check-in")
    await person.answers(trivsel=trivsel, why="Travlt om morgenen")
    if progress:
        await person.answers(**progress)
    await person.answers(visible_to=sees)


async def two_goals(town: Town) -> tuple[str, str]:
    first = await a_goal(town, "Jonas", agreed_on=date(2026, 8, 10), title="Øve overleveringer")
    second = await a_goal(town, "Jonas", agreed_on=date(2026, 8, 10), title="Lede et møde")
    return first, second


async def notes(town: Town, name: str, **answers: str) -> Talker:
    """On the day of the talk."""
    talk = (await talks(town))[0]
    await town.until(talk.at + timedelta(hours=1))
    talker = town[name]
    await talker.presses(f"open:mini_outcome:{talk.id}")
    prefilled = {each.name.replace(".", "__"): each.value for each in talker.form.fields}
    await talker.answers(**{**prefilled, **answers})
    return talker
