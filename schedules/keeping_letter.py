"""The letter about it: to everybody about their own, and to a leader once a week about both's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from dialogs.core.actions import Do, write
from dialogs.core.calendar import DAY
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.talks.keeping import going
from schedules.core.context import Context
from schedules.core.decide import WEEK, Rule
from schedules.core.letter import Line
from schedules.core.nudge import subject_of
from schedules.core.reminder import LEADERS, Need, Reminder
from storage.database import Snapshot
from storage.keeping import Entry
from storage.slices import Known, Row

LETTER = Rule(name="keeping.letter", kind="keeping")
"""Of a kind that nobody turns off: whoever is not told cannot keep a copy in time."""
A_WEEK = "week-"
"""How the subject of a leader's letter begins: the Monday follows, on which it is due."""


def monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def needs(rows: Sequence[Row], _known: Known, _context: Context) -> Mapping[str, Need]:
    return {row.id: Need() for row in rows}


async def _told(reads: Snapshot, hearing: Hearing, subject: str) -> list[Entry]:
    """What was new on the day or in the week that the letter is about."""
    if hearing.who is None:
        return []
    first = last = date.fromisoformat(subject.removeprefix(A_WEEK))
    if subject.startswith(A_WEEK):
        first, last = first - WEEK, last - DAY
    found = await going.entries(reads, hearing.house, hearing.who.id, first, last)
    own = not subject.startswith(A_WEEK)
    return [each for each in found if (each.row.person_id == hearing.who.id) == own]


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    found = await _told(reads, hearing, subject_of(hearing))
    if not found or hearing.who is None:
        return None
    say = hearing.say
    body = (
        say("nudge_keeping/body"),
        *going.parts(found, hearing.who.id, hearing.house, say),
    )
    copies = going.copies(found, hearing.who.id, hearing.house, say)
    return Card(title=_title(found, hearing), body=body, buttons=(*copies, *going.buttons(say)))


def _title(found: Sequence[Entry], hearing: Hearing) -> str:
    soon = any(each.row.destroyed_at is None for each in found)
    return hearing.say("nudge_keeping/soon" if soon else "nudge_keeping/gone")


async def line(reads: Snapshot, hearing: Hearing, subject: str) -> Line | None:
    """Its line in the week's letter: how much, and where it stands."""
    found = await _told(reads, hearing, subject)
    if not found:
        return None
    say = hearing.say
    button = Button(label=say("nudge_keeping/see"), value=write(Do("going")))
    return Line(day=found[0].row.due_on, words=_title(found, hearing), button=button)


REMINDER = Reminder(rule=LETTER, message=message, needs=needs, share=LEADERS, rides=True)
