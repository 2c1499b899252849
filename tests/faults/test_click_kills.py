"""Kill -9 around the commit of a click: what was acknowledged is there, and nothing twice."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

import aiohttp
import pytest

from storage.tables import Checkin, Session
from tests import town
from tests.fakes.slack_user import SlackUser
from tests.faults.figures import Tell, chances
from tests.faults.world import Life, World

GONE = (aiohttp.ClientError, ConnectionError)
DONE, USED = "Kun du kan se det.", "Den her besked er brugt."
AT_ONCE = 8
LATEST = 16
"""By so many passes the process is dead: a check-in has three of them."""


@dataclass
class Desk:
    """One person, check-in after check-in. What is `done` and what is `half` was acknowledged."""

    user: SlackUser
    numbers: count[int]
    words: str = ""
    begun: list[str] = field(default_factory=list)
    half: set[str] = field(default_factory=set)
    done: list[str] = field(default_factory=list)

    async def works(self) -> None:
        """Until nobody answers any more."""
        try:
            while True:
                await self.goes_on()
        except GONE:
            return

    async def goes_on(self) -> None:
        """One request: from wherever this person is, as somebody does who tries again."""
        if not self.user.modal:
            self.words = self.words or self._new_words()
            await self.user.commands("check-in")
        elif shown := self.fields:
            answers = {"trivsel": "7", "why": self.words, "visible_to": "me"}
            self.user.fills(**{name: answers[name] for name in shown})
            await self.user.submits()
            assert not self.user.errors
            if "visible_to" in self.fields:
                self.half.add(self.words)
        else:
            self._reads()

    def _reads(self) -> None:
        """Done; or used, where the thanks were cut off; or not there yet, or no time for it now."""
        if DONE in self.user.reads:
            self.done.append(self.words)
        if DONE in self.user.reads or USED in self.user.reads:
            self.half.discard(self.words)
            self.words = ""
        self.user.closes()

    def _new_words(self) -> str:
        self.begun.append(f"Ord {next(self.numbers)}")
        return self.begun[-1]

    async def ends(self) -> None:
        """To the end of the check-in that is under way."""
        while self.words:
            await self.goes_on()

    @property
    def fields(self) -> list[str]:
        blocks = self.user.view["blocks"]
        return [each["block_id"].split(":", 2)[2] for each in blocks if each["type"] == "input"]


@dataclass
class Oracle:
    """Compares what Slack was told with what lies in the store."""

    world: World
    desks: list[Desk]
    lost: int = 0
    doubled: int = 0

    async def looks(self) -> None:
        """While nothing runs."""
        kept = Counter(each.note for each in await self.world.rows(Checkin))
        half = {each.answers.get("why") for each in await self.world.rows(Session)}
        for desk in self.desks:
            self.lost += sum(not kept[words] for words in desk.done)
            self.lost += sum(not kept[words] and words not in half for words in desk.half)
        self.doubled += sum(number - 1 for number in kept.values())
        if (self.lost, self.doubled) != (0, 0):
            raise AssertionError(f"{self.lost} lost, {self.doubled} doubled")


def hands(world: World, life: Life, desks: list[Desk]) -> None:
    for desk in desks:
        desk.user.send = world.door(life.port).send


@pytest.mark.parametrize("point", ["before_commit", "after_commit_before_ack"])
async def test_what_was_acknowledged_outlives_a_kill_around_the_commit(
    world: World, point: str, tell: Tell
) -> None:  # faults 1, 2
    numbers = count()
    desks = [Desk(world.user(name), numbers) for name in town.EVERYONE[:AT_ONCE]]
    oracle, kills = Oracle(world, desks), 0
    for chance in chances():
        life = await world.starts("web", crash_at=f"{point}:{chance.randint(1, LATEST)}")
        hands(world, life, desks)
        await asyncio.gather(*(desk.works() for desk in desks))
        assert await life.gone() == -signal.SIGKILL, world.log
        await oracle.looks()
        kills += 1
    hands(world, await world.starts("web"), desks)
    await asyncio.gather(*(desk.ends() for desk in desks))
    await oracle.looks()
    acknowledged = sum(len(desk.done) for desk in desks)
    kept = Counter(each.note for each in await world.rows(Checkin))
    assert kept == Counter(words for desk in desks for words in desk.begun)
    assert "Ord" not in world.log
    number = 1 if point == "before_commit" else 2
    tell(
        f"fault {number} kill {point.replace('_', ' ')} on {world.kind}: {kills} kills, "
        f"{acknowledged} check-ins acknowledged, {oracle.lost} lost, {oracle.doubled} doubled"
    )
