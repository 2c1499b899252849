"""How much waits at the door, and who is still let in.

One loop does all the work, so whoever is let in keeps everybody behind them waiting. How long one
request keeps the loop (`each`) is measured while there is a line, as that is when it counts; from
it follow the two rules:

- In one turn of the loop as many are let in as fit into TURN_S. A turn stays short, so that who
  comes meanwhile is heard soon, if only to be told no.
- Whoever comes stands in line, as long as the line is worked off within `patience`. A burst is
  thus served a little late and not refused. A line that does not end is no burst: once it has
  stood for PATIENCE_S, it is kept at BRISK_S, or everybody would wait that long for ever.

What waits for a disk or for somebody else's server keeps no loop, and does not count here but for
`most`, which bounds the memory.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

MOST = 1000
PATIENCE_S = 1.0
"""Of the three seconds that Slack gives; two are the budget of who looks somebody up there."""
BRISK_S = 0.2
TURN_S = 0.02
LEAST = 4
"""Let in in a turn all the same, when something else makes the turns long."""
FIRST_GUESS_S = 0.001
LEARNING = 0.2
LONGEST_S = 0.25
"""A turn that took longer did something else: a slice of the planner's, or the machine stood."""
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
    """`now` is in seconds, and `soon` calls in the loop's next turn.

    To be read by whoever counts: `under_way`, `waiting`, `admitted`, and `refused` by surface and
    reason, the store's own refusals too.
    """

    now: Callable[[], float] = time.monotonic
    soon: Callable[[Callable[[], None]], None] = _next_turn
    most: int = MOST
    patience: float = PATIENCE_S
    each: float = FIRST_GUESS_S
    under_way: int = 0
    admitted: int = 0
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    closed: bool = False
    _line: deque[tuple[float, Guest]] = field(default_factory=deque)
    _stands_since: float = 0.0
    _let_in: int = 0
    _watching: bool = False
    _turn_began: float = 0.0

    @property
    def waiting(self) -> int:
        return len(self._line)

    @property
    def share(self) -> int:
        """How many are let in in one turn of the loop."""
        return max(LEAST, int(TURN_S / self.each))

    def ask(self, guest: Guest) -> bool:
        """Whether it comes in, now or when its turn comes; else nothing becomes of it."""
        if self.closed or self.under_way + len(self._line) >= self.most:
            return False
        if not self._line and self._let_in < self.share:
            self._let(guest)
        elif not self._stand(guest):
            return False
        if not self._watching:
            self._watch()
        return True

    def done(self) -> None:
        """One that came in is answered."""
        self.under_way -= 1

    def refuse(self, surface: str, reason: str = FULL) -> None:
        """Count it; whoever refuses says so to the person."""
        self.refused[surface, reason] += 1

    def close(self) -> None:
        """From now on nobody comes in."""
        self.closed = True
        while self._line:
            self._line.popleft()[1].turn_away(CLOSING)

    def _stand(self, guest: Guest) -> bool:
        now = self.now()
        if not self._line:
            self._stands_since = now
        lasting = now - self._stands_since > self.patience
        patience = min(BRISK_S, self.patience) if lasting else self.patience
        if len(self._line) * self.each > patience:
            return False
        self._line.append((now, guest))
        return True

    def _let(self, guest: Guest) -> None:
        self._let_in += 1
        self.under_way += 1
        self.admitted += 1
        guest.come_in()

    def _watch(self) -> None:
        self._watching = True
        self._turn_began = self.now()
        self.soon(self._turned)

    def _turned(self) -> None:
        """A turn of the loop is over: learn from it, and let the next ones in."""
        now = self.now()
        if self._line and self._let_in:
            took = min(now - self._turn_began, LONGEST_S) / self._let_in
            self.each += LEARNING * (took - self.each)
        self._let_in, self._watching = 0, False
        while self._line and self._let_in < self.share:
            since, guest = self._line.popleft()
            if now - since > 2 * self.patience:
                guest.turn_away(LATE)
            else:
                self._let(guest)
        if self._line or self._let_in:
            self._watch()
