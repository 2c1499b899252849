"""When something of a conversation goes: by an event, after a time, or so long after it is filed.

Each concept says which, for each artefact (X-02).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

Until: TypeAlias = Literal["next_held", "months", "filed", "leaves"]

TOLD_BEFORE = timedelta(days=14)
"""So long everybody has to keep a copy of what is theirs, from when they are told."""
LOOKS_AHEAD = timedelta(days=21)
"""So long before it goes it is told: a leader hears of it once a week."""
WAITS = timedelta(days=90)
"""So long a conversation that was to be held by now may still be held."""

STRETCHED = 2
"""Times the months that something waits for a conversation that has a date: two years are in it."""


@dataclass(frozen=True, kw_only=True)
class Life:
    """What has happened to an artefact, and to the conversation that comes after its own."""

    made_on: date
    next_held_on: date | None = None
    next_planned_on: date | None = None
    filed_on: date | None = None


@dataclass(frozen=True)
class Going:
    """`settled`: it goes on that day. Otherwise it goes when what is planned for then is held."""

    on: date
    settled: bool


def going(until: Until, months: int | None, life: Life) -> Going | None:
    """None while nothing says that it goes."""
    match until:
        case "next_held":
            return _by_event(months, life)
        case "months":
            return Going(months_on(life.made_on, months or 0), settled=True)
        case "filed":
            if life.filed_on is None:
                return None
            return Going(months_on(life.filed_on, months or 0), settled=True)
        case "leaves":
            return None


def _by_event(months: int | None, life: Life) -> Going | None:
    """Held, whenever that was; not before, as long as one is to come; else after the months.

    A date that is moved again and again is waited for as long as `STRETCHED` says.
    """
    if life.next_held_on is not None:
        return Going(life.next_held_on, settled=True)
    last = months_on(life.made_on, months * STRETCHED) if months else date.max
    if life.next_planned_on is not None and life.next_planned_on <= last:
        return Going(life.next_planned_on, settled=False)
    if life.next_planned_on is not None:
        return Going(last, settled=True)
    return Going(months_on(life.made_on, months), settled=True) if months else None


def may_be_held(planned_on: date, today: date) -> bool:
    """It is to come, or somebody may yet say that it was held."""
    return today <= planned_on + WAITS


def is_told(when: Going, today: date) -> bool:
    return today >= when.on - LOOKS_AHEAD


def day_of(when: Going, told_on: date) -> date:
    """The first day on which it may be destroyed: by the rule, and told early enough."""
    return max(when.on, told_on + TOLD_BEFORE)


def months_on(day: date, months: int) -> date:
    """So many calendar months on: 31 August and 18 months is 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
