"""Reading, whatever the database: views that do not change, and who hands them out."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any, Protocol, TypeVar

from sqlmodel.sql.expression import Select as SelectOf
from sqlmodel.sql.expression import SelectOfScalar

from storage.prepared import Asked
from storage.writer import StoreBusy, StoreUnavailable

T = TypeVar("T")

Select = SelectOf[*tuple[Any, ...]] | SelectOfScalar[Any]


class Rows(Protocol):
    """What a statement gave: an ORM session's result, or what was read without one."""

    def all(self) -> Sequence[Any]: ...
    def first(self) -> Any: ...  # noqa: ANN401 - whatever was asked for
    def one(self) -> Any: ...  # noqa: ANN401 - as above


Take = Callable[[Rows], T]


class View(Protocol):
    """One unchanging view of the database, from its first read on."""

    async def fetch(self, statement: Select, take: Take[T]) -> T:
        """Run `statement` and return what `take` makes of its rows."""

    async def rows(self, asked: Asked[T]) -> list[T]:
        """Everything that a prepared statement finds."""

    async def ahead(self, asked: Sequence[Asked[Any]]) -> None:
        """What will be asked for next, at once where every question is a way to a server."""

    async def end(self) -> None:
        """Let go of the view; a second time changes nothing."""


class Readers(Protocol):
    """Hands out views."""

    def point(self) -> View:
        """For the few rows that a click needs: the quickest way, which holds the loop."""

    def among(self) -> View:
        """As `point`, for one of many clicks, which a server may be asked for together."""

    def long(self) -> View:
        """For any number of rows: other work goes on meanwhile."""

    async def close(self) -> None: ...


class Places:
    """So many may read at a time; who finds no place free waits, at most `patience_s` seconds."""

    def __init__(self, number: int, *, patience_s: float) -> None:
        self._number = number
        self._patience_s = patience_s
        self._free = asyncio.Semaphore(number)
        self.closed = False

    async def take(self) -> None:
        """Raise StoreBusy when the patience is at its end, StoreUnavailable after the close."""
        if self.closed:
            raise StoreUnavailable("the store is closed")
        try:
            # A free place is taken without a pause, so only those who wait pay for the clock.
            async with asyncio.timeout(self._patience_s) if not self.left else nullcontext():
                await self._free.acquire()
        except TimeoutError:
            raise StoreBusy(f"all {self._number} readers are taken") from None

    def release(self) -> None:
        self._free.release()

    @property
    def left(self) -> bool:
        """Whether somebody who comes now waits for nobody."""
        return not (self.closed or self._free.locked())

    def close(self) -> None:
        self.closed = True
