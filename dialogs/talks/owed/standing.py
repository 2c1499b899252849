"""How somebody stands with the year's conversation (HER-10, NOR-02, NYB-KOM-27), as a pure rule.

An absence puts the day off by as long as it lasts, and never does away with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dialogs.concepts import TalkConcept
from dialogs.core.calendar import DAY
from dialogs.rules.keeping import months_on


class Stand(StrEnum):
    """In the order in which a leader reads them."""

    LATE = "late"
    OPEN = "open"
    AWAY = "away"
    SET = "set"
    OFFERED = "offered"
    HELD = "held"
    COMPLETE = "complete"


@dataclass(frozen=True, kw_only=True)
class Known:
    """`held_on` is the day of the last one that was held, with whether its plan is agreed.

    `offered_on` is the last that came to nothing though it had a day, `set_for` the next one,
    `year_ends` the last day of the workplace's year, which holds for whoever has had none and was
    there then. `came_on` is when they began, or their workplace did.
    """

    held_on: date | None = None
    is_complete: bool = False
    offered_on: date | None = None
    set_for: date | None = None
    year_began: date | None = None
    year_ends: date | None = None
    came_on: date | None = None
    away: tuple[tuple[date, date | None], ...] = ()


@dataclass(frozen=True)
class Standing:
    """`day` is when it is due, or when it is where one is set; None where nothing says when."""

    stand: Stand
    day: date | None


def standing(known: Known, pack: TalkConcept, today: date) -> Standing:
    due_on = _due_on(known, pack, today)
    if known.held_on and due_on and today <= due_on:
        return Standing(Stand.COMPLETE if known.is_complete else Stand.HELD, due_on)
    if known.set_for:
        return Standing(Stand.SET, known.set_for)
    if _is_offered(known, pack, today):
        return Standing(Stand.OFFERED, known.offered_on)
    if any(first <= today <= (last or date.max) for first, last in known.away):
        return Standing(Stand.AWAY, due_on)
    is_late = due_on is not None and today > due_on
    return Standing(Stand.LATE if is_late else Stand.OPEN, due_on)


def _is_offered(known: Known, pack: TalkConcept, today: date) -> bool:
    """Where it is offered and never forced, it is enough that there was a day for it (NOR-02)."""
    if pack.cadence.obligation != "offered" or known.offered_on is None:
        return False
    return today <= months_on(known.offered_on, pack.cadence.every.months)


def _due_on(known: Known, pack: TalkConcept, today: date) -> date | None:
    """So long after the last one; for whoever has had none it is the last day of the year.

    Where no year was opened for them, it is so long after they came.
    """
    months, ends = pack.cadence.every.months, known.year_ends
    if known.held_on is None and ends and (known.came_on is None or known.came_on <= ends):
        return _put_off(known.year_began or ends, ends, known.away, today)
    begins = known.held_on or max(filter(None, (known.came_on, known.year_began)), default=None)
    return _put_off(begins, months_on(begins, months), known.away, today) if begins else None


def _put_off(
    begins: date, due_on: date, away: Iterable[tuple[date, date | None]], today: date
) -> date:
    for first, last in sorted(away, key=lambda each: each[0]):
        begun, until = max(first, begins), min(last or today, today)
        if begun <= min(due_on, until):
            due_on += until - begun + DAY
    return due_on
