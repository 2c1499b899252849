"""Everybody at the forty workplaces, and what each of them was ever shown.

Whatever is written in a round is marked with who wrote it and for whom, so that whoever is shown it
can be held against that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

from bot.channels.base import Inbound, Reply
from dialogs.core.cards import Content, Form, as_text
from storage.tables import Address, Person, Place, RoleName
from storage.unit_of_work import Unit
from tests import town as plot
from tests.forty import NEEDS, give_role, move_in, seat_those_above
from tests.forty import Place as Workplace
from tests.talk import Town

_FIRST = "Anna Eva Ina Ida Lea Mia Nora Rosa Sara Tea Ulla Vera Ylva Asta Elna Thea"
_SECOND = "Karin Lis Maj Pil Rut Siv Tove Ane Bente Dina Else Gro Hanna Inge Jane Kaja"
_DOUBLE = [f"{first}-{second} Lund" for first, second in product(_FIRST.split(), _SECOND.split())]
COLLEAGUES = 6
OWN, REASON, GROUP, HOUSE = "own", "reason", "group", "house"
_OWN = "happened shows leads_to heard change area_1 area_2 area_3 measures_1 text"
_REASONS = "wellbeing_why wellbeing_helps leadership_why leadership_helps"
CLASSES = {
    "reached": GROUP,
    **dict.fromkeys(_OWN.split(), OWN),
    **dict.fromkeys(_REASONS.split(), REASON),
}
"""What is not for the whole workplace, by the step that asks for it."""
MARK = re.compile(r"«(\w+) (\S+)»")


class Room(StrEnum):
    PLANNING = "planning"
    EVERYONE = "everyone"


def colleagues(place: Workplace) -> tuple[str, ...]:
    """Six; the first is the employees' other representative."""
    return tuple(_DOUBLE[COLLEAGUES * place.number : COLLEAGUES * (place.number + 1)])


def everyone(place: Workplace) -> tuple[str, ...]:
    return (place.leader, place.contact, *colleagues(place))


def room(place: Workplace, which: Room) -> str:
    return f"{which}-{place.id}"


async def settle(town: Town, places: Sequence[Workplace]) -> None:
    """Eight at each workplace, and its two channels."""

    async def found(unit: Unit) -> None:
        for place in places:
            employ(unit, place)
            for name in everyone(place):
                at = plot.id_of(name)
                unit.insert(Address(person_id=at, channel="simulator", external_id=at))
            for which in Room:
                unit.insert(
                    Place(
                        id=f"pl-{room(place, which)}",
                        workplace_id=place.id,
                        purpose=which.value,
                        channel="simulator",
                        external_id=room(place, which),
                        name=which.value,
                    )
                )
        seat_those_above(unit, places)

    await town.store.run(found)


def employ(unit: Unit, place: Workplace) -> None:
    """All who work there, wherever they can be written to."""
    move_in(unit, place)
    for name in colleagues(place):
        _person(unit, place, name)
    for role in (RoleName.REPRESENTATIVE, RoleName.PLANNING):
        give_role(unit, colleagues(place)[0], place, role)


def _person(unit: Unit, place: Workplace, name: str) -> None:
    unit.insert(
        Person(
            id=plot.id_of(name),
            organisation_id=plot.ORGANISATION,
            workplace_id=place.id,
            leader_id=plot.id_of(place.leader),
            name=name,
            email=plot.email_of(name),
        )
    )


@dataclass(kw_only=True)
class Lines(Mapping[str, tuple[str, ...]]):
    """What people write, by the step's name; `writer` is whoever is writing now.

    What goes up bears no mark: the titles of efforts, and what one workplace in four asks for.
    """

    place: Workplace
    usual: Mapping[str, tuple[str, ...]]
    writer: str = ""
    _titled: int = 0

    def __getitem__(self, name: str) -> tuple[str, ...]:
        match name:
            case "title":
                self._titled += 1
                both = ("Kortere møder om mandagen", f"Ro til opgave {self.place.number}")
                return (both[self._titled % len(both)],)
            case "organisation":
                return (NEEDS,) if self.place.number % 4 == 0 else ()
            case "whom":
                return ("direktionen",)
            case "place":
                return ("Salen",)
            case "team_name":
                return ("Rødt hold", "Blåt hold", "Grønt hold")
            case _:
                return tuple(f"{self._mark(name)} {line}" for line in self.usual.get(name, ()))

    def _mark(self, name: str) -> str:
        return f"«{CLASSES.get(name, HOUSE)} {self.writer}»"

    def __iter__(self) -> Iterator[str]:
        return iter(self.usual)

    def __len__(self) -> int:
        return len(self.usual)


@dataclass(kw_only=True)
class Heard:
    """Who was shown what kind of words of whom, and everything that HR and MED were shown."""

    town: Town
    marks: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))

    async def receive(self, inbound: Inbound) -> Reply:
        reply = await self.town.app.receive(inbound)
        if reply.content is not None:
            self.note(inbound.external_id, reply.content)
        return reply

    def note(self, viewer: str, content: Content) -> None:
        shown = as_text(content)
        if isinstance(content, Form):
            shown += "".join(each.value for each in content.fields)
        self.read(viewer, shown)

    def read(self, viewer: str, shown: str) -> None:
        self.marks[viewer].update(MARK.findall(shown))

    def look_around(self) -> None:
        """At what was posted too, as it stands."""
        for post in self.town.chat.posts:
            self.note(post.target.external_id, post.card)
        for talker in self.town.people.values():
            for content in talker.screen:
                self.note(talker.external_id, content)

    def strays(self, places: Sequence[Workplace]) -> list[tuple[str, str, str]]:
        """Whatever somebody was shown that was not for them: viewer, kind, writer."""
        home = {plot.id_of(name): place for place in places for name in everyone(place)}
        return sorted(
            (viewer, kind, writer)
            for viewer, found in self.marks.items()
            for kind, writer in found
            if not may_see(viewer, kind, writer, home[writer])
        )


def may_see(viewer: str, kind: str, writer: str, home: Workplace) -> bool:
    """One's own words; a reason the representatives too; a workplace's notes and plans all of it.

    Nothing that a reason says stands in a channel.
    """
    house = {plot.id_of(name) for name in everyone(home)}
    readers = {plot.id_of(name) for name in (home.contact, colleagues(home)[0])}
    rooms = {room(home, which) for which in Room}
    group = readers | {plot.id_of(home.leader)}
    allowed = {OWN: {writer}, REASON: readers | {writer}, GROUP: group, HOUSE: house | rooms}
    return viewer in allowed[kind]
