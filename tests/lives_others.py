"""Lives of the other conversations: how all of them went, a team's, a leader's, a senior's."""

from __future__ import annotations

from pathlib import Path

from dialogs.core.cards import Form
from storage import kom
from tests import town as plot
from tests.kom import TALK, a_talk
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


async def a_late_career(folder: Path, language: str) -> Walk:
    """HR offers it, one says yes, one no, and one asks by themselves; it is prepared and read."""
    async with a_town(folder, KOMBOT_LANGUAGE=language, KOMBOT_CONCEPT="norddjurs_mus") as town:
        walk = Walk(town)
        walk.wishes["people"] = "\n".join(
            [*(plot.email_of(name) for name in ("Jonas", "Sofie")), "ukendt@solsikken.example"]
        )
        await a_talk(town, concept="norddjurs_mus")
        await walk.asks("Hanne", "senior")
        await walk.through("Hanne", "senior_offers")
        await town.settles()
        for name, argument in (("Jonas", "yes"), ("Sofie", "no"), ("Peter", ""), ("Peter", "yes")):
            await walk.asks(name, "senior", argument)
        await town.settles()
        await walk.through("Jonas", "preparation", TALK)
        await walk.asks("Mette", "read", TALK)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def a_talk_about_leading(folder: Path, language: str) -> Walk:
    """A leader's own leader calls it; it is prepared, shared and read."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        walk.wishes["kind"] = "leader"
        await walk.through("Hanne", "conversation", plot.id_of(plot.LEADER))
        await town.settles()
        async with town.store.snapshot() as reads:
            talk = await kom.planned(reads, plot.id_of(plot.LEADER), town.now)
        assert talk is not None
        await walk.asks("Mette", "home")
        await walk.through("Mette", "preparation", talk.id)
        await walk.asks("Hanne", "read", talk.id)
        walk.shown += [post.card for post in town.chat.posts]
        return walk
