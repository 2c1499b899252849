"""After the dialogue: follow up on what was agreed, three and six months on (TAL-59)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from dialogs.core.actions import Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.rounds.afterwards.followup import waiting
from dialogs.rounds.afterwards.followup_days import all_months, step_of
from dialogs.rounds.leader.leading import is_held
from dialogs.rounds.state import state_with
from schedules.core.context import Context
from schedules.core.decide import Rule, months_after
from schedules.core.letter import Line, as_plain
from schedules.core.nudge import is_for, nudge, number, subject_of, today_of
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.themes import chosen
from schedules.core.times import first_after, months_between, mornings
from storage import boards, planning, rounds, steps
from storage.database import Snapshot
from storage.slices import Known, RoundDates, Row
from storage.tables import Person, RoleName, Round
from storage.unit_of_work import Unit

RULE = Rule(name="followup", kind="deadline")


def times(
    round_: Round | RoundDates, calendar: WorkCalendar, moved: Mapping[int, date]
) -> tuple[datetime, ...]:
    """`moved` are those that the group gave another day, by their months."""
    days = (
        moved.get(each) or months_after(round_.dialogue_on, each, calendar=calendar)
        for each in all_months()
    )
    return mornings(sorted(days), calendar)


async def plan(unit: Unit, round_: Round, leaders: Sequence[Person], context: Context) -> None:
    known = await steps.of_round(unit, round_.id)
    moved = {each: known[step_of(each)].due_on for each in all_months() if step_of(each) in known}
    looks = {
        each.id: first_after(context.now, times(round_, context.calendar_for(each), moved))
        for each in leaders
    }
    when = {person_id: at for person_id, at in looks.items() if at is not None}
    planning.replan(unit, rule=RULE.name, subject=round_.id, when=when)


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    found = known.rounds
    return {
        row.id: Need(
            later=times(
                found[row.subject],
                context.calendar_of(row.person_id),
                _moved(known, row.subject),
            )
        )
        for row in rows
        if row.subject in found
    }


def _moved(known: Known, round_id: str) -> dict[int, date]:
    dates = {each: known.steps.get((round_id, step_of(each))) for each in all_months()}
    return {each: step.due_on for each, step in dates.items() if step is not None}


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    round_ = await rounds.find(reads, subject_of(hearing))
    if round_ is None or not is_for(hearing, round_, RoleName.LEADER):
        return None
    opens = await _opens(reads, round_, hearing)
    if opens is None:
        return None
    say, months = hearing.say, months_between(round_.dialogue_on, today_of(hearing))
    return nudge(
        hearing,
        rule=RULE.name,
        title=say("nudge_followup/title"),
        body=(
            say("nudge_followup/body", months=number(hearing, months)),
            say("nudge_followup/ask"),
            *await chosen(reads, hearing, round_.id),
        ),
        buttons=opens,
    )


async def _opens(reads: Snapshot, round_: Round, hearing: Hearing) -> tuple[Button, ...] | None:
    """What opens the follow-up, nothing where there are no efforts; None where it is made.

    And where there was no dialogue to follow up on.
    """
    found = await boards.board(reads, round_.id)
    state = await state_with(reads, round_, today_of(hearing))
    if not is_held(state):
        return None
    if not found:
        return ()
    made = {each.months for each in await boards.follow_ups(reads, round_.id)}
    goes_on = any(each.effort.state in boards.OPEN for each in found)
    if not goes_on or waiting(round_, made, today_of(hearing), state.steps) is None:
        return None
    begin = write(Open("followup", round_.id))
    return (Button(label=hearing.say("nudge_followup/begin"), value=begin, style="primary"),)


async def line(reads: Snapshot, hearing: Hearing, subject: str) -> Line | None:
    """Its line in the digest."""
    round_ = await rounds.find(reads, subject)
    if round_ is None or not is_for(hearing, round_, RoleName.LEADER):
        return None
    opens = await _opens(reads, round_, hearing)
    if opens is None:
        return None
    months = months_between(round_.dialogue_on, today_of(hearing))
    words = hearing.say("nudge_followup/line", months=number(hearing, months))
    return Line(today_of(hearing), words, next((as_plain(each) for each in opens), None))


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS, rides=True)
