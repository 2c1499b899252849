"""While efforts run: once a month a word to whoever drives one, so that the board is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from dialogs.core.actions import Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from schedules.core.context import Context
from schedules.core.decide import Rule, months_after
from schedules.core.nudge import nudge, subject_of
from schedules.core.reminder import Need, Reminder
from schedules.core.times import mornings
from storage import boards
from storage.boards import OnBoard
from storage.database import Snapshot
from storage.slices import Known, RoundDates, Row
from storage.tables import EffortState, Round

RULE = Rule(name="effort.progress", kind="effort")
MONTHS = range(1, 25)
"""As long as there is until the next dialogue (TAL-04)."""
FRESH = timedelta(days=14)
"""What was told so shortly before needs no question."""


def times(round_: Round | RoundDates, calendar: WorkCalendar) -> tuple[datetime, ...]:
    """The day of the month on which the dialogue was."""
    days = (months_after(round_.dialogue_on, each, calendar=calendar) for each in MONTHS)
    return mornings(days, calendar)


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    found = known.rounds
    return {
        row.id: Need(later=times(found[row.subject], context.calendar_of(row.person_id)))
        for row in rows
        if row.subject in found
    }


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    found = await boards.board(reads, subject_of(hearing))
    mine = [each for each in found if _asks(each, hearing)]
    if not mine:
        return None
    say, one = hearing.say, len(mine) == 1
    title = "nudge_efforts/title_one" if one else "nudge_efforts/title_more"
    return nudge(
        hearing,
        rule=RULE.name,
        title=say(title, title=mine[0].effort.title),
        body=(say("nudge_efforts/body"),),
        buttons=[_tell(each, hearing, one=one) for each in mine],
    )


def _asks(each: OnBoard, hearing: Hearing) -> bool:
    is_mine = hearing.who is not None and each.driver_id == hearing.who.id
    is_old = each.latest is None or each.latest.at + FRESH <= hearing.now
    return is_mine and each.state is EffortState.RUNNING and is_old


def _tell(each: OnBoard, hearing: Hearing, *, one: bool) -> Button:
    key = "nudge_efforts/tell" if one else "nudge_efforts/tell_about"
    return Button(
        label=hearing.say(key, title=each.effort.title),
        value=write(Open("progress", each.effort.id)),
        style="primary" if one else "plain",
    )


REMINDER = Reminder(rule=RULE, message=message, needs=needs)
