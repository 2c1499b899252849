"""What of the year waits for its leader: to be opened, or dates for those who have none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from dialogs.concepts import TalkConcept
from dialogs.core.calendar import WorkCalendar
from dialogs.core.house import House
from dialogs.rules.slots import is_away
from dialogs.talks.owed.standing import Stand
from dialogs.talks.owed.team import team
from dialogs.talks.packs import pack_at, pack_of
from storage import arranging, kom, people, years
from storage.database import Snapshot
from storage.tables import Cycle, Person

NEARS = timedelta(days=28)
"""So long before the period ends it is said who has no date."""
OPENS_BY = (2, 1)
"""The month and the day from which last year's workplaces are asked for the new year."""


@dataclass(frozen=True, kw_only=True)
class Waits:
    """`day` is when it should have been opened, or when the period ends."""

    what: Literal["open", "dates"]
    day: date
    pack: TalkConcept
    without: Sequence[Person] = ()


async def waiting(reads: Snapshot, house: House, leader_id: str, now: datetime) -> Waits | None:
    """The first that there is, over all workplaces that they lead."""
    leader = await people.person(reads, leader_id)
    if leader is None:
        return None
    calendar = house.calendar.for_zone(leader.zone or house.zone)
    today = calendar.local_date(now)
    for where in await years.led(reads, leader_id):
        cycle = await kom.cycle(reads, where, today.year)
        if cycle is None:
            pack = await pack_at(reads, house, where, today=today)
            day = await _unopened(reads, where, today)
            if day is None and await years.latest(reads, where) is None:
                day = await _owed(reads, house, leader_id, where, now=now, today=today)
            found = Waits(what="open", day=day, pack=pack) if day else None
        else:
            found = await _dates(reads, leader, cycle, calendar, house=house, today=today)
        if found is not None:
            return found
    return None


async def _unopened(reads: Snapshot, where: str, today: date) -> date | None:
    """A workplace that has opened an earlier year is asked for the new one."""
    by = date(today.year, *OPENS_BY)
    latest = await years.latest(reads, where)
    return by if latest and latest.year < today.year and today >= by else None


async def _owed(
    reads: Snapshot, house: House, leader_id: str, where: str, *, now: datetime, today: date
) -> date | None:
    """Where no year was ever opened: when the first is owed a conversation by the concept."""
    owed = [
        each.standing.day
        for each in await team(reads, house, leader_id, now)
        if each.person.workplace_id == where and each.standing.stand in (Stand.OPEN, Stand.LATE)
    ]
    first = min(filter(None, owed), default=None)
    return first if first is not None and first <= today + NEARS else None


async def _dates(
    reads: Snapshot,
    leader: Person,
    cycle: Cycle,
    calendar: WorkCalendar,
    *,
    house: House,
    today: date,
) -> Waits | None:
    """Whoever is away until it ends is not waited for."""
    last = cycle.last_day
    if last is None or not today <= last <= today + NEARS:
        return None
    team = await people.of_leader(reads, leader.id, today)
    ids = [each.id for each in team if each.workplace_id == cycle.workplace_id]
    year = calendar.at(date(cycle.year, 1, 1), time.min)
    have = await arranging.with_talk(reads, ids, year)
    absences = await people.absences(reads, ids)
    away = {
        each.person_id
        for each in absences
        if is_away([(each.first_day, each.last_day)], today)
        and is_away([(each.first_day, each.last_day)], last)
    }
    without = [each for each in team if each.id in set(ids) - have - away]
    if not without:
        return None
    return Waits(what="dates", day=last, pack=pack_of(house, cycle), without=without)
