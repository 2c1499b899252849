"""Before and after the day of a round's step: a word to whoever has it, until it is done.

Twice by itself, then a line in the week's letter: `schedules.core.pace`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TypeAlias

from dialogs.concepts import load_round
from dialogs.core.actions import Action, Do, Open, write
from dialogs.core.calendar import DAY, WorkCalendar
from dialogs.core.cards import Button, Card, Style
from dialogs.core.messages import Hearing
from dialogs.planning import GROUP
from dialogs.rounds.plan.next_up import next_up
from dialogs.rounds.state import all_off
from dialogs.rounds.timetable import offset
from schedules.core.context import Context, end_of
from schedules.core.counting import days_left
from schedules.core.decide import Rule, deadline_nudge_days, months_after
from schedules.core.letter import Line
from schedules.core.nudge import TOMORROW, is_for, left, nudge, subject_of, today_of
from schedules.core.pace import Pace
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.rides import monday
from storage import people, rounds, sittings, steps
from storage.database import Snapshot
from storage.levels import PLANS_UP
from storage.slices import Known, RoundDates, Row
from storage.tables import Person, Phase, RoleName, Round, RoundStep

AHEAD, AFTER = 3, 2
"""Working days before the day of a step, and after it: the two times that it comes by itself."""

CONTACT = (RoleName.CONTACT,)

Next: TypeAlias = Callable[[Snapshot, str], Awaitable[Action]]
"""What brings a round's step on as things stand."""


def _is_here(person: Person, today: date) -> bool:
    return person.left_on is None or person.left_on > today


def until(step: str, due_on: date, dialogue_on: date, calendar: WorkCalendar) -> date:
    """The last day of any use: the dialogue's own, or what comes before the follow-up's week."""
    if offset(step) <= 0:
        return max(due_on, dialogue_on)
    first = min(load_round("talsammen").timetable.follow_up_months)
    follow_up = months_after(dialogue_on, first, calendar=calendar)
    return max(monday(follow_up) - DAY, calendar.add_working_days(due_on, AFTER))


@lru_cache(maxsize=1024)
def pace(each: StepReminder, due_on: date, dialogue_on: date, calendar: WorkCalendar) -> Pace:
    last = until(each.step, due_on, dialogue_on, calendar)
    ((_, ahead),) = deadline_nudge_days(due_on, calendar=calendar, offsets=(AHEAD,))
    after = calendar.add_working_days(due_on, AFTER)
    days = (ahead, after) if each.ahead else (after,)
    return Pace(tuple(day for day in days if day <= last), last)


