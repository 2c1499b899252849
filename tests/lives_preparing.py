"""A life to look at: what everybody prepares for a dialogue, and what they do straight after it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage.tables import Chore
from tests import town as plot
from tests.nudged import ROUND
from tests.preparing import DIALOGUE, prepared
from tests.talk import a_town
from tests.voting import rows
from tests.walk import Walk


async def a_dialogue_prepared_for(folder: Path, language: str) -> Walk:
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await prepared(town)
        for command in ("overview", "chores", "examples", "commitments", "first_meeting"):
            await walk.asks("Mette", command, ROUND)
        # Given to the last of those who are offered.
        await walk.through("Ali", "chore", f"{ROUND}.room")
        await walk.through("Ali", "chore", f"new:{ROUND}")
        await walk.asks("Ali", "chores", ROUND)
        await _one_thing_for(walk, "Jonas")
        await _two_at_once(walk)
        for which in ("wellbeing", "leadership"):
            await walk.through("Jonas", "example", f"{ROUND}:{which}")
        for command in ("home", "examples"):
            await walk.asks("Jonas", command)
        await town.passes(hours=2)
        await town.until(town.now + timedelta(days=(DIALOGUE - town.now.date()).days))
        for name in ("Jonas", "Sofie"):
            await walk.asks(name, "home")
            await walk.asks(name, "examples", ROUND)
        await town.passes(days=2)
        for name in ("Jonas", "Sofie", "Kirsten"):
            await walk.through(name, "commitment", ROUND)
        await walk.asks("Jonas", "home")
        await walk.asks("Mette", "first_meeting", ROUND)
        await walk.asks("Mette", "first_meeting_held", ROUND)
        await town.passes(days=30)
        await walk.asks("Jonas", "commitments", ROUND)
        for answer in ("yes", "gone"):
            await walk.asks("Sofie", "commitment_lives", f"{ROUND}|{answer}")
        await walk.asks("Jonas", "why")
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _one_thing_for(walk: Walk, name: str) -> None:
    """It is theirs, they are told, and it is done."""
    found = next(each for each in await rows(walk.town, Chore) if each.key == "catering")
    member = walk.town["Kirsten"]
    await member.presses(f"open:chore:{found.id}")
    await member.answers(owner=plot.id_of(name), due_on=found.due_on.isoformat(), state="open")
    await walk.town.settles()
    await walk.asks(name, "home")
    await walk.asks(name, "chore_done", found.id)


async def _two_at_once(walk: Walk) -> None:
    """Whoever is second is shown what the first one wrote."""
    ali, birgit = walk.town["Ali"], walk.town["Birgit"]
    for each in (ali, birgit):
        await each.presses(f"open:chore:{ROUND}.groups")
    for each, owner in ((birgit, "Sofie"), (ali, "Peter")):
        day = (walk.town.now.date() + timedelta(days=9)).isoformat()
        await each.answers(owner=plot.id_of(owner), due_on=day, state="open")
    walk.shown.append(ali.screen[-1])
