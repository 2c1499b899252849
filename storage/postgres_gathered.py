"""Views of PostgreSQL that clicks have in common: who comes at once goes one way to the server.

A way there and back costs a process more than what it asks for. Those who begin together see the
same state, which is newer than the last of them; what they ask for next they ask for together too,
with their values as arrays. Nobody joins once anything was read.

What one of them asks for may be what the server refuses, and takes the view from them all. Who has
read nothing yet reads alone then; who has begins anew, as when a race is lost.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from storage.phrasing import Found
from storage.prepared import Asked
from storage.views import Select, Take, View
from storage.writer import LostRace, StoreBusy, StoreUnavailable

T = TypeVar("T")

MOST = 8
"""Several smaller ones overlap: the server answers one while another goes on."""


class Common(View, Protocol):
    """A view that several can ask at once."""

    async def begin(self) -> None:
        """Wait until there is a place for it, and read nothing yet."""

    async def each_ahead(self, many: Sequence[Sequence[Asked[Any]]]) -> list[list[list[Any]]]:
        """The answers to each of several who ask alike."""


class Gathering:
    """Who comes now."""

    def __init__(self, view: Callable[[], Common]) -> None:
        self._view = view
        self._coming: _Company | None = None

    def joins(self) -> View:
        return _Companion(self)

    def alone(self) -> View:
        return self._view()

    def company(self) -> _Company:
        if self._coming is None or not self._coming.has_room:
            self._coming = _Company(self._view())
        return self._coming.joined()


class _Apart(Exception):
    """There was nothing in common yet: everybody reads alone."""


@dataclass(frozen=True, eq=False, slots=True)
class _Question:
    asked: Sequence[Asked[Any]]
    answer: asyncio.Future[list[list[Any]]]


class _Company:
    """Its view ends when the last of them has left."""

    def __init__(self, view: Common) -> None:
        self.members = self._joined = 0
        self._view = view
        self._begun = self._has_read = self._broken = False
        self._waiting: list[_Question] = []
        self._asking: asyncio.Task[None] | None = None

    def joined(self) -> _Company:
        self.members += 1
        self._joined += 1
        return self

    @property
    def has_room(self) -> bool:
        return not self._begun and self._joined < MOST

    async def leave(self) -> None:
        self.members -= 1
        if not self.members and self._asking is None:
            await self._view.end()

    async def read(self, statement: Select | Asked[Any]) -> list[Any]:
        """What one of them asks for by itself."""
        self._must_stand()
        if isinstance(statement, Asked):
            return await self._by_one(self._view.rows(statement))
        return await self._by_one(self._view.fetch(statement, lambda found: list(found.all())))

    async def ahead(self, asked: Sequence[Asked[Any]]) -> list[list[Any]]:
        self._must_stand()
        if self._begun and self._joined == 1:
            (found,) = await self._by_one(self._view.each_ahead([asked]))
            return found
        question = _Question(asked, asyncio.get_running_loop().create_future())
        self._waiting.append(question)
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        return await question.answer

    async def _by_one(self, reading: Coroutine[Any, Any, T]) -> T:
        try:
            return await reading
        except Exception as error:  # noqa: BLE001 - it may be another's trouble
            raise self._told(error, own=True) from None
        except BaseException:
            self._broken = True
            raise

    def _must_stand(self) -> None:
        if self._broken:
            raise LostRace("the view that was had in common")

    async def _ask(self) -> None:
        try:
            # All who can go on do so first.
            await asyncio.sleep(0)
            if not self._begun:
                await self._view.begin()
        except Exception as error:  # noqa: BLE001 - who waits must always be told
            self._broken = True
            _fail(self._waiting, error)
        else:
            await self._answer_all()
        finally:
            self._begun, self._asking = True, None
            if not self.members:
                await self._view.end()

    async def _answer_all(self) -> None:
        self._begun = True
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for alike in _alike(waiting):
                await self._answer(alike)

    async def _answer(self, alike: Sequence[_Question]) -> None:
        try:
            self._must_stand()
            found = await self._view.each_ahead([each.asked for each in alike])
        except Exception as error:  # noqa: BLE001 - as above
            _fail(alike, self._told(error, own=len(alike) == 1 and self._has_read))
            return
        self._has_read = True
        for each, answer in zip(alike, found, strict=True):
            if not each.answer.done():
                each.answer.set_result(answer)

    def _told(self, error: Exception, *, own: bool) -> Exception:
        """`own`: nobody else has asked for it, so that it is theirs unless another came before."""
        before, self._broken = self._broken, True
        if isinstance(error, StoreBusy | StoreUnavailable):
            return error
        if not before and (own or self._joined == 1):
            return error
        return LostRace("the view that was had in common") if self._has_read else _Apart()


class _Companion:
    """Its first question may be a company's; it reads alone where that is another kind."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self._company: _Company | None = None
        self._alone: View | None = None
        self._known: dict[Asked[Any], list[Any]] = {}

    async def fetch(self, statement: Select, take: Take[T]) -> T:
        if self._company is None:
            return await self._by_itself().fetch(statement, take)
        return take(Found(await self._company.read(statement)))

    async def rows(self, asked: Asked[T]) -> list[T]:
        known = self._known.pop(asked, None) if self._known else None
        if known is not None:
            return known
        if self._company is None:
            return await self._by_itself().rows(asked)
        return await self._company.read(asked)

    async def ahead(self, asked: Sequence[Asked[Any]]) -> None:
        if self._alone is None:
            self._company = self._company or self._gathering.company()
            try:
                found = await self._company.ahead(asked)
            except _Apart:
                await self.end()
            else:
                self._known.update(zip(asked, found, strict=True))
                return
        await self._by_itself().ahead(asked)

    async def end(self) -> None:
        company, self._company = self._company, None
        if company is not None:
            await company.leave()
        if self._alone is not None:
            await self._alone.end()

    def _by_itself(self) -> View:
        if self._alone is None:
            self._alone = self._gathering.alone()
        return self._alone


def _alike(waiting: Sequence[_Question]) -> Iterable[Sequence[_Question]]:
    """By the statements, whatever their values."""
    alike: dict[Any, list[_Question]] = defaultdict(list)
    for each in waiting:
        if not each.answer.done():
            alike[tuple(one.prepared for one in each.asked)].append(each)
    return alike.values()


def _fail(those: Sequence[_Question], error: Exception) -> None:
    for each in those:
        if not each.answer.done():
            each.answer.set_exception(error)
