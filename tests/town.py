"""A workplace to test with: leader, planning group, employees, one paid by the hour, one away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storage.tables import Absence, Address, Organisation, Person, Place, Role, Workplace
from storage.unit_of_work import Store

ORGANISATION = "org-solkommunen"
WORKPLACE = "wp-solsikken"
TOWN_HALL = "wp-raadhuset"

LEADER = "Mette Holm"
CONTACT = "Kirsten Dahl"
REPRESENTATIVES = ("Kirsten Dahl", "Ali Hassan", "Birgit Lund")
EMPLOYEES = (
    "Jonas Friis",
    "Sofie Krag",
    "Peter Nygaard",
    "Fatima Yilmaz",
    "Lars Bech",
    "Camilla Toft",
    "Henrik Skov",
    "Nadia Karimi",
)
HOURLY = "Oliver Storm"
ON_LEAVE = "Anne Vestergaard"
HR = "Hanne Riis"
VOTERS = (*REPRESENTATIVES, *EMPLOYEES, ON_LEAVE)
"""Who may vote: all but the leader and the hourly-paid (TAL-14)."""
EVERYONE = (LEADER, *VOTERS, HOURLY)


@dataclass(frozen=True)
class Plot:
    """What differs from the usual town: the channel, and how each person is known on it."""

    channel: str = "simulator"
    tenant: str = ""


def id_of(name: str) -> str:
    return "p-" + name.split(maxsplit=1)[0].casefold()


def email_of(name: str) -> str:
    return f"{name.split(maxsplit=1)[0].casefold()}@solsikken.example"


async def found(store: Store, plot: Plot | None = None, *, on_leave_since: date) -> None:
    """Build the town in one transaction."""
    plot = plot or Plot()
    async with store.unit() as unit:
        unit.insert(Organisation(id=ORGANISATION, name="Solkommunen"))
        unit.insert(
            Workplace(id=WORKPLACE, organisation_id=ORGANISATION, name="Børnehuset Solsikken")
        )
        unit.insert(Workplace(id=TOWN_HALL, organisation_id=ORGANISATION, name="Rådhuset"))
        unit.insert(_person(HR, leader=None))
        unit.insert(_person(LEADER, leader=HR))
        for name in (*VOTERS, HOURLY):
            unit.insert(_person(name, leader=LEADER))
        for name in (HR, *EVERYONE):
            unit.insert(
                Address(
                    person_id=id_of(name),
                    channel=plot.channel,
                    tenant=plot.tenant,
                    external_id=id_of(name),
                )
            )
        for name, role in _roles():
            unit.insert(Role(person_id=id_of(name), workplace_id=WORKPLACE, name=role))
        unit.insert(Absence(person_id=id_of(ON_LEAVE), first_day=on_leave_since))
        for purpose in ("planning", "everyone"):
            unit.insert(
                Place(
                    id=f"pl-{purpose}",
                    workplace_id=WORKPLACE,
                    purpose=purpose,
                    channel=plot.channel,
                    tenant=plot.tenant,
                    external_id=purpose,
                    name=purpose,
                )
            )
        await unit.commit()


def _person(name: str, *, leader: str | None) -> Person:
    return Person(
        id=id_of(name),
        organisation_id=ORGANISATION,
        workplace_id=TOWN_HALL if name == HR else WORKPLACE,
        leader_id=id_of(leader) if leader else None,
        name=name,
        email=email_of(name),
        hourly_paid=name == HOURLY,
    )


def _roles() -> list[tuple[str, str]]:
    planning = [(name, "planning") for name in (LEADER, *REPRESENTATIVES)]
    represent = [(name, "representative") for name in REPRESENTATIVES]
    return [
        (LEADER, "leader"),
        (CONTACT, "contact"),
        ("Ali Hassan", "tr"),
        ("Birgit Lund", "amr"),
        (HR, "hr"),
        (HR, "admin"),
        *planning,
        *represent,
    ]
