"""A workplace's people as a whole: read at once, compared by value, and written as differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage import consent
from storage.database import Snapshot
from storage.erase import is_erased
from storage.ids import new_id
from storage.tables import Absence, Organisation, Person, Role, Workplace
from storage.unit_of_work import Unit

Post: TypeAlias = tuple[str, str]
"""A role's name and the name of the workplace it is held at."""
Away: TypeAlias = tuple[date, date | None]
"""The first and the last day of an absence; without a last one it is open."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A person by value. People and workplaces are named by email and by name, never by id."""

    email: str
    name: str
    workplace: str
    leader: str = ""
    language: str = ""
    hourly_paid: bool = False
    left_on: date | None = None
    posts: frozenset[Post] = frozenset()
    absences: frozenset[Away] = frozenset()

    def is_here(self, today: date) -> bool:
        return self.left_on is None or self.left_on > today


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Workplaces with their areas, by name, and people, by email."""

    areas: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Entry] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What the store holds of one organisation, and the ids that it is held under."""

    organisation: Organisation | None
    roster: Roster
    workplace_ids: Mapping[str, str]
    person_ids: Mapping[str, str]


async def organisations(reads: Snapshot) -> list[Organisation]:
    return await reads.all(select(Organisation).order_by(col(Organisation.name)))


async def organisation(reads: Snapshot, organisation_id: str) -> Organisation | None:
    return await reads.first(select(Organisation).where(Organisation.id == organisation_id))


async def read(reads: Snapshot, organisation: Organisation | None) -> Kept:
    """Everyone in the organisation apart from those whose time here has been erased."""
    if organisation is None:
        return Kept(organisation=None, roster=Roster(), workplace_ids={}, person_ids={})
    places = await reads.all(select(Workplace).where(Workplace.organisation_id == organisation.id))
    found = await reads.all(select(Person).where(Person.organisation_id == organisation.id))
    people = [person for person in found if not is_erased(person)]
    names = {place.id: place.name for place in places}
    return Kept(
        organisation=organisation,
        roster=Roster(
            areas={place.name: place.area for place in places},
            people=await _entries(reads, people, names),
        ),
        workplace_ids={place.name: place.id for place in places},
        person_ids={person.email: person.id for person in people},
    )


async def _entries(
    reads: Snapshot, people: Iterable[Person], workplaces: Mapping[str, str]
) -> dict[str, Entry]:
    posts, absences = await _posts(reads, workplaces), await _absences(reads)
    emails = {person.id: person.email for person in people}
    return {
        person.email: Entry(
            email=person.email,
            name=person.name,
            workplace=workplaces[person.workplace_id],
            leader=emails.get(person.leader_id or "", ""),
            language=person.language or "",
            hourly_paid=person.hourly_paid,
            left_on=person.left_on,
            posts=frozenset(posts[person.id]),
            absences=frozenset(absences[person.id]),
        )
        for person in people
    }


async def _posts(reads: Snapshot, workplaces: Mapping[str, str]) -> dict[str, set[Post]]:
    posts: dict[str, set[Post]] = defaultdict(set)
    for role in await reads.all(select(Role)):
        if role.workplace_id in workplaces:
            posts[role.person_id].add((role.name, workplaces[role.workplace_id]))
    return posts


async def _absences(reads: Snapshot) -> dict[str, set[Away]]:
    absences: dict[str, set[Away]] = defaultdict(set)
    for each in await reads.all(select(Absence)):
        absences[each.person_id].add((each.first_day, each.last_day))
    return absences


def write(
    unit: Unit, kept: Kept, after: Roster, *, organisation: str, today: date
) -> Mapping[str, str]:
    """Turn what is kept into `after`; nobody is ever deleted by it. Returns all ids, by email.

    Those who are pointed at are written before those who point. Whoever is new has come today.
    """
    organisation_id = _organisation(unit, kept, organisation)
    whole = _Writing(unit=unit, kept=kept, organisation_id=organisation_id, today=today)
    for name, area in after.areas.items():
        whole.workplace(name, area)
    changed = [
        entry for email, entry in after.people.items() if entry != kept.roster.people.get(email)
    ]
    for entry in changed:
        whole.person(entry)
    for entry in changed:
        whole.leader(entry)
        whole.posts(entry)
        whole.absences(entry)
    return whole.person_ids


