"""What must hold between the parts of a pack. Each check yields the place and the complaint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from dialogs.concepts import scripts
from dialogs.concepts.model import (
    FREE,
    AgendaItem,
    Concept,
    RoundConcept,
    Span,
    TalkConcept,
    ThemeList,
)
from dialogs.concepts.places import Place
from dialogs.concepts.timetables import Phase

Complaints = Iterator[tuple[Place, str]]


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


def complaints(concept: Concept) -> Complaints:
    match concept:
        case RoundConcept():
            yield from _round(concept)
        case TalkConcept():
            yield from _talk(concept)


def _round(concept: RoundConcept) -> Complaints:
    counts, selection = concept.counts, concept.selection
    yield from _theme_list("wellbeing", concept.wellbeing, count=counts.wellbeing)
    yield from _theme_list("leadership", concept.leadership, count=counts.leadership)
    yield from _unique(("selection", "criteria"), selection.criteria)
    yield from _count(("selection", "criteria"), selection.criteria, count=counts.criteria)
    yield from _unique(("support",), concept.support)
    yield from _count(("support",), concept.support, count=counts.support)
    yield from _unique(("chores",), concept.chores)
    yield from _unique(("work_plan", "criteria"), concept.work_plan.criteria)
    yield from _unique(("timetable", "phases"), concept.timetable.phases)
    yield from _steps(concept)
    for index, phase in enumerate(concept.timetable.phases):
        yield from _days(("timetable", "phases", index), phase)
    yield from scripts.complaints(concept.script)


def _theme_list(name: str, themes: ThemeList, *, count: int) -> Complaints:
    yield from _unique((name, "themes"), themes.themes)
    yield from _count((name, "themes"), themes.themes, count=count)
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
    yield from _unique(place, concept.timetable.steps)
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


def _talk(concept: TalkConcept) -> Complaints:
    yield from _unique(("tracks",), concept.tracks)
    yield from _count(("tracks",), concept.tracks, count=concept.counts.tracks)
    for index, track in enumerate(concept.tracks):
        place = ("tracks", index, "questions")
        yield from _unique(place, track.questions)
        yield from _within(place, track.questions, concept.counts.questions)
    yield from _unique(("goal_questions",), concept.goal_questions)
    yield from _unique(("goal_fields",), concept.goal_fields)
    yield from _spans(concept)
    yield from _unique(("mini", "agenda"), concept.mini.agenda)
    yield from _minutes(concept.mini.agenda, limit=concept.mini.max_minutes)


def _spans(concept: TalkConcept) -> Complaints:
    spans: tuple[tuple[Place, Span], ...] = (
        (("limits", "themes"), concept.limits.themes),
        (("limits", "goals"), concept.limits.goals),
        (("counts", "questions"), concept.counts.questions),
    )
    for place, span in spans:
        if span.least > span.most:
            yield place, f"least is {span.least} and most is {span.most}: swap or mend them"


def _minutes(agenda: Sequence[AgendaItem], *, limit: int) -> Complaints:
    total = sum(item.minutes for item in agenda)
    if total > limit:
        yield (
            ("mini", "agenda"),
            f"the items take {total} minutes and max_minutes is {limit}: shorten them",
        )


def _unique(place: Place, entries: Sequence[_Keyed]) -> Complaints:
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        if entry.key in seen:
            yield (
                (*place, index, "key"),
                f'another entry of the list has the key "{entry.key}": give this one its own',
            )
        seen.add(entry.key)


def _count(place: Place, entries: Sequence[_Keyed], *, count: int) -> Complaints:
    if len(entries) != count:
        yield (
            place,
            f"has {len(entries)} entries and [counts] says {count}: mend the list or the count",
        )


def _within(place: Place, entries: Sequence[_Keyed], span: Span) -> Complaints:
    if not span.holds(len(entries)):
        allowed = f"{span.least} to {span.most}"
        yield (
            place,
            f"has {len(entries)} entries and [counts] allows {allowed}: mend the list or the count",
        )
