"""What there is beside the workplaces' own steps: a word ahead to whoever it concerns (TAL-16..21).

And to a leader whose workplace has not announced its themes before the follow-up (TAL-107). HR is
reminded of nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from dialogs.core.actions import Do, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.rounds.frames.frame_views import concerns, when_and_where
from schedules.core.context import Context, end_of
from schedules.core.counting import days_left
from schedules.core.decide import Rule
from schedules.core.nudge import TOMORROW, left, nudge, subject_of, today_of
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import before, first_after
from storage import due, frames
from storage.database import Snapshot
from storage.slices import Known, Row
from storage.tables import Audience, Due, Frame, FrameEvent, Person, RoleName
from storage.unit_of_work import Unit

AHEAD = (10, 2)
"""Working days before an event."""
UNCHOSEN = (10, 5, 1)
"""Working days before the one that the themes are to be announced for."""
EVENT_RULE = Rule(name="frame.event", kind="deadline")
THEMES_RULE = Rule(name="frame.themes", kind="deadline")
A_DAY, A_MOMENT = timedelta(days=1), timedelta(seconds=1)


async def plan(unit: Unit, row: Due, context: Context) -> None:
    """Whom each event concerns may change until it is held: looked at once a day."""
    frame = await frames.find(unit, row.subject)
    if frame is None:
        return
    found = [each for each in await frames.events(unit, frame.id) if each.held_on >= context.today]
    for each in found:
        whom = await frames.audience(unit, frame.organisation_id, each.audience, context.today)
        await _remind(unit, EVENT_RULE.name, each, whom, AHEAD, context)
        if each.audience == Audience.LEADERS_CHOSEN.value:
            late = await _without_themes(unit, frame, context.today)
            await _remind(unit, THEMES_RULE.name, each, late, UNCHOSEN, context)
    if found:
        due.plan(unit, rule="frame.plan", subject=frame.id, due_at=context.now + A_DAY)


async def _without_themes(reads: Snapshot, frame: Frame, today: date) -> list[Person]:
    """The leaders of those workplaces that have announced none in this half-year."""
    found = await frames.chosen(reads, frame.organisation_id, frame)
    late = [each.workplace.id for each in found if not each.announced]
    return [person for person, _ in await frames.leaders_of(reads, late, today)]


async def _remind(
    unit: Unit,
    rule: str,
    event: FrameEvent,
    whom: Iterable[Person],
    offsets: tuple[int, ...],
    context: Context,
) -> None:
    """Who is new is added, who it does not concern any more is left out."""
    people = {each.id: each for each in whom}
    known = await frames.planned(unit, rule, event.id)
    for person_id in sorted(known - people.keys()):
        due.cancel(unit, rule=rule, subject=event.id, person_id=person_id)
    when: dict[str, datetime] = {}
    for person_id in sorted(people.keys() - known):
        times = before(event.held_on, offsets, context.calendar_for(people[person_id]))
        if (at := first_after(context.now, times)) is not None:
            when[person_id] = at
    give_up_at = end_of(event.held_on, context.calendar)
    frames.remind(unit, rule, event.id, when, give_up_at)


def _needs(offsets: tuple[int, ...], rows: Sequence[Row], context: Context) -> Mapping[str, Need]:
    return {row.id: _need(row, offsets, context) for row in rows}


def _need(row: Row, offsets: tuple[int, ...], context: Context) -> Need:
    """The day is read from when it is of no use any more: that is the end of it."""
    if row.give_up_at is None:
        return Need()
    calendar: WorkCalendar = context.calendar_of(row.person_id)
    day = calendar.local_date(row.give_up_at - A_MOMENT)
    return Need(
        give_up_at=row.give_up_at,
        later=before(day, offsets, calendar),
        params=days_left(day, context.today_of(row.person_id), calendar),
    )


def event_needs(rows: Sequence[Row], _known: Known, context: Context) -> Mapping[str, Need]:
    return _needs(AHEAD, rows, context)


def themes_needs(rows: Sequence[Row], _known: Known, context: Context) -> Mapping[str, Need]:
    return _needs(UNCHOSEN, rows, context)


async def event_message(reads: Snapshot, hearing: Hearing) -> Card | None:
    found = await frames.event(reads, subject_of(hearing))
    if found is None or hearing.who is None:
        return None
    event, _ = found
    if event.held_on < today_of(hearing) or not concerns(event, hearing.who):
        return None
    return nudge(
        hearing,
        rule=EVENT_RULE.name,
        title=event.title,
        body=(when_and_where(event, hearing.say), left(hearing)),
        buttons=(_see(hearing),),
        snoozes=(TOMORROW,),
    )


async def themes_message(reads: Snapshot, hearing: Hearing) -> Card | None:
    """Nothing once all of the leader's workplaces have announced theirs."""
    found = await frames.event(reads, subject_of(hearing))
    if found is None or hearing.who is None:
        return None
    event, frame = found
    late = [
        each.workplace.name
        for each in await frames.chosen(reads, frame.organisation_id, frame)
        if not each.announced and hearing.who.has(RoleName.LEADER.value, each.workplace.id)
    ]
    if not late or event.held_on < today_of(hearing):
        return None
    say = hearing.say
    begin = Button(label=say("nudge_frame/begin"), value=write(Do("round")), style="primary")
    return nudge(
        hearing,
        rule=THEMES_RULE.name,
        title=say("nudge_frame/title"),
        body=(
            say("nudge_frame/body", names=late),
            say("nudge_frame/before", title=event.title, day=event.held_on),
        ),
        buttons=(begin,),
        snoozes=(TOMORROW,),
    )


def _see(hearing: Hearing) -> Button:
    return Button(label=hearing.say("nudge_frame/see"), value=write(Do("frame")), style="primary")


EVENT = Reminder(rule=EVENT_RULE, message=event_message, needs=event_needs, share=LEADERS)
THEMES = Reminder(rule=THEMES_RULE, message=themes_message, needs=themes_needs, share=LEADERS)
