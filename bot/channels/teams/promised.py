"""What goes on by itself when an answer has been given: a stop waits for it, but not for ever."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

log = logging.getLogger("kombot.teams")

T = TypeVar("T")

SECONDS = 8.0
"""Messages that are to be kept up to date may be more than a stop has time for."""


@dataclass
class Promised:
    seconds: float = SECONDS
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + self.seconds
        while self._tasks and (left := until - loop.time()) > 0:
            await asyncio.wait(self._tasks, timeout=left)
        if unfinished := list(self._tasks):
            log.warning("stopped with %s answers or messages to teams undone", len(unfinished))
            for task in unfinished:
                task.cancel()
            await asyncio.wait(unfinished)
