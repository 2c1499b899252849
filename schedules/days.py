"""The day of a dialogue in time: it ends by itself where nobody ends it, and so do its answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogs.core.calendar import WorkCalendar
from dialogs.rounds.held import evaluation
from dialogs.rounds.held.day import END, finish
from dialogs.rounds.held.running import Found, begins
from schedules.core.context import Context
from storage import due, planning, rounds, sittings
from storage.scrub import scrub
from storage.tables import Due, Phase, Round, Sitting
from storage.unit_of_work import Unit

LONGEST = timedelta(hours=5)
"""A day that was begun late or paused for long is over by then, and so is one held on paper."""
SCRUB, SCRUB_AGAIN = "evaluation.scrub", timedelta(minutes=1)


def over_at(sitting: Sitting, calendar: WorkCalendar) -> datetime:
    return begins(sitting, calendar) + LONGEST


async def plan_days(unit: Unit, round_: Round, context: Context) -> None:
    """When each of a round's dialogues is over at the latest; planned anew when one is moved."""
    for sitting in await sittings.of_round(unit, round_.id):
        at = over_at(sitting, context.calendar)
        waits = (
            round_.phase == Phase.ANNOUNCED.value
            and not (sitting.ended_at or sitting.is_off)
            and at > context.now
        )
        planning.replan(unit, rule=END, subject=sitting.id, when={"": at} if waits else {})


async def end(unit: Unit, row: Due, context: Context) -> None:
    """Unless somebody has ended it, or it was moved or called off meanwhile."""
    sitting = await sittings.find(unit, row.subject)
    round_ = await rounds.find(unit, sitting.round_id) if sitting else None
    if sitting is None or round_ is None or sitting.ended_at is not None or sitting.is_off:
        return
    if context.now < over_at(sitting, context.calendar):
        due.plan(unit, rule=END, subject=sitting.id, due_at=over_at(sitting, context.calendar))
        return
    found = Found(sitting=sitting, round=round_)
    await finish(unit, found, context.calendar, context.now, person_id=None)


async def close_evaluation(unit: Unit, row: Due, context: Context) -> None:
    if await evaluation.close(unit, row.subject, context.now):
        due.plan(unit, rule=SCRUB, subject=row.subject, due_at=context.now)


async def scrub_traces(unit: Unit, row: Due, context: Context) -> None:
    """Again until the file holds no trace; nothing may be read in this unit before."""
    if not await context.store.maintenance(scrub):
        due.plan(unit, rule=row.rule, subject=row.subject, due_at=context.now + SCRUB_AGAIN)
