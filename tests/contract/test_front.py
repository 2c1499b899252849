"""In front of aiohttp, over raw connections: who is refused, who is read, who is hung up on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.entrance import asking, listening, set_up
from bot.front import BODY_BYTES, HEAD_BYTES, HELD_BYTES, KEPT_S, measured
from tests.front_house import CHUNKED, HERE, PATH, WELL, WORDS, House, a_hall, click


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    house.gate.set()
    site = web.Application(middlewares=[asking])
    site.add_routes([web.post(PATH, house.click), web.get("/health", house.well)])
    set_up(site, [house], house.pressure)
    async with listening(site, host=HERE, port=0) as server:
        house.port = server.sockets[0].getsockname()[1]
        yield house
        house.gate.set()


async def test_what_is_let_in_is_answered_over_and_over_on_one_line(house: House) -> None:
    async with house.line() as line:
        for number in range(1, 4):
            assert await line.asks(click()) == (200, b'{"kept": %d}' % number)
    assert house.pressure.admitted == 3
    assert house.pressure.under_way == 0


async def test_a_full_house_refuses_and_reads_nothing(house: House) -> None:
    """fault 39"""
    house.pressure.most = 0
    async with house.line() as line:
        assert await line.asks(click(b"words")) == (200, WORDS)
        assert await line.asks(click(b"else")) == (503, b"")
        house.pressure.most = 1
        assert await line.asks(click(b"then")) == (200, b'{"kept": 1}')
    assert house.kept == [b"then"]
    assert house.pressure.refused == {("test", "full"): 2}


async def test_the_next_is_refused_while_one_is_under_way_and_let_in_afterwards(
    house: House,
) -> None:
    house.pressure.most = 1
    house.gate.clear()
    async with house.line() as first, house.line() as second:
        first.sends(click(b"first"))
        assert await house.begun.get() == b"first"
        assert await second.asks(click(b"second")) == (503, b"")
        house.gate.set()
        assert (await first.hears())[0] == 200
        assert (await second.asks(click(b"third")))[0] == 200
    assert house.kept == [b"first", b"third"]


async def test_whoever_looks_after_kombot_is_always_let_in(house: House) -> None:
    house.pressure.most = 0
    async with house.line() as line:
        assert await line.asks(WELL) == (200, b"well")
        assert (await line.asks(click()))[0] == 503
        assert await line.asks(WELL) == (200, b"well")


@pytest.mark.parametrize("step", [1, 7, 64])
async def test_a_request_may_come_in_pieces(house: House, step: int) -> None:
    house.pressure.most = 1
    whole = click(b"words, a few of them")
    async with house.line() as line:
        for start in range(0, len(whole), step):
            line.sends(whole[start : start + step])
            await line.writer.drain()
            await asyncio.sleep(0)
        assert (await line.hears())[0] == 200
    assert house.kept == [b"words, a few of them"]


@pytest.mark.parametrize("most", [0, 9])
@pytest.mark.parametrize(
    "unclear",
    [
        CHUNKED,
        click(b"words", more="Expect: 100-continue\r\n"),
        click(b"words", path=f"{PATH}?again"),
    ],
    ids=["chunked", "expecting", "query"],
)
async def test_what_aiohttp_has_to_read_asks_there(house: House, unclear: bytes, most: int) -> None:
    house.pressure.most = most
    async with house.line() as line:
        line.sends(unclear)
        status, body = await line.hears()
        if status == 100:
            status, body = await line.hears()
    assert (status, body) == ((200, b'{"kept": 1}') if most else (200, WORDS))
    assert house.pressure.under_way == 0
    assert house.kept == ([b"words"] if most else [])


@pytest.mark.parametrize(
    "parts", [[click(b"words"), WELL], [click(b"words") + WELL]], ids=["apart", "together"]
)
async def test_answers_to_a_pipeline_come_in_its_order(house: House, parts: list[bytes]) -> None:
    """What is refused must not overtake what is under way: a proxy would mix people up."""
    house.gate.clear()
    async with house.line() as line:
        line.sends(click(b"one"))
        assert await house.begun.get() == b"one"
        house.pressure.most = 0
        for each in parts:
            line.sends(each)
            await house.has_read()
        house.gate.set()
        assert await line.hears() == (200, b'{"kept": 1}')
        assert await line.hears() == (200, WORDS)
        assert await line.hears() == (200, b"well")
    assert house.kept == [b"one"]


@pytest.mark.parametrize(("path", "first"), [(PATH, 200), ("/nowhere", 404)])
async def test_a_request_hidden_in_a_body_is_no_request(
    house: House, path: str, first: int
) -> None:
    """Or one person's answer would be shown to the next."""
    house.pressure.most = 0
    hidden = click(b"words")
    chunked = CHUNKED.replace(b"5\r\nwords", b"%x\r\n%s" % (len(hidden), hidden))
    before, _, after = chunked.replace(PATH.encode(), path.encode(), 1).partition(hidden)
    async with house.line() as line:
        for each in (before, hidden, after + WELL):
            line.sends(each)
            await house.has_read()
        assert (await line.hears())[0] == first
        assert await line.hears() == (200, b"well")
    assert sum(house.pressure.refused.values()) == (path == PATH)


