"""A life to look at: what conversations left behind is told of, and goes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.keeping import a_kept_town, held_last_week, is_held, plan, talk
from tests.kom import keep
from tests.walk import Walk


async def what_is_kept_and_goes(folder: Path, language: str) -> Walk:
    async with a_kept_town(folder, language=language) as town:
        walk = Walk(town)
        at = await held_last_week(town)
        await keep(town, plan("talk-1"), talk("talk-2", at + timedelta(days=60)))
        await town.passes(days=50)
        for name in ("Jonas", "Mette"):
            await walk.asks(name, "going")
        await is_held(town, "talk-2")
        await town.passes(days=10)
        for name in ("Jonas", "Mette"):
            await walk.asks(name, "going")
            await walk.asks(name, "privacy")
        walk.shown += [post.card for post in town.chat.posts]
        return walk
