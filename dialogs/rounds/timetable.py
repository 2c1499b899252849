"""A round's days, proposed backwards from the day of the dialogue, and what clashes (TAL-22)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from dialogs.concepts import load_round
from dialogs.concepts.timetables import Step
from dialogs.core.calendar import WorkCalendar
from dialogs.theme_names import CONCEPT

Days = Mapping[str, date]
"""By the step's key."""
GIVEN = ("choose", "dialogue", "plans_up")
"""Steps whose day is decided when the round is opened, not proposed."""


@dataclass(frozen=True)
class Clash:
    """`key` names a phrase in words/timetable; nothing is stopped by it."""

    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def steps() -> tuple[Step, ...]:
    """In the pack's order, which is that of the proposed days."""
    return load_round(CONCEPT).timetable.steps


def step_name(key: str, language: str) -> str:
    return load_round(CONCEPT).timetable.step_name(key).in_(language)


def propose(dialogue: date, *, today: date, calendar: WorkCalendar) -> dict[str, date]:
    """A day for every step. What would lie behind us is proposed for the next working day."""
    days = {step.key: calendar.add_working_days(dialogue, step.days) for step in steps()}
    first = calendar.next_working_day(today)
    return {key: day if day >= today else min(first, dialogue) for key, day in days.items()}


def with_given(days: Days, given: Mapping[str, date | None]) -> dict[str, date]:
    """The proposal with the days that were decided in their place."""
    return {**days, **{key: day for key, day in given.items() if day is not None}}


def clashes(days: Days, calendar: WorkCalendar, language: str) -> tuple[Clash, ...]:
    """What a planning group should look at again: closed days, and steps in another order."""
    return (*_closed(days, calendar, language), *_disorder(days, language))


def _closed(days: Days, calendar: WorkCalendar, language: str) -> Iterator[Clash]:
    for step in steps():
        day = days.get(step.key)
        if day is not None and (why := calendar.why_closed(day)):
            name = calendar.holiday_name(day, language) or ""
            facts = {"step": step_name(step.key, language), "day": day, "name": name}
            yield Clash("closed_named" if name else f"closed_{why.value.replace('-', '_')}", facts)


def _disorder(days: Days, language: str) -> Iterator[Clash]:
    """Of each step that falls before one that it builds on, the nearest such."""
    known = [step.key for step in steps() if step.key in days]
    for before, after in pairwise(known):
        if days[after] < days[before]:
            named = {"step": step_name(after, language), "before": step_name(before, language)}
            yield Clash("disorder", {**named, "day": days[after], "other": days[before]})
