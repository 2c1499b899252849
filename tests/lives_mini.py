"""A life to look at: short talks that are called, moved, held and noted, and what is learned."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from schedules import ensure_jobs
from storage.tables import Activity, Conversation, GoalHelper
from tests import town as plot
from tests.kom import kept
from tests.nudged import a_goal, does
from tests.talk import a_town
from tests.walk import HOSTILE, Walk

JONAS = plot.id_of("Jonas")


async def short_talks(folder: Path, language: str) -> Walk:
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        today = town.now.date()
        goal = await a_goal(town, "Jonas", agreed_on=today, title=f"Et mål {HOSTILE}")
        await a_goal(town, "Jonas", agreed_on=today, title="Et mål til")
        promised = GoalHelper(
            goal_id=goal, person_id=plot.id_of("Sofie"), what=HOSTILE, agreed_at=town.now
        )
        activity = Activity(
            id="activity",
            goal_id=goal,
            person_id=JONAS,
            what=f"Et kursus {HOSTILE}",
            form="amu",
            starts_on=today + timedelta(days=9),
            ends_on=today + timedelta(days=10),
        )
        another = activity.model_copy(update={"id": "another"})
        await does(town, promised, activity, another)
        await ensure_jobs(town.store, town.now)
        for part in ("before", "after", "later"):
            await walk.asks("Jonas", "learning")
            await walk.through("Jonas", "learning", f"another.{part}")
        for name, whom in (("Mette", JONAS), ("Mette", JONAS), ("Jonas", "")):
            await walk.asks(name, "call_mini", whom)
        await town.settles()
        (talk,) = await kept(town, Conversation)
        await walk.through("Jonas", "mini_time", talk.id)
        await walk.through("Mette", "mini_time", talk.id)
        await town.passes(days=6)
        await walk.through("Jonas", "checkin")
        await _both(walk, talk.id)
        await town.passes(days=3)
        await walk.through("Mette", "mini_outcome", talk.id)
        await town.settles()
        await _both(walk, talk.id)
        for name, command in (("Mette", "owed"), ("Hanne", "owed_shares"), ("Sofie", "why")):
            await walk.asks(name, command)
        await town.passes(days=60)
        await walk.asks("Jonas", "learning")
        await walk.asks("Mette", "call_mini", JONAS)
        coming = max(await kept(town, Conversation), key=lambda each: each.at)
        await walk.through("Jonas", "mini_off", coming.id)
        await walk.asks("Mette", "call_mini", JONAS)
        again = next(
            each
            for each in await kept(town, Conversation)
            if each.at > town.now and each.called_off_at is None
        )
        await walk.through("Mette", "mini_off", again.id)
        await town.passes(days=1)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _both(walk: Walk, talk_id: str) -> None:
    for name in ("Jonas", "Mette"):
        await walk.asks(name, "mini", talk_id)
        await walk.asks(name, "home")
    await walk.asks("Jonas", "goals")
    await walk.asks("Mette", "people", JONAS)
