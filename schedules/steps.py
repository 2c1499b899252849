"""Before and after the day of a round's step: a word to whoever has it, until it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dialogs.core.actions import Action, Do, Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.planning import GROUP
from schedules.core.context import Context, end_of
from schedules.core.counting import days_left
from schedules.core.decide import Rule
from schedules.core.nudge import TOMORROW, is_for, left, nudge, subject_of, today_of
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import before, mornings
from storage import rounds, steps
from storage.database import Snapshot
from storage.slices import Known, Row
from storage.tables import Phase, RoleName

AHEAD = (3, 0)
"""Working days before the day of a step."""
AFTER, USELESS = 2, 10
"""Working days after it: one more word, and from when on nothing is said any more."""


@dataclass(frozen=True, kw_only=True)
class StepReminder:
    """`step` is the pack's key; `whom` the roles that have it.

    `opens` is the dialog that does it; without one it is the command `does`. Nothing is said of it
    outside its `phases`, nor while what it comes `after` is not done: it could not be done yet.
    """

    step: str
    whom: tuple[RoleName, ...]
    opens: str = ""
    does: str = "overview"
    phases: tuple[Phase, ...] = (Phase.ANNOUNCED,)
    after: str = ""

    @property
    def rule(self) -> str:
        return f"step.{self.step}"

    def times(self, due_on: date, calendar: WorkCalendar) -> tuple[datetime, ...]:
        after = mornings((calendar.add_working_days(due_on, AFTER),), calendar)
        return (*before(due_on, AHEAD, calendar), *after)

    def needs(self, rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
        found = {row.id: self._need(row, known, context) for row in rows}
        return {row_id: need for row_id, need in found.items() if need is not None}

    def _need(self, row: Row, known: Known, context: Context) -> Need | None:
        step = known.steps.get((row.subject, self.step))
        if step is None or step.done:
            return None
        calendar, today = context.calendar_of(row.person_id), context.today_of(row.person_id)
        return Need(
            give_up_at=end_of(calendar.add_working_days(step.due_on, USELESS), calendar),
            later=self.times(step.due_on, calendar),
            params=days_left(step.due_on, today, calendar) if step.due_on >= today else {},
        )

    async def message(self, reads: Snapshot, hearing: Hearing) -> Card | None:
        round_ = await rounds.find(reads, subject_of(hearing))
        if round_ is None or not is_for(hearing, round_, *self.whom):
            return None
        known = await steps.of_round(reads, round_.id)
        step, first = known.get(self.step), known.get(self.after)
        if step is None or step.done_at is not None or round_.phase not in self.phases:
            return None
        if first is not None and first.done_at is None:
            return None
        say, today = hearing.say, today_of(hearing)
        when = "late" if step.due_on < today else "by"
        begin = Button(
            label=say(f"nudge_steps/{self.step}_begin"),
            value=write(self._action(round_.id)),
            style="primary",
        )
        return nudge(
            hearing,
            rule=self.rule,
            title=say(f"nudge_steps/{self.step}_title"),
            body=(
                say(f"nudge_steps/{self.step}_body"),
                say(f"nudge_steps/{when}", day=step.due_on),
                left(hearing),
            ),
            buttons=(begin,),
            snoozes=(TOMORROW,),
        )

    def _action(self, round_id: str) -> Action:
        return Open(self.opens, round_id) if self.opens else Do(self.does, round_id)

    def reminder(self) -> Reminder:
        return Reminder(
            rule=Rule(name=self.rule, kind="deadline"),
            message=self.message,
            needs=self.needs,
            share=LEADERS,
        )


STEPS: tuple[StepReminder, ...] = (
    StepReminder(step="inform", whom=GROUP, phases=(Phase.PLANNED, Phase.VOTING)),
    StepReminder(step="invite", whom=(RoleName.CONTACT,), opens="invitation"),
    StepReminder(step="practical", whom=GROUP, does="chores", phases=tuple(Phase)),
    StepReminder(step="groups", whom=(RoleName.CONTACT,), does="groups"),
    StepReminder(step="first_meeting", whom=(RoleName.LEADER,), does="first_meeting"),
    StepReminder(step="reflection", whom=(RoleName.LEADER,), opens="reflection"),
    StepReminder(step="action_plan", whom=GROUP),
    StepReminder(step="report_back", whom=GROUP, opens="report_back", after="action_plan"),
    StepReminder(step="leader_feedback", whom=(RoleName.LEADER,), opens="leader_feedback"),
    StepReminder(step="under_way", whom=(RoleName.CONTACT,), after="action_plan"),
)
"""Steps that have a reminder of their own elsewhere (the vote, the selection …) are not here."""
