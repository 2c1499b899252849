"""Two working days before a short talk its employee is asked for a check-in, once (NYB-KOM-25)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from dialogs.core.actions import Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.talks.checkin import ASKS
from dialogs.talks.kom_access import first_name
from dialogs.talks.packs import names_of, pack_of
from schedules.core.context import Context
from schedules.core.decide import Rule
from schedules.core.nudge import TOMORROW, nudge, subject_of
from schedules.core.reminder import Need, Reminder
from schedules.core.times import before
from storage import kom, minis, people, planning
from storage.database import Snapshot
from storage.slices import Known, Row, Talk
from storage.tables import Conversation, Due, Kind
from storage.unit_of_work import Unit

RULE = Rule(name=ASKS, kind="minikom")
AHEAD = 2
"""Working days before the talk."""


def is_to_come(talk: Conversation | Talk | None, now: datetime) -> bool:
    return talk is not None and talk.kind == Kind.MINI and not talk.held and talk.at > now


def asked_at(talk: Conversation, calendar: WorkCalendar) -> datetime:
    (at,) = before(calendar.local_date(talk.at), (AHEAD,), calendar)
    return at


async def plan(unit: Unit, row: Due, context: Context) -> None:
    """Not where the concept asks for none (NOR-31), nor where it has been done already."""
    talk = await kom.conversation(unit, row.subject)
    person = await people.person(unit, talk.person_id) if talk else None
    when: dict[str, datetime] = {}
    if talk and person and _is_asked(talk, context) and not await minis.checkin_for(unit, talk):
        at = asked_at(talk, context.calendar_for(person))
        when = {person.id: at} if at > context.now else {}
    planning.replan(unit, rule=RULE.name, subject=row.subject, when=when)


def _is_asked(talk: Conversation, context: Context) -> bool:
    is_on = is_to_come(talk, context.now) and talk.called_off_at is None
    return is_on and pack_of(context.house, talk).mini.checkin


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    talks = known.talks
    return {
        row.id: Need(give_up_at=talks[row.subject].at)
        for row in rows
        if is_to_come(talks.get(row.subject), context.now)
        and talks[row.subject].person_id == row.person_id
    }


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    talk, say = await kom.conversation(reads, subject_of(hearing)), hearing.say
    if talk is None or not is_to_come(talk, hearing.now) or talk.called_off_at is not None:
        return None
    if hearing.who is None or hearing.who.id != talk.person_id:
        return None
    if await minis.checkin_for(reads, talk) is not None:
        return None
    name = await first_name(reads, talk.leader_id)
    facts = {"name": name, "at": talk.at, **names_of(pack_of(hearing.house, talk), say.language)}
    begin = Button(label=say("nudge_mini/checkin"), value=write(Open("checkin")), style="primary")
    return nudge(
        hearing,
        rule=RULE.name,
        title=say("nudge_mini/checkin_title", **facts),
        body=(say("nudge_mini/checkin_body", **facts), say("nudge_mini/checkin_who", **facts)),
        buttons=(begin,),
        snoozes=(TOMORROW,),
    )


REMINDER = Reminder(rule=RULE, message=message, needs=needs)
