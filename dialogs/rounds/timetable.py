"""A round's days, proposed backwards from the day of the dialogue, and what clashes (TAL-22)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from dialogs.concepts import load_round
from dialogs.concepts.timetables import Step
from dialogs.core.calendar import WorkCalendar
from dialogs.core.texts import Speaker
from dialogs.theme_names import CONCEPT
from storage.tables import Frame

Days = Mapping[str, date]
"""By the step's key."""
GIVEN = ("choose", "dialogue", "plans_up")
"""Steps whose day is decided when the round is opened, not proposed."""
SENT_UP = ("action_plan", "plans_up")
"""The plan is sent up by the organisation's day, whatever else is going on by then."""

LEAST_NOTICE = 5
"""Working days from the invitation to the dialogue: in fewer, nobody finds an example."""


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


def offset(key: str) -> int:
    """How many working days from the dialogue a step is proposed."""
    return {step.key: step.days for step in steps()}[key]


def propose(
    dialogue: date, *, today: date, calendar: WorkCalendar, last: date | None = None
) -> dict[str, date]:
    """A day for every step. What would lie behind us is proposed for the next working day.

    Where there are several dialogues, what comes after them counts from the day of the `last`.
    """
    after = max(dialogue, last or dialogue)
    days = {
        step.key: calendar.add_working_days(dialogue if step.days <= 0 else after, step.days)
        for step in steps()
    }
    first = calendar.next_working_day(today)
    return {key: day if day >= today else min(first, dialogue) for key, day in days.items()}


def with_given(days: Days, given: Mapping[str, date | None]) -> dict[str, date]:
    """The proposal with the days that were decided in their place."""
    return {**days, **{key: day for key, day in given.items() if day is not None}}


def around_vote(
    days: Days, *, opens: date, closes: date, calendar: WorkCalendar
) -> dict[str, date]:
    """Everybody is told before they vote; and nothing that needs the vote comes before its end."""
    soonest, dialogue = calendar.add_working_days(closes, 1), days["dialogue"]
    keys = [step.key for step in steps()]
    between = keys[keys.index("choose") + 1 : keys.index("dialogue")]
    later = {key: min(max(days[key], soonest), dialogue) for key in between}
    return {**days, **later, "inform": min(days["inform"], opens)}


def clashes(days: Days, calendar: WorkCalendar, language: str) -> tuple[Clash, ...]:
    """What a planning group should look at again: closed days, and steps in another order."""
    found = (*_closed(days, calendar, language), *_disorder(days, language))
    return (*found, *_short_notice(days, calendar))


def outside(held: Iterable[date], plan_due: date | None, frame: Frame | None) -> tuple[Clash, ...]:
    """What does not fit with the organisation's half-year (TAL-04, 20) or comes too soon (X-18)."""
    if frame is None:
        return ()
    facts = {"first": frame.first_day, "last": frame.last_day, "trained": frame.trained_on}
    found = []
    for day in sorted(set(held)):
        if not frame.first_day <= day <= frame.last_day:
            found.append(Clash("outside_frame", {**facts, "day": day}))
        if frame.trained_on is not None and day < frame.trained_on:
            found.append(Clash("before_training", {**facts, "day": day}))
    if plan_due is not None and plan_due > frame.plan_due:
        found.append(Clash("plan_late", {"day": plan_due, "last": frame.plan_due}))
    return tuple(found)


def lines(found: Iterable[Clash], say: Speaker) -> tuple[str, ...]:
    """In words, under a word of what they are."""
    told = [say(f"timetable/{each.key}", **each.facts) for each in found]
    return (say("timetable/look_again"), *told) if told else ()


def _closed(days: Days, calendar: WorkCalendar, language: str) -> Iterator[Clash]:
    for step in steps():
        day = days.get(step.key)
        if day is not None and (why := calendar.why_closed(day)):
            name = calendar.holiday_name(day, language) or ""
            facts = {"step": step_name(step.key, language), "day": day, "name": name}
            yield Clash("closed_named" if name else f"closed_{why.value.replace('-', '_')}", facts)


def _short_notice(days: Days, calendar: WorkCalendar) -> Iterator[Clash]:
    """The invitation comes so late that the dialogue had better be moved."""
    invite, dialogue = days.get("invite"), days.get("dialogue")
    if invite is None or dialogue is None or invite > dialogue:
        return
    if invite > calendar.add_working_days(dialogue, -LEAST_NOTICE):
        yield Clash("short_notice", {"day": invite, "least": LEAST_NOTICE})


def _disorder(days: Days, language: str) -> Iterator[Clash]:
    """Of each step that falls before one that it builds on, the nearest such."""
    known = [step.key for step in steps() if step.key in days and step.key != SENT_UP[1]]
    both = [SENT_UP] if all(key in days for key in SENT_UP) else []
    for before, after in (*pairwise(known), *both):
        if days[after] < days[before]:
            named = {"step": step_name(after, language), "before": step_name(before, language)}
            yield Clash("disorder", {**named, "day": days[after], "other": days[before]})
