"""After the vote: the contact person is reminded that the themes are to be chosen (TAL-30).

The whole group is, where nobody is contact person there any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

from dialogs import planning
from dialogs.core.actions import Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card, Style
from dialogs.core.messages import Hearing
from schedules.core.context import Context, end_of
from schedules.core.decide import Rule
from schedules.core.letter import Line
from schedules.core.nudge import nudge, subject_of, today_of
from schedules.core.pace import Pace
from schedules.core.reminder import LEADERS, Need, Reminder
from storage import rounds
from storage.database import Snapshot
from storage.slices import Known, RoundDates, Row
from storage.tables import Person, Phase, Round

RULE = Rule(name="selection.reminder", kind="deadline")
AFTER = (2, 7)
"""Working days after the close: then it is the week's letter that says so."""


def pace(round_: Round | RoundDates, calendar: WorkCalendar) -> Pace:
    return _pace(round_.deadline, round_.dialogue_on, calendar)


@lru_cache(maxsize=256)
def _pace(deadline: datetime, last: date, calendar: WorkCalendar) -> Pace:
    """Until the day of the dialogue, and once at least."""
    closed = calendar.local_date(deadline)
    first, *more = (calendar.add_working_days(closed, days) for days in AFTER)
    return Pace((first, *(day for day in more if day <= last)), last)


def times(round_: Round | RoundDates, calendar: WorkCalendar) -> tuple[datetime, ...]:
    return pace(round_, calendar).times(calendar)


async def whom(reads: Snapshot, round_: Round, today: date) -> list[Person]:
    """The contact person, while they are there; else each in the group can choose."""
    contact = await planning.contact(reads, round_, today)
    return [contact] if contact else await planning.group(reads, round_.workplace_id, today)


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    needed: dict[str, Need] = {}
    for row in rows:
        round_, calendar = known.rounds.get(row.subject), context.calendar_of(row.person_id)
        if round_ and round_.phase == Phase.CLOSED:
            needed[row.id] = Need(
                give_up_at=end_of(round_.dialogue_on, calendar),
                later=times(round_, calendar),
                rides_only=pace(round_, calendar).rides_only(row.due_at, calendar),
            )
    return needed


async def _waiting(reads: Snapshot, hearing: Hearing, round_id: str) -> Round | None:
    round_ = await rounds.find(reads, round_id)
    if round_ is None or round_.phase != Phase.CLOSED:
        return None
    asked = await whom(reads, round_, today_of(hearing))
    is_mine = hearing.who is not None and hearing.who.id in {each.id for each in asked}
    return round_ if is_mine else None


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    round_, say = await _waiting(reads, hearing, subject_of(hearing)), hearing.say
    if round_ is None:
        return None
    return nudge(
        hearing,
        rule=RULE.name,
        title=say("nudge_selection/title"),
        body=(say("nudge_selection/body", day=round_.dialogue_on), say("nudge_selection/who")),
        buttons=(_choose(hearing, round_, "primary"),),
    )


async def line(reads: Snapshot, hearing: Hearing, subject: str) -> Line | None:
    """Its line in the week's letter, under the day by which all must know of the themes."""
    round_ = await _waiting(reads, hearing, subject)
    if round_ is None or round_.dialogue_on < today_of(hearing):
        return None
    words = hearing.say("nudge_selection/line")
    return Line(round_.dialogue_on, words, _choose(hearing, round_))


def _choose(hearing: Hearing, round_: Round, style: Style = "plain") -> Button:
    value = write(Open("selection", round_.id))
    return Button(label=hearing.say("nudge_selection/open"), value=value, style=style)


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS, rides=True)
