"""Kill -9 of a worker between claim, send and mark: nothing is lost, and what is doubled is known.

A direct message carries its outbox id, which is looked for before it is sent again. In a channel
kombot may not read what stands there, so that what was in flight comes a second time.
"""

from __future__ import annotations

import signal
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.channels.slack.channel import MARK
from storage.ids import new_id
from storage.tables import Lane, Outbox, OutboxState, Round, Selection, ThemeList
from storage.tables import Phase as RoundPhase
from tests import town
from tests.faults.figures import Tell, chances
from tests.faults.world import PATIENCE, World, until

PEOPLE, CHANNELS = 8, ("planning", "everyone")
MOST = {"after_claim_before_send": 1, "after_send_before_mark": PEOPLE + len(CHANNELS)}
"""By so many passes a worker is dead: it may claim everything at once."""
ANNOUNCED = "r-announced"
IDLE = 5.0
"""Seconds after which a worker that has not come to its crash point has nothing left to do."""


@dataclass
class Post:
    """What is to go out: `of` is each row's kind, dm or channel."""

    world: World
    of: dict[str, str] = field(default_factory=dict)
    doubtful: set[tuple[str, int]] = field(default_factory=set)
    """Rows, and how often each stood in Slack when it was in flight at a kill."""

    async def announces(self) -> None:
        """A round whose themes are chosen, which is told to whoever has a row for it."""
        now = self.world.clock.now()
        round_ = Round(
            id=ANNOUNCED, workplace_id=town.WORKPLACE, opened_by=town.id_of(town.CONTACT),
            contact_id=town.id_of(town.CONTACT), phase=RoundPhase.ANNOUNCED.value, answered=8,
            eligible=12, deadline=now, dialogue_on=(now + timedelta(days=200)).date(),
            opened_at=now - timedelta(days=9), severed_at=now, announced_at=now,
        )  # fmt: skip
        chosen = [
            Selection(
                round_id=ANNOUNCED, list=which.value, theme=theme, reason="Derfor",
                selected_by=town.id_of(town.CONTACT),
            )
            for which, theme in zip(ThemeList, ("meaning", "citizen"), strict=True)
        ]  # fmt: skip
        await self.world.keeps(round_, *chosen)

    async def queues(self, *, people_too: bool) -> None:
        names = town.EVERYONE[:PEOPLE] if people_too else ()
        people = [self._row(person_id=town.id_of(name)) for name in names]
        places = [self._row(place_id=f"pl-{name}") for name in CHANNELS]
        self.of |= {row.id: "dm" for row in people} | {row.id: "channel" for row in places}
        await self.world.keeps(*people, *places)

    def _row(self, *, person_id: str | None = None, place_id: str | None = None) -> Outbox:
        made = new_id()
        return Outbox(
            id=made, person_id=person_id, place_id=place_id, message="announcement",
            params={"round": ANNOUNCED}, dedupe_key=f"announcement:{made}",
            lane=int(Lane.BROADCAST), due_at=self.world.clock.now() - timedelta(minutes=1),
        )  # fmt: skip

    @property
    def arrived(self) -> Counter[str]:
        """How often each row stands in Slack."""
        marked = [each["metadata"] for each in self.world.slack.messages if each.get("metadata")]
        return Counter(each["event_payload"]["id"] for each in marked if each["event_type"] == MARK)

    async def looks(self) -> None:
        """What Slack has, and kombot did not come to note."""
        arrived = self.arrived
        for row in await self.world.rows(Outbox):
            if row.id in arrived and row.state != OutboxState.SENT.value:
                self.doubtful.add((row.id, arrived[row.id]))

    def in_flight(self, kind: str) -> int:
        return sum(self.of[row] == kind for row, _ in self.doubtful)

    def lost(self) -> int:
        return len(self.of.keys() - self.arrived.keys())

    def doubled(self, kind: str) -> int:
        return sum(n - 1 for each, n in self.arrived.items() if self.of[each] == kind)


async def dies(world: World, point: str, nth: int) -> bool:
    """A worker that is killed, at one of its passes if it comes so far: whether it did."""
    life = await world.starts("worker", crash_at=f"{point}:{nth}")
    came_so_far = False
    with suppress(TimeoutError):
        await life.gone(IDLE)
        came_so_far = True
    assert await life.killed() == -signal.SIGKILL, world.log
    return came_so_far


@pytest.mark.parametrize("point", MOST)
async def test_a_kill_around_a_send_loses_nothing_and_doubles_what_was_in_flight_at_most(
    world: World, point: str, tell: Tell
) -> None:  # fault 3
    post, kills, there = Post(world), 0, 0
    await post.announces()
    for chance in chances():
        people_too = kills % 3 != 2
        await post.queues(people_too=people_too)
        there += await dies(world, point, chance.randint(1, MOST[point] if people_too else 1))
        await post.looks()
        world.passes()
        kills += 1
    await drained(world, post)
    assert there > kills / 2
    assert (post.lost(), post.doubled("dm")) == (0, 0)
    assert post.doubled("channel") <= post.in_flight("channel")
    states = Counter(each.state for each in await world.rows(Outbox) if each.id in post.of)
    assert states == {OutboxState.SENT.value: len(post.of)}
    between = point.removeprefix("after_").replace("_before_", " and ")
    tell(
        f"fault 3 kill between {between} on {world.kind}: {kills} kills, {there} of them "
        f"just there, {len(post.of)} messages, {post.lost()} lost, "
        f"{post.doubled('dm')} doubled (dm), "
        f"{post.doubled('channel') / max(1, post.in_flight('channel')):.1f} doubled (channel) "
        f"for each of the {post.in_flight('channel')} in flight there"
    )


async def drained(world: World, post: Post) -> None:
    worker = await world.starts("worker")
    await until(lambda: not post.lost(), within=PATIENCE + 2 * len(post.of))
    while any(each.state in {"pending", "leased"} for each in await world.rows(Outbox)):
        pass
    worker.signal(signal.SIGTERM)
    assert await worker.gone() == 0, world.log