def _organisation(unit: Unit, kept: Kept, name: str) -> str:
    if kept.organisation is None:
        made = Organisation(name=name)
        unit.insert(made)
        return made.id
    if kept.organisation.name != name:
        rename(unit, kept.organisation, name)
    return kept.organisation.id


def rename(unit: Unit, organisation: Organisation, name: str) -> None:
    unit.update(
        update(Organisation).where(col(Organisation.id) == organisation.id).values(name=name)
    )


@dataclass(frozen=True, kw_only=True)
class _Writing:
    unit: Unit
    kept: Kept
    organisation_id: str
    today: date
    workplace_ids: dict[str, str] = field(default_factory=dict)
    person_ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.workplace_ids.update(self.kept.workplace_ids)
        self.person_ids.update(self.kept.person_ids)

    def before(self, entry: Entry) -> Entry | None:
        return self.kept.roster.people.get(entry.email)

    def workplace(self, name: str, area: str) -> None:
        was = self.kept.roster.areas.get(name)
        if was is None:
            self.workplace_ids[name] = new_id()
            made = Workplace(
                id=self.workplace_ids[name],
                organisation_id=self.organisation_id,
                name=name,
                area=area,
            )
            self.unit.insert(made)
        elif was != area:
            self.unit.update(
                update(Workplace)
                .where(col(Workplace.id) == self.workplace_ids[name])
                .values(area=area)
            )

    def person(self, entry: Entry) -> None:
        values: dict[str, Any] = {
            "name": entry.name,
            "workplace_id": self.workplace_ids[entry.workplace],
            "language": entry.language or None,
            "hourly_paid": entry.hourly_paid,
            "left_on": entry.left_on,
        }
        if self.before(entry) is None:
            self.person_ids[entry.email] = new_id()
            made = Person(
                id=self.person_ids[entry.email],
                organisation_id=self.organisation_id,
                email=entry.email,
                came_on=self.today,
                **values,
            )
            self.unit.insert(made)
        else:
            self._update(entry, values)

    def leader(self, entry: Entry) -> None:
        was = self.before(entry)
        if entry.leader != (was.leader if was else ""):
            self._update(entry, {"leader_id": self.person_ids.get(entry.leader)})
            if was is not None:
                consent.end_with_leader(self.unit, self.person_ids[entry.email])

    def _update(self, entry: Entry, values: Mapping[str, Any]) -> None:
        """Found by id and by email: a person who is erased meanwhile is not written to."""
        self.unit.update(
            update(Person)
            .where(col(Person.id) == self.person_ids[entry.email], col(Person.email) == entry.email)
            .values(**values)
        )

    def posts(self, entry: Entry) -> None:
        was, person_id = self.before(entry), self.person_ids[entry.email]
        old = was.posts if was else frozenset()
        for role, workplace in sorted(old - entry.posts):
            self.unit.delete(
                delete(Role).where(
                    col(Role.person_id) == person_id,
                    col(Role.workplace_id) == self.workplace_ids[workplace],
                    col(Role.name) == role,
                )
            )
        for role, workplace in sorted(entry.posts - old):
            where = self.workplace_ids[workplace]
            self.unit.insert(Role(person_id=person_id, workplace_id=where, name=role))

    def absences(self, entry: Entry) -> None:
        was, person_id = self.before(entry), self.person_ids[entry.email]
        old = was.absences if was else frozenset()
        for first, last in old - entry.absences:
            self.unit.delete(
                delete(Absence).where(
                    col(Absence.person_id) == person_id,
                    col(Absence.first_day) == first,
                    col(Absence.last_day).is_(None)
                    if last is None
                    else col(Absence.last_day) == last,
                )
            )
        for first, last in entry.absences - old:
            self.unit.insert(Absence(person_id=person_id, first_day=first, last_day=last))
