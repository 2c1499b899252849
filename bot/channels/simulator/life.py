"""One workplace's round and those who live it, for the demo to play."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.channels.simulator.controls import Controls
from bot.channels.simulator.player import Player
from storage import people, rounds, sittings
from storage.tables import Person, RoleName, Round, Sitting
from storage.unit_of_work import Store

NINE = time(9)
SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Life:
    """One workplace's round and those who live it; person ids."""

    store: Store
    player: Player
    controls: Controls
    zone: str
    workplace_id: str
    leader: str
    contact: str
    representatives: tuple[str, ...]
    everyone: tuple[str, ...]

    async def round(self) -> Round:
        """Raise LookupError before one is opened."""
        async with self.store.snapshot() as reads:
            found = await rounds.latest(reads, self.workplace_id)
        if found is None:
            raise LookupError(self.workplace_id)
        return found

    async def sitting(self) -> Sitting:
        async with self.store.snapshot() as reads:
            return (await sittings.of_round(reads, (await self.round()).id))[0]

    async def until(self, moment: datetime) -> None:
        by = moment - self.controls.now()
        if by > timedelta(0):
            await self.controls.move(by)

    async def until_day(self, at: date, hour: time = NINE) -> None:
        """On a weekday: nobody is at work on others."""
        while at.weekday() >= SATURDAY:
            at += timedelta(days=1)
        await self.until(datetime.combine(at, hour, ZoneInfo(self.zone)).astimezone(UTC))

    async def settles(self) -> None:
        await self.controls.move(timedelta(0))


async def life_in(
    workplace_id: str, store: Store, player: Player, controls: Controls, *, zone: str
) -> Life:
    """Whoever plays which part at a workplace. Raise KeyError where one is not played."""
    async with store.snapshot() as reads:
        here = await people.of_workplace(reads, workplace_id, player.today())
        led, met, near = [
            ids_of(await people.with_role(reads, workplace_id, role))
            for role in (RoleName.LEADER, RoleName.CONTACT, RoleName.REPRESENTATIVE)
        ]
    if not (led and met):
        raise KeyError(workplace_id)
    everyone = ids_of([each for each in here if not each.hourly_paid])
    player.picks = {**player.picks, "driver": everyone}
    return Life(
        store=store,
        player=player,
        controls=controls,
        zone=zone,
        workplace_id=workplace_id,
        leader=led[0],
        contact=met[0],
        representatives=near,
        everyone=everyone,
    )


def ids_of(found: Sequence[Person]) -> tuple[str, ...]:
    return tuple(person.id for person in found)
