"""A life to look at: a plan that two write in at once, agree on, are helped with and hand over."""

from __future__ import annotations

from pathlib import Path

from dialogs.core.actions import Do, Move, Open, write
from tests import town as plot
from tests.kom import TALK
from tests.talk import Talker, Town
from tests.talk_plans import a_held_talk
from tests.walk import HOSTILE, Walk, _as, _turn_of

SUNDAY, MONDAY = "2026-12-27", "2026-12-28"


async def a_plan_of_two(folder: Path, language: str) -> Walk:
    """After the concept that hands its plan over to the personnel file."""
    async with a_held_talk(folder, concept="norddjurs_mus", language=language) as town:
        walk = Walk(town)
        walk.wishes |= {"ready": "draft", "zone.1": "alarm", "helper.1": plot.id_of("Sofie")}
        await walk.through("Mette", "plan", TALK)
        await town.settles()
        await walk.asks("Jonas", "talk_plan", TALK)
        await _both_write(walk)
        await _agree(walk)
        for name in ("Jonas", "Mette"):
            await walk.asks(name, "home")
            await walk.asks(name, "goals")
        await walk.asks("Mette", "people", plot.id_of("Jonas"))
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _both_write(walk: Walk) -> None:
    """Each has other words for the same; Mette's follow-up is on a day off."""
    mette, jonas = walk.town["Mette"], walk.town["Jonas"]
    for talker in (mette, jonas):
        await talker.presses(write(Open("plan", TALK)))
        await _fills(talker, "goal.1", {"why.1": f"{talker.name}: {HOSTILE}"})
    await _fills(mette, "follow_up", {"follow_up_on": SUNDAY})
    walk.wishes["ready"] = "yes"
    for talker in (mette, jonas):
        await walk.through(talker.name.split()[0], "plan", TALK)


async def _fills(talker: Talker, page: str, new: dict[str, str]) -> None:
    await talker.presses(_as(_turn_of(talker.screen[-1]), Move.EDIT, page))
    form = talker.form
    there = {each.name: each.value for each in form.fields}
    await talker.presses(form.submit.value, **there | new)


async def _agree(walk: Walk) -> None:
    town = walk.town
    await _presses(town, "Jonas", "plan_yes")
    await _presses(town, "Mette", "plan_yes")
    await town.settles()
    await _presses(town, "Mette", "plan_file")
    sofie = town["Sofie"]
    asked, *_ = town.chat.seen_by(sofie.external_id)
    await sofie.presses(asked.card.buttons[0].value)
    await town.settles()
    jonas = town["Jonas"]
    await jonas.presses(write(Open("plan", TALK)))
    for number in "12":
        nobody = {f"helper.{number}": "", f"helps.{number}": ""}
        await _fills(jonas, f"help.{number}", nobody)
    await _fills(jonas, "follow_up", {"follow_up_on": MONDAY})
    await jonas.presses(_as(_turn_of(jonas.screen[-1]), Move.SEND))
    await town.settles()


async def _presses(town: Town, name: str, command: str) -> None:
    """What stands on the plan's card, if it is there to be pressed."""
    talker = town[name]
    await talker.presses(write(Do("talk_plan", TALK)))
    for button in talker.screen[-1].buttons:
        if button.value.startswith(f"do:{command}:"):
            await talker.presses(button.value)
            return
