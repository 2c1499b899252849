"""Who has a window open, and what is told to them: that something changed, never what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

What: TypeAlias = Literal["message", "clock", "read", "language"]

WAITING = 50


@dataclass(frozen=True, kw_only=True)
class News:
    """`by` is the window that did it and knows already; empty where the bot did."""

    what: What
    conversation: str = ""
    by: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


class Newsroom:
    """Everyone with a window open hears of every change. One per process."""

    def __init__(self) -> None:
        self._ears: set[asyncio.Queue[News | None]] = set()

    def tell(self, news: News) -> None:
        for ear in self._ears:
            _put(ear, news)

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[News | None]]:
        """A queue of news; None says that there will be no more."""
        ear: asyncio.Queue[News | None] = asyncio.Queue(WAITING)
        self._ears.add(ear)
        try:
            yield ear
        finally:
            self._ears.discard(ear)

    def close(self) -> None:
        for ear in self._ears:
            _put(ear, None)


def _put(ear: asyncio.Queue[News | None], news: News | None) -> None:
    """A window that is too far behind loses the oldest: any one of them makes it look again."""
    if ear.full():
        ear.get_nowait()
    ear.put_nowait(news)
