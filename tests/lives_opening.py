"""A life to look at: a year that opens, dates that are set, moved and called off."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from dialogs.core.actions import Open, write
from dialogs.core.cards import Form
from dialogs.talks.opening.telling import CHANGED
from dialogs.talks.opening.wanted import PARTS
from storage import outbox
from storage.outbox import Mail
from storage.tables import Conversation, Cycle
from tests import town as plot
from tests.kom import keep, kept
from tests.talk import a_town
from tests.walk import HOSTILE, Walk

PLACE = "Det blå rum "
IN = "ask.core_task-difference"
"""One question at least is asked."""


async def a_year_that_opens(folder: Path, language: str) -> Walk:
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town, wishes={"teams": "1", "opens_on": "", "place": PLACE + HOSTILE, IN: "in"})
        jonas = plot.id_of("Jonas")
        await walk.through("Mette", "year")
        await town.settles()
        (cycle,) = await kept(town, Cycle)
        await walk.asks("Jonas", "own_theme", cycle.id)
        await walk.through("Sofie", "own_theme", cycle.id)
        await _changes(walk, cycle)
        await walk.through("Mette", "conversation", jonas)
        await town.settles()
        (talk,) = await kept(town, Conversation)
        await walk.through("Jonas", "preparation", talk.id)
        await walk.through("Mette", "guide", talk.id)
        await town.settles()
        await walk.through("Mette", "guide", f"year:{cycle.id}")
        await walk.asks("Jonas", "other_time", talk.id)
        await town.passes(days=1)
        await walk.asks("Mette", "people", jonas)
        await walk.through("Mette", "talk_off", talk.id)
        await town.settles()
        await walk.through("Mette", "conversation", jonas)
        await town.settles()
        await _fixed_topics(walk)
        await walk.through("Mette", "team_dates")
        await _takes_the_proposal(walk)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _fixed_topics(walk: Walk) -> None:
    """Where the concept says what must be talked about."""
    held = Conversation(
        person_id=plot.id_of("Sofie"),
        leader_id=plot.id_of(plot.LEADER),
        at=walk.town.now + timedelta(days=20),
        concept="herlev",
    )
    await keep(walk.town, held)
    await walk.through("Mette", "guide", held.id)


async def _changes(walk: Walk, cycle: Cycle) -> None:
    """All of it is told anew, and that there is no meeting to start with any more."""
    params = {"cycle": cycle.id, "what": list(PARTS), "was": walk.town.now.isoformat()}
    async with walk.town.store.unit() as unit:
        mail = Mail(
            message=CHANGED,
            key="changed",
            due_at=walk.town.now,
            person_id=plot.id_of("Jonas"),
            params=params,
        )
        outbox.queue(unit, mail)
        await unit.commit()
    await walk.town.settles()


async def _takes_the_proposal(walk: Walk) -> None:
    """As it stands, with days that are too soon."""
    mette = walk.town["Mette"]
    await mette.presses(write(Open("team_dates")))
    days = {"first_day": f"{walk.town.now:%Y-%m-%d}", "last_day": "2026-12-01"}
    await mette.answers(**days, per_day="2", clock="09:00", place=PLACE + HOSTILE)
    while isinstance(mette.screen[-1], Form):
        walk.shown.append(mette.screen[-1])
        await mette.presses(mette.form.submit.value)
    walk.shown.append(mette.screen[-1])
    await mette.presses(mette.screen[-1].buttons[0].value)
    walk.shown.append(mette.screen[-1])
    await walk.town.settles()
