"""What must hold between the parts of a pack. Each check yields the place and the complaint."""

from __future__ import annotations

from dialogs.concepts import checks_talks, scripts
from dialogs.concepts.counting import Complaints, counted, unique
from dialogs.concepts.model import (
    FREE,
    Concept,
    LearningConcept,
    RoundConcept,
    TalkConcept,
    ThemeList,
)
from dialogs.concepts.places import Place
from dialogs.concepts.timetables import Phase


def complaints(concept: Concept) -> Complaints:
    match concept:
        case RoundConcept():
            yield from _round(concept)
        case TalkConcept():
            yield from checks_talks.complaints(concept)
        case LearningConcept():
            yield from checks_talks.of_learning(concept)


def _round(concept: RoundConcept) -> Complaints:
    counts, selection = concept.counts, concept.selection
    yield from _theme_list("wellbeing", concept.wellbeing, count=counts.wellbeing)
    yield from _theme_list("leadership", concept.leadership, count=counts.leadership)
    yield from unique(("selection", "criteria"), selection.criteria)
    yield from counted(("selection", "criteria"), selection.criteria, count=counts.criteria)
    yield from unique(("support",), concept.support)
    yield from counted(("support",), concept.support, count=counts.support)
    yield from unique(("chores",), concept.chores)
    yield from unique(("work_plan", "criteria"), concept.work_plan.criteria)
    yield from unique(("timetable", "phases"), concept.timetable.phases)
    yield from _steps(concept)
    for index, phase in enumerate(concept.timetable.phases):
        yield from _days(("timetable", "phases", index), phase)
    yield from scripts.complaints(concept.script)


def _theme_list(name: str, themes: ThemeList, *, count: int) -> Complaints:
    yield from unique((name, "themes"), themes.themes)
    yield from counted((name, "themes"), themes.themes, count=count)
    for index, theme in enumerate(themes.themes):
        if theme.key == FREE:
            yield (
                (name, "themes", index, "key"),
                f'"{FREE}" is the key of the voter\'s own theme: give this theme another',
            )
    if themes.free.key != FREE:
        yield (name, "free", "key"), f'the voter\'s own theme must have the key "{FREE}"'


def _steps(concept: RoundConcept) -> Complaints:
    place = ("timetable", "steps")
    yield from unique(place, concept.timetable.steps)
    phases = {phase.key for phase in concept.timetable.phases}
    for index, step in enumerate(concept.timetable.steps):
        if step.name is None and step.key not in phases:
            problem = (
                f'no phase has the key "{step.key}": take one of theirs, or give the step a name'
            )
            yield (*place, index, "key"), problem


def _days(place: Place, phase: Phase) -> Complaints:
    if phase.last and phase.before:
        yield (*place, "before"), 'has both "last" and "before": take one of them out'
    if phase.first and phase.last_day and phase.first > phase.last_day:
        yield (*place, "first"), f"is after the last day, {phase.last_day}: swap or mend the days"
