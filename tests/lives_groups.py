"""A life in which people are put into groups, told, and moved on the day itself."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from dialogs.core.actions import Do, write
from storage.tables import Proposal, Sitting, ThemeList
from tests import town as plot
from tests.seated import all_seats, first_name, the_sitting
from tests.talk import Town, a_town
from tests.voting import rows, the_round
from tests.walk import Walk


async def groups_that_change(folder: Path, language: str) -> Walk:
    """With everything that can be asked: who stays away, who not to put together, professions."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        sitting_id = await _with_themes(walk)
        await walk.through("Kirsten", "groups", sitting_id)
        walk.wishes |= await _apart(town)
        await walk.through("Ali", "group_swap", sitting_id)
        for name in ("Kirsten", "Jonas"):
            await walk.asks(name, "groups", sitting_id)
        await walk.asks("Kirsten", "publish_groups", f"{sitting_id}.2")
        await town.settles()
        writer = next(each for each in await all_seats(town) if each.writes)
        name = first_name(writer.person_id)
        await walk.asks(name, "pass_pen", f"{sitting_id}.{writer.part}")
        await town[name].presses(town[name].screen[-1].buttons[0].value)
        day = (await the_sitting(town)).held_on
        await town.until(datetime.combine(day, time(7, 30), UTC))
        async with town.store.unit() as unit:
            unit.insert(
                Sitting(
                    round_id=(await the_sitting(town)).round_id,
                    name="Natholdet",
                    held_on=day + timedelta(days=1),
                )
            )
            await unit.commit()
        await walk.asks("Kirsten", "groups", (await the_sitting(town)).round_id)
        await walk.through("Kirsten", "groups", sitting_id)
        await town["Kirsten"].presses(write(Do("publish_groups", f"{sitting_id}.2")))
        await walk.asks("Kirsten", "publish_groups", f"{sitting_id}.3")
        await town.settles()
        walk.shown += [post.card for post in town.chat.posts]
        walk.shown += [each for talker in (plot.CONTACT, name) for each in town[talker].screen]
        return walk


async def _apart(town: Town) -> dict[str, str]:
    """Two who can change places: each in a group of their own, whichever groups were drawn."""
    (found,) = await rows(town, Proposal)
    one, other = found.round_two[0][0], found.round_two[1][0]
    return {"part": ThemeList.LEADERSHIP.value, "one": one, "other": other}


async def _with_themes(walk: Walk) -> str:
    """The id of a dialogue whose themes are chosen, whoever voted."""
    town = walk.town
    await walk.through("Kirsten", "round", plot.WORKPLACE)
    await town.passes(days=20)
    await walk.through("Kirsten", "selection", (await the_round(town)).id)
    await town.settles()
    return (await the_sitting(town)).id
