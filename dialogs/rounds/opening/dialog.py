"""Opening a round: the days, the teams, how to vote, and the contact person (TAL-10, 22, X-01)."""

from __future__ import annotations

from dialogs.core.cards import Part
from dialogs.core.dialog import Dialog, Page, Repeat
from dialogs.core.steps import Answers, Day, Facts, Notice, Option, Pick, Text, Time
from dialogs.core.texts import Speaker
from dialogs.rounds import timetable
from dialogs.rounds.opening import days
from dialogs.rounds.opening.facts import (
    INSIDE,
    OUTSIDE,
    contacts,
    has_frame,
    load,
    modes,
    prefill,
)
from dialogs.rounds.opening.saving import save
from dialogs.rounds.opening.teams import PEOPLE, PLACE, TEAMS, offered
from storage.tables import Frame


def group_frame_and_voters(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """Who may vote, who the TRIO is, and the half-year that the round is part of.

    A planning group of another size is warned, no more (X-07).
    """
    told: list[Part] = [say("round/who_votes", **facts), trio(facts, say)]
    if facts["odd_group"]:
        told.append(say("round/odd_group", **facts))
    frame: Frame | None = facts["frame"]
    if frame is not None:
        told.append(say("round/frame", frame=frame))
    return tuple(told)


def trio(facts: Facts, say: Speaker) -> str:
    """By name (TAL-09); where it is not whole, who goes to the first workshop instead."""
    found = facts["trio"]
    names = list(dict.fromkeys(name for each in found.values() for name in each))
    whole = all(found.values())
    return say("round/trio" if whole else "round/no_trio", names=names)


def when_it_closes(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """What the timetable would have it be, counted back from the dialogue."""
    held = days.held(answers)
    if not held:
        return ()
    step = facts["calendar"].add_working_days(held[0], timetable.offset("choose"))
    return (say("round/usual_close", day=step),) if step > facts["today"] else ()


def short_notice(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    return (say("round/short_notice"),) if days.is_short(facts, answers) else ()


def the_timetable(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    found = timetable.lines(days.clashes(facts, answers), say)
    return (*short_notice(facts, answers, say), *found)


def what_came_up(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """What the days that were moved clash with: it can be kept as it is."""
    return timetable.lines(days.came_up(facts, answers), say)


def did_come_up(facts: Facts, answers: Answers) -> bool:
    return bool(days.came_up(facts, answers))


def what_modes_mean(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    told = [say("round/few", **facts)] if facts["few"] else []
    told.append(say("round/secret_means", **facts))
    if facts["near"]:
        told.append(say("round/named_means", **facts))
    return tuple(told)


def steps_of(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["steps"]
    return found


DIALOGUE = Page(
    "dialogue",
    (
        Pick("inside", options=(INSIDE, OUTSIDE), when=has_frame),
        Day("dialogue_on"),
        Time("starts_at"),
        Text("place", required=False, max_length=PLACE, multiline=False, personal=False),
        Pick("teams", options=offered),
    ),
    body=group_frame_and_voters,
    check=days.dialogue_ahead,
)
DEADLINE = Page(
    "deadline",
    (Day("deadline_on"), Time("deadline_at"), Day("opens_on", required=False)),
    body=when_it_closes,
    check=days.deadline_fits,
)
TIMETABLE = Page(
    "timetable",
    (
        Notice("plan_read"),
        Repeat(steps_of, (Day("due", required=False),)),
        Day("plan_due", required=False),
    ),
    body=the_timetable,
    check=days.plan_after,
    propose=days.in_fields,
)
CLASHES = Page("clashes", (Notice("clashes_read"),), when=did_come_up, body=what_came_up)

ROUND = Dialog(
    name="round",
    pages=(
        DIALOGUE,
        TEAMS,
        *PEOPLE,
        DEADLINE,
        TIMETABLE,
        CLASHES,
        Page("mode", (Notice("mode_read"), Pick("mode", options=modes)), body=what_modes_mean),
        Page("contact", (Pick("contact", options=contacts),)),
    ),
    load=load,
    prefill=prefill,
    done=save,
)
