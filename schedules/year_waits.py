"""In the week's letter: that the year is not opened, or who has no date as its period ends.

Looked at once a week for each leader; where nothing waits nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

from dialogs.core.actions import Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.talks.opening.waiting import Waits, waiting
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

YEAR = "talk.year"
RULE = Rule(name=YEAR, kind="deadline")
LOOK = "year.look"
AT = time(5)
"""On Mondays, before the letter."""
OPENS = {"open": "year", "dates": "team_dates"}
"""The dialog that each is done in."""


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
    if leader is None or not await waiting(unit, context.house, leader_id, context.now):
        planning.replan(unit, rule=YEAR, subject=leader_id, when={})
        return
    at = end_of_week(context.now, context.calendar_for(leader))
    planning.replan(unit, rule=YEAR, subject=leader_id, when={leader_id: at})
    ensure_digest(unit, leader, context)


def needs(rows: Sequence[Row], _known: Known, _context: Context) -> Mapping[str, Need]:
    return {row.id: Need(rides_only=True) for row in rows if row.subject == row.person_id}


async def message(_reads: Snapshot, _hearing: Hearing) -> Card | None:
    """It rides in the letter only."""
    return None


async def line(reads: Snapshot, hearing: Hearing, subject: str) -> Line | None:
    """None where it is done meanwhile."""
    if hearing.who is None or hearing.who.id != subject:
        return None
    found = await waiting(reads, hearing.house, subject, hearing.now)
    return _said(found, hearing) if found else None


def _said(found: Waits, hearing: Hearing) -> Line:
    say = hearing.say
    facts = {
        **names_of(found.pack, say.language),
        "count": len(found.without),
        "name": found.without[0].name.split()[0] if found.without else "",
    }
    way = write(Open(OPENS[found.what]))
    return Line(
        day=found.day,
        words=say(f"nudge_year/{found.what}", **facts),
        button=Button(label=say(f"nudge_year/do_{found.what}"), value=way),
        waits=found.what == "open",
    )


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS, rides=True, letter=True)
