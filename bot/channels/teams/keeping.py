"""The stored message of a card that was clicked: the person's other devices show that one.

Only the newest of what it is to show is sent, once a second at most, whatever the click rate; a few
at a time, so that whoever waits for an answer does not wait behind all of them. A message that
could not be brought up to date shows an old page, and a click on that shows the present one.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

log = logging.getLogger("kombot.teams")

APART = timedelta(seconds=1)
AT_ONCE, BREATH = 8, 0.4
"""While others wait, each place is held for so many seconds: what a tenant may be sent is not all
used up by this."""
MOST, MOST_LAST = 150, 5_000
"""So many pages wait at most, and so many cards that something ended with: what was answered on the
way is not to stay in the chat."""
REMEMBERED = 5_000

Message: TypeAlias = tuple[str, str]
"""A conversation and the id of a message in it."""
Send: TypeAlias = Callable[[], Awaitable[object]]
Begin: TypeAlias = Callable[[Coroutine[Any, Any, None]], object]


@dataclass(kw_only=True)
class Keeping:
    """`begin` starts what goes on by itself; `rest` waits for so many seconds."""

    begin: Begin
    now: Callable[[], datetime]
    rest: Callable[[float], Awaitable[object]]
    _newest: dict[Message, Send] = field(default_factory=dict)
    _busy: set[Message] = field(default_factory=set)
    _sent_at: OrderedDict[Message, datetime] = field(default_factory=OrderedDict)
    _left: int = 0
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def keep(self, message: Message, send: Send, *, is_last: bool = False) -> None:
        """Soon, unless something newer comes first. `is_last`: nothing is left to do there."""
        most = MOST_LAST if is_last else MOST
        if message not in self._newest and len(self._newest) >= most:
            self._leave()
            return
        self._newest[message] = send
        if message not in self._busy:
            self._busy.add(message)
            self.begin(self._kept(message))

    def overtake(self, message: Message) -> None:
        """Something else takes its place: what waits is not sent any more."""
        self._newest.pop(message, None)

    def _leave(self) -> None:
        """Told once for all that are left while so many wait."""
        if not self._left:
            log.warning("more messages in teams are to be updated than it takes: some are left")
        self._left += 1

    async def _kept(self, message: Message) -> None:
        try:
            while message in self._newest:
                await self._wait(message)
                async with self._places:
                    if send := self._newest.pop(message, None):
                        await send()
                        self._note(message)
                        if self._newest:
                            await self.rest(BREATH)
        finally:
            self._busy.discard(message)
            if not self._busy:
                self._left = 0

    async def _wait(self, message: Message) -> None:
        sent_at, now = self._sent_at.get(message), self.now()
        if sent_at is not None and timedelta() <= now - sent_at < APART:
            await self.rest((sent_at + APART - now).total_seconds())

    def _note(self, message: Message) -> None:
        self._sent_at[message] = self.now()
        self._sent_at.move_to_end(message)
        if len(self._sent_at) > REMEMBERED:
            self._sent_at.popitem(last=False)
