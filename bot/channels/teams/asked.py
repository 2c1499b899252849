"""What Teams asked a little while ago: a client that asks once more gets the same answer."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.channels.base import Reply

KEPT = 60.0
"""Seconds for which an answer may be asked for again: clients ask twice, some seconds apart."""
MOST = 1_000
"""Whoever asks again after so many others is told that it has been done."""

Work: TypeAlias = asyncio.Task[Reply | None]
Key: TypeAlias = tuple[str, str]


@dataclass(kw_only=True)
class Asked:
    """`sending`: whether the message that the answer speaks of has arrived."""

    work: Work
    until: float
    sending: asyncio.Task[bool] | None = None


@dataclass
class Lately:
    """In the order in which it was asked. One timer for all: most clicks are asked once."""

    kept: float = KEPT
    most: int = MOST
    _asked: OrderedDict[Key, Asked] = field(default_factory=OrderedDict)
    _sweeping: asyncio.TimerHandle | None = None

    def get(self, key: Key) -> Asked | None:
        found = self._asked.get(key)
        return found if found and found.until > asyncio.get_running_loop().time() else None

    def keep(self, key: Key, work: Work) -> None:
        loop = asyncio.get_running_loop()
        self._asked.pop(key, None)
        self._asked[key] = Asked(work=work, until=loop.time() + self.kept)
        if len(self._asked) > self.most:
            self._asked.popitem(last=False)
        if self._sweeping is None:
            self._sweeping = loop.call_later(self.kept, self._sweep, loop)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        """What was said is kept no longer than it is of use, also when nobody comes any more."""
        self._sweeping, now = None, loop.time()
        while self._asked and next(iter(self._asked.values())).until <= now:
            self._asked.popitem(last=False)
        if self._asked:
            first = next(iter(self._asked.values()))
            self._sweeping = loop.call_at(first.until, self._sweep, loop)
