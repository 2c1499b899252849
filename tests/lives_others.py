"""The life of a year's other conversations: how they went, the team's, the leader's, the senior's."""

from __future__ import annotations

from pathlib import Path

from dialogs.core.cards import Form
from tests.talk import Town, a_town
from tests.talk_year import CYCLE, NAMES, OVER, a_talking_year, talks_held
from tests.walk import HOSTILE, Walk


async def a_year_that_is_evaluated(folder: Path, language: str) -> Walk:
    """Everybody says how their talk was, then how the year was; leader and committee answer."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await a_talking_year(town)
        await talks_held(town)
        await town.passes(days=1)
        for name in ("Mette", *NAMES):
            part = "leader" if name == "Mette" else "talk"
            await walk.asks(name.split()[0], "home")
            await walk.through(name.split()[0], "talk_evaluation", f"{CYCLE}|{part}")
        await town.passes(days=OVER.days)
        for name in NAMES:
            await walk.through(name.split()[0], "talk_evaluation", f"{CYCLE}|year")
        await walk.asks("Ali", "talk_evaluations", CYCLE)
        await town.passes(days=16)
        await walk.asks("Ali", "talk_evaluations", CYCLE)
        await walk.through("Ali", "year_answer", CYCLE)
        await _both_write(town, walk)
        await walk.asks("Mette", "talk_evaluations", CYCLE)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _both_write(town: Town, walk: Walk) -> None:
    """The page that is there only where two have changed the same."""
    for name in ("Mette", "Birgit"):
        await town[name].presses(f"open:year_answer:{CYCLE}")
    for name in ("Birgit", "Mette"):
        fields = {each.name: f"{name} {HOSTILE}" for each in town[name].form.fields}
        await town[name].presses(town[name].form.submit.value, **fields)
    newest = town["Mette"].screen[-1]
    assert isinstance(newest, Form)
    walk.shown.append(newest)
    walk.pages.add(("year_answer", "other"))
    await town["Mette"].answers(**{newest.fields[0].name.replace(".", "__"): "mine"})
