"""A view for many at a time: what they ask for at once is asked at once, and only once.

A batch of messages is written side by side. On a server each question is a way there and back, and
many ask for the same row.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from storage.prepared import Asked, Prepared
from storage.views import Select, Take, View

T = TypeVar("T")

MOST = 32
"""So many questions in one."""


class Together:
    """What it has answered it remembers: whoever asks must leave the rows as they are."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._answers: dict[Asked[Any], asyncio.Future[list[Any]]] = {}
        self._waiting: list[Asked[Any]] = []
        self._asking: asyncio.Task[None] | None = None

    async def fetch(self, statement: Select, take: Take[T]) -> T:
        return await self._view.fetch(statement, take)

    async def rows(self, asked: Asked[T]) -> list[T]:
        answer = self._answers.get(asked)
        if answer is None:
            answer = self._answers[asked] = asyncio.get_running_loop().create_future()
            self._waiting.append(asked)
            if self._asking is None:
                self._asking = asyncio.create_task(self._ask())
        # Whoever gives up waiting must not take the answer from the others.
        return list(await asyncio.shield(answer))

    async def ahead(self, asked: Sequence[Asked[Any]]) -> None:
        """Whatever is asked for goes with what others ask for."""

    async def end(self) -> None:
        """The view is another's, who ends it."""

    async def _ask(self) -> None:
        while self._waiting:
            # All who can go on do so first.
            await asyncio.sleep(0)
            waiting, self._waiting = self._waiting, []
            for piece in _pieces(waiting):
                await self._answer(piece)
        self._asking = None

    async def _answer(self, piece: Sequence[Asked[Any]]) -> None:
        try:
            if len(piece) > 1:
                await self._view.ahead(piece)
            for each in piece:
                self._answers[each].set_result(await self._view.rows(each))
        except Exception as error:  # noqa: BLE001 - who waits must always be told
            for each in piece:
                if not self._answers[each].done():
                    self._answers[each].set_exception(error)


def _pieces(asked: Sequence[Asked[Any]]) -> Iterator[Sequence[Asked[Any]]]:
    """In few lengths, as each is a statement of its own to PostgreSQL."""
    alike: dict[Prepared[Any], list[Asked[Any]]] = defaultdict(list)
    for each in asked:
        alike[each.prepared].append(each)
    for those in alike.values():
        at = 0
        while at < len(those):
            length = min(MOST, 1 << ((len(those) - at).bit_length() - 1))
            yield those[at : at + length]
            at += length
