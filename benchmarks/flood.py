"""More requests than a server can take: so many a second, whatever becomes of those before.

It has to send ten times what is measured, so it is a plain loop over sockets in a thread of its
own: who finds a connection free sends at once, and the clock runs from that moment on (`sent`), or
from the planned one (`planned`), where being late is the server's own doing.
"""

from __future__ import annotations

import asyncio
import gc
import select
import socket
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import TypeAlias

from benchmarks.load import HEAD_ENDS, LENGTH, STATUS
from benchmarks.servers import HOST

READ = 64 * 1024
UNANSWERED_S = 10.0
"""For how long what was sent is waited for when the time is over."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Times are seconds since the flood began."""

    status: int
    body: bytes
    planned: float
    sent: float
    heard: float


Next: TypeAlias = Callable[[], bytes | None]
Heard: TypeAlias = Callable[[bytes, int, bytes], None]
"""The request as it was sent, and what it was answered with."""


@dataclass(slots=True, eq=False)
class _Line:
    socket: socket.socket
    whole: bytes = b""
    planned: float = 0.0
    sent: float = 0.0
    got: bytearray = field(default_factory=bytearray)


@dataclass(kw_only=True)
class Flood:
    """`coming` gives the next request, None when there is none; `heard` is told of each answer."""

    port: int
    lines: int
    coming: Next
    heard: Heard
    outcomes: list[Outcome] = field(default_factory=list)
    broken: int = 0
    late: int = 0
    """How often one had to wait for a connection: the client was at its end, not the server."""
    stood: float = 0.0
    """For how long the client itself stood still at most, in seconds."""
    _free: deque[_Line] = field(default_factory=deque)
    _busy: dict[int, _Line] = field(default_factory=dict)
    _poll: select.epoll = field(default_factory=select.epoll)
    _known: dict[bytes, bytes] = field(default_factory=dict)

    async def lasts(self, *, per_second: float, seconds: float, most: int | None = None) -> None:
        """Without looking for garbage meanwhile: the client would stand for a tenth of a second."""
        gc.disable()
        try:
            await asyncio.to_thread(self._lasts, per_second, seconds, most)
        finally:
            gc.enable()

    def _lasts(self, per_second: float, seconds: float, most: int | None = None) -> None:
        for _ in range(self.lines):
            self._open()
        began, number = perf_counter(), 0
        total, looked = most or int(per_second * seconds), 0.0
        while True:
            now = perf_counter() - began
            self.stood, looked = max(self.stood, now - looked), now
            if now >= seconds:
                total = min(total, number)
            due = min(total, int(now * per_second) + 1)
            while number < due and self._free:
                if not self._send(number / per_second, began):
                    total = number
                    break
                number += 1
            self.late += number < due
            if number >= total and (not self._busy or now > seconds + UNANSWERED_S):
                break
            pause = number / per_second - now if number < total and self._free else 0.05
            self._hear(began, max(0.0, pause))
        self._close()

    def _open(self) -> None:
        line = socket.create_connection((HOST, self.port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.settimeout(0)
        self._poll.register(line.fileno(), select.EPOLLIN)
        self._free.append(_Line(line))

    def _send(self, planned: float, began: float) -> bool:
        whole = self.coming()
        if whole is None:
            return False
        line = self._free.popleft()
        line.whole, line.planned = whole, planned
        line.sent = perf_counter() - began
        self._busy[line.socket.fileno()] = line
        if line.socket.send(whole) != len(whole):
            raise RuntimeError("a request does not fit into a socket's buffer")
        return True

    def _hear(self, began: float, pause: float) -> None:
        for number, _ in self._poll.poll(pause):
            line = self._busy.get(number)
            if line is None:
                self._gone(number)
                continue
            try:
                data = line.socket.recv(READ)
            except ConnectionError:
                data = b""
            if not data:
                self._gone(number)
                continue
            line.got += data
            if (found := self._whole(line.got)) is not None:
                self._answered(line, *found, perf_counter() - began)

    def _answered(self, line: _Line, status: int, body: bytes, now: float) -> None:
        """Equal bodies are kept once: most refusals are."""
        body = self._known.setdefault(body, body) if len(body) < READ // 64 else body
        self.heard(line.whole, status, body)
        kept = body if len(body) < READ // 64 else b""
        self.outcomes.append(Outcome(status, kept, line.planned, line.sent, now))
        line.got.clear()
        del self._busy[line.socket.fileno()]
        self._free.append(line)

    def _whole(self, got: bytearray) -> tuple[int, bytes] | None:
        end = got.find(HEAD_ENDS)
        if end < 0:
            return None
        head = bytes(got[:end]).lower()
        found = head.find(LENGTH)
        length = int(head[found + len(LENGTH) :].partition(b"\r\n")[0]) if found >= 0 else 0
        start = end + len(HEAD_ENDS)
        if len(got) < start + length:
            return None
        return int(head[STATUS]), bytes(got[start : start + length])

    def _gone(self, number: int) -> None:
        """The server hung up; another connection takes its place."""
        self.broken += 1
        self._poll.unregister(number)
        line = self._busy.pop(number, None)
        if line is None:
            line = next(each for each in self._free if each.socket.fileno() == number)
            self._free.remove(line)
        else:
            self.heard(line.whole, 0, b"")
        line.socket.close()
        self._open()

    def _close(self) -> None:
        for line in (*self._free, *self._busy.values()):
            line.socket.close()
        self._poll.close()
