"""The week's letter: what is near and what waits, instead of a message each.

Two things or more, or one alone that has been said by itself often enough. What comes together on
another day is said in the same words, as that day's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Hearing, Request
from dialogs.core.texts import Speaker
from dialogs.talks.kom_mail import SHARED
from dialogs.talks.plans.mail import HOLDS
from schedules import (
    deadlines,
    followup,
    keeping_letter,
    leader_preparation,
    minikom_card,
    news,
    promises,
    selection,
    steps,
    year_waits,
)
from schedules.core.context import Context
from schedules.core.decide import Rule
from schedules.core.letter import Line, Write
from schedules.core.nudge import TOMORROW, nudge
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import next_digest
from schedules.mini_week import MINI_WEEK, mini_line
from schedules.owed import OWED, owed_line
from schedules.plan_holds import holds_line
from schedules.shared import shared_line
from storage import due, people
from storage.database import Snapshot
from storage.slices import Known, Row
from storage.unit_of_work import Unit

LINES: Mapping[str, Write] = {
    year_waits.YEAR: year_waits.line,
    leader_preparation.RULE.name: leader_preparation.line,
    deadlines.DIALOGUE.rule: deadlines.DIALOGUE.line,
    deadlines.PLAN.rule: deadlines.PLAN.line,
    followup.RULE.name: followup.line,
    keeping_letter.LETTER.name: keeping_letter.line,
    MINI_WEEK: mini_line,
    OWED: owed_line,
    SHARED: shared_line,
    HOLDS: holds_line,
    minikom_card.RULE_NAME: minikom_card.line,
    promises.RULE.name: promises.line,
    selection.RULE.name: selection.line,
    **{each.name: each.line for each in news.NEWS if not each.alone},
    **{step.rule: step.line for step in steps.STEPS},
}
RULE = Rule(name="digest", kind="digest", digest=True)
MOST_CALLS, MOST_STEPS = 5, 6
"""So many people can be called from the card itself, the others from home; and so many ways to what
there is to do or know, the rest of them one click on."""
REST = "rest"


def needs(rows: Sequence[Row], _known: Known, context: Context) -> Mapping[str, Need]:
    """Once a week, for as long as the person is here."""
    return {
        row.id: Need(later=(next_digest(context.now, context.calendar_of(row.person_id)),))
        for row in rows
    }


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    items = [(str(rule), str(subject)) for rule, subject in hearing.params["items"]]
    found = await _found(reads, hearing, items)
    lines = [line for _, line in found]
    if not lines:
        return None
    say = hearing.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    calls = await _calls(reads, hearing, items)
    # A day's news is not put off: each of it stands where it leads to.
    is_of_today = bool(hearing.params.get("gathered"))
    return nudge(
        hearing,
        rule=RULE.name,
        title=_title(lines, say, is_of_today=is_of_today),
        body=_body(lines, say, is_of_today=is_of_today),
        buttons=(*_ways(found, hearing), *calls, home),
        snoozes=() if is_of_today else (TOMORROW,),
    )


async def _found(
    reads: Snapshot, hearing: Hearing, items: Iterable[tuple[str, str]]
) -> list[tuple[str, Line]]:
    """What there is still to say of each thing, the soonest first, each with what names it."""
    found = list[tuple[str, Line]]()
    for rule, subject in items:
        line = await LINES[rule](reads, hearing, subject)
        found += [(_key(rule, subject), line)] if line else []
    return sorted(found, key=lambda each: (each[1].day, each[1].words))


def _key(rule: str, subject: str) -> str:
    """Which thing it is: what is done meanwhile moves no other."""
    return sha256(f"{rule}|{subject}".encode()).hexdigest()[:8]


def _ways(found: Sequence[tuple[str, Line]], hearing: Hearing) -> Iterator[Button]:
    """To each of so many, and from there to the others."""
    ways = [(key, line.button) for key, line in found if line.button is not None]
    yield from (button for _, button in ways[:MOST_STEPS])
    left, day = ways[MOST_STEPS:], hearing.params.get("day")
    if left and day:
        value = write(Do(REST, f"{day}|{'.'.join(key for key, _ in left)}"))
        yield Button(label=hearing.say("nudge_digest/rest"), value=value)


async def rest(unit: Unit, request: Request) -> Card | Refusal:
    """`do:rest:DAY|KEY.KEY`: those of the things that oneself was told of on a day.

    They are found in what was decided then, since a message that is sent is kept without them.
    """
    day, _, keys = request.subject.partition("|")
    on = _as_day(day)
    told = await due.settled_on(unit, request.who.id, on) if on else []
    items = [each for each in told if each[0] in LINES and _key(*each) in keys.split(".")]
    if not items:
        return Refusal("not_there")
    say = request.say
    params = {"day": day}
    hearing = Hearing(who=request.who, params=params, now=request.now, house=request.house, say=say)
    found = await _found(unit, hearing, items)
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("nudge_digest/rest_title"),
        body=(_rows([line for _, line in found], say) if found else say("nudge_digest/rest_done"),),
        buttons=(*_ways(found, hearing), home),
    )


def _as_day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _title(lines: Iterable[Line], say: Speaker, *, is_of_today: bool) -> str:
    if is_of_today:
        return say("nudge_digest/today")
    return say("nudge_digest/title" if _near(lines) else "nudge_digest/waiting")


def _near(lines: Iterable[Line]) -> list[Line]:
    return [each for each in lines if not each.waits]


def _body(lines: Sequence[Line], say: Speaker, *, is_of_today: bool) -> list[Part]:
    """What waits stands under a word of its own, where there is something else."""
    near, late = _near(lines), [each for each in lines if each.waits]
    parts: list[Part] = []
    if near:
        intro = "today_body" if is_of_today else "body"
        parts += [say(f"nudge_digest/{intro}", count=len(near)), _rows(near, say)]
    if near and late:
        parts.append(Heading(say("nudge_digest/waiting")))
    if late:
        parts += [_rows(late, say), say("nudge_digest/once_a_week")]
    return parts


def _rows(lines: Iterable[Line], say: Speaker) -> Facts:
    new = say("nudge_digest/new")
    return Facts(tuple((new if each.new else say.day(each.day), each.words) for each in lines))


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
