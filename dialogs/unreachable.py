"""Who and what cannot be reached, and what to do: how it is, never anything that was to be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Hearing, Request
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from storage import people, reach
from storage.database import Snapshot
from storage.reach import CLOSED
from storage.tables import Address, Person, Place, RoleName
from storage.unit_of_work import Unit

ON_A_PAGE = 20
OTHER = "other"


def why(where: Address | Place, say: Speaker) -> str:
    """Why it cannot be reached and what mends that, in plain words."""
    reason = where.unreachable if say.has(f"unreachable/why_{where.unreachable}") else OTHER
    facts = {"platform": platform(where, say)}
    mends = say.maybe(f"unreachable/do_{reason}_{where.channel}", **facts)
    mends = mends or say(f"unreachable/do_{reason}", **facts)
    return f"{say(f'unreachable/why_{reason}', **facts)} {mends}"


def platform(where: Address | Place, say: Speaker) -> str:
    return say.maybe(f"unreachable/platform_{where.channel}") or where.channel


async def team_lines(reads: Snapshot, team: Sequence[Person], say: Speaker) -> tuple[Part, ...]:
    """For a leader: one line for each of these people who cannot be reached."""
    found = await reach.unreached(reads, [each.id for each in team])
    return _lines(found, {each.id: each.name for each in team}, say)


async def leaders_lines(
    reads: Snapshot, leader_id: str, names: Mapping[str, str], say: Speaker
) -> tuple[Part, ...]:
    """As `team_lines`, of all of a leader's people, whose names are given by their ids."""
    return _lines(await reach.unreached_of(reads, leader_id), names, say)


def _lines(
    found: Mapping[str, Address], names: Mapping[str, str], say: Speaker
) -> tuple[Part, ...]:
    shut = {platform(each, say) for each in found.values() if each.unreachable in CLOSED}
    alone = [each for each in names if each in found and found[each].unreachable not in CLOSED]
    lines = [_line(names[each], found[each], say) for each in alone[:ON_A_PAGE]]
    return (*(say("unreachable/all", platform=each) for each in sorted(shut)), *lines)


def _line(name: str, address: Address, say: Speaker) -> str:
    return say("unreachable/line", platform=platform(address, say), name=name)


@dataclass(frozen=True)
class Trouble:
    """One thing that cannot be reached: what it is, and why with what to do."""

    what: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Troubles:
    shut: Sequence[Trouble]
    people: Sequence[Trouble]
    places: Sequence[Trouble]


async def status(unit: Unit, request: Request) -> Card | Refusal:
    """For whoever looks after kombot, and for HR where they have the role."""
    if not may_see(request.who):
        return Refusal("not_for_you")
    found = await reach.workplaces_of(unit, request.who.organisation_id)
    mine = found if request.who.has(RoleName.ADMIN) else _of_hr(request.who, found)
    places = await reach.unreached_places(unit, workplaces=mine)
    persons = await reach.unreached_people(unit, request.today, workplaces=mine)
    say = request.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    if not persons and not places:
        return Card(title=say("unreachable/none"), buttons=(home,))
    body = tuple(_parts(troubles(persons, places, say), say))
    return Card(title=say("unreachable/title"), body=body, buttons=(home,))


def troubles(
    persons: Sequence[tuple[Person, Address]], places: Sequence[tuple[str, Place]], say: Speaker
) -> Troubles:
    """Sorted out of what `storage.reach` finds; a workspace that is shut is told of once."""
    found: list[Address | Place] = [*(each for _, each in persons), *(each for _, each in places)]
    shut = {(platform(each, say), why(each, say)) for each in found if not _own(each)}
    return Troubles(
        shut=[Trouble(*each) for each in sorted(shut)],
        people=[Trouble(who.name, why(each, say)) for who, each in persons if _own(each)],
        places=[_place(name, each, say) for name, each in places if _own(each)],
    )


def may_see(who: Who) -> bool:
    return who.has(RoleName.ADMIN) or who.has(RoleName.HR)


def _of_hr(who: Who, workplaces: Iterable[str]) -> list[str]:
    return [each for each in workplaces if who.has(RoleName.HR, each)]


def _own(where: Address | Place) -> bool:
    """Nothing but itself is the matter."""
    return where.unreachable not in CLOSED


def _place(workplace: str, place: Place, say: Speaker) -> Trouble:
    name = say.maybe(f"unreachable/place_{place.purpose}", workplace=workplace) or workplace
    return Trouble(name, why(place, say))


def _parts(found: Troubles, say: Speaker) -> Iterator[Part]:
    groups = (("workspaces", found.shut), ("people", found.people), ("places", found.places))
    for name, rows in groups:
        if rows:
            yield Heading(say(f"unreachable/{name}"))
            yield Facts(tuple((each.what, each.why) for each in rows[:ON_A_PAGE]))
        if len(rows) > ON_A_PAGE:
            yield say("unreachable/more", count=len(rows) - ON_A_PAGE)


async def place_unreachable(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the contact person; nothing once it is mended."""
    place = await people.place(reads, str(hearing.params.get("place", "")))
    if place is None or not place.unreachable:
        return None
    workplace = await people.workplace(reads, place.workplace_id)
    say, name = hearing.say, workplace.name if workplace else ""
    title = say("unreachable/told", place=_place(name, place, say).what)
    choose = Open("place", f"{place.purpose}:{place.workplace_id}")
    another = Button(label=say("place/choose_another"), value=write(choose))
    home = Button(label=say("common/home"), value=write(Do("home")))
    body = (why(place, say), say("unreachable/goes_on"))
    return Card(title=title, body=body, buttons=(another, home))
