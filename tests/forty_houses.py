"""Those who live a workplace's round: they answer each page of a dialog as it comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.channels.simulator.drawing import words
from bot.channels.simulator.life import Life, life_in
from bot.channels.simulator.player import DAYS, PICKS, Player, lines_of
from dialogs.core.actions import Open
from dialogs.core.texts import Speaker
from storage import sittings
from storage.tables import Sitting, ThemeList
from tests.forty import Place, someone
from tests.forty_days import IN_TEAMS, OUTSIDE, TEAMS, ZONE, days_of
from tests.forty_people import Heard, Lines
from tests.talk import Talker, Town


@dataclass(frozen=True, kw_only=True)
class House:
    """A workplace and those who live its round."""

    place: Place
    life: Life
    town: Town

    @property
    def contact(self) -> Talker:
        return someone(self.town, self.place.contact)

    async def round_id(self) -> str:
        return (await self.life.round()).id

    async def sittings(self) -> list[Sitting]:
        async with self.town.store.snapshot() as reads:
            return await sittings.of_round(reads, await self.round_id())


@dataclass(frozen=True)
class Still:
    """Nobody who acts turns the clock."""

    town: Town

    def now(self) -> datetime:
        return self.town.now

    async def move(self, by: timedelta) -> None:
        """All who act on a day act at the same moment."""

    async def to_next_event(self) -> datetime | None:
        return None


class Colleague(Player):
    """Who answers pages, and signs what they write."""

    async def through(self, person: str, action: Open) -> bool:  # type: ignore[override]
        assert isinstance(self.lines, Lines)
        self.lines.writer = person
        return await super().through(person, action)


@dataclass(frozen=True, kw_only=True)
class OneTeam(Life):
    """A round's life with one of its teams in the place of the whole."""

    team: Sitting

    async def sitting(self) -> Sitting:
        async with self.store.snapshot() as reads:
            found = await sittings.of_round(reads, self.team.round_id)
        return next(each for each in found if each.id == self.team.id)


async def a_house(town: Town, heard: Heard, place: Place) -> House:
    say = Speaker(texts=words(), language="da", zone=ZONE)
    player = Colleague(
        receive=heard.receive,
        today=lambda: town.now.astimezone(ZoneInfo(ZONE)).date(),
        lines=Lines(place=place, usual=lines_of(say)),
        picks={**PICKS, **_picks(place)},
        days={**DAYS, **_ahead(place)},
    )
    life = await life_in(place.id, town.store, player, Still(town), zone=ZONE)
    return House(place=place, life=life, town=town)


def _ahead(place: Place) -> dict[str, int]:
    days = days_of(place)
    first = (days.dialogue - days.opens).days
    teams = {f"team_day.{number}": first + number - 1 for number in range(2, TEAMS + 1)}
    return {"dialogue_on": first, **teams}


def _picks(place: Place) -> dict[str, tuple[str, ...]]:
    """Each workplace has themes of its own."""
    found: dict[str, tuple[str, ...]] = {which.value: (place.theme(which),) for which in ThemeList}
    if place == OUTSIDE:
        found |= {"inside": ("outside",)}
    if place == IN_TEAMS:
        found |= {"teams": (str(TEAMS),), "in_team_1": ("1", "2", "3")}
    return found
