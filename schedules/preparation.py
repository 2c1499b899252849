"""Before a conversation: five and two working days, to an employee who has not prepared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from dialogs.core.actions import Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from schedules.core.context import Context
from schedules.core.counting import days_left
from schedules.core.decide import Rule
from schedules.core.nudge import TOMORROW, left, nudge, subject_of
from schedules.core.reminder import Need, Reminder
from schedules.core.times import before, first_after
from storage import kom, people, planning
from storage.database import Snapshot
from storage.slices import Known, Row, Talk
from storage.tables import Conversation, Due, Kind
from storage.unit_of_work import Unit

RULE = Rule(name="prepare.reminder", kind="preparation")
OFFSETS = (5, 2)
"""Working days before the conversation."""


def times(talk: Conversation | Talk, calendar: WorkCalendar) -> tuple[datetime, ...]:
    return before(calendar.local_date(talk.at), OFFSETS, calendar)


def is_prepared_for(talk: Conversation | Talk | None, now: datetime) -> bool:
    """A Mini-KOM needs no preparation (NYB-KOM-25)."""
    return talk is not None and talk.kind != Kind.MINI and not talk.held and talk.at > now


async def plan(unit: Unit, row: Due, context: Context) -> None:
    talk = await kom.conversation(unit, row.subject)
    person = await people.person(unit, talk.person_id) if talk else None
    when: dict[str, datetime] = {}
    if talk and person and is_prepared_for(talk, context.now):
        at = first_after(context.now, times(talk, context.calendar_for(person)))
        when = {person.id: at} if at else {}
    planning.replan(unit, rule=RULE.name, subject=row.subject, when=when)


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    talks = known.talks
    return {
        row.id: _need(row, talks[row.subject], context)
        for row in rows
        if row.subject not in known.prepared
        and is_prepared_for(talks.get(row.subject), context.now)
        and talks[row.subject].person_id == row.person_id
    }


def _need(row: Row, talk: Talk, context: Context) -> Need:
    calendar, today = context.calendar_of(row.person_id), context.today_of(row.person_id)
    return Need(
        give_up_at=talk.at,
        later=times(talk, calendar),
        params=days_left(calendar.local_date(talk.at), today, calendar),
    )


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    talk = await kom.conversation(reads, subject_of(hearing))
    if talk is None or talk.called_off_at or not is_prepared_for(talk, hearing.now):
        return None
    if hearing.who is None or hearing.who.id != talk.person_id:
        return None
    if await kom.preparation(reads, talk.id) is not None:
        return None
    say, leader = hearing.say, await people.person(reads, talk.leader_id)
    name = leader.name.split()[0] if leader else say("nudge_minikom/your_leader")
    prepare = Button(
        label=say("nudge_prepare/open"),
        value=write(Open("preparation", talk.id)),
        style="primary",
    )
    return nudge(
        hearing,
        rule=RULE.name,
        title=say("nudge_prepare/title", name=name),
        body=(
            say("nudge_prepare/body", at=talk.at),
            left(hearing),
            say("nudge_prepare/ask"),
            say("nudge_prepare/who", name=name),
        ),
        buttons=(prepare,),
        snoozes=(TOMORROW,),
    )


REMINDER = Reminder(rule=RULE, message=message, needs=needs)
