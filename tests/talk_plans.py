"""A plan that Jonas and Mette make of their conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from dialogs.core.actions import Open, write
from storage import talk_plans
from storage.tables import Conversation
from tests import town as plot
from tests.kom import TALK, TALK_AT, a_talk
from tests.talk import Talker, Town, a_town

JONAS, KIRSTEN = plot.id_of("Jonas Friis"), plot.id_of("Kirsten Dahl")
GOAL = {"title__1": "Lede forældremødet", "why__1": "Trygge forældre", "change__1": "Øve mere"}
STEP = {
    "what__1-1": "Følge Sofie til to møder",
    "who__1-1": "Sofie viser, Mette flytter en vagt",
    "form__1-1": "side_by_side",
    "starts__1-1": "2026-09-01",
    "ends__1-1": "2026-09-30",
}
HELP = {
    "zone__1": "stretch",
    "others__1": "Teamet tager telefonen",
    "helper__1": plot.id_of("Sofie Krag"),
    "helps__1": "Vis mig, hvordan du åbner et møde",
}
FOLLOW = {"follow_up_on": "2026-11-24", "how": "Vi spørger to forældre", "caller": "person"}


LATER = "talk-later"


def a_later_talk(town: Town) -> Conversation:
    """Another one of the two, in an hour: what they agreed on at the first goes on there."""
    at = town.now + timedelta(hours=1)
    return Conversation(
        id=LATER, person_id=JONAS, leader_id=plot.id_of(plot.LEADER), at=at, concept="nyborg_kom"
    )


@asynccontextmanager
async def a_held_talk(
    folder: Path, *, concept: str = "nyborg_kom", language: str = "da"
) -> AsyncIterator[Town]:
    """The conversation has just been held, after a concept."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        await a_talk(town, concept=concept)
        await town.until(TALK_AT + timedelta(hours=1))
        yield town


async def writes_a_plan(
    talker: Talker, *, ready: str = "yes", subject: str = TALK, follow_up_on: str = "2026-11-24"
) -> None:
    await talker.presses(write(Open("plan", subject)))
    await talker.answers(**GOAL)
    await talker.answers(**STEP)
    await talker.clicks("Spring over")
    await talker.answers(**HELP)
    await talker.clicks("Spring over")
    await talker.answers(**FOLLOW | {"follow_up_on": follow_up_on, "ready": ready})
    await talker.clicks("Gem og giv besked")


async def both_say_yes(town: Town) -> None:
    await writes_a_plan(town["Mette"])
    await town.settles()
    await town["Jonas"].clicks("Læs planen")
    await town["Jonas"].clicks("Sig ja til planen")
    await town.settles()


async def is_complete(town: Town) -> bool:
    async with town.store.snapshot() as reads:
        return await talk_plans.is_complete(reads, TALK)
