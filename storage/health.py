"""What `kombot doctor` asks the store: is everything there that the work needs?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Address, Person, Place, Role, RoleName, Workplace


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """One workplace: how many work there, how many have written to kombot, and what it lacks."""

    name: str
    people: int
    reached: int
    has_leader: bool
    has_contact: bool
    has_place: bool


async def staffing(reads: Snapshot, today: date, *, organisation_id: str) -> list[Staffing]:
    """Every workplace of the organisation where somebody works, by name."""
    here: dict[str, set[str]] = defaultdict(set)
    working = or_(col(Person.left_on).is_(None), col(Person.left_on) > today)
    ours = Person.organisation_id == organisation_id
    found = await reads.all(select(Person.id, Person.workplace_id).where(ours, working))
    for person_id, where in found:
        here[where].add(person_id)
    roles: dict[str, set[str]] = defaultdict(set)
    everyone = set().union(*here.values())
    for role in await reads.all(select(Role)):
        if role.person_id in everyone:
            roles[role.workplace_id].add(role.name)
    reached = set(await reads.all(select(Address.person_id).where(Address.unreachable == "")))
    places = set(await reads.all(select(Place.workplace_id).where(Place.purpose == "planning")))
    return [
        Staffing(
            name=each.name,
            people=len(here[each.id]),
            reached=len(here[each.id] & reached),
            has_leader=RoleName.LEADER in roles[each.id],
            has_contact=RoleName.CONTACT in roles[each.id],
            has_place=each.id in places,
        )
        for each in await reads.all(
            select(Workplace)
            .where(Workplace.organisation_id == organisation_id)
            .order_by(col(Workplace.name))
        )
        if here[each.id]
    ]
