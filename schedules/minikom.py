"""The Mini-KOM: whoever calls it is told when it is due (NYB-KOM-23, 24, 50)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from dialogs.concepts import TalkConcept
from dialogs.talks.packs import mini_months, pack_at, pack_named
from schedules.core.audience import ensure_digest
from schedules.core.context import Context
from schedules.core.crowd import absences_of
from schedules.core.decide import Rule, months_after
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import mornings
from schedules.minikom_card import RULE_NAME, message
from storage import people, planning, talk_plans
from storage.database import Snapshot
from storage.slices import Known, Row, Someone
from storage.tables import Due, Goal, Person
from storage.unit_of_work import Unit

RULE = Rule(name=RULE_NAME, kind="minikom")


async def plan(unit: Unit, row: Due, context: Context) -> None:
    """On the day in the plan, else so long after the newest goal; nothing without one."""
    person = await people.person(unit, row.subject)
    goal = (await planning.goals_among(unit, [row.subject])).get(row.subject)
    caller = await _caller(unit, person, goal) if person and goal else None
    if goal is None or caller is None:
        planning.replan(unit, rule=RULE.name, subject=row.subject, when={})
        return
    calendar = context.calendar_for(caller)
    months = mini_months(context.house, await _pack(unit, row, context))
    agreed = await talk_plans.next_follow_up(unit, row.subject, context.today)
    day = agreed or months_after(goal.agreed_on, months, calendar=calendar)
    (at,) = mornings([day], calendar)
    when, params = {caller.id: at}, {"months": months}
    planning.replan(unit, rule=RULE.name, subject=row.subject, when=when, params=params)
    if goal.caller == "leader":
        ensure_digest(unit, caller, context)


async def _pack(reads: Snapshot, row: Due, context: Context) -> TalkConcept:
    person = await people.person(reads, row.subject)
    at = person.workplace_id if person else ""
    return await pack_at(reads, context.house, at, today=context.today)


async def _caller(reads: Snapshot, person: Person, goal: Goal) -> Person | None:
    """As the two have agreed; the leader is the one the person has now."""
    if goal.caller == "person":
        return person
    return await people.person(reads, person.leader_id or goal.leader_id)


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    talks, goals = known.talks_of, known.goals
    return {
        row.id: Need(
            needed=not _is_set(talks.get(row.subject), goals[row.subject], context, row),
            later=_later(row, talks.get(row.subject), known, context),
            away=absences_of(known, row.subject) if row.subject != row.person_id else (),
        )
        for row in rows
        if row.subject in goals and _still_theirs(row, known.people[row.subject], context)
    }


def _still_theirs(row: Row, person: Someone, context: Context) -> bool:
    here = person.left_on is None or person.left_on > context.today
    return here and row.person_id in (person.id, person.leader_id)


def _is_set(talk: datetime | None, agreed_on: date, context: Context, row: Row) -> bool:
    """A talk has been set, or was held after the goals were agreed."""
    if talk is None:
        return False
    return context.calendar_of(row.person_id).local_date(talk) > agreed_on


def _later(row: Row, talk: datetime | None, known: Known, context: Context) -> tuple[datetime, ...]:
    """Several talks a year: the next one is due as long after this one (NYB-KOM-23).

    As long as the person's own concept says; a row that was put off is the house's.
    """
    calendar = context.calendar_of(row.person_id)
    today = calendar.local_date(context.now)
    last: date = max(today, calendar.local_date(talk)) if talk else today
    house = context.house
    months = known.months.get(row.id) or mini_months(house, pack_named(house, house.concept))
    day = months_after(last, months, calendar=calendar)
    return mornings([day], calendar)


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS, rides=True)
