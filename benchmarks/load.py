"""What makes the load: many at once, each the next when the last is answered; or so many a second.

Requests are whole bytes before a slice begins, and answers are looked at after it has ended, so
that the client has little to do and is never what is measured.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from benchmarks.measure import Slice
from benchmarks.servers import HOST, Server

HEAD_ENDS = b"\r\n\r\n"
LENGTH = b"content-length:"
STATUS = slice(9, 12)


@dataclass(frozen=True, slots=True)
class Answer:
    """`took` is in seconds; `number` is the request's place in what was sent."""

    number: int
    status: int
    body: bytes
    took: float


class Broken(Exception):
    """The server hung up on a request."""


def request(
    path: str, body: bytes, headers: Iterable[tuple[str, str]] = (), *, method: str = "POST"
) -> bytes:
    """The bytes of one HTTP request, over a connection that is kept."""
    head = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Content-Length: {len(body)}"]
    head += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join((*head, "", "")).encode() + body


class Line(asyncio.Protocol):
    """One connection: one request at a time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None
        self._read = bytearray()

    @classmethod
    async def open(cls, port: int) -> Line:
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(lambda: cls(port), HOST, port)
        return line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        end = self._read.find(HEAD_ENDS)
        if end < 0:
            return
        head = bytes(self._read[:end])
        start = end + len(HEAD_ENDS)
        whole = start + _length(head)
        if len(self._read) >= whole and self._waiting is not None:
            body = bytes(self._read[start:whole])
            del self._read[:whole]
            if not self._waiting.done():
                self._waiting.set_result((int(head[STATUS]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Broken("the server hung up"))

    async def ask(self, whole: bytes) -> tuple[int, bytes]:
        if self._transport is None:
            raise Broken("the connection is gone")
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(whole)
        return await self._waiting

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def _length(head: bytes) -> int:
    lower = head.lower()
    found = lower.find(LENGTH)
    if found < 0:
        return 0
    return int(lower[found + len(LENGTH) :].partition(b"\r\n")[0])


@dataclass(kw_only=True)
class Heard:
    """A slice, and every answer in it."""

    slice: Slice
    answers: list[Answer] = field(repr=False)


async def closed_loop(
    server: Server, requests: Sequence[bytes], *, at_once: int, seconds: float
) -> Heard:
    """Until the time is over or nothing is left to ask; what has begun is waited for."""
    lines = [await Line.open(server.port) for _ in range(at_once)]
    answers: list[Answer] = []
    coming = iter(enumerate(requests))
    cpu, began = server.cpu_s, perf_counter()
    ends = began + seconds
    await asyncio.gather(*(_goes_on(line, coming, answers, ends) for line in lines))
    took = perf_counter() - began
    used = server.cpu_s - cpu
    for line in lines:
        line.close()
    return Heard(slice=_slice(answers, took, used), answers=answers)


async def _goes_on(
    line: Line, coming: Iterator[tuple[int, bytes]], answers: list[Answer], ends: float
) -> None:
    while (now := perf_counter()) < ends:
        number, whole = next(coming, (-1, b""))
        if number < 0:
            return
        status, body = await line.ask(whole)
        answers.append(Answer(number, status, body, perf_counter() - now))


async def constant(
    server: Server, requests: Sequence[bytes], *, per_second: float, at_once: int
) -> Heard:
    """Each at its planned time, whatever became of those before, and measured from then on.

    `at_once` is how many connections there are: who finds none free waits, and that counts.
    """
    lines: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(at_once):
        lines.put_nowait(await Line.open(server.port))
    answers: list[Answer] = []
    cpu, began = server.cpu_s, perf_counter()
    async with asyncio.TaskGroup() as sending:
        for number, whole in enumerate(requests):
            planned = began + number / per_second
            if (early := planned - perf_counter()) > 0:
                await asyncio.sleep(early)
            sending.create_task(_sent(lines, answers, number, whole, planned))
    took = perf_counter() - began
    used = server.cpu_s - cpu
    while not lines.empty():
        lines.get_nowait().close()
    return Heard(slice=_slice(answers, took, used), answers=answers)


async def _sent(
    lines: asyncio.Queue[Line], answers: list[Answer], number: int, whole: bytes, planned: float
) -> None:
    line = await lines.get()
    try:
        status, body = await line.ask(whole)
    except Broken:
        status, body, line = 0, b"", await Line.open(line.port)
    finally:
        lines.put_nowait(line)
    answers.append(Answer(number, status, body, perf_counter() - planned))


def _slice(answers: Sequence[Answer], took: float, cpu_s: float) -> Slice:
    return Slice(
        done=len(answers), seconds=took, cpu_s=cpu_s, latencies=[each.took for each in answers]
    )
