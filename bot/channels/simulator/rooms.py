"""The simulator's channels: which there are, and who is in each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.channels.simulator.directory import GUEST, PLANNING, Directory
from dialogs.core.spots import Reader, Spot
from storage import simulator
from storage.unit_of_work import Store

OPEN = "everyone"
ROOMS = (PLANNING, GUEST, OPEN)
"""There whether kombot writes in them or not. In `guest` somebody is with the planning group."""


@dataclass(frozen=True, kw_only=True)
class Rooms:
    store: Store
    now: Callable[[], datetime]
    zone: str

    async def directory(self) -> Directory:
        today = self.now().astimezone(ZoneInfo(self.zone)).date()
        async with self.store.snapshot() as reads:
            residents = await simulator.residents(reads, today)
            places = await simulator.places(reads)
        return Directory(tuple(residents), tuple(places))

    async def spots(self, rooms: Iterable[str]) -> dict[str, Spot]:
        """Of those that there are."""
        directory = await self.directory()
        return {each: spot_of(directory, each) for each in rooms if each in known(directory)}


def known(directory: Directory) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ROOMS, *(each.external_id for each in directory.places))))


def spot_of(directory: Directory, room: str) -> Spot:
    """The bot is in every one."""
    everyone = tuple(each.person.id for each in directory.residents)
    readers = everyone if room == OPEN else directory.in_private(room)
    return Spot(
        channel=simulator.CHANNEL,
        tenant="",
        external_id=room,
        name=next((each.name for each in directory.places if each.external_id == room), ""),
        public=room == OPEN,
        readers=tuple(Reader(external_id=each) for each in readers),
    )
