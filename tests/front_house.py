"""A house with a front, and people who speak to it over raw connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.channels.full import Full, Rule, Rules
from bot.entrance import asking, set_up
from bot.front import CONNECTIONS, Hall
from bot.pressure import Pressure

HERE = "127.0.0.1"
PATH = "/clicks"
WORDS = b'{"text": "Der er travlt"}'


@dataclass
class House:
    """What is posted to /clicks is kept, once the gate is open."""

    kept: list[bytes] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)
    pressure: Pressure = field(default_factory=Pressure)
    port: int = 0
    hall: Hall | None = None

    @property
    def lobby(self) -> Hall:
        assert self.hall is not None
        return self.hall

    def refusals(self) -> Rules:
        return {PATH: Rule("test", lambda body: Full(200, WORDS) if b"words" in body else Full())}

    async def click(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.begun.put_nowait(body)
        await self.gate.wait()
        self.kept.append(body)
        return web.json_response({"kept": len(self.kept)})

    async def well(self, _request: web.Request) -> web.Response:
        return web.Response(text="well")

    async def has_read(self) -> None:
        """Whatever was sent before: who comes later is answered later."""
        async with self.line() as probe:
            assert (await probe.asks(WELL))[0] == 200

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        reader, writer = await asyncio.open_connection(HERE, self.port)
        try:
            yield Line(reader, writer)
        finally:
            writer.close()


@dataclass
class Line:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def sends(self, data: bytes) -> None:
        self.writer.write(data)

    async def hears(self) -> tuple[int, bytes]:
        """The next answer."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or b"0")
        return int(head[9:12]), await self.reader.readexactly(length)

    async def asks(self, data: bytes) -> tuple[int, bytes]:
        self.sends(data)
        return await self.hears()

    async def is_shut(self) -> bool:
        return await self.reader.read() == b""


def click(body: bytes = b"a click", *, path: str = PATH, more: str = "") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: kombot\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


CHUNKED = (
    f"POST {PATH} HTTP/1.1\r\nHost: kombot\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5\r\nwords\r\n0\r\n\r\n"
).encode()
WELL = b"GET /health HTTP/1.1\r\nHost: kombot\r\n\r\n"


@asynccontextmanager
async def a_hall(*, most: int = CONNECTIONS) -> AsyncIterator[House]:
    """With nothing behind it: whatever comes in is not found."""
    house = House()
    site = web.Application(middlewares=[asking])
    set_up(site, [], house.pressure)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    assert runner.server is not None
    hall = Hall(behind=runner.server, pressure=house.pressure, rules={}, most=most)
    server = await asyncio.get_running_loop().create_server(hall.front, HERE, 0)
    house.port, house.hall = server.sockets[0].getsockname()[1], hall
    try:
        yield house
    finally:
        server.close()
        hall.close()
        await runner.cleanup()
