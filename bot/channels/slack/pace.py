"""How fast Slack lets us speak: what it told us to wait for, and one message a second per channel.

https://docs.slack.dev/apis/web-api/rate-limits

What is sent unprompted keeps the workers' common pace before it comes here; this is what one
process knows by itself, for whoever cannot wait.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

BETWEEN = timedelta(seconds=1)
"""Between two messages in one channel."""
MOST = timedelta(hours=1)
"""What lies further ahead comes from a clock that was set back."""
REMEMBERED = 10_000


def key_of(team: str, method: str) -> str:
    """What Slack counts by, among the workers."""
    return f"slack:{team}:{method}"


def _nobody(_key: str, _until: datetime) -> None:
    return None


@dataclass(kw_only=True)
class Pace:
    """For one process: a method that is full in a workspace rests there, and nowhere else.

    `tell` is called with what rests and until when, for the other processes.
    """

    now: Callable[[], datetime]
    tell: Callable[[str, datetime], None] = _nobody
    _full: dict[tuple[str, str], datetime] = field(default_factory=dict)
    _next: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def wait(self, team: str, method: str) -> timedelta:
        """How long that method rests there from now on; nothing where it does not."""
        return self._left(self._full, (team, method))

    def full(self, team: str, method: str, after: timedelta) -> None:
        """Slack said how long to wait: nothing is asked before."""
        self._tidy(self._full)
        self._full[team, method] = until = self.now() + after
        self.tell(key_of(team, method), until)

    def turn(self, team: str, channel: str) -> timedelta:
        """Take the next turn to speak in that channel, and say how far ahead it lies."""
        self._tidy(self._next)
        wait = self._left(self._next, (team, channel))
        self._next[team, channel] = self.now() + wait + BETWEEN
        return wait

    def _left(self, table: dict[tuple[str, str], datetime], key: tuple[str, str]) -> timedelta:
        left = table.get(key, self.now()) - self.now()
        return left if timedelta() < left <= MOST else timedelta()

    def _tidy(self, table: dict[tuple[str, str], datetime]) -> None:
        if len(table) >= REMEMBERED:
            now = self.now()
            for key in [key for key, moment in table.items() if moment <= now]:
                del table[key]
