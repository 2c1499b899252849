"""A round's reminders, planned anew whenever its dates or its phase change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogs.announcement import forget_at
from dialogs.core.calendar import WorkCalendar
from dialogs.planning import GROUP
from dialogs.rounds.afterwards import board
from schedules import (
    chores,
    commitments,
    deadlines,
    efforts,
    examples,
    followup,
    listening,
    own_examples,
    promises,
    selection,
    votes,
)
from schedules import steps as reminded
from schedules.core.audience import ensure_digest
from schedules.core.context import Context
from schedules.core.times import first_after
from schedules.days import plan_days
from schedules.levels import plan as plan_levels
from storage import due, people, planning, rounds, steps
from storage.database import Snapshot
from storage.tables import Due, Person, Phase, RoleName, Round
from storage.unit_of_work import Unit

UNDER_WAY = (Phase.PLANNED, Phase.VOTING, Phase.CLOSED, Phase.ANNOUNCED)


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """A rule looks at `whom` at `times` while the round is in one of the phases."""

    rule: str
    phases: tuple[Phase, ...]
    whom: str
    times: Callable[[Round, WorkCalendar], Sequence[datetime]]


PLANS = (
    _Plan(rule="vote.reminder", phases=(Phase.VOTING,), whom="unanswered", times=votes.times),
    _Plan(
        rule="deadline.dialogue",
        phases=UNDER_WAY,
        whom="leaders",
        times=deadlines.DIALOGUE.times,
    ),
    _Plan(rule="deadline.plan", phases=UNDER_WAY, whom="leaders", times=deadlines.PLAN.times),
    _Plan(
        rule="selection.reminder", phases=(Phase.CLOSED,), whom="choosing", times=selection.times
    ),
    _Plan(rule="examples.reminder", phases=(Phase.ANNOUNCED,), whom="group", times=examples.times),
    _Plan(rule="listening", phases=(Phase.ANNOUNCED,), whom="leaders", times=listening.times),
)


async def plan(unit: Unit, row: Due, context: Context) -> None:
    round_ = await rounds.find(unit, row.subject)
    if round_ is None:
        due.cancel_all(unit, row.subject)
        return
    audiences = await _audiences(unit, round_, context)
    for each in PLANS:
        whom = audiences[each.whom] if round_.phase in each.phases else []
        when = {person.id: _first(each, round_, person, context) for person in whom}
        planned = {person_id: at for person_id, at in when.items() if at is not None}
        planning.replan(unit, rule=each.rule, subject=round_.id, when=planned)
    await _plan_steps(unit, round_, context)
    followed = audiences["leaders"] if round_.phase in UNDER_WAY else []
    await followup.plan(unit, round_, followed, context)
    for part in (own_examples, chores, commitments, efforts):
        await part.plan(unit, round_, context)
    await plan_levels(unit, round_, context)
    await promises.plan(unit, round_, context)
    await board.post(unit, round_, context.now)
    await plan_days(unit, round_, context)
    for person in audiences["group"]:
        ensure_digest(unit, person, context)
    _plan_jobs(unit, round_)


async def _plan_steps(unit: Unit, round_: Round, context: Context) -> None:
    """Each to whoever has it, while it is not done."""
    days = await steps.of_round(unit, round_.id)
    for each in reminded.STEPS:
        step, when = days.get(each.step), {}
        if step is not None and step.done_at is None:
            for person in await each.who(unit, round_, context.today):
                times = each.times(step.due_on, round_, context.calendar_for(person))
                if (at := first_after(context.now, times)) is not None:
                    when[person.id] = at
        planning.replan(unit, rule=each.rule, subject=round_.id, when=when)


def _first(plan: _Plan, round_: Round, person: Person, context: Context) -> datetime | None:
    return first_after(context.now, plan.times(round_, context.calendar_for(person)))


def _plan_jobs(unit: Unit, round_: Round) -> None:
    """A vote that nobody agreed to begin ends at its deadline as well."""
    runs = round_.phase in (Phase.PROPOSED, Phase.VOTING)
    closes = {"": round_.deadline} if runs else {}
    planning.replan(unit, rule="vote.close", subject=round_.id, when=closes)
    waits = round_.phase == Phase.PLANNED
    opens = {"": round_.voting_opens} if waits and round_.voting_opens else {}
    planning.replan(unit, rule="vote.open", subject=round_.id, when=opens)
    forgets = {} if runs or waits else {"": forget_at(round_)}
    planning.replan(unit, rule="reasons.forget", subject=round_.id, when=forgets)


async def _audiences(
    reads: Snapshot, round_: Round, context: Context
) -> Mapping[str, list[Person]]:
    waits = round_.phase == Phase.VOTING
    ids = await rounds.unanswered(reads, round_.id) if waits else []
    unanswered = await people.people(reads, ids) if ids else {}
    return {
        "unanswered": list(unanswered.values()),
        "leaders": await people.with_role(reads, round_.workplace_id, RoleName.LEADER),
        "group": await people.with_role(reads, round_.workplace_id, *GROUP),
        "choosing": await selection.whom(reads, round_, context.today),
    }
