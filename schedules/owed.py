"""In the week's letter: that somebody is late for the year's conversation (HER-10, NOR-02).

Looked at once a week for each leader; where nobody is late nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.talks.owed.team import late, team
from dialogs.talks.owed.views import COMMAND
from dialogs.talks.packs import names_of
from schedules.core.audience import ensure_digest
from schedules.core.context import Context
from schedules.core.decide import WEEK, Rule
from schedules.core.letter import Line
from schedules.core.pace import end_of_week
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.rides import monday
from storage import due, owed, people, planning
from storage.database import Snapshot
from storage.slices import Known, Row
from storage.tables import Due
from storage.unit_of_work import Unit

OWED = "talk.owed"
RULE = Rule(name=OWED, kind="deadline")
LOOK = "owed.look"
AT = time(5)
"""On Mondays, before the letter."""


async def look(unit: Unit, row: Due, context: Context) -> None:
    """Without a subject it is for everybody who leads: each is looked at by a row of their own."""
    if row.subject:
        await _look_at(unit, row.subject, context)
        return
    for leader_id in await owed.leaders(unit):
        planning.ensure(unit, rule=LOOK, subject=leader_id, due_at=context.now)
    again = context.calendar.at(monday(context.today) + WEEK, AT)
    due.plan(unit, rule=LOOK, due_at=again)


async def _look_at(unit: Unit, leader_id: str, context: Context) -> None:
    leader = await people.person(unit, leader_id)
    if leader is None or not late(await team(unit, context.house, leader_id, context.now)):
        planning.replan(unit, rule=OWED, subject=leader_id, when={})
        return
    at = end_of_week(context.now, context.calendar_for(leader))
    planning.replan(unit, rule=OWED, subject=leader_id, when={leader_id: at})
    ensure_digest(unit, leader, context)


def needs(rows: Sequence[Row], _known: Known, _context: Context) -> Mapping[str, Need]:
    return {row.id: Need(rides_only=True) for row in rows if row.subject == row.person_id}


async def message(_reads: Snapshot, _hearing: Hearing) -> Card | None:
    """It rides in the letter only."""
    return None


async def owed_line(reads: Snapshot, hearing: Hearing, subject: str) -> Line | None:
    if hearing.who is None or hearing.who.id != subject:
        return None
    found = late(await team(reads, hearing.house, subject, hearing.now))
    day = found[0].standing.day if found else None
    if day is None:
        return None
    say, first = hearing.say, found[0]
    key = f"nudge_owed/{first.pack.cadence.obligation}"
    name = first.person.name.split()[0]
    facts = {"count": len(found), "name": name, **names_of(first.pack, say.language)}
    return Line(
        day=day,
        words=say(key, **facts),
        button=Button(label=say("nudge_owed/see"), value=write(Do(COMMAND))),
        waits=True,
    )


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS, rides=True, letter=True)
