"""After the vote: the contact person is reminded that the themes are to be chosen (TAL-30)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from dialogs.core.actions import Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from schedules.core.context import Context, end_of
from schedules.core.decide import Rule
from schedules.core.nudge import nudge, subject_of
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import mornings
from storage import rounds
from storage.database import Snapshot
from storage.slices import Known, RoundDates, Row
from storage.tables import Phase, Round

RULE = Rule(name="selection.reminder", kind="deadline")
FIRST, AGAIN = 2, 3
"""Working days after the close, and then between two nudges."""


def times(round_: Round | RoundDates, calendar: WorkCalendar) -> tuple[datetime, ...]:
    """Until the day of the dialogue."""
    day = calendar.add_working_days(calendar.local_date(round_.deadline), FIRST)
    days: list[date] = []
    while day <= round_.dialogue_on:
        days.append(day)
        day = calendar.add_working_days(day, AGAIN)
    return mornings(days, calendar)


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    needed: dict[str, Need] = {}
    for row in rows:
        round_, calendar = known.rounds.get(row.subject), context.calendar_of(row.person_id)
        if round_ and round_.phase == Phase.CLOSED and round_.contact_id == row.person_id:
            give_up_at = end_of(round_.dialogue_on, calendar)
            needed[row.id] = Need(give_up_at=give_up_at, later=times(round_, calendar))
    return needed


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    round_ = await rounds.find(reads, subject_of(hearing))
    if round_ is None or round_.phase != Phase.CLOSED:
        return None
    if hearing.who is None or hearing.who.id != round_.contact_id:
        return None
    say = hearing.say
    choose = Button(
        label=say("nudge_selection/open"),
        value=write(Open("selection", round_.id)),
        style="primary",
    )
    return nudge(
        hearing,
        rule=RULE.name,
        title=say("nudge_selection/title"),
        body=(say("nudge_selection/body", day=round_.dialogue_on), say("nudge_selection/who")),
        buttons=(choose,),
    )


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS)
