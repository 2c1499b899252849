"""What moves along when a day of a round moves: pure, from the days that are and the new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dialogs.core.calendar import WorkCalendar
from dialogs.rounds import timetable

OPENS, DIALOGUE = "opens", "dialogue"
Moved = Mapping[str, tuple[date, date]]
"""Each day that changes, by its key: what it was, and what it becomes."""


@dataclass(frozen=True, kw_only=True)
class Days:
    """A round's days as they are. `open` are the steps that are not done, `held` the dialogues'.

    `fixed` are steps that are moved by themselves alone: an open vote's last day, the day that the
    organisation has set for the plans.
    """

    open: Mapping[str, date]
    held: Mapping[str, date]
    fixed: frozenset[str]
    opens: date | None
    today: date
    calendar: WorkCalendar

    def all(self) -> dict[str, date]:
        return {**self.open, **({OPENS: self.opens} if self.opens else {})}

    @property
    def first(self) -> date | None:
        return min(self.held.values(), default=None)


def move(days: Days, key: str, to: date, *, along: bool) -> Moved:
    """`key` is a step's, `opens`, or the id of one of the dialogues."""
    if key in days.held:
        return _dialogue(days, key, to, along=along)
    known = days.all()
    found = {key: (known[key], to)}
    if along:
        for each in hanging(days, key):
            found[each] = (known[each], _shifted(days, known[each], known[key], to, each))
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def hanging(days: Days, key: str) -> list[str]:
    """What comes after it and is not done: up to the dialogue, or from it on."""
    if key in days.held:
        return [each for each in days.all() if each not in days.fixed]
    if key in days.fixed:
        return []
    order = [step.key for step in timetable.steps()]
    order.insert(order.index("choose"), OPENS)
    return [
        each
        for each in order[order.index(key) + 1 :]
        if each in days.all() and each not in days.fixed and _is_before(each) == _is_before(key)
    ]


def _is_before(key: str) -> bool:
    return key == OPENS or timetable.offset(key) < 0


def _dialogue(
    days: Days, sitting_id: str, to: date, *, along: bool
) -> dict[str, tuple[date, date]]:
    """What comes before keeps its distance to the first dialogue, what comes after to the last."""
    before, after = days.held.values(), {**days.held, sitting_id: to}.values()
    found = {sitting_id: (days.held[sitting_id], to)}
    for key in hanging(days, sitting_id) if along else ():
        day = days.all()[key]
        if _is_before(key):
            new = _kept(days, day, min(before), min(after), latest=min(after))
        else:
            new = _kept(days, day, max(before), max(after), latest=None)
        found[key] = (day, new)
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def _shifted(days: Days, day: date, was: date, now: date, key: str) -> date:
    return _kept(days, day, was, now, latest=days.first if _is_before(key) else None)


def _kept(days: Days, day: date, was: date, now: date, *, latest: date | None) -> date:
    """As many working days away as before; not behind us, and not after the dialogue."""
    if was == now:
        return day
    calendar = days.calendar
    found = calendar.add_working_days(now, calendar.working_days_between(was, day))
    soonest = calendar.next_working_day(days.today)
    if found < soonest and day >= days.today:
        found = soonest
    return min(found, latest) if latest else found
