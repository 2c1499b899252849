"""How forty workplaces live their rounds: what each does, and on which day.

Everything is done through the dialogs; the clock is moved between the acts alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.channels.simulator import lived
from bot.channels.simulator.life import Life
from dialogs.core.actions import Open, write
from dialogs.core.cards import ChoiceField
from tests import town as plot
from tests.forty import HR, PLACES, Place, someone
from tests.forty_days import (
    CALLED_OFF,
    CONFLICT,
    FRAME,
    IN_TEAMS,
    NEW_DAY,
    ON_PAPER,
    START,
    ZONE,
    days_of,
    held_on,
)
from tests.forty_houses import House, OneTeam, a_house
from tests.forty_people import Heard, colleagues, settle
from tests.talk import Town

GROUPS = 2
"""Of seven people: one of four, one of three."""

Does: TypeAlias = Callable[[House], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Act:
    at: datetime
    house: House
    does: Does


async def begin(
    town: Town, *, places: Sequence[Place] = PLACES, seed: int = 0
) -> tuple[Heard, list[Act]]:
    """People move in, HR sets the frame; what then happens, in an order that the seed decides."""
    heard = Heard(town=town)
    await settle(town, places)
    hanne = someone(town, HR)
    await hanne.writes("ramme")
    await hanne.clicks("Sæt en ny ramme")
    await hanne.answers(name="Efteråret", **FRAME)
    await hanne.clicks("Sæt rammen")
    await town.settles()
    return heard, await plan(town, heard, places, seed=seed)


async def plan(town: Town, heard: Heard, places: Sequence[Place], *, seed: int = 0) -> list[Act]:
    houses = [await a_house(town, heard, place) for place in places]
    acts = [act for house in houses for act in _acts(house)]
    Random(seed).shuffle(acts)
    acts.sort(key=lambda act: act.at)
    return acts


async def live(town: Town, acts: list[Act], *, until: date) -> None:
    """Up to noon of a day."""
    end = _at(until, 12)
    while acts and acts[0].at <= end:
        act = acts.pop(0)
        if act.at > town.now:
            await town.until(act.at)
        await act.does(act.house)
    await town.until(end)


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(ZONE)).astimezone(UTC)


def _acts(house: House) -> list[Act]:
    place, days = house.place, days_of(house.place)
    held = held_on(place)
    found: list[tuple[date, int, Does]] = [
        (days.opens, 9, _lived(lived.opened)),
        (days.opens + timedelta(days=2), 9, _on_paper_voted if place == ON_PAPER else _voted),
        (days.chosen, 9, _lived(lived.chosen)),
        (days.opens + timedelta(days=18), 9, _lived(lived.invited)),
        (held - timedelta(days=7), 9, _prepared),
        (held, 9, _posters if place == ON_PAPER else _held),
        (held + timedelta(days=7), 9, _lived(lived.planned)),
        (held + timedelta(days=8), 9, _leads),
        (days.tells, 9, _sends),
        (held + timedelta(days=35), 9, _lived(lived.running)),
        (held + timedelta(days=98), 10, _lived(lived.followed)),
    ]
    if place == CONFLICT:
        found.append((START, 9, _wants_help))
    if place == CALLED_OFF:
        found.append((days.dialogue - timedelta(days=9), 9, _calls_off))
    return [Act(at=_at(day, hour), house=house, does=does) for day, hour, does in found]


def _lived(stage: lived.Act) -> Does:
    async def does(house: House) -> None:
        await stage(house.life)

    return does


async def _wants_help(house: House) -> None:
    await house.contact.writes("runde")
    await house.contact.clicks("Vi vil have hjælp først")
    await house.contact.answers(agree="agreed")


async def _voted(house: House) -> None:
    """All but one, who is waited for in vain."""
    life = house.life
    late = plot.id_of(colleagues(house.place)[-1])
    for person in life.everyone:
        if person != late:
            await life.player.through(person, Open("theme_vote", await house.round_id()))


async def _on_paper_voted(house: House) -> None:
    """Everybody hands in a sheet; the contact person ticks them off and types the pile in."""
    life, round_id = house.life, await house.round_id()
    voters = [each for each in life.everyone if each != life.leader]
    await house.contact.presses(write(Open("paper_ticks", f"{round_id}:0")))
    await house.contact.answers(**{f"sheet__{person}": "yes" for person in voters})
    for _ in voters:
        await life.player.through(life.contact, Open("paper_entry", round_id))


async def _prepared(house: House) -> None:
    for life in await _sides(house):
        await lived.prepared(life)


async def _sides(house: House) -> list[Life]:
    """One of each team, or the whole."""
    if house.place != IN_TEAMS:
        return [house.life]
    known = {name: getattr(house.life, name) for name in Life.__dataclass_fields__}
    return [OneTeam(**known, team=each) for each in await house.sittings()]


async def _held(house: House) -> None:
    for life in await _sides(house):
        await lived.held(life)


async def _posters(house: House) -> None:
    """The whole day on paper; a member who is not the leader types in what hung on the wall."""
    life, (sitting,) = house.life, await house.sittings()
    for which in lived.LIST:
        for number in range(1, GROUPS + 1):
            life.player.picks = {**life.player.picks, "part": (which,), "number": (str(number),)}
            await life.player.through(life.contact, Open("posters", sitting.id))


async def _leads(house: House) -> None:
    for dialog in ("reflection", "leader_plan", "leader_feedback"):
        await house.life.player.through(house.life.leader, Open(dialog, await house.round_id()))


async def _sends(house: House) -> None:
    await house.life.player.through(house.life.contact, Open("sending_up", await house.round_id()))


async def _calls_off(house: House) -> None:
    """The day falls through; another is found at once, and everybody is invited anew."""
    contact, round_id = house.contact, await house.round_id()
    (sitting,) = await house.sittings()
    await contact.presses(write(Open("calling_off", round_id)))
    await contact.answers(which=sitting.id)
    await contact.clicks("Find en ny dag")
    (field,) = contact.form.fields
    assert isinstance(field, ChoiceField)
    what = next(each.key for each in field.choices if each.label == "Selve Udviklingsdialogen")
    await contact.answers(what=what)
    await contact.answers(day=NEW_DAY.isoformat())
    await contact.clicks("Flyt dagene")
    await lived.invited(house.life)
