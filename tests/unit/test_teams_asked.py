"""What Teams asked is remembered for as long as it may ask again, and for no longer."""

from __future__ import annotations

import asyncio

from bot.channels.base import Reply
from bot.channels.teams.asked import Lately, Work


async def answered() -> Reply | None:
    return Reply(content=None)


def work() -> Work:
    return asyncio.create_task(answered())


async def test_what_was_asked_is_found_again() -> None:
    lately, mine = Lately(), work()
    lately.keep(("kirsten", "1"), mine)
    found = lately.get(("kirsten", "1"))
    assert found is not None
    assert found.work is mine
    assert lately.get(("kirsten", "2")) is None
    await mine


async def test_it_is_forgotten_when_nobody_asks_again_in_time() -> None:
    lately = Lately(kept=0.03)
    for number in range(5):
        lately.keep(("kirsten", f"{number}"), work())
        await asyncio.sleep(0.005)
    async with asyncio.timeout(10):
        while lately._asked:
            await asyncio.sleep(0.01)
    assert lately.get(("kirsten", "1")) is None
    assert lately._sweeping is None


async def test_what_is_asked_later_stays_when_what_was_asked_before_is_forgotten() -> None:
    lately = Lately(kept=0.05)
    lately.keep(("kirsten", "1"), work())
    async with asyncio.timeout(10):
        while ("kirsten", "1") in lately._asked:
            lately.keep(("ali", "1"), work())
            await asyncio.sleep(0.01)
    assert lately.get(("ali", "1")) is not None


async def test_no_more_is_remembered_than_there_is_room_for() -> None:
    lately = Lately(most=10)
    for number in range(50):
        lately.keep(("kirsten", f"{number}"), work())
    assert len(lately._asked) == 10
    assert lately.get(("kirsten", "39")) is None
    assert lately.get(("kirsten", "40")) is not None
