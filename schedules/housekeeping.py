"""Once a day, at night: forget what has run out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from dialogs.core.calendar import DAY
from schedules import keeping_left, talk_evaluations
from schedules.commitments import SHOW
from schedules.core.context import Context
from schedules.keeping import NAME as KEEPING
from schedules.learning import LOOK
from schedules.owed import LOOK as OWED_LOOK
from schedules.year_waits import LOOK as YEAR_LOOK
from storage import (
    audit,
    commitments,
    due,
    erase,
    events,
    joining,
    lasting,
    people,
    planning,
    rounds,
    sessions,
    unfiled,
    wishes,
)
from storage.tables import Due
from storage.unit_of_work import Store, Unit

AT = time(3)
LEAVERS_KEPT = timedelta(days=erase.KEPT_DAYS)
NAME = "housekeeping"


async def ensure_jobs(store: Store, now: datetime) -> None:
    """Plan what comes back by itself; at every start, and harmless if it is planned already."""

    async def plan(unit: Unit) -> None:
        planning.ensure(unit, rule=NAME, due_at=now)
        planning.ensure(unit, rule=LOOK, due_at=now)
        planning.ensure(unit, rule=OWED_LOOK, due_at=now)
        planning.ensure(unit, rule=YEAR_LOOK, due_at=now)
        planning.ensure(unit, rule=talk_evaluations.NAME, due_at=now)

    await store.run(plan)


async def keep_house(unit: Unit, _row: Due, context: Context) -> None:
    now = context.now
    sessions.forget_expired(unit, now)
    events.forget_old(unit, now)
    planning.forget_decisions(unit, now - lasting.REASONS)
    planning.forget_settled(unit, now - lasting.MESSAGES)
    wishes.forget_met(unit, now - wishes.KEPT)
    audit.forget(unit, now - audit.KEPT)
    people.note_who_came(unit, context.today)
    rounds.forget_leavers(unit, context.today)
    await joining.notice_last_days(unit, context.today, now)
    await _take_down(unit, context.today, now)
    await _forget_leavers(unit, context)
    due.plan(unit, rule=KEEPING, due_at=now)
    # A person may have got another leader since their Mini-KOM was planned.
    for person_id in await planning.strayed(unit, "minikom"):
        due.plan(unit, rule="goals.plan", subject=person_id, due_at=now)
    due.plan(unit, rule=NAME, due_at=context.calendar.at(context.today + DAY, AT))


async def _take_down(unit: Unit, today: date, now: datetime) -> None:
    """What was shared with colleagues comes off their card once its writer is none of them."""
    found = await commitments.strayed(unit, today)
    for each in found:
        commitments.unshare(unit, each)
    for round_id in sorted({each.round_id for each in found}):
        due.plan(unit, rule=SHOW, subject=round_id, due_at=now)


async def _forget_leavers(unit: Unit, context: Context) -> None:
    """`privatliv` promises it: what is a person's own is kept while they work here.

    A plan that both agreed to and that is still to be filed waits for that (NOR-29).
    """
    before = context.today - LEAVERS_KEPT
    for person_id in await erase.leavers(unit, before):
        waits = await keeping_left.waits(unit, person_id, context)
        if waits is None:
            await erase.erase_own(unit, person_id, before)
        else:
            await unfiled.forget_rest(unit, waits, context.now)
