"""A life to look at: who else reads of conversations, a new leader, and what goes in the end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlmodel import col, update

from dialogs.core.actions import Do, write
from storage.tables import Consent, Person
from tests import town as plot
from tests.keeping import (
    HANNE,
    JONAS,
    a_kept_town,
    agreed_plan,
    changes_leader,
    held_last_week,
    is_held,
    plan,
    talk,
)
from tests.kom import keep, kept
from tests.talk import Town
from tests.walk import Walk


async def what_is_kept_and_goes(folder: Path, language: str) -> Walk:
    async with a_kept_town(folder, language=language) as town:
        walk = Walk(town)
        at = await held_last_week(town)
        await keep(town, agreed_plan("talk-1"), talk("talk-2", at + timedelta(days=60)))
        await _read_along(walk)
        await town.passes(days=50)
        for name in ("Jonas", "Mette"):
            await walk.asks(name, "going")
        await is_held(town, "talk-2")
        await town.passes(days=10)
        for name in ("Jonas", "Mette"):
            await walk.asks(name, "going")
            await walk.asks(name, "privacy")
        await changes_leader(town, plot.id_of(plot.CONTACT))
        await town.passes(days=4)
        await walk.asks("Kirsten", "people", JONAS)
        await walk.through("Jonas", "new_leader", plot.id_of(plot.CONTACT))
        await town.settles()
        await walk.asks("Kirsten", "consents")
        await _leaves(town)
        await town.passes(days=4)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _leaves(town: Town) -> None:
    """Sofie's plan is to be filed where she works, and is not."""
    sofie = plot.id_of("Sofie")
    made = plan("talk-3", concept="norddjurs_mus")
    made.person_id, made.person_ok_at, made.leader_ok_at = sofie, town.now, town.now
    await keep(town, talk("talk-3", town.now, held=True, concept="norddjurs_mus", person=sofie))
    await keep(town, made)
    async with town.store.unit() as unit:
        here = update(Person).where(col(Person.id) == sofie)
        unit.update(here.values(left_on=town.now.date()))
        await unit.commit()


async def _read_along(walk: Walk) -> None:
    """Each is asked by the other: one is agreed to and taken back, one is not agreed to."""
    town = walk.town
    walk.wishes |= {"reader": HANNE, "what": "minutes", "plan": "yes", "minutes": "yes"}
    await walk.through("Jonas", "wider", "talk-1")
    await walk.asks("Mette", "consents")
    await town.settles()
    await walk.asks("Mette", "consent_yes", await _newest(town))
    await town.settles()
    await walk.asks("Hanne", "consents")
    await walk.asks("Hanne", "read_along", await _newest(town))
    await walk.asks("Jonas", "consents")
    await walk.asks("Jonas", "consent_off", await _newest(town))
    await town.settles()
    walk.wishes["what"] = "plan"
    await walk.through("Mette", "wider", "talk-1")
    await town.settles()
    waits = [each for each in await kept(town, Consent) if each.what == "plan"]
    await town["Jonas"].presses(write(Do("consent_off", waits[0].id)))
    await town.settles()
    walk.shown += town["Jonas"].screen


async def _newest(town: Town) -> str:
    return (await kept(town, Consent))[-1].id
