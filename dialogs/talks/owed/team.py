"""A leader's people, each with how they stand: read once for the view and for the week's letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dialogs.concepts import TalkConcept
from dialogs.core.house import House
from dialogs.talks.owed.standing import Known, Stand, Standing, standing
from dialogs.talks.packs import pack_at
from storage import owed, people
from storage.database import Snapshot
from storage.owed import Held
from storage.tables import Absence, Cycle, Person


@dataclass(frozen=True, kw_only=True)
class Member:
    person: Person
    pack: TalkConcept
    standing: Standing


async def team(reads: Snapshot, house: House, leader_id: str, now: datetime) -> list[Member]:
    """In the order of what is most pressing."""
    zone = ZoneInfo(house.zone)
    today = now.astimezone(zone).date()
    everybody = await people.of_leader(reads, leader_id, today)
    talks = await owed.conversations(reads, leader_id)
    away = await owed.absences(reads, leader_id)
    places = sorted({each.workplace_id for each in everybody})
    years = await owed.years(reads, places)
    packs = {each: await pack_at(reads, house, each, today=today) for each in places}
    found = []
    for person in everybody:
        mine = [each for each in talks if each.person_id == person.id]
        absent = [each for each in away if each.person_id == person.id]
        known = _known(person, mine, absent, years.get(person.workplace_id, ()), now=now, zone=zone)
        pack = packs[person.workplace_id]
        member = Member(person=person, pack=pack, standing=standing(known, pack, today))
        found.append(member)
    order = list(Stand)
    return sorted(
        found,
        key=lambda each: (
            order.index(each.standing.stand),
            each.standing.day or date.max,
            each.person.name,
        ),
    )


def late(members: Sequence[Member]) -> list[Member]:
    return [each for each in members if each.standing.stand is Stand.LATE]


def by_stand(members: Sequence[Member]) -> Mapping[Stand, list[Member]]:
    return {
        stand: those
        for stand in Stand
        if (those := [each for each in members if each.standing.stand is stand])
    }


def _known(
    person: Person,
    talks: Sequence[Held],
    away: Sequence[Absence],
    years: Sequence[Cycle],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> Known:
    year = _year_of(person, years)
    held = [each for each in talks if each.held]
    missed = [each for each in talks if not each.held and each.at < now]
    coming = [each for each in talks if not each.held and each.at >= now]
    opened = year.opened_at.astimezone(zone).date() if year and year.opened_at else None
    return Known(
        held_on=_day(held[-1:], zone),
        is_complete=bool(held) and held[-1].complete,
        offered_on=_day(missed[-1:], zone),
        set_for=_day(coming[:1], zone),
        year_began=(year.first_day or opened) if year else None,
        year_ends=year.last_day if year else None,
        came_on=person.came_on,
        away=tuple((each.first_day, each.last_day) for each in away),
    )


def _year_of(person: Person, years: Sequence[Cycle]) -> Cycle | None:
    """The first that they were there for: whoever is late stays so when a new year is opened."""
    came_on = person.came_on
    theirs = (each for each in years if came_on and each.last_day and each.last_day >= came_on)
    return next(theirs, years[-1] if years else None)


def _day(talks: Sequence[Held], zone: ZoneInfo) -> date | None:
    return talks[0].at.astimezone(zone).date() if talks else None
