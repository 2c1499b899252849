"""An organisation of forty workplaces in five areas, whose dialogues are over and plans are made.

From here on they go up. What nobody above may ever read lies beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from dialogs.theme_names import themes_of
from storage.tables import (
    ActionPlan,
    Address,
    Contribution,
    Due,
    Effort,
    Frame,
    Level,
    Note,
    NoteKind,
    Person,
    Phase,
    Role,
    RoleName,
    Round,
    RoundStep,
    Selection,
    Sitting,
    ThemeList,
    Topic,
    Workplace,
)
from storage.unit_of_work import Unit
from tests import town as plot
from tests.talk import Talker, Town

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday, a week before the last day for the plans."""
DIALOGUE, PLAN_DUE = date(2026, 10, 14), date(2026, 11, 30)
AREAS = ("Børn og unge", "Kultur og fritid", "Social", "Teknik og miljø", "Ældre")
KINDS = ("Huset", "Gården", "Centret", "Skolen", "Haven", "Broen", "Laden", "Porten")
FIRST = ("Øst", "Vest", "Nord", "Syd", "Midt")
_LEADERS = """Agnes Bodil Cecilie Ditte Else Freja Gerda Helle Ingrid Jytte Karen Lone Maja Nanna
Olga Pia Rikke Signe Tove Ulla Vibeke Winnie Yrsa Zenia Aase Alma Berit Clara Dagmar Emma Fie Grethe
Hedvig Ida Johanne Klara Liv Merete Nora Oda"""
_CONTACTS = """Anders Bent Carl Dan Erik Frode Gert Hugo Ib Jens Kaj Leif Mads Niels Ove Palle Rune
Steen Tage Uffe Viggo Werner Yngve Ziggy Aage Aksel Bjarne Claus David Ebbe Finn Gorm Holger Ivan
Jakob Kurt Lukas Mogens Nis Otto"""
LEADERS, CONTACTS = _LEADERS.split(), _CONTACTS.split()
SECRET = "Det bliver hernede"
"""Stands in all that lies below the development plan."""
NEEDS = "Fælles vikarkorps på tværs af husene"


