"""Who lives in the demo, as the list on the left shows them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.channels.simulator.conversations import private, shared
from storage.simulator import Resident
from storage.tables import Place, RoleName

Kind: TypeAlias = Literal["places", "leader", "planning", "employees", "above", "hr"]

KINDS: tuple[Kind, ...] = ("places", "leader", "planning", "employees", "above", "hr")
COLOURS = 8
ABOVE = (RoleName.COORDINATION, RoleName.COMMITTEE)
LABELS = (RoleName.LEADER, RoleName.CONTACT, RoleName.TR, RoleName.AMR, RoleName.HR, *ABOVE)
PLANNING, GUEST = "planning", "guest"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One conversation in the list. `label` names a phrase; `colour` is decoration alone."""

    person: str
    place: str = ""
    conversation: str
    name: str
    initials: str
    label: str
    colour: int


@dataclass(frozen=True)
class Group:
    kind: Kind
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who the stories of the guide are about, by person id; empty where nobody fits."""

    contact: str
    employee: str
    leader: str
    goals: str


@dataclass(frozen=True)
class Directory:
    residents: tuple[Resident, ...]
    places: tuple[Place, ...]

    def resident(self, person_id: str) -> Resident | None:
        return next((each for each in self.residents if each.person.id == person_id), None)

    def place(self, external_id: str) -> Place | None:
        return next((each for each in self.places if each.external_id == external_id), None)

    def may_see(self, person_id: str, place: Place) -> bool:
        """Everyone at the workplace is in its channel, the planning group alone in theirs."""
        who = self.resident(person_id)
        if who is None:
            return False
        if place.purpose == PLANNING:
            return person_id in self.in_private(place.external_id)
        return who.person.workplace_id == place.workplace_id

    def in_private(self, room: str) -> tuple[str, ...]:
        """By person id: the planning group, and in one room a colleague with them."""
        group = [each.person.id for each in self.residents if PLANNING in each.roles]
        guests = [each.person.id for each in self.residents if not each.roles and _takes_part(each)]
        return (*group, *(guests[:1] if room == GUEST else ()))

    def members(self, place: Place) -> tuple[Resident, ...]:
        return tuple(each for each in self.residents if self.may_see(each.person.id, place))

    def colleagues(self) -> tuple[str, ...]:
        """Who is at work and has no part in leading it, by person id."""
        others = {RoleName.LEADER, RoleName.HR, *ABOVE}
        led = [each for each in self.residents if not others & each.roles]
        return tuple(each.person.id for each in led if _takes_part(each))

    def someone(self) -> str:
        """Whom the page begins with: the one who can set the vote going."""
        return self._first(RoleName.CONTACT) or next(
            (each.person.id for each in self.residents), ""
        )

    def cast(self) -> Cast:
        plain = [each for each in self.residents if not each.roles and _takes_part(each)]
        ids = [each.person.id for each in plain]
        return Cast(
            contact=self._first(RoleName.CONTACT),
            leader=self._first(RoleName.LEADER),
            employee=_chosen(ids, "jonas-friis"),
            goals=_chosen(ids, "sofie-krag"),
        )

    def groups(self, acting: str) -> tuple[Group, ...]:
        """Everything in the list, seen by the person who is acting."""
        found = [Group("places", tuple(self._place_row(each, acting) for each in self.places))]
        found += [
            Group(kind, tuple(row(each) for each in self.residents if _kind(each) == kind))
            for kind in KINDS[1:]
        ]
        return tuple(group for group in found if group.rows)

    def _place_row(self, place: Place, acting: str) -> Row:
        members = self.members(place)
        who = acting if self.may_see(acting, place) else members[0].person.id if members else ""
        contact = self._first(RoleName.CONTACT)
        if who != acting and any(each.person.id == contact for each in members):
            who = contact
        return Row(
            person=who,
            place=place.external_id,
            conversation=shared(place.external_id),
            name=place.name,
            initials="#",
            label=f"label_{place.purpose}",
            colour=0,
        )

    def _first(self, role: str) -> str:
        return next((each.person.id for each in self.residents if role in each.roles), "")


def row(resident: Resident) -> Row:
    person = resident.person
    return Row(
        person=person.id,
        conversation=private(person.id),
        name=person.name,
        initials=initials(person.name),
        label=label(resident),
        colour=zlib.crc32(person.id.encode()) % COLOURS,
    )


def label(resident: Resident) -> str:
    """The phrase for what somebody is: the one thing that sets them apart."""
    for role in LABELS:
        if role in resident.roles:
            return f"label_{role.value}"
    if resident.person.hourly_paid:
        return "label_hourly"
    return "label_absent" if resident.absent else "label_employee"


def initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[0], words[-1])).upper() if words else "?"


def _kind(resident: Resident) -> Kind:
    if RoleName.HR in resident.roles:
        return "hr"
    if RoleName.LEADER in resident.roles:
        return "leader"
    if PLANNING in resident.roles:
        return "planning"
    return "above" if resident.roles.intersection(ABOVE) else "employees"


def _takes_part(resident: Resident) -> bool:
    return not resident.absent and not resident.person.hourly_paid


def _chosen(ids: Sequence[str], wanted: str) -> str:
    return wanted if wanted in ids else next(iter(ids), "")
