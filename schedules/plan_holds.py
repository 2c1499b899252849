"""That an employee has said yes, so that the plan holds: a line of the leader's letter.

Whoever leads many has a plan a day for weeks, and there is nothing in it that cannot wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from dialogs.core.actions import Do, write
from dialogs.core.calendar import DAY
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.talks.kom_access import first_name
from dialogs.talks.plans import mail
from dialogs.talks.plans.mail import HOLDS
from schedules.core.audience import ensure_digest
from schedules.core.context import Context
from schedules.core.decide import WEEK, Rule
from schedules.core.letter import Line
from schedules.core.pace import WEEK_IS_OVER
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.rides import monday
from schedules.core.times import next_digest
from storage import people, planning, talk_plans
from storage.database import Snapshot
from storage.slices import Known, Row
from storage.tables import Due
from storage.unit_of_work import Unit

AGREED = mail.AGREED
RULE = Rule(name=HOLDS, kind="preparation")


async def plan(unit: Unit, row: Due, context: Context) -> None:
    """For the letter of the week that comes, whenever in it that is."""
    found = await talk_plans.of_talk(unit, row.subject)
    leader = await people.person(unit, found.leader_id) if found else None
    if leader is None:
        return
    calendar = context.calendar_for(leader)
    letter = next_digest(context.now, calendar)
    sunday = monday(calendar.local_date(letter)) + WEEK - DAY
    when = {leader.id: calendar.at(sunday, WEEK_IS_OVER)}
    planning.replan(unit, rule=HOLDS, subject=row.subject, when=when)
    ensure_digest(unit, leader, context)


def needs(rows: Sequence[Row], known: Known, _context: Context) -> Mapping[str, Need]:
    return {row.id: Need(rides_only=True) for row in rows if row.subject in known.talks}


async def message(_reads: Snapshot, _hearing: Hearing) -> Card | None:
    """It rides in the letter only."""
    return None


async def holds_line(reads: Snapshot, hearing: Hearing, subject: str) -> Line | None:
    plan = await talk_plans.of_talk(reads, subject)
    if plan is None or not talk_plans.agreed(plan) or plan.person_ok_at is None:
        return None
    if hearing.who is None or hearing.who.id != plan.leader_id:
        return None
    say, name = hearing.say, await first_name(reads, plan.person_id)
    return Line(
        day=plan.person_ok_at.astimezone(ZoneInfo(say.zone)).date(),
        words=say("nudge_holds/line", name=name),
        button=Button(
            label=say("nudge_holds/see", name=name), value=write(Do("talk_plan", subject))
        ),
    )


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS, rides=True, letter=True)
