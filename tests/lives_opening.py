"""A life to look at: a year that opens, dates that are set, moved and called off."""

from __future__ import annotations

from pathlib import Path

from storage.tables import Conversation
from tests import town as plot
from tests.kom import kept
from tests.talk import a_town
from tests.walk import HOSTILE, Walk

PLACE = "Det blå rum "


async def a_year_that_opens(folder: Path, language: str) -> Walk:
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town, wishes={"teams": "1", "opens_on": "", "place": PLACE + HOSTILE})
        jonas = plot.id_of("Jonas")
        await walk.through("Mette", "conversation", jonas)
        await town.settles()
        (talk,) = await kept(town, Conversation)
        await walk.asks("Jonas", "other_time", talk.id)
        await town.settles()
        await walk.asks("Mette", "people", jonas)
        await walk.through("Mette", "talk_off", talk.id)
        await town.settles()
        await walk.through("Mette", "conversation", jonas)
        await town.settles()
        walk.shown += [post.card for post in town.chat.posts]
        return walk
