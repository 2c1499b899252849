"""The time of day. This is the only file that reads it; everything else is told `now`."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

NO_OFFSET = timedelta(0)


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant: aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """Another clock that has been wound ahead, so that a year can be seen in a minute.

    It never goes back: what was sent at an instant would lie in the future of the one who got it.
    """

    def __init__(self, offset: timedelta = NO_OFFSET, *, base: Clock | None = None) -> None:
        self._offset = _forward(offset)
        self._base = base or SystemClock()

    @property
    def offset(self) -> timedelta:
        return self._offset

    def now(self) -> datetime:
        return self._base.now() + self._offset

    def move(self, by: timedelta) -> None:
        """Wind it ahead; ValueError for a step backwards."""
        self._offset += _forward(by)


class FixedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an instant with a zone")
        self._now = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        """Wind it ahead; ValueError for a step backwards."""
        self._now += _forward(by)


def _forward(by: timedelta) -> timedelta:
    if by < NO_OFFSET:
        raise ValueError("a clock is never moved backwards")
    return by
