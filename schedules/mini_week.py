"""The week's short talks stand in the leader's letter: with whom, when, and the way to the agenda.

They are never a message of their own: who leads many has one of them most weeks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.talks.kom_access import first_name
from dialogs.talks.packs import names_of, pack_of
from schedules.core.audience import ensure_digest
from schedules.core.context import Context
from schedules.core.crowd import absences_of
from schedules.core.decide import Rule
from schedules.core.letter import Line
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import mornings
from schedules.mini_checkin import is_to_come
from storage import kom, people, planning
from storage.database import Snapshot
from storage.slices import Known, Row
from storage.tables import Conversation, Due
from storage.unit_of_work import Unit

MINI_WEEK = "mini.week"
RULE = Rule(name=MINI_WEEK, kind="minikom")


async def plan(unit: Unit, row: Due, context: Context) -> None:
    talk = await kom.conversation(unit, row.subject)
    leader = await people.person(unit, talk.leader_id) if talk else None
    when: dict[str, datetime] = {}
    if talk and leader and is_to_come(talk, context.now) and talk.called_off_at is None:
        calendar = context.calendar_for(leader)
        (at,) = mornings([calendar.local_date(talk.at)], calendar)
        when = {leader.id: at} if at > context.now else {}
        ensure_digest(unit, leader, context)
    planning.replan(unit, rule=RULE.name, subject=row.subject, when=when)


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    talks = known.talks
    return {
        row.id: Need(
            give_up_at=talks[row.subject].at,
            rides_only=True,
            away=absences_of(known, talks[row.subject].person_id),
        )
        for row in rows
        if is_to_come(talks.get(row.subject), context.now)
    }


async def _mine(reads: Snapshot, hearing: Hearing, subject: str) -> Conversation | None:
    talk = await kom.conversation(reads, subject)
    if talk is None or not is_to_come(talk, hearing.now) or talk.called_off_at is not None:
        return None
    person = await people.person(reads, talk.person_id)
    if hearing.who is None or person is None or person.leader_id != hearing.who.id:
        return None
    return talk


async def message(_reads: Snapshot, _hearing: Hearing) -> Card | None:
    """It rides in the letter only."""
    return None


async def mini_line(reads: Snapshot, hearing: Hearing, subject: str) -> Line | None:
    talk = await _mine(reads, hearing, subject)
    if talk is None:
        return None
    say = hearing.say
    name = await first_name(reads, talk.person_id)
    facts = {"name": name, "at": talk.at, **names_of(pack_of(hearing.house, talk), say.language)}
    key = "line_called" if talk.called_by == talk.person_id else "line"
    return Line(
        day=talk.at.astimezone(ZoneInfo(say.zone)).date(),
        words=say(f"nudge_mini/{key}", **facts),
        button=Button(label=say("nudge_mini/agenda", **facts), value=write(Do("mini", talk.id))),
    )


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS, rides=True, letter=True)
