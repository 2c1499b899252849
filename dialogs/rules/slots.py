"""Times for a leader's conversations with everybody: a proposal, which the leader may change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from dialogs.core.calendar import DAY, WorkCalendar

PAUSE = timedelta(minutes=30)
"""Between two conversations: to write down what was agreed, and to think of the next."""
Away: TypeAlias = tuple[date, date | None]
"""The first and the last day of an absence; one without an end goes on."""
Busy: TypeAlias = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Room:
    """Where conversations may go: so many on each working day of a period, from a time of day."""

    first: date
    last: date
    per_day: int
    starts: time
    lasts: timedelta
    calendar: WorkCalendar
    after: datetime
    busy: Sequence[Busy] = ()
    away: Sequence[Away] = field(default_factory=tuple)
    """When the leader is."""


def propose(
    people: Sequence[str], room: Room, away: Mapping[str, Sequence[Away]]
) -> dict[str, datetime]:
    """By person; somebody for whom there is no room is left out."""
    waiting, found = list(people), dict[str, datetime]()
    for day, at in _slots(room):
        who = next((each for each in waiting if not is_away(away.get(each, ()), day)), None)
        if who is not None:
            found[who] = at
            waiting.remove(who)
        if not waiting:
            break
    return found


def is_away(absences: Sequence[Away], day: date) -> bool:
    return any(first <= day and (last is None or day <= last) for first, last in absences)


def overlaps(at: datetime, lasts: timedelta, busy: Sequence[Busy]) -> bool:
    return any(at < ends and begins < at + lasts for begins, ends in busy)


def _slots(room: Room) -> Iterator[tuple[date, datetime]]:
    day = room.first
    while day <= room.last:
        if room.calendar.is_working_day(day) and not is_away(room.away, day):
            for at in _of_day(room, day)[: room.per_day]:
                yield day, at
        day += DAY


def _of_day(room: Room, day: date) -> list[datetime]:
    """Those that end before work does, that are to come and that nothing else is in the way of."""
    at, closes = room.calendar.at(day, room.starts), room.calendar.at(day, room.calendar.closes)
    found: list[datetime] = []
    while at + room.lasts <= closes:
        if at > room.after and not overlaps(at, room.lasts, room.busy):
            found.append(at)
        at += room.lasts + PAUSE
    return found
