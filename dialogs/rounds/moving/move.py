"""Moving a day of a round, with what hangs on it: old and new are seen before it is kept."""

from __future__ import annotations

from datetime import time

from dialogs.core.cards import Facts as Rows
from dialogs.core.cards import Part
from dialogs.core.dialog import Dialog, Page
from dialogs.core.steps import Answers, Day, Facts, Notice, Pick, Text, Time
from dialogs.core.texts import Speaker
from dialogs.rounds import timetable
from dialogs.rounds.moving.move_facts import (
    NO,
    OPENS_ON,
    YES,
    after,
    as_it_is,
    fits,
    has_more,
    held_then,
    is_dialogue,
    label,
    load,
    moved,
    opens_too,
    other_place,
    whats,
)
from dialogs.rounds.moving.moved import save
from dialogs.rounds.moving.moves import DIALOGUE, OPENS, Days
from dialogs.rounds.opening.teams import PLACE


def before_moving(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """All the days there are, and who moved something last."""
    days: Days = facts["days"]
    known = {**days.held, **days.all()}
    rows = [(name_of(facts, key, say), say.day(day)) for key, day in known.items()]
    last = facts["last_moved"]
    told = (say("move/last", **last),) if last else ()
    return (*told, Rows(tuple(rows)))


def name_of(facts: Facts, key: str, say: Speaker) -> str:
    return say("move/opens") if key == OPENS else label(facts, key)


def old_and_new(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    rows = [
        (name_of(facts, key, say), say("move/from_to", old=old, new=new))
        for key, (old, new) in moved(facts, answers).items()
    ]
    if other_place(facts, answers):
        at = time.fromisoformat(answers["at"])
        rows.append((say("move/where"), say("move/at_place", at=at, place=answers["place"])))
    shown = (Rows(tuple(rows)),) if rows else ()
    return (*shown, *timetable.lines(_clashes(facts, answers), say))


def _clashes(facts: Facts, answers: Answers) -> tuple[timetable.Clash, ...]:
    then, held = after(facts, answers), held_then(facts, answers)
    days = {key: then.get(key, row.due_on) for key, row in facts["steps"].items()}
    known = {**days, DIALOGUE: min(held)}
    return (
        *timetable.clashes(known, facts["days"].calendar, facts["in_language"]),
        *timetable.outside(held, days.get("plans_up"), facts["frame"]),
    )


MOVE = Dialog(
    name="move",
    pages=(
        Page("what", (Pick("what", options=whats),), body=before_moving),
        Page(
            "when",
            (
                Day("day"),
                Day(OPENS_ON, when=opens_too),
                Time("at", when=is_dialogue),
                Text(
                    "place",
                    when=is_dialogue,
                    required=False,
                    max_length=PLACE,
                    multiline=False,
                    personal=False,
                ),
                Pick("along", options=(YES, NO), when=has_more),
            ),
            check=fits,
            propose=as_it_is,
        ),
        Page("after", (Notice("after_read"),), body=old_and_new),
    ),
    load=load,
    done=save,
    review=False,
)
