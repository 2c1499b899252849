"""A way between two processes that can be cut, held up or led elsewhere."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

CHUNK = 64 * 1024


@dataclass
class Proxy:
    """To the first of `ports` that lets itself be reached, in turn. While `dark` nothing passes.

    What comes meanwhile is taken and left lying, as by a firewall that drops packets: whoever asks
    is told nothing.
    """

    ports: list[int]
    port: int = 0
    light: asyncio.Event = field(default_factory=asyncio.Event)
    _lines: set[asyncio.Task[None]] = field(default_factory=set)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _there: Counter[int] = field(default_factory=Counter)

    async def leaves(self, port: int) -> None:
        """Nobody is led there any more, and whoever was has had an answer."""
        self.ports.remove(port)
        while self._there[port]:
            await asyncio.sleep(0.01)

    def dark(self) -> None:
        self.light.clear()

    def bright(self) -> None:
        """What was held up goes on its way, unless whoever sent it has given up."""
        self.light.set()

    def cuts(self) -> None:
        """Every line that stands is reset."""
        for writer in self._writers:
            writer.transport.abort()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        self._writers.add(writer)
        try:
            await self._joined(reader, writer)
        finally:
            self._lines.discard(task)
            self._writers.discard(writer)
            writer.close()

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.light.wait()
        for _ in range(len(self.ports)):
            self.ports.append(there := self.ports.pop(0))
            self._there[there] += 1
            with suppress(OSError):
                back, forth = await asyncio.open_connection("127.0.0.1", there)
                self._writers.add(forth)
                await asyncio.wait(
                    [
                        asyncio.create_task(self._flows(reader, forth)),
                        asyncio.create_task(self._flows(back, writer)),
                    ],
                    return_when=asyncio.FIRST_COMPLETED,
                )
                self._writers.discard(forth)
                self._there[there] -= 1
                forth.close()
                return
            self._there[there] -= 1

    async def _flows(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(CHUNK):
                await self.light.wait()
                writer.write(data)
                await writer.drain()

    async def close(self) -> None:
        self.bright()
        self.cuts()
        if self._lines:
            await asyncio.wait(list(self._lines))


@asynccontextmanager
async def a_proxy(*ports: int) -> AsyncIterator[Proxy]:
    proxy = Proxy(ports=list(ports))
    proxy.bright()
    async with await asyncio.start_server(proxy.handle, "127.0.0.1", 0) as server:
        proxy.port = server.sockets[0].getsockname()[1]
        try:
            yield proxy
        finally:
            await proxy.close()
