"""A town in which everybody votes at once: each of thousands has the vote open on a screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.database import Database
from storage.keys import Keyring
from storage.tables import (
    Address,
    Organisation,
    Participation,
    Person,
    Role,
    RoleName,
    Round,
    Session,
    Workplace,
)
from storage.unit_of_work import Store, Unit

CHANNEL, TENANT = "slack", "T0KOMBOT01"
ORGANISATION = "org-solkommunen"
AT_WORK = 50
"""How many people there are at each workplace."""
REPRESENTATIVES = 2


@dataclass(frozen=True)
class Voter:
    """By number; everything about them follows from it, all of the same length."""

    number: int

    @property
    def id(self) -> str:
        return f"p{self.number:015}"

    @property
    def external_id(self) -> str:
        return f"U{self.number:09}"

    @property
    def session_id(self) -> str:
        return f"s{self.number:015}"

    @property
    def workplace_id(self) -> str:
        return f"w{self.number // AT_WORK:015}"

    @property
    def round_id(self) -> str:
        return f"r{self.number // AT_WORK:015}"


async def found(url: str, *, keys: str, people: int, now: datetime) -> list[Voter]:
    """Build it at `url`, in a store of its own that is shut again."""
    database = Database.open(url, keyring=Keyring.parse(keys))
    voters = [Voter(number) for number in range(people)]
    try:
        store = Store(database)
        async with store.unit() as unit:
            unit.insert(Organisation(id=ORGANISATION, name="Solkommunen"))
            await unit.commit()
        for first in range(0, people, AT_WORK):
            async with store.unit() as unit:
                _workplace(unit, voters[first : first + AT_WORK], now)
                await unit.commit()
    finally:
        await database.close()
    return voters


def _workplace(unit: Unit, voters: list[Voter], now: datetime) -> None:
    first = voters[0]
    where = Workplace(
        id=first.workplace_id, organisation_id=ORGANISATION, name=f"Sted {first.number}"
    )
    unit.insert(where)
    for each in voters:
        unit.insert(_person(each))
    unit.insert(
        Round(
            id=first.round_id,
            workplace_id=where.id,
            opened_by=first.id,
            contact_id=first.id,
            deadline=now + timedelta(days=10),
            dialogue_on=(now + timedelta(days=20)).date(),
            opened_at=now,
        )
    )
    for each in voters[:REPRESENTATIVES]:
        named = RoleName.REPRESENTATIVE.value
        unit.insert(Role(person_id=each.id, workplace_id=where.id, name=named))
    for each in voters:
        _votes(unit, each, now)


def _person(voter: Voter) -> Person:
    return Person(
        id=voter.id,
        organisation_id=ORGANISATION,
        workplace_id=voter.workplace_id,
        name=f"Borger {voter.number}",
        email=f"{voter.id}@solkommunen.example",
    )


def _votes(unit: Unit, voter: Voter, now: datetime) -> None:
    unit.insert(
        Address(person_id=voter.id, channel=CHANNEL, tenant=TENANT, external_id=voter.external_id)
    )
    unit.insert(Participation(round_id=voter.round_id, person_id=voter.id))
    unit.insert(
        Session(
            id=voter.session_id,
            person_id=voter.id,
            dialog="theme_vote",
            subject=voter.round_id,
            expires_at=now + timedelta(days=10),
        )
    )
