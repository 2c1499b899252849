"""Before the day on which a leader has promised to sum up again: a word to the leader (TAL-74).

And once on the day; then it is a line in the week's letter while the promise is not kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from dialogs.core.actions import Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card, Style
from dialogs.core.messages import Hearing
from schedules.core.context import Context, end_of
from schedules.core.counting import days_left
from schedules.core.decide import Rule, deadline_nudge_days
from schedules.core.letter import Line
from schedules.core.nudge import TOMORROW, is_for, left, nudge, subject_of, today_of
from schedules.core.pace import Pace
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import first_after
from storage import leading, people, planning, rounds
from storage.database import Snapshot
from storage.slices import Known, Row
from storage.tables import LeaderFeedback, RoleName, Round
from storage.unit_of_work import Unit

RULE = Rule(name="leader.again", kind="deadline")
AHEAD = (5, 0)
"""Working days before the day."""
A_YEAR = timedelta(weeks=52)
"""After it: then a new round has asked for promises of its own."""


@lru_cache(maxsize=256)
def pace(again_on: date, calendar: WorkCalendar) -> Pace:
    days = deadline_nudge_days(again_on, calendar=calendar, offsets=AHEAD)
    return Pace(tuple(day for _, day in days), again_on + A_YEAR)


def times(again_on: date, calendar: WorkCalendar) -> tuple[datetime, ...]:
    return pace(again_on, calendar).times(calendar)


async def plan(unit: Unit, round_: Round, context: Context) -> None:
    """Each leader for the day that they have promised, while it is not kept."""
    when: dict[str, datetime] = {}
    for each, _ in await leading.promises(unit, round_.id):
        person = await people.person(unit, each.person_id)
        if person is not None and each.kept_at is None:
            days = times(each.again_on, context.calendar_for(person))
            if (at := first_after(context.now, days)) is not None:
                when[person.id] = at
    planning.replan(unit, rule=RULE.name, subject=round_.id, when=when)


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    needed: dict[str, Need] = {}
    for row in rows:
        promise = known.steps.get((row.subject, f"again:{row.person_id}"))
        if promise is not None and not promise.done:
            calendar, today = context.calendar_of(row.person_id), context.today_of(row.person_id)
            mine, is_late = pace(promise.due_on, calendar), promise.due_on < today
            needed[row.id] = Need(
                give_up_at=end_of(mine.last, calendar),
                later=mine.times(calendar),
                params={} if is_late else days_left(promise.due_on, today, calendar),
                rides_only=mine.rides_only(row.due_at, calendar),
            )
    return needed


async def _promise(reads: Snapshot, hearing: Hearing, round_id: str) -> LeaderFeedback | None:
    """The listener's own, while it is not kept."""
    round_ = await rounds.find(reads, round_id)
    if round_ is None or hearing.who is None or not is_for(hearing, round_, RoleName.LEADER):
        return None
    promise = await leading.feedback(reads, round_id, hearing.who.id)
    return promise if promise is not None and promise.kept_at is None else None


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    promise, say = await _promise(reads, hearing, subject_of(hearing)), hearing.say
    if promise is None:
        return None
    return nudge(
        hearing,
        rule=RULE.name,
        title=say("nudge_again/title"),
        body=(
            say(f"nudge_again/{_body(hearing, promise)}", day=promise.again_on),
            left(hearing),
            say("nudge_again/ask"),
        ),
        buttons=(_begin(hearing, promise, "primary"),),
        snoozes=(TOMORROW,),
    )


def _body(hearing: Hearing, promise: LeaderFeedback) -> str:
    return "late" if promise.again_on < today_of(hearing) else "body"


async def line(reads: Snapshot, hearing: Hearing, subject: str) -> Line | None:
    """Its line in the week's letter."""
    promise = await _promise(reads, hearing, subject)
    if promise is None:
        return None
    return Line(
        day=promise.again_on,
        words=hearing.say("nudge_again/title"),
        button=_begin(hearing, promise),
        waits=promise.again_on < today_of(hearing),
    )


def _begin(hearing: Hearing, promise: LeaderFeedback, style: Style = "plain") -> Button:
    value = write(Open("leader_again", promise.round_id))
    return Button(label=hearing.say("nudge_again/begin"), value=value, style=style)


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS, rides=True)
