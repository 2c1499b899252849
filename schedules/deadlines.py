"""Before the days of a round: 14, 7, 2 and 0 working days, to the leader (TAL-19, TAL-20)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dialogs.core.actions import Do, Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.core.texts import Speaker
from schedules.core.context import Context, end_of
from schedules.core.counting import days_left
from schedules.core.decide import DEADLINE_OFFSETS, Rule
from schedules.core.letter import Line, as_plain
from schedules.core.nudge import TOMORROW, is_for, left, nudge, subject_of, today_of
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import before
from storage import efforts, rounds, steps
from storage.database import Snapshot
from storage.levels import PLANS_UP
from storage.slices import Known, RoundDates, Row
from storage.tables import RoleName, Round

PRACTICAL, PRACTICAL_ADVICE = "practical", ("early", "near")
"""The step about the room, the cover and the pens, and the advice that is about them."""
SOON, NEAR = 7, 2
"""Working days up to which the advice is another."""


@dataclass(frozen=True)
class Deadline:
    """`name` is that of its day in the words: `dialogue` or `plan`."""

    name: str

    @property
    def rule(self) -> str:
        return f"deadline.{self.name}"

    def day(self, round_: Round | RoundDates) -> date | None:
        return round_.dialogue_on if self.name == "dialogue" else round_.plan_due

    def times(self, round_: Round | RoundDates, calendar: WorkCalendar) -> tuple[datetime, ...]:
        """Never on the day on which the round was opened."""
        day, opened = self.day(round_), calendar.local_date(round_.opened_at)
        mornings = before(day, DEADLINE_OFFSETS, calendar) if day else ()
        return tuple(each for each in mornings if calendar.local_date(each) > opened)

    def needs(self, rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
        open_ = (row for row in rows if not self._is_done(known, row.subject))
        needs = {row.id: self._need(row, known.rounds.get(row.subject), context) for row in open_}
        return {row_id: need for row_id, need in needs.items() if need is not None}

    def _is_done(self, known: Known, round_id: str) -> bool:
        """A plan that was sent is not asked for; a dialogue's day comes in any case."""
        step = known.steps.get((round_id, PLANS_UP))
        return self.name == "plan" and step is not None and step.done

    async def _is_sent(self, reads: Snapshot, round_: Round) -> bool:
        if self.name != "plan":
            return False
        step = (await steps.of_round(reads, round_.id)).get(PLANS_UP)
        return step is not None and step.done_at is not None

    def _need(self, row: Row, round_: RoundDates | None, context: Context) -> Need | None:
        day = self.day(round_) if round_ else None
        calendar, today = context.calendar_of(row.person_id), context.today_of(row.person_id)
        if round_ is None or day is None or day < today:
            return None
        return Need(
            give_up_at=end_of(day, calendar),
            later=self.times(round_, calendar),
            params=days_left(day, today, calendar),
        )

    async def message(self, reads: Snapshot, hearing: Hearing) -> Card | None:
        round_ = await rounds.find(reads, subject_of(hearing))
        day = self.day(round_) if round_ and is_for(hearing, round_, RoleName.LEADER) else None
        if round_ is None or day is None or day < today_of(hearing):
            return None
        done = {
            key for key, step in (await steps.of_round(reads, round_.id)).items() if step.done_at
        }
        if self.name == "plan" and PLANS_UP in done:
            return None
        say, words = hearing.say, f"nudge_deadline/{self.name}"
        near = _near(hearing)
        advice = () if self._is_seen_to(near, done) else (say(f"{words}_{near}"),)
        return nudge(
            hearing,
            rule=self.rule,
            title=say(f"{words}_title"),
            body=(say(f"{words}_body", day=day), left(hearing), *advice),
            buttons=await self._buttons(reads, round_, say),
            snoozes=(TOMORROW,) if day > today_of(hearing) else (),
        )

    def _is_seen_to(self, near: str, done: Collection[str]) -> bool:
        """Nobody is told to see to what is seen to."""
        return self.name == "dialogue" and near in PRACTICAL_ADVICE and PRACTICAL in done

    async def _buttons(self, reads: Snapshot, round_: Round, say: Speaker) -> tuple[Button, ...]:
        """A plan is sent once there is something in it; until then the round is looked at."""
        if self.name == "dialogue" or not await efforts.of_round(reads, round_.id):
            see = write(Do("overview", round_.id))
            return (Button(label=say("nudge_deadline/see"), value=see, style="primary"),)
        begin = write(Open("sending_up", round_.id))
        return (Button(label=say("nudge_deadline/plan_begin"), value=begin, style="primary"),)

    async def line(self, reads: Snapshot, hearing: Hearing, subject: str) -> Line | None:
        """Its line in the digest."""
        round_ = await rounds.find(reads, subject)
        day = self.day(round_) if round_ and is_for(hearing, round_, RoleName.LEADER) else None
        if round_ is None or day is None or day < today_of(hearing):
            return None
        if await self._is_sent(reads, round_):
            return None
        (button,) = await self._buttons(reads, round_, hearing.say)
        return Line(day, hearing.say(f"nudge_deadline/{self.name}_line"), as_plain(button))

    def reminder(self) -> Reminder:
        return Reminder(
            rule=Rule(name=self.rule, kind="deadline"),
            message=self.message,
            needs=self.needs,
            share=LEADERS,
            rides=True,
        )


def _near(hearing: Hearing) -> str:
    """Which advice helps, so near the day."""
    days = hearing.params.get("left") or 0
    if days > SOON:
        return "early"
    return "soon" if days > NEAR else "near"


DIALOGUE = Deadline("dialogue")
PLAN = Deadline("plan")
