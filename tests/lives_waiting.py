"""A life to look at: whoever gets no letter hears of each step by itself, and does none of them."""

from __future__ import annotations

from pathlib import Path

from storage import steps
from storage.tables import Effort
from storage.unit_of_work import Unit
from tests.nudged import ROUND, does, replan
from tests.talk import Town, a_town
from tests.waiting import GROUP, a_round_with_every_step, themes_are_chosen
from tests.walk import Walk


async def a_round_that_waits(folder: Path, language: str) -> Walk:
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        for name in GROUP:
            await walk.asks(name, "quiet", "digest|off")
        await a_round_with_every_step(town)
        await themes_are_chosen(town)
        await town.passes(days=32)
        await _plan_is_made(town)
        await town.passes(days=60)
        for name in GROUP:
            await walk.asks(name, "why")
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _plan_is_made(town: Town) -> None:
    """Then nothing is told, sent or begun."""

    def finish(unit: Unit) -> None:
        steps.finish(unit, ROUND, "action_plan", person_id=None, now=town.now)
        replan(unit, town)

    titles = ("Bedre møder", "Mere ro")
    efforts = [Effort(round_id=ROUND, part="wellbeing", title=title) for title in titles]
    await does(town, *efforts, then=finish)
