"""The working day before a dialogue: the leader gets ready to listen (TAL-111)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Card
from dialogs.core.messages import Hearing
from dialogs.rounds.held.running import the_script
from schedules.core.context import Context
from schedules.core.decide import Rule
from schedules.core.nudge import is_for, nudge, subject_of, today_of
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import before
from storage import rounds
from storage.database import Snapshot
from storage.slices import Known, RoundDates, Row
from storage.tables import Phase, RoleName, Round

RULE = Rule(name="listening", kind="deadline")
OFFSETS = (1,)


def times(round_: Round | RoundDates, calendar: WorkCalendar) -> tuple[datetime, ...]:
    return before(round_.dialogue_on, OFFSETS, calendar)


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    needed: dict[str, Need] = {}
    for row in rows:
        round_, calendar = known.rounds.get(row.subject), context.calendar_of(row.person_id)
        if round_ is not None and round_.phase == Phase.ANNOUNCED:
            (morning,) = times(round_, calendar)
            # The next morning is the day itself; nothing else may take its place before.
            ends = calendar.at(calendar.local_date(morning), calendar.closes)
            needed[row.id] = Need(give_up_at=ends, later=(morning,))
    return needed


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    round_ = await rounds.find(reads, subject_of(hearing))
    if round_ is None or not is_for(hearing, round_, RoleName.LEADER):
        return None
    if round_.dialogue_on <= today_of(hearing):
        return None
    say, language = hearing.say, hearing.say.language
    questions = (each.in_(language) for each in the_script().ready_to_listen)
    return nudge(
        hearing,
        rule=RULE.name,
        title=say("nudge_listening/title"),
        body=(
            say("nudge_listening/body", day=round_.dialogue_on),
            *(say("day/item", text=each) for each in questions),
            say("nudge_listening/own"),
        ),
        snoozes=(),
    )


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS)
