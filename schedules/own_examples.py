"""Before the dialogue, to each participant: their own examples (TAL-33..35), and then they go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from dialogs.core.actions import Do, Open, write
from dialogs.core.calendar import DAY, WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.rounds.participants import everyone
from dialogs.rounds.preparing.examples import OWN, TODAY, Own, about, own
from dialogs.theme_names import chosen_name, list_name
from schedules.core.context import Context, end_of
from schedules.core.decide import Rule
from schedules.core.nudge import TOMORROW, nudge, subject_of, today_of
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import before, first_after
from storage import dated, due, examples, planning, rounds, sittings, steps
from storage.database import Snapshot
from storage.dated import Look
from storage.slices import Known, Row
from storage.tables import Due, Person, Phase, Round, Sitting
from storage.unit_of_work import Unit

RULE = Rule(name=OWN, kind="preparation")
DAY_RULE = Rule(name=TODAY, kind="preparation")
OFFSETS = (5, 1)
"""Working days before one's own dialogue."""
AFTER = "examples.after"
"""The job that ends the step, and a month later forgets what was written."""


def times(day: date, calendar: WorkCalendar) -> tuple[datetime, ...]:
    return before(day, OFFSETS, calendar)


def needs(rows: Sequence[Row], _known: Known, context: Context) -> Mapping[str, Need]:
    """Of everybody who has a row: whoever has found both has none any more."""
    needed: dict[str, Need] = {}
    for row in rows:
        if found := dated.read(row.subject):
            calendar, day = context.calendar_of(row.person_id), found[1]
            needed[row.id] = Need(give_up_at=calendar.at(day, time.min), later=times(day, calendar))
    return needed


def needs_today(rows: Sequence[Row], _known: Known, context: Context) -> Mapping[str, Need]:
    needed: dict[str, Need] = {}
    for row in rows:
        if found := dated.read(row.subject):
            needed[row.id] = Need(give_up_at=end_of(found[1], context.calendar_of(row.person_id)))
    return needed


async def _of_listener(reads: Snapshot, hearing: Hearing) -> Own | None:
    """Theirs, where their dialogue still is on the day that the row was planned for."""
    found = dated.read(subject_of(hearing))
    if found is None or hearing.who is None:
        return None
    round_id, day = found
    theirs = await own(reads, await rounds.find(reads, round_id), hearing.who)
    return theirs if theirs is not None and theirs.sitting.held_on == day else None


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    found = await _of_listener(reads, hearing)
    if found is None or not found.open or today_of(hearing) >= found.sitting.held_on:
        return None
    say, missing = hearing.say, found.open
    named = ", ".join(chosen_name(found.chosen[which], say.language) for which in missing)
    which = missing[0]
    begin = Button(
        label=say("nudge_own_examples/find", name=list_name(which, say.language)),
        value=write(Open("example", about(found.round.id, which))),
        style="primary",
    )
    key = "one" if len(missing) < len(found.chosen) else "both"
    return nudge(
        hearing,
        rule=RULE.name,
        title=say("nudge_own_examples/title"),
        body=(
            say("nudge_own_examples/day", day=found.sitting.held_on),
            say(f"nudge_own_examples/{key}", name=named),
            say("nudge_own_examples/hint"),
            say("nudge_own_examples/alone"),
        ),
        buttons=(begin,),
        snoozes=(TOMORROW,),
    )


async def message_today(reads: Snapshot, hearing: Hearing) -> Card | None:
    """Where to read them, never what stands in them: a chat keeps what it is sent."""
    found = await _of_listener(reads, hearing)
    if found is None or not found.made or found.begun(today_of(hearing)):
        return None
    say = hearing.say
    see = Button(
        label=say("nudge_own_examples/see"),
        value=write(Do("examples", found.round.id)),
        style="primary",
    )
    return nudge(
        hearing,
        rule=DAY_RULE.name,
        title=say("nudge_own_examples/today_title"),
        body=(say("nudge_own_examples/today"),),
        buttons=(see,),
        snoozes=(),
    )


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS)
DAY_REMINDER = Reminder(rule=DAY_RULE, message=message_today, needs=needs_today)


async def plan(unit: Unit, round_: Round, context: Context) -> None:
    """Each before their own dialogue, those who are ready left in peace."""
    found, done = {}, frozenset[str]()
    if round_.phase == Phase.ANNOUNCED.value:
        found = await everyone(unit, round_, context.today)
        lists = [each.value for each in await rounds.selections(unit, round_.id)]
        done = await examples.ready(unit, round_.id, lists) if lists and found else done
    looks = [
        Look(person.id, sitting.held_on, at)
        for person, sitting in found.values()
        if person.id not in done and (at := _first(person, sitting, context)) is not None
    ]
    dated.replan(unit, rule=OWN, round_id=round_.id, looks=looks)
    today = [
        Look(person.id, sitting.held_on, at)
        for person, sitting in found.values()
        if (at := _begins(person, sitting, context)) > context.now
    ]
    dated.replan(unit, rule=TODAY, round_id=round_.id, looks=today)
    planning.replan(unit, rule=AFTER, subject=round_.id, when=await _after(unit, round_, context))


def _first(person: Person, sitting: Sitting, context: Context) -> datetime | None:
    return first_after(context.now, times(sitting.held_on, context.calendar_for(person)))


def _begins(person: Person, sitting: Sitting, context: Context) -> datetime:
    """When work begins where the person is; on that day it may be an early dialogue."""
    calendar = context.calendar_for(person)
    return calendar.at(sitting.held_on, calendar.opens)


async def _after(reads: Snapshot, round_: Round, context: Context) -> dict[str, datetime]:
    last = await _last_day(reads, round_)
    if round_.phase != Phase.ANNOUNCED.value or last is None:
        return {}
    ends = (end_of(last, context.calendar), end_of(last + examples.KEPT, context.calendar))
    return {"": first_after(context.now, ends) or context.now}


async def _last_day(reads: Snapshot, round_: Round) -> date | None:
    return max((each.held_on for each in await sittings.of_round(reads, round_.id)), default=None)


async def after(unit: Unit, row: Due, context: Context) -> None:
    """The day after the last dialogue, and again a month later."""
    round_ = await rounds.find(unit, row.subject)
    last = await _last_day(unit, round_) if round_ else None
    if round_ is None or last is None:
        return
    days_on = context.today - last
    if days_on < DAY:
        due.plan(unit, rule=AFTER, subject=round_.id, due_at=end_of(last, context.calendar))
        return
    steps.finish(unit, round_.id, "examples", person_id=None, now=context.now)
    if days_on > examples.KEPT:
        examples.forget(unit, round_.id)
        return
    gone = end_of(last + examples.KEPT, context.calendar)
    due.plan(unit, rule=AFTER, subject=round_.id, due_at=gone)