@dataclass(frozen=True, kw_only=True)
class Place:
    """One of the forty: its leader, its contact person, and its round."""

    number: int

    @property
    def id(self) -> str:
        return f"wp-{self.number:02}"

    @property
    def name(self) -> str:
        return f"{KINDS[self.number % 8]} {FIRST[self.number // 8]}"

    @property
    def area(self) -> str:
        return AREAS[self.number // 8]

    @property
    def leader(self) -> str:
        return f"{LEADERS[self.number]} Holt"

    @property
    def contact(self) -> str:
        return f"{CONTACTS[self.number]} Dam"

    @property
    def round_id(self) -> str:
        return f"round-{self.number:02}"

    def theme(self, which: ThemeList) -> str:
        """One of three for wellbeing and of six for leadership."""
        number = 3 if which is ThemeList.WELLBEING else 6
        return themes_of(which).options[self.number % number].key


PLACES = tuple(Place(number=number) for number in range(40))
COORDINATION = {area: PLACES[8 * at] for at, area in enumerate(AREAS)}
"""By area the workplace whose contact person is in its MED coordination group."""
COMMITTEE = PLACES[39]
HR = plot.HR


async def settle_in(town: Town, *, places: tuple[Place, ...] = PLACES) -> None:
    """Everything up to the plan, put straight into the store."""

    async def found(unit: Unit) -> None:
        town_hall = update(Workplace).where(col(Workplace.id) == plot.TOWN_HALL)
        unit.update(town_hall.values(area="Rådhuset"))
        frame = Frame(
            id="frame",
            organisation_id=plot.ORGANISATION,
            name="Efteråret",
            first_day=date(2026, 8, 1),
            last_day=date(2026, 10, 31),
            plan_due=PLAN_DUE,
            set_by=plot.id_of(HR),
            set_at=AT - timedelta(days=150),
        )
        unit.insert(frame)
        for place in places:
            move_in(unit, place)
            for name in (place.leader, place.contact):
                at = plot.id_of(name)
                unit.insert(Address(person_id=at, channel="simulator", external_id=at))
            _plan(unit, place)
            unit.insert(Due(rule="round.plan", subject=place.round_id, due_at=AT))
        seat_those_above(unit, places)

    await town.store.run(found)


def seat_those_above(unit: Unit, places: Sequence[Place]) -> None:
    """Of those workplaces: who is in a MED coordination group, and who in the main committee."""
    for place in COORDINATION.values():
        if place in places:
            give_role(unit, place.contact, place, RoleName.COORDINATION)
    if COMMITTEE in places:
        give_role(unit, COMMITTEE.contact, COMMITTEE, RoleName.COMMITTEE)


def someone(town: Town, name: str) -> Talker:
    return town.people.setdefault(name, Talker(town, name))


def move_in(unit: Unit, place: Place) -> None:
    """The workplace with its leader and its contact person."""
    unit.insert(
        Workplace(id=place.id, organisation_id=plot.ORGANISATION, name=place.name, area=place.area)
    )
    for name in (place.leader, place.contact):
        unit.insert(
            Person(
                id=plot.id_of(name),
                organisation_id=plot.ORGANISATION,
                workplace_id=place.id,
                leader_id=plot.id_of(place.leader) if name == place.contact else plot.id_of(HR),
                name=name,
                email=plot.email_of(name),
            )
        )
    give_role(unit, place.leader, place, RoleName.LEADER)
    for role in (RoleName.CONTACT, RoleName.REPRESENTATIVE, RoleName.PLANNING):
        give_role(unit, place.contact, place, role)


def give_role(unit: Unit, name: str, place: Place, role: str) -> None:
    unit.insert(Role(person_id=plot.id_of(name), workplace_id=place.id, name=role))


def _plan(unit: Unit, place: Place) -> None:
    contact = plot.id_of(place.contact)
    unit.insert(
        Round(
            id=place.round_id,
            workplace_id=place.id,
            opened_by=contact,
            contact_id=contact,
            phase=Phase.ANNOUNCED.value,
            deadline=AT - timedelta(days=60),
            dialogue_on=DIALOGUE,
            plan_due=PLAN_DUE,
            opened_at=AT - timedelta(days=80),
            announced_at=AT - timedelta(days=55),
            answered=4,
            eligible=4,
            frame_id="frame",
        )
    )
    sitting = Sitting(id=f"sitting-{place.number:02}", round_id=place.round_id, held_on=DIALOGUE)
    unit.insert(sitting)
    unit.insert(
        Note(
            sitting_id=sitting.id,
            part=ThemeList.WELLBEING.value,
            number=1,
            kind=NoteKind.POINT.value,
            text=f"{SECRET}: seddel",
        )
    )
    unit.insert(RoundStep(round_id=place.round_id, step="plans_up", due_on=PLAN_DUE))
    for which in ThemeList:
        unit.insert(
            Selection(
                round_id=place.round_id,
                list=which.value,
                theme=place.theme(which),
                reason=f"{SECRET}: hvorfor",
                selected_by=contact,
            )
        )
    _efforts(unit, place)


def _efforts(unit: Unit, place: Place) -> None:
    """Two efforts, the second of which needs others at every fourth workplace."""
    titles = ("Kortere møder om mandagen", f"Ro til opgave {place.number}")
    for number, title in enumerate(titles):
        effort = Effort(
            id=f"{place.round_id}-{number}",
            round_id=place.round_id,
            part=list(ThemeList)[number].value,
            title=title,
            why=f"{SECRET}: begrundelse",
            first_on=date(2026, 12, 1),
            last_on=date(2027, 5, 31),
        )
        unit.insert(effort)
        unit.insert(ActionPlan(effort_id=effort.id, action=f"{SECRET}: handling"))
        unit.insert(
            Contribution(effort_id=effort.id, level=Level.GROUP.value, text=f"{SECRET}: gruppen")
        )
        if number and place.number % 4 == 0:
            unit.insert(
                Contribution(
                    effort_id=effort.id,
                    level=Level.ORGANISATION.value,
                    text=NEEDS,
                    whom="direktionen",
                )
            )
    unit.insert(
        Topic(round_id=place.round_id, part=ThemeList.WELLBEING.value, title=f"{SECRET}: emne")
    )


async def sends_up(town: Town, name: str, round_id: str, **answers: str) -> None:
    """Through the dialog as it is proposed."""
    member = someone(town, name)
    await member.presses(f"open:sending_up:{round_id}")
    await member.clicks("Det er rigtigt", **answers)
    await member.clicks("Send videre")
