"""From a row to the person who is talking."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.core.house import House
from dialogs.core.people import Who
from storage import people
from storage.database import Snapshot
from storage.tables import Person


def has_left(person: Person, now: datetime, house: House) -> bool:
    """Whether the person's first day away has come, where the person is."""
    today = now.astimezone(ZoneInfo(person.zone or house.zone)).date()
    return person.left_on is not None and person.left_on <= today


async def who_is(reads: Snapshot, person: Person, house: House) -> Who:
    return who_with(person, await people.roles_of(reads, person.id), house)


def who_with(person: Person, roles: frozenset[tuple[str, str]], house: House) -> Who:
    """As `who_is`, where the roles are known."""
    return Who(
        id=person.id,
        name=person.name,
        language=person.language or house.language,
        zone=person.zone or house.zone,
        organisation_id=person.organisation_id,
        workplace_id=person.workplace_id,
        leader_id=person.leader_id,
        hourly_paid=person.hourly_paid,
        roles=roles,
    )
