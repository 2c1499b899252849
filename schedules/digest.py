"""The week's overview for a leader, instead of a message each where there are several."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts
from dialogs.core.messages import Hearing
from schedules import deadlines, followup, minikom_card
from schedules.core.context import Context
from schedules.core.decide import Rule
from schedules.core.nudge import TOMORROW, nudge
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import next_digest
from storage import people
from storage.database import Snapshot
from storage.slices import Known, Row

Line: TypeAlias = Callable[[Snapshot, Hearing, str], Awaitable[tuple[date, str] | None]]
"""The day and the words for one subject; None where there is nothing left to say of it."""

LINES: Mapping[str, Line] = {
    deadlines.DIALOGUE.rule: deadlines.DIALOGUE.line,
    deadlines.PLAN.rule: deadlines.PLAN.line,
    followup.RULE.name: followup.line,
    minikom_card.RULE_NAME: minikom_card.line,
}
RULE = Rule(name="digest", kind="digest", digest=True)
MOST_CALLS = 5
"""So many people can be called from the card itself; the others from home."""


def needs(rows: Sequence[Row], _known: Known, context: Context) -> Mapping[str, Need]:
    """Once a week, for as long as the person is here."""
    return {
        row.id: Need(later=(next_digest(context.now, context.calendar_of(row.person_id)),))
        for row in rows
    }


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    items = [(str(rule), str(subject)) for rule, subject in hearing.params["items"]]
    found = [(await LINES[rule](reads, hearing, subject)) for rule, subject in items]
    lines = sorted(each for each in found if each is not None)
    if not lines:
        return None
    say = hearing.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    calls = await _calls(reads, hearing, items)
    return nudge(
        hearing,
        rule=RULE.name,
        title=say("nudge_digest/title"),
        body=(
            say("nudge_digest/body", count=len(lines)),
            Facts(tuple((say.day(day), words) for day, words in lines)),
        ),
        buttons=(*calls, home),
        snoozes=(TOMORROW,),
    )


async def _calls(
    reads: Snapshot, hearing: Hearing, items: Sequence[tuple[str, str]]
) -> list[Button]:
    """One button for each Mini-KOM that this leader is to call."""
    ids = [subject for rule, subject in items if rule == minikom_card.RULE_NAME]
    known = await people.people(reads, ids)
    mine = [known[each] for each in ids if each in known]
    return [
        Button(
            label=hearing.say("nudge_digest/call", name=person.name.split()[0]),
            value=write(Open("conversation", person.id)),
        )
        for person in mine[:MOST_CALLS]
        if hearing.who and person.leader_id == hearing.who.id
    ]


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS)