@dataclass(frozen=True, kw_only=True)
class StepReminder:
    """`step` is the pack's key; `whom` the roles that have it.

    `opens` is the dialog that does it; without one it is the command `does`, or `goes_on`. Nothing
    is said of it outside its `phases`, nor while what it comes `after` is not done: it could not be
    done yet. Without `ahead` something else speaks of it before its day.
    """

    step: str
    whom: tuple[RoleName, ...]
    opens: str = ""
    does: str = "overview"
    goes_on: Next | None = None
    phases: tuple[Phase, ...] = (Phase.ANNOUNCED,)
    after: str = ""
    ahead: bool = True

    @property
    def rule(self) -> str:
        return f"step.{self.step}"

    def times(
        self, due_on: date, round_: Round | RoundDates, calendar: WorkCalendar
    ) -> tuple[datetime, ...]:
        return pace(self, due_on, round_.dialogue_on, calendar).times(calendar)

    def needs(self, rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
        found = {row.id: self._need(row, known, context) for row in rows}
        return {row_id: need for row_id, need in found.items() if need is not None}

    def _need(self, row: Row, known: Known, context: Context) -> Need | None:
        step, round_ = known.steps.get((row.subject, self.step)), known.rounds.get(row.subject)
        if step is None or step.done or round_ is None:
            return None
        calendar, today = context.calendar_of(row.person_id), context.today_of(row.person_id)
        mine = pace(self, step.due_on, round_.dialogue_on, calendar)
        first = known.steps.get((row.subject, self.after))
        return Need(
            needed=round_.phase in self.phases and (first is None or first.done),
            give_up_at=end_of(mine.last, calendar),
            later=mine.times(calendar),
            params=days_left(step.due_on, today, calendar) if step.due_on >= today else {},
            rides_only=mine.rides_only(row.due_at, calendar),
        )

    async def _waiting(self, reads: Snapshot, hearing: Hearing, round_id: str) -> RoundStep | None:
        """The step, where it can be done by the listener and is not.

        What follows a dialogue waits while there is none.
        """
        round_ = await rounds.find(reads, round_id)
        if round_ is None or round_.phase not in self.phases:
            return None
        if not await self._has_it(reads, hearing, round_):
            return None
        known = await steps.of_round(reads, round_id)
        step, first = known.get(self.step), known.get(self.after)
        if step is None or step.done_at is not None:
            return None
        if first is not None and first.done_at is None:
            return None
        follows = offset(self.step) > 0
        off = follows and all_off(await sittings.of_round(reads, round_id))
        return None if off else step

    async def who(self, reads: Snapshot, round_: Round, today: date) -> list[Person]:
        """What is the contact person's is everybody's in the group where there is none."""
        found = await people.with_role(reads, round_.workplace_id, *self.whom)
        if self.whom != CONTACT or any(_is_here(each, today) for each in found):
            return found
        return await people.with_role(reads, round_.workplace_id, *GROUP)

    async def _has_it(self, reads: Snapshot, hearing: Hearing, round_: Round) -> bool:
        if is_for(hearing, round_, *self.whom):
            return True
        if self.whom != CONTACT or hearing.who is None or not is_for(hearing, round_, *GROUP):
            return False
        found = await self.who(reads, round_, today_of(hearing))
        return hearing.who.id in {each.id for each in found}

    async def message(self, reads: Snapshot, hearing: Hearing) -> Card | None:
        round_id, say = subject_of(hearing), hearing.say
        step = await self._waiting(reads, hearing, round_id)
        if step is None:
            return None
        when = "late" if step.due_on < today_of(hearing) else "by"
        return nudge(
            hearing,
            rule=self.rule,
            title=say(f"nudge_steps/{self.step}_title"),
            body=(
                say(f"nudge_steps/{self.step}_body"),
                say(f"nudge_steps/{when}", day=step.due_on),
                left(hearing),
            ),
            buttons=(await self._begin(reads, hearing, round_id, style="primary"),),
            snoozes=(TOMORROW,),
        )

    async def line(self, reads: Snapshot, hearing: Hearing, subject: str) -> Line | None:
        """Its line in the week's letter."""
        step = await self._waiting(reads, hearing, subject)
        if step is None:
            return None
        return Line(
            day=step.due_on,
            words=hearing.say(f"nudge_steps/{self.step}_title"),
            button=await self._begin(reads, hearing, subject),
            waits=step.due_on < today_of(hearing),
        )

    async def _begin(
        self, reads: Snapshot, hearing: Hearing, round_id: str, *, style: Style = "plain"
    ) -> Button:
        label = hearing.say(f"nudge_steps/{self.step}_begin")
        action = await self._action(reads, round_id)
        return Button(label=label, value=write(action), style=style)

    async def _action(self, reads: Snapshot, round_id: str) -> Action:
        if self.goes_on is not None:
            return await self.goes_on(reads, round_id)
        return Open(self.opens, round_id) if self.opens else Do(self.does, round_id)

    def reminder(self) -> Reminder:
        return Reminder(
            rule=Rule(name=self.rule, kind="deadline"),
            message=self.message,
            needs=self.needs,
            share=LEADERS,
            rides=True,
        )


STEPS: tuple[StepReminder, ...] = (
    StepReminder(step="inform", whom=GROUP, opens="inform", phases=(Phase.PLANNED, Phase.VOTING)),
    StepReminder(step="invite", whom=CONTACT, opens="invitation"),
    StepReminder(step="practical", whom=GROUP, does="chores", phases=tuple(Phase)),
    StepReminder(step="groups", whom=CONTACT, does="groups"),
    StepReminder(step="first_meeting", whom=(RoleName.LEADER,), does="first_meeting"),
    StepReminder(step="reflection", whom=(RoleName.LEADER,), opens="reflection"),
    StepReminder(step="action_plan", whom=GROUP, goes_on=next_up),
    StepReminder(step="report_back", whom=GROUP, opens="report_back", after="action_plan"),
    StepReminder(step="leader_feedback", whom=(RoleName.LEADER,), opens="leader_feedback"),
    StepReminder(
        step=PLANS_UP,
        whom=(RoleName.LEADER,),
        opens="sending_up",
        after="action_plan",
        ahead=False,
    ),
    StepReminder(step="under_way", whom=CONTACT, does="board", after="action_plan"),
)
"""Steps that have a reminder of their own elsewhere (the vote, the selection …) are not here."""
