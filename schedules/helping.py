"""Before a follow-up those who will help with a goal are reminded of what they promised.

They read their own promise and never the goal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from dialogs.core.cards import Card, Quote
from dialogs.core.messages import Hearing
from dialogs.talks.kom_access import first_name
from schedules.core.context import Context
from schedules.core.decide import Rule
from schedules.core.nudge import TOMORROW, nudge, subject_of
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import before
from schedules.mini_checkin import is_to_come
from storage import kom, minis, people, planning
from storage.database import Snapshot
from storage.slices import Known, Row
from storage.tables import Due
from storage.unit_of_work import Unit

RULE = Rule(name="goal.helper", kind="minikom")
AHEAD = 5
"""Working days before the talk, so that there is time to do it."""


async def plan(unit: Unit, row: Due, context: Context) -> None:
    talk = await kom.conversation(unit, row.subject)
    when: dict[str, datetime] = {}
    if talk and is_to_come(talk, context.now) and talk.called_off_at is None:
        ids = {each.person_id for each in await minis.helpers(unit, talk.person_id)}
        for person in (await people.people(unit, sorted(ids))).values():
            calendar = context.calendar_for(person)
            (at,) = before(calendar.local_date(talk.at), (AHEAD,), calendar)
            when[person.id] = max(at, context.now)
    planning.replan(unit, rule=RULE.name, subject=row.subject, when=when)


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    talks = known.talks
    return {
        row.id: Need(give_up_at=talks[row.subject].at)
        for row in rows
        if is_to_come(talks.get(row.subject), context.now)
    }


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    talk, say = await kom.conversation(reads, subject_of(hearing)), hearing.say
    if talk is None or hearing.who is None or not is_to_come(talk, hearing.now):
        return None
    promised = [
        each.what
        for each in await minis.helpers(reads, talk.person_id)
        if each.person_id == hearing.who.id
    ]
    if not promised or talk.called_off_at is not None:
        return None
    name = await first_name(reads, talk.person_id)
    return nudge(
        hearing,
        rule=RULE.name,
        title=say("nudge_mini/helper_title", name=name),
        body=(
            say("nudge_mini/helper", name=name),
            *(Quote(each) for each in promised),
            say("nudge_mini/helper_only", name=name),
        ),
        snoozes=(TOMORROW,),
    )


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS)
