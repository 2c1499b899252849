"""While an effort runs its driver is asked twice how it goes, so that the board is right.

Half-way, and before the day on which the group looks back on it; never past that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dialogs.core.actions import Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.rounds.afterwards.followup_days import Moved, all_months, day_of
from schedules.core.context import Context
from schedules.core.dated_needs import of_use_for
from schedules.core.decide import Rule
from schedules.core.nudge import nudge, subject_of, today_of
from schedules.core.reminder import LEADERS, Reminder
from schedules.core.times import mornings
from storage import boards, dated, efforts, people, rounds, steps
from storage.boards import OnBoard
from storage.database import Snapshot
from storage.dated import Look
from storage.tables import ActionPlan, EffortState, Phase, Round
from storage.unit_of_work import Unit

RULE = Rule(name="effort.progress", kind="effort")
AHEAD, USELESS = 5, 5
"""Working days before the group looks back, and after a question that had to wait."""
FRESH = timedelta(days=14)
"""What was told so shortly before needs no question."""


@dataclass(frozen=True, kw_only=True)
class _Followed:
    """A round, and its steps by their keys: where it is followed up on another day."""

    round: Round
    steps: Moved


def ends_on(
    each: OnBoard, plan: ActionPlan | None, found: _Followed, calendar: WorkCalendar
) -> date:
    """When the group looks back on it: the plan's own day, or the last follow-up (TAL-59)."""
    last = day_of(found.round, max(all_months()), found.steps)
    named = plan.evaluated_by if plan else None
    return named or each.effort.last_on or calendar.next_working_day(last)


def asked_on(begins: date, ends: date, calendar: WorkCalendar) -> tuple[date, ...]:
    """Half-way and a week before; what runs for less than that is asked about once."""
    middle = calendar.next_working_day(begins + (ends - begins) // 2)
    before = calendar.add_working_days(calendar.previous_working_day(ends), -AHEAD)
    return tuple(sorted({day for day in (middle, before) if begins < day <= ends}))


def _days(
    each: OnBoard, plan: ActionPlan | None, found: _Followed, calendar: WorkCalendar
) -> set[date]:
    begins = each.effort.since or found.round.dialogue_on
    return set(asked_on(begins, ends_on(each, plan, found, calendar), calendar))


async def plan(unit: Unit, round_: Round, context: Context) -> None:
    looks: list[Look] = []
    found = await boards.board(unit, round_.id) if round_.phase == Phase.ANNOUNCED.value else []
    running = [each for each in found if each.state is EffortState.RUNNING]
    plans = await efforts.plans(unit, [each.effort.id for each in running])
    drivers = await people.people(unit, {each.driver_id for each in running if each.driver_id})
    followed = _Followed(round=round_, steps=await steps.of_round(unit, round_.id))
    for each in running:
        if (driver := drivers.get(each.driver_id or "")) is not None:
            calendar = context.calendar_for(driver)
            days = sorted(_days(each, plans.get(each.effort.id), followed, calendar))
            at = zip(days, mornings(days, calendar), strict=True)
            looks += [Look(driver.id, day, when) for day, when in at if when > context.now]
    dated.replan(unit, rule=RULE.name, round_id=round_.id, looks=looks)


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    found = dated.read(subject_of(hearing))
    round_ = await rounds.find(reads, found[0]) if found else None
    if found is None or round_ is None:
        return None
    mine = await _mine(reads, hearing, round_, found[1])
    if not mine:
        return None
    say, one = hearing.say, len(mine) == 1
    title = "nudge_efforts/title_one" if one else "nudge_efforts/title_more"
    return nudge(
        hearing,
        rule=RULE.name,
        title=say(title, title=mine[0].effort.title),
        body=(say("nudge_efforts/body"),),
        buttons=[_tell(each, hearing, one=one) for each in mine],
    )


async def _mine(reads: Snapshot, hearing: Hearing, round_: Round, day: date) -> list[OnBoard]:
    """Those that are asked about on that day, are not over by now and were not told of lately."""
    found = [each for each in await boards.board(reads, round_.id) if _asks(each, hearing)]
    plans = await efforts.plans(reads, [each.effort.id for each in found])
    calendar, today = hearing.house.calendar, today_of(hearing)
    followed = _Followed(round=round_, steps=await steps.of_round(reads, round_.id))
    return [
        each
        for each in found
        if day in _days(each, own := plans.get(each.effort.id), followed, calendar)
        and today <= ends_on(each, own, followed, calendar)
    ]


def _asks(each: OnBoard, hearing: Hearing) -> bool:
    is_mine = hearing.who is not None and each.driver_id == hearing.who.id
    is_old = each.latest is None or each.latest.at + FRESH <= hearing.now
    return is_mine and each.state is EffortState.RUNNING and is_old


def _tell(each: OnBoard, hearing: Hearing, *, one: bool) -> Button:
    key = "nudge_efforts/tell" if one else "nudge_efforts/tell_about"
    return Button(
        label=hearing.say(key, title=each.effort.title),
        value=write(Open("progress", each.effort.id)),
        style="primary" if one else "plain",
    )


REMINDER = Reminder(rule=RULE, message=message, needs=of_use_for(USELESS), share=LEADERS)
