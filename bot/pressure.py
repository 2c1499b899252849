"""How much waits at the door, and who is still let in.

One loop does all the work, so whoever is let in keeps everybody behind them waiting. Three rules:

- In one turn of the loop as many are let in as fit into TURN_S. A turn stays short, so that who
  comes meanwhile is heard soon, if only to be told no.
- As many are under way as can be without waiting long for the store: `room` grows as long as the
  quickest of them is through the inbox within QUICK_S, and shrinks where even that one is not.
  Time spent on somebody else's server is not counted: it keeps nobody else waiting.
- Whoever comes stands in line, as long as the line is worked off within `patience`. A burst is
  thus served a little late and not refused. A line that does not end is no burst: once it has
  stood for PATIENCE_S, it is kept at BRISK_S, or everybody would wait that long for ever.

What counts is measured while there is a line: how often one is answered (`each`), and how much of
the loop's own time it takes (`cost`).
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

MOST = 1000
"""Under way and in line: it bounds the memory."""
ROOM, LEAST_ROOM = 300, 32
PATIENCE_S = 0.5
"""Of the three seconds that Slack gives; two are the budget of who looks somebody up there."""
BRISK_S = 0.1
SLOWER = 4
"""So many times slower than was thought may it go, until whoever stands in line is sent away: in a
flood even to refuse takes most of the time."""
QUICK_S = 0.2
WINDOW_S = 0.1
TURN_S = 0.012
LEAST, LARGEST = 4, 8
"""Let in in a turn in any case, and at most: what is measured in quiet times is too good."""
FIRST_EACH_S, FIRST_COST_S = 0.004, 0.002
LEARNING = 0.4
LONGEST_S = 0.25
"""What took longer was something else: the disk or the machine stood."""
FULL, LATE, CLOSING = "full", "late", "closing"


class Guest(Protocol):
    """Whoever asks to be let in."""

    def come_in(self) -> None: ...

    def turn_away(self, reason: str) -> None:
        """Only after having stood in line; who cannot even do that is told at once."""


def _next_turn(call: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_soon(call)


@dataclass(kw_only=True)
class Pressure:
    """Times are in seconds; `soon` calls in the loop's next turn.

    `worked_for` is for how long the loop's thread has done something. To be read by whoever counts:
    `under_way`, `waiting`, `admitted`, and `refused` by surface and reason, the store's own too.
    """

    now: Callable[[], float] = time.monotonic
    worked_for: Callable[[], float] = time.thread_time
    soon: Callable[[Callable[[], None]], None] = _next_turn
    most: int = MOST
    room: int = ROOM
    patience: float = PATIENCE_S
    each: float = FIRST_EACH_S
    cost: float = FIRST_COST_S
    under_way: int = 0
    admitted: int = 0
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    closed: bool = False
    _line: deque[tuple[float, Guest]] = field(default_factory=deque)
    _stands_since: float = 0.0
    _let_in: int = 0
    _watching: bool = False
    _window_began: float = 0.0
    _work_began: float = 0.0
    _quickest: float = math.inf
    _answered: int = 0
    _was_short: bool = False

    @property
    def waiting(self) -> int:
        return len(self._line)

    @property
    def share(self) -> int:
        """How many are let in in one turn of the loop."""
        return min(LARGEST, max(LEAST, int(TURN_S / self.cost)))

    def ask(self, guest: Guest) -> bool:
        """Whether it comes in, now or when its turn comes; else nothing becomes of it."""
        if self.closed or self.under_way + len(self._line) >= self.most:
            return False
        if not self._line and self._has_room():
            self._let(guest)
        elif not self._stand(guest):
            return False
        self._watch()
        return True

    def done(self) -> None:
        """One that came in is answered."""
        self.under_way -= 1
        self._answered += 1
        self._look()
        if self._line:
            self._watch()

    def worked(self, took: float) -> None:
        """So many seconds of it went into the store and the loop, and no platform's."""
        self._quickest = min(self._quickest, took)
        self._look()

    def refuse(self, surface: str, reason: str = FULL) -> None:
        """Count it; whoever refuses says so to the person."""
        self.refused[surface, reason] += 1

    def close(self) -> None:
        """From now on nobody comes in."""
        self.closed = True
        while self._line:
            self._line.popleft()[1].turn_away(CLOSING)

    def _has_room(self) -> bool:
        if self.under_way >= self.room:
            self._was_short = True
            return False
        return self._let_in < self.share

    def _stand(self, guest: Guest) -> bool:
        now = self.now()
        if not self._line:
            self._stands_since = now
            self._look_anew(now)
        lasting = now - self._stands_since > self.patience
        patience = min(BRISK_S, self.patience) if lasting else self.patience
        stuck = self._line and now - self._line[0][0] > self.patience
        if stuck or len(self._line) * self.each > patience:
            return False
        self._line.append((now, guest))
        return True

    def _let(self, guest: Guest) -> None:
        self._let_in += 1
        self.under_way += 1
        self.admitted += 1
        guest.come_in()

    def _watch(self) -> None:
        """Once a turn: whoever looks twice lets twice as many in, and never stops."""
        if not self._watching:
            self._watching = True
            self.soon(self._turned)

    def _turned(self) -> None:
        """A turn of the loop is over: let the next ones in."""
        now = self.now()
        self._let_in, self._watching = 0, False
        while self._line and self._has_room():
            if len(self._line) == 1:
                self._learn(now)
            since, guest = self._line.popleft()
            if now - since > SLOWER * self.patience:
                guest.turn_away(LATE)
            else:
                self._let(guest)
        if self._let_in or (self._line and self.under_way < self.room):
            self._watch()

    def _look(self) -> None:
        if (now := self.now()) - self._window_began >= WINDOW_S:
            self._learn(now)

    def _learn(self, now: float) -> None:
        """How often one is answered, and whether those who are in stand in each other's way."""
        if QUICK_S < self._quickest < math.inf and self.under_way > LEAST_ROOM:
            self.room = max(LEAST_ROOM, int(0.8 * min(self.room, self.under_way)))
        elif self._was_short:
            self.room = min(self.most, self.room + self.room // 8)
        if self._line and self._answered and self._stands_since <= self._window_began:
            often = (now - self._window_began) / self._answered
            self.each += LEARNING * (min(often, LONGEST_S) - self.each)
            cost = (self.worked_for() - self._work_began) / self._answered
            self.cost += LEARNING * (min(cost, LONGEST_S) - self.cost)
            self._shorten()
        self._look_anew(now)
        if self._line:
            self._watch()

    def _shorten(self) -> None:
        """Where it goes slower than was thought, whoever came last is told so, and soon."""
        while len(self._line) * self.each > SLOWER * self.patience:
            self._line.pop()[1].turn_away(FULL)

    def _look_anew(self, now: float) -> None:
        self._window_began, self._work_began = now, self.worked_for()
        self._answered = 0
        self._quickest, self._was_short = math.inf, False
