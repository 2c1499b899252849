"""Around a learning activity: before it, after it, and weeks later when it has been of use (KL-26).

A look each night finds the days that come; what has been written already is not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from dialogs.core.actions import Open, write
from dialogs.core.calendar import DAY, WorkCalendar
from dialogs.core.cards import Button, Card, Quote
from dialogs.core.messages import Hearing
from dialogs.talks.kom_access import first_name
from dialogs.talks.learning.asking import NAME, WHENS, When, rule_of
from dialogs.talks.learning.own import LATER
from schedules.core.context import Context, end_of
from schedules.core.decide import Rule
from schedules.core.nudge import TOMORROW, nudge, subject_of
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import mornings
from storage import due, learning, people, planning
from storage.database import Snapshot
from storage.slices import Known, Row
from storage.tables import Activity, ActivityState, Due, Person
from storage.unit_of_work import Unit

LOOK = "learning.look"
AT = time(4)
AHEAD, AFTER = 5, 2
"""Working days before it begins and after it has ended."""
USELESS = 10
"""Working days after its day: from then on a nudge that waited is not sent any more."""
LOOKED_AT = LATER + timedelta(days=30)


def day_of(activity: Activity, when: When, calendar: WorkCalendar) -> date | None:
    begins, ends = activity.starts_on, activity.ends_on or activity.starts_on
    if when == "before":
        return calendar.add_working_days(begins, -AHEAD) if begins else None
    if ends is None:
        return None
    if when == "after":
        return calendar.add_working_days(ends, AFTER)
    return calendar.next_working_day(ends + LATER)


async def look(unit: Unit, _row: Due, context: Context) -> None:
    """Plan what lies ahead; what has been planned for a day that is gone is left as it is."""
    today = context.today
    found = await learning.dated(unit, first=today - LOOKED_AT, last=today + LOOKED_AT)
    known = await people.people(unit, sorted({each.person_id for each, _ in found}))
    for activity, _goal in found:
        person = known.get(activity.person_id)
        if person is not None:
            for when, at in _times(activity, person, context):
                planning.replan(unit, rule=rule_of(when), subject=activity.id, when={person.id: at})
    due.plan(unit, rule=LOOK, due_at=context.calendar.at(today + DAY, AT))


def _times(activity: Activity, person: Person, context: Context) -> Iterator[tuple[When, datetime]]:
    calendar = context.calendar_for(person)
    for when in WHENS:
        day = day_of(activity, when, calendar)
        if day is None or getattr(activity, when) is not None:
            continue
        (at,) = mornings([day], calendar)
        if at > context.now:
            yield when, at


def needs(rows: Sequence[Row], _known: Known, context: Context) -> Mapping[str, Need]:
    found = {}
    for row in rows:
        calendar = context.calendar_of(row.person_id)
        last = calendar.add_working_days(calendar.local_date(row.due_at), USELESS)
        found[row.id] = Need(give_up_at=end_of(last, calendar))
    return found


def message_of(when: When) -> Reminder:
    rule = Rule(name=rule_of(when), kind="preparation")

    async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
        found = await learning.activity(reads, subject_of(hearing))
        if found is None or hearing.who is None or found.person_id != hearing.who.id:
            return None
        if found.state == ActivityState.DROPPED.value or getattr(found, when) is not None:
            return None
        say = hearing.say
        leader = await first_name(reads, hearing.who.leader_id)
        facts = {"day": found.starts_on or found.ends_on, "name": leader}
        begin = Button(
            label=say("nudge_learning/begin"),
            value=write(Open(NAME, f"{found.id}.{when}")),
            style="primary",
        )
        return nudge(
            hearing,
            rule=rule.name,
            title=say(f"nudge_learning/{when}_title", **facts),
            body=(
                Quote(found.what),
                say(f"nudge_learning/{when}", **facts),
                say("nudge_learning/who", **facts),
            ),
            buttons=(begin,),
            snoozes=(TOMORROW,),
        )

    return Reminder(rule=rule, message=message, needs=needs, share=LEADERS)


REMINDERS = tuple(message_of(when) for when in WHENS)
