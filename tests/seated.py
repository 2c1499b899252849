"""A town whose themes are chosen, so that the planning group can put people into groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from dialogs.core.actions import Do, Open, write
from storage import groups, sittings
from storage.tables import Person, Seat, Sitting, ThemeList
from tests import town as plot
from tests.after_vote import chooses, counted
from tests.talk import Town
from tests.voting import the_round

THE_DAY = datetime(2026, 9, 9, 7, 30, tzinfo=UTC)
"""Half an hour into the dialogue, which begins at nine in Copenhagen."""
WELLBEING, LEADERSHIP = (each.value for each in ThemeList)


async def announced(town: Town) -> str:
    """The id of the dialogue."""
    await counted(town)
    await chooses(town, "Kirsten")
    await town.settles()
    return (await the_sitting(town)).id


async def the_sitting(town: Town) -> Sitting:
    round_ = await the_round(town)
    async with town.store.snapshot() as reads:
        return (await sittings.of_round(reads, round_.id))[0]


async def opens_groups(town: Town, name: str) -> None:
    await town[name].presses(write(Do("groups", (await the_round(town)).id)))


async def begins_again(town: Town, name: str) -> None:
    """The form, where there are groups already."""
    await town[name].presses(write(Open("groups", (await the_sitting(town)).id)))


async def fills_in(
    town: Town,
    name: str,
    *,
    away: Sequence[str] = (),
    apart: Sequence[tuple[str, str]] = (),
    professions: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
) -> None:
    """Up to the proposal; people by their first names. `more` goes with the first page."""
    person = town[name]
    absent = {f"away_{at}": plot.id_of(each) for at, each in enumerate(away, 1)}
    await person.answers(**{"away_1": "", **absent, **(more or {})})
    if "Skal nogen ikke" in person.text:
        pairs: dict[str, str] = {"one_1": ""}
        for at, (one, other) in enumerate(apart, 1):
            pairs |= {f"one_{at}": plot.id_of(one), f"other_{at}": plot.id_of(other)}
        await person.answers(**pairs)
    if "Skal fagene spredes" in person.text:
        named = {f"profession.{plot.id_of(each)}": raw for each, raw in (professions or {}).items()}
        await person.answers(spread="yes" if named else "no", **named)
    await person.clicks("Lav grupper")


async def proposes(town: Town, name: str = "Kirsten", **given: object) -> None:
    await opens_groups(town, name)
    await fills_in(town, name, **given)  # type: ignore[arg-type] # As `fills_in` takes them.


async def tells_everyone(town: Town, name: str = "Kirsten") -> None:
    await town[name].clicks("Meld grupperne ud")
    await town.settles()


async def told(town: Town) -> str:
    """Everybody knows their groups. The id of the dialogue."""
    sitting_id = await announced(town)
    await proposes(town)
    await tells_everyone(town)
    return sitting_id


async def seats(town: Town) -> dict[str, dict[str, int]]:
    """What everybody was told: each one's group, by first name, round by round."""
    found: dict[str, dict[str, int]] = {WELLBEING: {}, LEADERSHIP: {}}
    for each in await all_seats(town):
        found[each.part][first_name(each.person_id)] = each.number
    return found


async def all_seats(town: Town) -> list[Seat]:
    async with town.store.snapshot() as reads:
        return await groups.seats(reads, (await the_sitting(town)).id)


def first_name(person_id: str) -> str:
    return person_id.removeprefix("p-").capitalize()


async def grow(town: Town, *names: str) -> None:
    """More people work there."""
    async with town.store.unit() as unit:
        for name in names:
            unit.insert(
                Person(
                    id=plot.id_of(name),
                    organisation_id=plot.ORGANISATION,
                    workplace_id=plot.WORKPLACE,
                    leader_id=plot.id_of(plot.LEADER),
                    name=name,
                    email=plot.email_of(name),
                )
            )
        await unit.commit()
