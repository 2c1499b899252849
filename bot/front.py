"""In front of aiohttp: whole requests go on to it when it is their turn, others are refused.

Past capacity even to read a request and say no costs aiohttp more than there is. So this looks at
the bytes of a connection first. A request for a platform's address is gathered, and asks to be let
in; who is not gets a ready answer, for a twentieth of what it takes to work it off. What has its
length not in plain sight (chunked, pipelined, expecting something) is left to aiohttp, and asks
when that has read it.

It also keeps out what only holds a place: who takes too long to send a request, who keeps a
connection without using it, and more connections than there are files.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus

from bot.channels.full import Full, Rule, Rules
from bot.pressure import CLOSING, FULL, Pressure

KEPT_S, SLOW_S = 75.0, 10.0
"""For how long an idle connection is kept (a proxy's own limit is mostly 60), and for how long a
request may be on its way."""
HEAD_BYTES, BODY_BYTES = 16 * 1024, 1024 * 1024
HELD_BYTES = 32 * 1024 * 1024
"""How much of requests on their way is held altogether."""
UNREAD_BYTES = 64 * 1024
"""Who does not read what they are told is told no more."""
CONNECTIONS = 4000
RETRY_AFTER_S = 2

HEAD_ENDS = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,9})[ \t]*(?=\r\n)")
UNCLEAR = re.compile(rb"\r\n(?:transfer-encoding|expect|upgrade)[ \t]*:")
LAST = re.compile(rb"^[^\r]* http/1\.0\r\n|\r\nconnection:[ \t]*close[ \t]*\r\n")
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Whole:
    """Where a request ends in what has come: `end` is 0 as long as its head is not there."""

    end: int
    body: int
    last: bool


def measured(data: bytes) -> Whole | None:
    """None where its length is not in plain sight."""
    head_end = data.find(HEAD_ENDS)
    if head_end < 0:
        return Whole(0, 0, last=False) if len(data) <= HEAD_BYTES else None
    head = data[: head_end + 2].lower()
    lengths = LENGTH.findall(head)
    if head.count(b"content-length") != len(lengths) or len(lengths) > 1 or UNCLEAR.search(head):
        return None
    body = head_end + len(HEAD_ENDS)
    length = int(lengths[0]) if lengths else 0
    if length > BODY_BYTES or head_end > HEAD_BYTES:
        return None
    return Whole(body + length, body, last=LAST.search(head) is not None)


@dataclass(kw_only=True)
class Hall:
    """What all connections share. `behind` makes what takes over a connection: aiohttp's server."""

    behind: Callable[[], asyncio.Protocol]
    pressure: Pressure
    rules: Rules
    most: int = CONNECTIONS
    held: int = 0
    connections: set[Front] = field(default_factory=set)
    _starts: dict[bytes, Rule] = field(init=False)

    def __post_init__(self) -> None:
        self._starts = {b"POST " + path.encode(): rule for path, rule in self.rules.items()}

    def front(self) -> Front:
        return Front(self)

    def rule_for(self, data: bytes) -> Rule | None:
        return self._starts.get(data[: data.find(b" ", 5)])

    def close(self) -> None:
        """Nobody comes in any more; who is in gets an answer."""
        self.pressure.close()
        for each in list(self.connections):
            each.leave()


class Front(asyncio.Protocol):
    """One connection, with one request at a time as far as it is in plain sight."""

    def __init__(self, hall: Hall) -> None:
        self.asked = False
        """Whether the request that is under way asked to be let in, and was."""
        self._hall = hall
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._behind: asyncio.Protocol | None = None
        self._coming = b""
        self._waiting: bytes | None = None
        self._busy = self._given_up = False
        self._heard_at = 0.0
        self._slow: asyncio.TimerHandle | None = None
        self._idle: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError(type(transport).__name__)
        self._transport = transport
        if len(self._hall.connections) >= self._hall.most:
            self._hall.pressure.refuse("connection")
            transport.write(_wire(Full(), last=True))
            transport.close()
            return
        self._hall.connections.add(self)
        self._heard_at = self._loop.time()
        self._idle = self._loop.call_later(KEPT_S, self._look)

    def data_received(self, data: bytes) -> None:
        self._heard_at = self._loop.time()
        if self._given_up:
            self._take_over(data)
            return
        if self._waiting is not None:
            # Nobody knows where the next one begins, unless aiohttp is asked.
            self._given_up, self._waiting = True, self._waiting + data
            return
        if self._busy:
            self._give_up(data)
            return
        if self._coming:
            data = self._coming + data
            self._hold(b"")
        found = measured(data)
        if found is None or 0 < found.end < len(data):
            self._give_up(data)
        elif found.end != len(data):
            self._hold(data)
        else:
            self._one(data, found)

    def _one(self, data: bytes, found: Whole) -> None:
        """A whole request, and nothing after it."""
        if self._slow is not None:
            self._slow.cancel()
            self._slow = None
        rule = self._hall.rule_for(data)
        if rule is None:
            self._take_over(data)
            return
        self._waiting = data
        if not self._hall.pressure.ask(self):
            self._refuse(rule, data[found.body :], last=found.last)

    def come_in(self) -> None:
        data, self._waiting = self._waiting or b"", None
        if self._transport is None:
            self._hall.pressure.done()
            return
        self.asked = True
        self._take_over(data)

    def turn_away(self, reason: str) -> None:
        data = self._waiting or b""
        found, rule = measured(data), self._hall.rule_for(data)
        if found is not None and rule is not None:
            last = found.last or found.end < len(data) or reason == CLOSING
            self._refuse(rule, data[found.body : found.end], last=last, reason=reason)
        elif self._transport is not None:
            self._transport.close()

    def answered(self) -> None:
        """What was under way is answered."""
        self._busy = False
        if self.asked:
            self.asked = False
            self._hall.pressure.done()

    def leave(self) -> None:
        if not self._busy and self._transport is not None:
            self._transport.close()

    def _refuse(self, rule: Rule, body: bytes, *, last: bool, reason: str = FULL) -> None:
        self._waiting = None
        self._hall.pressure.refuse(rule.surface, reason)
        if self._transport is None:
            return
        self._transport.write(_wire(rule.refuse(body), last=last))
        if last:
            self._transport.close()
        elif self._transport.get_write_buffer_size() > UNREAD_BYTES:
            self._transport.abort()

    def _give_up(self, data: bytes) -> None:
        self._given_up = True
        self._take_over(data)

    def _take_over(self, data: bytes) -> None:
        if self._transport is None:
            return
        if self._behind is None:
            self._behind = self._hall.behind()
            self._behind.connection_made(self._transport)
        self._busy = True
        self._behind.data_received(data)

    def _hold(self, data: bytes) -> None:
        self._hall.held += len(data) - len(self._coming)
        self._coming = data
        if self._hall.held > HELD_BYTES and self._transport is not None:
            self._hall.pressure.refuse("connection")
            self._transport.abort()
        elif data and self._slow is None:
            self._slow = self._loop.call_later(SLOW_S, self._too_slow)

    def _too_slow(self) -> None:
        if self._transport is not None:
            self._transport.write(TOO_SLOW)
            self._transport.close()

    def _look(self) -> None:
        """One timer a connection, and not one a request."""
        left = self._heard_at + KEPT_S - self._loop.time()
        waits = self._busy or self._waiting is not None
        if left > 0 or (waits and not self._given_up):
            self._idle = self._loop.call_later(max(left, 1.0), self._look)
        elif self._transport is not None:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._hall.connections.discard(self)
        self._hall.held -= len(self._coming)
        self._coming = b""
        for timer in (self._slow, self._idle):
            if timer is not None:
                timer.cancel()
        self.answered()
        if self._behind is not None:
            self._behind.connection_lost(exc)

    def eof_received(self) -> bool | None:
        return None if self._behind is None else self._behind.eof_received()

    def pause_writing(self) -> None:
        if self._behind is not None:
            self._behind.pause_writing()

    def resume_writing(self) -> None:
        if self._behind is not None:
            self._behind.resume_writing()


@lru_cache(maxsize=256)
def _wire(full: Full, *, last: bool) -> bytes:
    """As bytes on the wire. Remembered, as most are told the same."""
    head = [f"HTTP/1.1 {full.status} {HTTPStatus(full.status).phrase}"]
    head.append(f"Content-Length: {len(full.body)}")
    if full.body:
        head.append("Content-Type: application/json; charset=utf-8")
    if full.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        head.append(f"Retry-After: {RETRY_AFTER_S}")
    if last:
        head.append("Connection: close")
    return "\r\n".join((*head, "", "")).encode() + full.body