@pytest.mark.parametrize(
    "last",
    [
        click().replace(b"HTTP/1.1", b"HTTP/1.0"),
        click(more="Connection: close\r\n"),
    ],
    ids=["old", "closing"],
)
async def test_who_wants_one_answer_gets_one(house: House, last: bytes) -> None:
    house.pressure.most = 0
    async with house.line() as line:
        assert (await line.asks(last))[0] == 503
        assert await line.is_shut()


@pytest.mark.parametrize(
    ("data", "clear"),
    [
        (click(), True),
        (WELL, True),
        (b"POST", True),
        (b"x" * HEAD_BYTES, True),
        (b"x" * (HEAD_BYTES + 1), False),
        (CHUNKED, False),
        (click(more="Content-Length: 7\r\n"), False),
        (click(more="Content-Length: 9\r\n"), False),
        (click(more="content-length : 9\r\n"), False),
        (click(more="Content-Length: -1\r\n"), False),
        (click(more="X: y\nContent-Length: 9\r\n"), False),
        (click(more="Expect: 100-continue\r\n"), False),
        (click(more="Upgrade: websocket\r\n"), False),
        (click(b"").replace(b"Length: 0", b"Length: %d" % (BODY_BYTES + 1)), False),
        (click(b"").replace(b"Length: 0", b"Length: 0x5"), False),
    ],
)
def test_only_what_is_in_plain_sight_is_taken_for_granted(data: bytes, clear: bool) -> None:  # noqa: FBT001 - a table of yes and no
    assert (measured(data) is not None) is clear


async def test_a_line_that_is_cut_while_it_waits_leaves_no_trace(house: House) -> None:
    house.gate.clear()
    async with house.line() as line:
        line.sends(click(b"cut"))
        await house.begun.get()
    house.gate.set()
    async with house.line() as line:
        assert (await line.asks(click()))[0] == 200
    assert house.pressure.under_way == 0


async def test_rubbish_is_aiohttps_matter_and_no_trace_is_left(house: House) -> None:
    async with house.line() as line:
        assert (await line.asks(b"no http at all\r\n\r\n"))[0] == 400
        assert await line.is_shut()
    assert house.pressure.under_way == 0


async def test_more_lines_than_there_may_be_are_told_no() -> None:
    async with a_hall(most=1) as house, house.line() as first:
        assert (await first.asks(WELL))[0] == 404
        async with house.line() as second:
            assert (await second.hears())[0] == 503
            assert await second.is_shut()
        assert (await first.asks(WELL))[0] == 404
    assert house.pressure.refused == {("connection", "full"): 1}


async def test_who_is_too_slow_or_idle_is_hung_up_on() -> None:
    """The loop's own timers, called before their time."""
    async with a_hall() as house, house.line() as slow, house.line() as idle:
        slow.sends(click()[:-1])
        assert (await idle.asks(WELL))[0] == 404
        for front in list(house.lobby.connections):
            timer = front._slow
            if timer is not None:
                front._too_slow()
            else:
                front._heard_at -= KEPT_S
                front._look()
        assert (await slow.hears())[0] == 408
        assert await slow.is_shut()
        assert await idle.is_shut()
    assert house.lobby.held == 0


async def test_what_is_on_its_way_is_held_within_limits() -> None:
    async with a_hall() as house, house.line() as line:
        house.lobby.held = HELD_BYTES
        line.sends(click()[:-1])
        assert await line.is_shut()
    assert house.lobby.held == HELD_BYTES


async def test_a_body_that_comes_drop_by_drop_takes_nobodys_place(house: House) -> None:
    house.pressure.most = 1
    async with house.line() as slow, house.line() as line:
        slow.sends(CHUNKED[:-5])
        await house.has_read()
        assert (await line.asks(click()))[0] == 200
        slow.sends(CHUNKED[-5:])
        assert (await slow.hears())[0] == 200
    assert house.kept == [b"a click", b"words"]
