"""Every morning: who held a conversation is offered to say how it was; a year is opened or closed.

One look at all that was held since the last look, so that nobody who notes a conversation as held
has to think of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogs.core.calendar import DAY
from dialogs.talks.evaluating.rounds import after_talk, close_year, open_year
from schedules.core.context import Context
from schedules.core.times import NUDGE_AT
from storage import due, talk_evaluations
from storage.tables import Due
from storage.unit_of_work import Unit

NAME, SCRUB = "talk_evaluations", "talk_evaluation.scrub"
BEFORE = timedelta(days=2)
"""How far back the first look reaches."""


async def look(unit: Unit, row: Due, context: Context) -> None:
    now, house = context.now, context.house
    said = row.params.get("since")
    since = datetime.fromisoformat(said) if said else now - BEFORE
    at = context.calendar.next_open(now)
    for talk in await talk_evaluations.held_between(unit, since, now):
        await after_talk(unit, house, talk, at)
    for cycle in await talk_evaluations.to_open(unit):
        await open_year(unit, house, cycle, context.today, at)
    for cycle in await talk_evaluations.to_close(unit, context.today):
        await close_year(unit, house, cycle, now, at)
        due.plan(unit, rule=SCRUB, subject=cycle.id, due_at=now)
    again = context.calendar.at(context.today + DAY, NUDGE_AT)
    due.plan(unit, rule=NAME, due_at=again, params={"since": now.isoformat()})
