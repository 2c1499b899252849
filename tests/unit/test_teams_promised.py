"""What was promised on Teams is kept before kombot stops, as far as there is time for it."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.teams.promised import Promised


async def test_a_stop_waits_for_what_was_promised_and_for_what_follows_from_it() -> None:
    promised, done = Promised(), list[str]()

    async def first() -> None:
        await asyncio.sleep(0.01)
        promised.begin(second())
        done.append("first")

    async def second() -> None:
        await asyncio.sleep(0.01)
        done.append("second")

    promised.begin(first())
    await promised.close()
    assert done == ["first", "second"]


async def test_a_stop_does_not_wait_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    promised = Promised(seconds=0.01)
    never = promised.begin(asyncio.Event().wait())
    await promised.close()
    assert never.cancelled()
    assert [each.getMessage() for each in caplog.records] == [
        "stopped with 1 answers or messages to teams undone"
    ]


async def test_what_goes_wrong_holds_up_nothing() -> None:
    promised = Promised()

    async def fails() -> None:
        raise ConnectionError

    task = promised.begin(fails())
    await promised.close()
    assert isinstance(task.exception(), ConnectionError)
