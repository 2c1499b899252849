"""Practical things (TAL-36): proposed when a round is planned; their owners hear twice of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Card
from dialogs.core.messages import Hearing
from dialogs.rounds.preparing.chores import done_button, name_of, proposed
from schedules.core.context import Context
from schedules.core.dated_needs import of_use_for
from schedules.core.decide import Rule
from schedules.core.nudge import TOMORROW, nudge, subject_of, today_of
from schedules.core.reminder import LEADERS, Reminder
from schedules.core.times import before
from storage import chores, dated, due, people, rounds, steps
from storage.database import Snapshot
from storage.dated import Look
from storage.tables import Chore, Phase, Round, RoundStep
from storage.unit_of_work import Unit

RULE = Rule(name="chores.own", kind="deadline")
OFFSETS = (2, 0)
"""Working days before a chore is due."""
STEP = "practical"


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    """All that somebody has to do soon, in one message."""
    found = dated.read(subject_of(hearing))
    round_ = await rounds.find(reads, found[0]) if found else None
    if round_ is None or hearing.who is None:
        return None
    say, today = hearing.say, today_of(hearing)
    until = hearing.house.calendar.add_working_days(today, max(OFFSETS))
    mine = [
        each
        for each in await chores.of_owner(reads, round_.id, hearing.who.id)
        if each.due_on <= until
    ]
    if not mine:
        return None
    lines = tuple(
        say(f"nudge_chores/{_when(each, today)}", name=name_of(each, say.language), day=each.due_on)
        for each in mine
    )
    return nudge(
        hearing,
        rule=RULE.name,
        title=say("nudge_chores/title"),
        body=(say("nudge_chores/body", day=round_.dialogue_on), *lines),
        buttons=tuple(done_button(each, say) for each in mine),
        snoozes=(TOMORROW,),
    )


def _when(chore: Chore, today: date) -> str:
    if chore.due_on == today:
        return "today"
    return "by" if chore.due_on > today else "was"


REMINDER = Reminder(rule=RULE, message=message, needs=of_use_for(1), share=LEADERS)


async def plan(unit: Unit, round_: Round, context: Context) -> None:
    """Propose them once, move them with the dialogue, and let the step follow what is done.

    A round that waits for a yes may still go as if it had never been.
    """
    step = (await steps.of_round(unit, round_.id)).get(STEP)
    if step is None or round_.phase == Phase.PROPOSED.value:
        return
    found = await chores.of_round(unit, round_.id)
    if not found and round_.dialogue_on >= context.today:
        days = proposed(round_.dialogue_on, today=context.today, calendar=context.calendar)
        chores.propose(unit, round_.id, days, dialogue_on=round_.dialogue_on)
        return
    for each in found:
        if each.set_for != round_.dialogue_on:
            _move(unit, each, round_.dialogue_on, context.calendar)
    await _plan_looks(unit, round_, found, context)
    _follow(unit, step, found, context)


def _follow(unit: Unit, step: RoundStep, found: list[Chore], context: Context) -> None:
    """Its reminders are planned anew where that changes whether it is done."""
    finished = chores.last_done(found)
    if (finished is not None) is (step.done_at is not None) or not found:
        return
    if finished is not None:
        at, by = finished
        steps.finish(unit, step.round_id, STEP, person_id=by, now=at)
    else:
        steps.open_again(unit, step.round_id, STEP)
    due.plan(unit, rule="round.plan", subject=step.round_id, due_at=context.now)


def _move(unit: Unit, chore: Chore, dialogue_on: date, calendar: WorkCalendar) -> None:
    days = calendar.working_days_between(chore.set_for, chore.due_on)
    due_on = calendar.add_working_days(dialogue_on, days)
    chores.move(unit, chore, due_on=due_on, dialogue_on=dialogue_on)
    chore.due_on = due_on


async def _plan_looks(unit: Unit, round_: Round, found: Sequence[Chore], context: Context) -> None:
    owners = await people.people(unit, {each.owner_id for each in found if each.owner_id})
    looks: list[Look] = []
    for each in found:
        owner = owners.get(each.owner_id or "")
        if owner is None or each.done_at is not None:
            continue
        calendar = context.calendar_for(owner)
        mornings = before(each.due_on, OFFSETS, calendar)
        looks += [
            Look(owner.id, calendar.local_date(at), at) for at in mornings if at > context.now
        ]
    dated.replan(unit, rule=RULE.name, round_id=round_.id, looks=looks)
