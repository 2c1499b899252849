"""After the dialogue (TAL-52): what can each of us do already now, and later, does it live?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Quote
from dialogs.core.messages import Hearing
from dialogs.rounds.afterwards.commitments import ASK, LIVES, show
from dialogs.rounds.participants import everyone, sitting_of
from schedules.core.context import Context
from schedules.core.dated_needs import of_use_for
from schedules.core.decide import Rule
from schedules.core.nudge import TOMORROW, nudge, subject_of, today_of
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import mornings
from storage import commitments, dated, rounds
from storage.database import Snapshot
from storage.dated import Look
from storage.slices import Known, Row
from storage.tables import Due, Person, Phase, Round, Sitting
from storage.unit_of_work import Unit

ASK_RULE = Rule(name=ASK, kind="preparation")
LIVES_RULE = Rule(name=LIVES, kind="preparation")
SHOW = "commitments.show"
"""The job that brings the shared card up to date, as when somebody on it is forgotten."""
USELESS = 5
"""Working days after the dialogue, from when on nobody is asked any more."""


def needs_once(rows: Sequence[Row], _known: Known, _context: Context) -> Mapping[str, Need]:
    return {row.id: Need() for row in rows}


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    found, who = dated.read(subject_of(hearing)), hearing.who
    round_ = await rounds.find(reads, found[0]) if found else None
    sitting = await sitting_of(reads, round_, who) if round_ and who else None
    if round_ is None or who is None or sitting is None or sitting.held_on >= today_of(hearing):
        return None
    if sitting.is_off or await commitments.of_person(reads, round_.id, who.id) is not None:
        return None
    say = hearing.say
    begin = Button(
        label=say("nudge_commitments/begin"),
        value=write(Open("commitment", round_.id)),
        style="primary",
    )
    return nudge(
        hearing,
        rule=ASK_RULE.name,
        title=say("nudge_commitments/title"),
        body=(say("nudge_commitments/body"), say("nudge_commitments/alone")),
        buttons=(begin,),
        snoozes=(TOMORROW,),
    )


async def message_lives(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To its owner alone; what is answered nobody else hears."""
    who, round_id = hearing.who, subject_of(hearing)
    made = await commitments.of_person(reads, round_id, who.id) if who else None
    if made is None:
        return None
    say = hearing.say
    yes = write(Do("commitment_lives", f"{round_id}|yes"))
    gone = write(Do("commitment_lives", f"{round_id}|gone"))
    return nudge(
        hearing,
        rule=LIVES_RULE.name,
        title=say("nudge_commitments/lives_title"),
        body=(Quote(made.text), say("nudge_commitments/lives")),
        buttons=(
            Button(label=say("nudge_commitments/yes"), value=yes),
            Button(
                label=say("nudge_commitments/changed"), value=write(Open("commitment", round_id))
            ),
            Button(label=say("nudge_commitments/gone"), value=gone),
        ),
        snoozes=(),
    )


REMINDER = Reminder(rule=ASK_RULE, message=message, needs=of_use_for(USELESS), share=LEADERS)
LIVES_REMINDER = Reminder(rule=LIVES_RULE, message=message_lives, needs=needs_once, share=LEADERS)


async def plan(unit: Unit, round_: Round, context: Context) -> None:
    """Each on the working day after their own dialogue."""
    found: dict[str, tuple[Person, Sitting]] = {}
    if round_.phase == Phase.ANNOUNCED.value:
        found = await everyone(unit, round_, context.today)
    done = await commitments.made_by(unit, round_.id) if found else frozenset[str]()
    looks: list[Look] = []
    for person, sitting in found.values():
        calendar = context.calendar_for(person)
        (at,) = mornings((calendar.add_working_days(sitting.held_on, 1),), calendar)
        if at > context.now and person.id not in done and not sitting.is_off:
            looks.append(Look(person.id, sitting.held_on, at))
    dated.replan(unit, rule=ASK, round_id=round_.id, looks=looks)


async def show_again(unit: Unit, row: Due, context: Context) -> None:
    round_ = await rounds.find(unit, row.subject)
    if round_ is not None:
        await show(unit, round_, context.calendar, context.now)
