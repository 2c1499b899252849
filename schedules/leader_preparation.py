"""Before a conversation the leader prepares as well: it stands in the letter of the week before.

It is never a message of its own: who leads many has talks for weeks on end (NYB-KOM-46).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dialogs.core.actions import Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.talks.during.leader_preparation import RULE as NAME
from dialogs.talks.kom_access import first_name
from schedules.core.audience import ensure_digest
from schedules.core.context import Context
from schedules.core.crowd import absences_of
from schedules.core.decide import Rule
from schedules.core.letter import Line
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import first_after, mornings
from schedules.preparation import is_prepared_for
from storage import kom, minutes, people, planning
from storage.database import Snapshot
from storage.slices import Known, Row, Talk
from storage.tables import Conversation, Due
from storage.unit_of_work import Unit

RULE = Rule(name=NAME, kind="preparation")
BEFORE = (timedelta(days=7), timedelta(0))
"""A week before; a talk that is set later than that rides in the letter of its own week."""


def times(talk: Conversation | Talk, calendar: WorkCalendar) -> tuple[datetime, ...]:
    day = calendar.local_date(talk.at)
    return mornings([day - each for each in BEFORE], calendar)


async def plan(unit: Unit, row: Due, context: Context) -> None:
    talk = await kom.conversation(unit, row.subject)
    leader = await people.person(unit, talk.leader_id) if talk else None
    when: dict[str, datetime] = {}
    if talk and leader and await _is_wanted(unit, talk, context.now):
        at = first_after(context.now, times(talk, context.calendar_for(leader)))
        when = {leader.id: at} if at else {}
        ensure_digest(unit, leader, context)
    planning.replan(unit, rule=RULE.name, subject=row.subject, when=when)


async def _is_wanted(reads: Snapshot, talk: Conversation, now: datetime) -> bool:
    """It is still to come, and the leader has not prepared for it."""
    if not is_prepared_for(talk, now) or talk.called_off_at is not None:
        return False
    return await minutes.leaders_notes(reads, talk) is None


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    talks = known.talks
    return {
        row.id: Need(
            give_up_at=talks[row.subject].at,
            later=_missed(row, talks[row.subject], context),
            rides_only=True,
            away=absences_of(known, talks[row.subject].person_id),
        )
        for row in rows
        if is_prepared_for(talks.get(row.subject), context.now)
    }


def _missed(row: Row, talk: Talk, context: Context) -> tuple[datetime, ...]:
    """No letter of its week took it along, as where the talk was set after that: the next one."""
    late = row.due_at <= context.now
    return times(talk, context.calendar_of(row.person_id)) if late else ()


async def message(_reads: Snapshot, _hearing: Hearing) -> Card | None:
    """It rides in the letter only."""
    return None


async def line(reads: Snapshot, hearing: Hearing, subject: str) -> Line | None:
    """None where they have prepared meanwhile, or the talk is another leader's now."""
    talk = await kom.conversation(reads, subject)
    if talk is None or hearing.who is None or not await _is_wanted(reads, talk, hearing.now):
        return None
    person = await people.person(reads, talk.person_id)
    if person is None or {talk.leader_id, person.leader_id} != {hearing.who.id}:
        return None
    say, name = hearing.say, await first_name(reads, person.id)
    return Line(
        day=talk.at.astimezone(ZoneInfo(say.zone)).date(),
        words=say("nudge_prepare/leaders_line", name=name, at=talk.at),
        button=Button(
            label=say("nudge_prepare/leaders_open", name=name),
            value=write(Open("leader_preparation", talk.id)),
        ),
    )


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS, rides=True, letter=True)
