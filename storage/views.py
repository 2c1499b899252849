"""Reading, whatever the database: views that do not change, and who hands them out."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy.engine import ScalarResult, TupleResult
from sqlmodel.sql.expression import Select as SelectOf
from sqlmodel.sql.expression import SelectOfScalar

from storage.prepared import Asked

T = TypeVar("T")

Select = SelectOf[*tuple[Any, ...]] | SelectOfScalar[Any]
Rows = TupleResult[Any] | ScalarResult[Any]
Take = Callable[[Rows], T]


class View(Protocol):
    """One unchanging view of the database, from its first read on."""

    async def fetch(self, statement: Select, take: Take[T]) -> T:
        """Run `statement` and return what `take` makes of its rows."""

    async def rows(self, asked: Asked[T]) -> list[T]:
        """Everything that a prepared statement finds."""

    async def end(self) -> None:
        """Let go of the view; a second time changes nothing."""


class Readers(Protocol):
    """Hands out views."""

    def point(self) -> View:
        """For the few rows that a click needs: the quickest way, which holds the loop."""

    def long(self) -> View:
        """For any number of rows: other work goes on meanwhile."""

    async def close(self) -> None: ...
