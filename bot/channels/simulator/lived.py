"""The demo lives a round: its people act by this script up to a stage, and a visitor steps in.

They have no way of their own: whatever they do goes the way in that everybody's clicks go. What a
visitor has done already is refused the second time, which does no harm.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.channels.simulator.controls import Controls
from bot.channels.simulator.player import Player
from dialogs.core.actions import Do, Open
from storage import chores, day, efforts, groups, people, rounds, sittings, topics
from storage.tables import NoteKind, Person, Phase, RoleName, Round, Sitting, ThemeList
from storage.unit_of_work import Store

NINE = time(9)
LIST = tuple(each.value for each in ThemeList)
EFFORTS, MOST_SORTING = 2, 10
AFTER_HALF = 2
SATURDAY = 5
"""Of those who prepare, every third leaves it open, so that there is somebody to help."""


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


Act: TypeAlias = Callable[[Life], Awaitable[None]]


async def life_in(
    workplace_id: str, store: Store, player: Player, controls: Controls, *, zone: str
) -> Life:
    """Whoever plays which part at a workplace. Raise KeyError where one is not played."""
    async with store.snapshot() as reads:
        here = await people.of_workplace(reads, workplace_id, player.today())
        led, met, near = [
            _ids(await people.with_role(reads, workplace_id, role))
            for role in (RoleName.LEADER, RoleName.CONTACT, RoleName.REPRESENTATIVE)
        ]
    if not (led and met):
        raise KeyError(workplace_id)
    everyone = _ids([each for each in here if not each.hourly_paid])
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


def _ids(found: Sequence[Person]) -> tuple[str, ...]:
    return tuple(person.id for person in found)


async def opened(life: Life) -> None:
    async with life.store.snapshot() as reads:
        found = await rounds.latest(reads, life.workplace_id)
    if found is None:
        await life.player.through(life.contact, Open("round", life.workplace_id))
    await life.player.through(life.contact, Open("inform", (await life.round()).id))
    await life.settles()


async def voted(life: Life) -> None:
    round_ = await life.round()
    if round_.phase == Phase.VOTING.value:
        for person in life.everyone:
            await life.player.through(person, Open("theme_vote", round_.id))
        await life.until(round_.deadline + timedelta(minutes=1))


async def chosen(life: Life) -> None:
    round_ = await life.round()
    for person in life.representatives:
        if await life.player.through(person, Open("summary", round_.id)):
            break
    await life.player.through(life.contact, Open("selection", round_.id))
    await life.settles()


async def invited(life: Life) -> None:
    await life.player.through(life.contact, Open("invitation", (await life.round()).id))
    await life.settles()


async def prepared(life: Life) -> None:
    round_, sitting = await life.round(), await life.sitting()
    for place, person in enumerate(life.everyone):
        if place % 3 != AFTER_HALF:
            for which in LIST:
                await life.player.through(person, Open("example", f"{round_.id}:{which}"))
    async with life.store.snapshot() as reads:
        todo = [each for each in await chores.of_round(reads, round_.id) if each.done_at is None]
    for each in todo:
        await life.player.does(life.contact, Do("chore_done", each.id))
    await life.player.through(life.contact, Open("groups", sitting.id))
    card = await life.player.does(life.contact, Do("groups", sitting.id))
    for button in card.buttons if card else ():
        if button.value.startswith("do:publish_groups:"):
            await life.player.does(
                life.contact, Do("publish_groups", button.value.split(":", 2)[2])
            )
    await life.settles()


async def held(life: Life) -> None:
    sitting = await life.sitting()
    await life.until_day(sitting.held_on, time.fromisoformat(sitting.starts_at))
    shown = await life.player.does(life.leader, Do("day", sitting.id))
    shown = await life.player.follow(life.leader, shown, ends="|start")
    await _writes(life, sitting)
    while shown is not None:
        await life.controls.move(timedelta(minutes=5))
        shown = await life.player.does(life.leader, Do("day", sitting.id))
        on = await life.player.follow(life.leader, shown, ends="|next")
        if on is None:
            await life.player.follow(life.leader, shown, ends="|end")
            break
    await life.settles()
    for person in life.everyone:
        await life.player.through(person, Open("evaluation", sitting.id))


async def _writes(life: Life, sitting: Sitting) -> None:
    """Two points and two actions of every group, by whoever has the pen."""
    async with life.store.snapshot() as reads:
        seats = await groups.seats(reads, sitting.id)
        there = await day.notes(reads, sitting.id)
    for seat in () if there else seats:
        if seat.writes:
            at = f"{sitting.id}|{seat.part}|{seat.number}"
            for kind in (*NoteKind, *NoteKind):
                life.player.picks = {**life.player.picks, "kind": (kind.value,)}
                await life.player.through(seat.person_id, Open("note", at))
            await life.player.through(seat.person_id, Open("important", at))


async def planned(life: Life) -> None:
    round_ = await life.round()
    group = (life.contact, *life.representatives, life.leader)
    for person in life.everyone[::AFTER_HALF]:
        await life.player.through(person, Open("commitment", round_.id))
    for which in LIST:
        for _ in range(MOST_SORTING):
            if not await life.player.through(life.contact, Open("sorting", f"{round_.id}:{which}")):
                break
    async with life.store.snapshot() as reads:
        found = await topics.of_round(reads, round_.id)
    for topic in found:
        for person in dict.fromkeys(group):
            await life.player.through(person, Open("rating", topic.id))
    await _chooses(life, round_)
    await life.player.through(life.contact, Open("report_back", round_.id))
    await life.player.does(life.leader, Do("first_meeting_held", round_.id))
    await life.settles()


async def _chooses(life: Life, round_: Round) -> None:
    async with life.store.snapshot() as reads:
        there = await efforts.of_round(reads, round_.id)
    for _ in range(max(0, EFFORTS - len(there))):
        await life.player.through(life.contact, Open("efforts", round_.id))
    async with life.store.snapshot() as reads:
        there = await efforts.of_round(reads, round_.id)
    for effort in there:
        for dialog in ("action_plan", "iglo"):
            await life.player.through(life.contact, Open(dialog, effort.id))
    await life.player.through(life.contact, Open("development_plan", round_.id))


async def told(life: Life) -> None:
    """The leader's own part, and the plan on its way up."""
    round_ = await life.round()
    for dialog in ("reflection", "leader_plan", "leader_feedback"):
        await life.player.through(life.leader, Open(dialog, round_.id))
    await life.player.through(life.contact, Open("sending_up", round_.id))
    await life.settles()


async def running(life: Life) -> None:
    round_ = await life.round()
    async with life.store.snapshot() as reads:
        there = await efforts.of_round(reads, round_.id)
        plans = await efforts.plans(reads, [each.id for each in there])
    for effort in there:
        driver = plans[effort.id].driver_id if effort.id in plans else None
        await life.player.through(driver or life.contact, Open("progress", effort.id))
    await life.until_day(round_.dialogue_on + timedelta(days=95))


async def followed(life: Life) -> None:
    await life.player.through(life.leader, Open("followup", (await life.round()).id))
    await life.settles()


STAGES: dict[str, Act] = {
    "opened": opened,
    "voted": voted,
    "chosen": chosen,
    "invited": invited,
    "prepared": prepared,
    "held": held,
    "planned": planned,
    "told": told,
    "running": running,
    "followed": followed,
}
"""In the order in which a round is lived."""


async def live_to(life: Life, stage: str) -> None:
    """Live every stage up to one, it included. Raise KeyError for one that there is not."""
    names = list(STAGES)
    if stage not in STAGES:
        raise KeyError(stage)
    for name in names[: names.index(stage) + 1]:
        await STAGES[name](life)
