"""When the plans were due and some are missing: a word to those who read them, once (TAL-20).

The leaders have had theirs before the day; the guide has nobody write to anyone higher up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from dialogs.core.actions import Do, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.rounds.upwards.levels import late
from dialogs.rounds.upwards.rungs import ladder_of, rung_at, rung_name, view_of
from schedules.core.context import Context, end_of
from schedules.core.decide import Rule
from schedules.core.nudge import TOMORROW, nudge, subject_of, today_of
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import mornings
from storage import levels, people, planning, steps
from storage.database import Snapshot
from storage.slices import Known, Row
from storage.tables import Person, Round
from storage.unit_of_work import Unit

RULE = Rule(name="levels.missing", kind="deadline")
AFTER, USELESS = 2, 10
"""Working days after the day: when it is said, and from when on it would be of no use."""
NAMED = 10


async def plan(unit: Unit, round_: Round, context: Context) -> None:
    """One for each who reads what comes from the round's area, however many plans are due there."""
    step = (await steps.of_round(unit, round_.id)).get(levels.PLANS_UP)
    day = round_.plan_due or (step.due_on if step else None)
    place = await people.workplace(unit, round_.workplace_id)
    if day is None or place is None or (step is not None and step.done_at is not None):
        return
    ladder = await ladder_of(unit, place.organisation_id)
    staff = await levels.staff(unit, place.organisation_id, context.today)
    rung = ladder.first(levels.staffed(staff, place.area))
    found = await levels.members(unit, place.organisation_id, rung, place.area, context.today)
    readers = await people.people(unit, found)
    for person_id, at in found.items():
        when = said_at(day, readers[person_id], context)
        if when > context.now:
            planning.ensure(
                unit,
                rule=RULE.name,
                person_id=person_id,
                subject=f"{day.isoformat()}:{rung}:{at}",
                due_at=when,
            )


def said_at(day: date, reader: Person, context: Context) -> datetime:
    calendar: WorkCalendar = context.calendar_for(reader)
    return mornings((calendar.add_working_days(day, AFTER),), calendar)[0]


def needs(rows: Sequence[Row], _known: Known, context: Context) -> Mapping[str, Need]:
    """Whether something is missing is seen when it is said."""
    found: dict[str, Need] = {}
    for row in rows:
        calendar = context.calendar_of(row.person_id)
        day = date.fromisoformat(row.subject.partition(":")[0])
        last = calendar.add_working_days(day, AFTER + USELESS)
        found[row.id] = Need(give_up_at=end_of(last, calendar))
    return found


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    """Nothing where every plan is in by now."""
    who, say = hearing.who, hearing.say
    _, _, where = subject_of(hearing).partition(":")
    rung = await rung_at(reads, who, where) if who else None
    if who is None or rung is None:
        return None
    view = await view_of(reads, rung, who.organisation_id, today_of(hearing))
    missing = [
        each
        for each in late(view.standings, today_of(hearing))
        if view.ladder.first(levels.staffed(view.staff, each.area)) == rung.name
    ]
    if not missing:
        return None
    names = [each.name for each in missing[:NAMED]]
    see = write(Do("level", rung.subject))
    return nudge(
        hearing,
        rule=RULE.name,
        title=say("nudge_levels/title"),
        body=(
            say("nudge_levels/to", to=rung_name(rung.name, rung.area, say)),
            say("nudge_levels/body", count=len(missing)),
            say("nudge_levels/whose", names=names, more=max(0, len(missing) - NAMED)),
            say("nudge_levels/ask"),
        ),
        buttons=(Button(label=say("nudge_levels/begin"), value=see, style="primary"),),
        snoozes=(TOMORROW,),
    )


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS)
