"""Stored messages of Teams are brought up to date: the newest, once a second, a few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.channels.teams.keeping import AT_ONCE, BREATH, MOST, Keeping
from schedules.core.clock import FixedClock
from tests.fakes.connector import NOW

CARD = ("a:chat", "1")


@dataclass
class Desk:
    """What Teams was sent, and when. It takes nothing while `open` is cleared."""

    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    sent: list[tuple[str, datetime]] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: int = 0
    most: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.open.set()
        self.keeping = Keeping(begin=self.begin, now=self.clock.now, rest=self.rest)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.add(asyncio.create_task(work))

    async def rest(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.clock.move(timedelta(seconds=seconds))

    def shows(self, page: str, message: tuple[str, str] = CARD, *, is_last: bool = False) -> None:
        async def send() -> None:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            await self.open.wait()
            self.under_way -= 1
            self.sent.append((page, self.clock.now()))

        self.keeping.keep(message, send, is_last=is_last)

    async def settles(self) -> list[str]:
        await asyncio.gather(*self.tasks)
        return [page for page, _ in self.sent]


async def test_what_a_card_turns_into_is_stored_at_once() -> None:
    desk = Desk()
    desk.shows("page 2")
    assert await desk.settles() == ["page 2"]
    assert desk.sent[0][1] == NOW


async def test_of_many_clicks_within_a_second_the_newest_is_stored() -> None:
    desk = Desk()
    desk.shows("page 1")
    await desk.settles()
    for number in range(2, 20):
        desk.shows(f"page {number}")
    assert await desk.settles() == ["page 1", "page 19"]
    assert desk.sent[1][1] - desk.sent[0][1] == timedelta(seconds=1)


async def test_what_is_clicked_while_an_older_page_is_on_its_way_follows_it() -> None:
    desk = Desk()
    desk.open.clear()
    desk.shows("page 1")
    await asyncio.sleep(0)
    desk.shows("page 2")
    desk.shows("page 3")
    desk.open.set()
    assert await desk.settles() == ["page 1", "page 3"]


async def test_what_is_overtaken_is_not_stored() -> None:
    desk = Desk()
    desk.shows("page 1")
    desk.keeping.overtake(CARD)
    assert await desk.settles() == []


async def test_only_a_few_are_on_their_way_at_once() -> None:
    desk = Desk()
    desk.open.clear()
    for number in range(AT_ONCE * 3):
        desk.shows("page 2", ("a:chat", f"{number}"))
    for _ in range(10):
        await asyncio.sleep(0)
    desk.open.set()
    assert len(await desk.settles()) == AT_ONCE * 3
    assert desk.most == AT_ONCE


async def test_past_what_teams_takes_messages_stay_as_they_are_and_that_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk()
    for number in range(MOST + 50):
        desk.shows("page 2", ("a:chat", f"{number}"))
    desk.shows("page 3", ("a:chat", "0"))
    pages = await desk.settles()
    assert len(pages) == MOST
    assert pages.count("page 3") == 1
    assert len(caplog.records) == 1
    desk.shows("page 4", ("a:chat", f"{MOST + 1}"))
    assert (await desk.settles())[-1] == "page 4"


async def test_what_something_ended_with_is_stored_however_many_wait() -> None:
    desk = Desk()
    for number in range(MOST + 50):
        desk.shows("page 2", ("a:chat", f"{number}"))
    desk.shows("thanks", ("a:chat", f"{MOST + 1}"), is_last=True)
    assert (await desk.settles()).count("thanks") == 1


async def test_a_failure_holds_nothing_up() -> None:
    desk = Desk()

    async def fails() -> None:
        raise ConnectionError

    desk.keeping.keep(CARD, fails)
    await asyncio.gather(*desk.tasks, return_exceptions=True)
    desk.tasks.clear()
    desk.shows("page 2")
    assert await desk.settles() == ["page 2"]


async def test_where_many_wait_there_is_room_for_whoever_waits_for_an_answer() -> None:
    desk = Desk()
    for number in range(MOST):
        desk.shows("page 2", ("a:chat", f"{number}"))
    await desk.settles()
    assert desk.clock.now() - NOW >= timedelta(seconds=BREATH * (MOST - AT_ONCE - 1))


async def test_nobody_rests_where_nobody_waits() -> None:
    desk = Desk()
    desk.shows("page 2")
    await desk.settles()
    assert desk.clock.now() == NOW
