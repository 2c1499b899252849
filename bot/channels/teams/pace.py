"""How fast Teams lets us speak: in one conversation, to one tenant, and after it said to wait.

learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit. Pure: the time is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True)
class Limit:
    most: int
    seconds: int


class What(StrEnum):
    SEND = "send"
    CREATE = "create"
    MEMBERS = "members"


SENDING = (Limit(7, 1), Limit(8, 2), Limit(60, 30), Limit(1800, 3600))
ASKING = (Limit(14, 1), Limit(16, 2), Limit(120, 30), Limit(3600, 3600))
IN_A_CONVERSATION = {What.SEND: SENDING, What.CREATE: SENDING, What.MEMBERS: ASKING}
IN_A_TENANT = (Limit(50, 1),)
"""Of everything together, as Teams says. All workers together send fewer: `PER_SECOND`."""
MARGIN = timedelta(milliseconds=100)
"""One call may be on its way for longer than the next: what is apart here is less so there."""
MOST = timedelta(hours=1)
"""The longest limit; what lies further ahead comes from a clock that was set back."""
QUIET = timedelta(seconds=30)
REMEMBERED = 20_000

Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """`thread` is the conversation, or whom one is opened with.

    A conversation that is only being opened has no other name, and Teams counts each by itself.
    """

    what: What
    tenant: str
    thread: str

    @property
    def key(self) -> Key:
        return (self.tenant, self.what, self.thread)


def key_of(tenant: str, thread: str = "") -> str:
    """What Teams counts by, among the workers: a conversation, or all of a tenant."""
    return f"teams:{tenant}:{thread}" if thread else f"teams:{tenant}"


def _nobody(_key: str, _until: datetime) -> None:
    return None


@dataclass
class Pace:
    """For one process. What Teams refuses rests: one conversation, or all of a tenant.

    `tell` is called with what rests and until when, for the other processes.
    """

    tell: Callable[[str, datetime], None] = _nobody
    _taken: dict[Key, list[datetime]] = field(default_factory=dict)
    _rests: dict[Key, datetime] = field(default_factory=dict)
    _tidy_at: int = REMEMBERED

    def take(self, turn: Turn, *, now: datetime, patience: timedelta) -> timedelta:
        """How far ahead the turn lies. It is taken only where that is no longer than `patience`."""
        resting = [self._rests.get(key, now) for key in (turn.key, (turn.tenant,))]
        limits = ((turn.key, IN_A_CONVERSATION[turn.what]), ((turn.tenant,), IN_A_TENANT))
        free = [self._free(key, found, now) for key, found in limits]
        at = max(now, *(each for each in resting if each <= now + MOST), *free)
        if at - now <= patience:
            self._tidy(now)
            for key, found in limits:
                self._note(key, found, at)
        return at - now

    def rest(self, turn: Turn, *, after: timedelta, now: datetime) -> None:
        """Teams said how long to wait, but not in what.

        Where a second conversation is refused while the first one rests, it is the tenant.
        """
        others = [
            until
            for key, until in self._rests.items()
            if key[0] == turn.tenant and key[-1] != turn.thread and now < until <= now + MOST
        ]
        self._rests = {key: until for key, until in self._rests.items() if until > now}
        self._rests[turn.key] = now + after
        if turn.what is not What.MEMBERS:
            self.tell(key_of(turn.tenant, turn.thread), now + after)
        if others:
            self._rests[turn.tenant,] = until = max(now + after, *others)
            self.tell(key_of(turn.tenant), until)

    def _free(self, key: Key, limits: Iterable[Limit], now: datetime) -> datetime:
        """The first moment at which none of them is broken, and not before those who came first."""
        taken = self._taken.get(key)
        if not taken or taken[-1] > now + MOST:
            self._taken.pop(key, None)
            return now
        full = [
            taken[-each.most] + timedelta(seconds=each.seconds) + MARGIN
            for each in limits
            if len(taken) >= each.most
        ]
        return max([taken[-1], *full])

    def _note(self, key: Key, limits: Iterable[Limit], at: datetime) -> None:
        taken = self._taken.setdefault(key, [])
        taken.append(at)
        del taken[: -max(each.most for each in limits)]

    def _tidy(self, now: datetime) -> None:
        """Forget who has been quiet; whoever is written to often is remembered for the hour."""
        if len(self._taken) < self._tidy_at:
            return
        often = SENDING[2].most
        self._taken = {
            key: taken
            for key, taken in self._taken.items()
            if taken[-1] > now - (QUIET if len(taken) < often else MOST)
        }
        self._tidy_at = max(REMEMBERED, 2 * len(self._taken))
