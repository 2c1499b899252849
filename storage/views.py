"""Reading, whatever the database: views that do not change, and who hands them out."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from sqlmodel.sql.expression import Select as SelectOf
from sqlmodel.sql.expression import SelectOfScalar

from storage.prepared import Asked

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

    def long(self) -> View:
        """For any number of rows: other work goes on meanwhile."""

    async def close(self) -> None: ...
