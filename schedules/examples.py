"""Before the dialogue: the planning group helps colleagues to find examples (TAL-33, TAL-35).

It is told how many are ready, as many as there were when the message went out; never who.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Card
from dialogs.core.messages import Hearing
from dialogs.planning import GROUP
from dialogs.rounds.preparing.examples import ready_line
from schedules.core.context import Context
from schedules.core.counting import days_left
from schedules.core.decide import Rule
from schedules.core.nudge import TOMORROW, is_for, left, nudge, subject_of, today_of
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.themes import chosen
from schedules.core.times import before
from storage import rounds
from storage.database import Snapshot
from storage.slices import Known, RoundDates, Row
from storage.tables import Phase, Round

RULE = Rule(name="examples.reminder", kind="deadline")
OFFSETS = (5,)


def times(round_: Round | RoundDates, calendar: WorkCalendar) -> tuple[datetime, ...]:
    return before(round_.dialogue_on, OFFSETS, calendar)


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    needed: dict[str, Need] = {}
    for row in rows:
        round_, calendar = known.rounds.get(row.subject), context.calendar_of(row.person_id)
        if round_ is not None and round_.phase == Phase.ANNOUNCED:
            day, today = round_.dialogue_on, context.today_of(row.person_id)
            needed[row.id] = Need(
                # On the day itself it is too late to find one.
                give_up_at=calendar.first_opening(day),
                later=times(round_, calendar),
                params=days_left(day, today, calendar),
            )
    return needed


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    round_ = await rounds.find(reads, subject_of(hearing))
    if round_ is None or not is_for(hearing, round_, *GROUP):
        return None
    if round_.dialogue_on <= today_of(hearing):
        return None
    say = hearing.say
    return nudge(
        hearing,
        rule=RULE.name,
        title=say("nudge_examples/title"),
        body=(
            say("nudge_examples/body", day=round_.dialogue_on),
            left(hearing),
            await ready_line(reads, round_, today_of(hearing), say),
            say("nudge_examples/help"),
            *await chosen(reads, hearing, round_.id),
        ),
        snoozes=(TOMORROW,),
    )


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS)
