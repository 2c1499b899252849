"""Many rows by one INSERT, straight to SQLite's driver.

SQLAlchemy puts the values of each row together anew, which takes longer than SQLite does to write
them. Here each column is converted at once, and what is the same in all rows only once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, Table, bindparam
from sqlalchemy.dialects import sqlite

from storage.prepared import GIVEN, Compiled, Prepared, Process
from storage.storable import refuse_nul
from storage.writer import Write

Rows = Sequence[Mapping[str, Any]]


def rows_of(step: Write) -> tuple[Prepared[None], Rows] | None:
    """The INSERT and its rows; None for what is another statement, or one row."""
    table = step.statement.table if isinstance(step.statement, Insert) else None
    if not isinstance(table, Table) or step.values is None or isinstance(step.values, Mapping):
        return None
    return _insertion(table, tuple(step.values[0]), step.gives_way_on), step.values


@lru_cache(maxsize=256)
def _insertion(
    table: Table, columns: tuple[str, ...], gives_way_on: tuple[str, ...]
) -> Prepared[None]:
    given: dict[str, Any] = {name: bindparam(f"{GIVEN}{name}", None) for name in columns}
    statement = sqlite.insert(table).values(given)
    if gives_way_on:
        statement = statement.on_conflict_do_nothing(index_elements=gives_way_on)
    return Prepared(statement, columns)


def arguments(compiled: Compiled, names: Sequence[str], rows: Rows) -> Iterator[tuple[Any, ...]]:
    """Every row's, in the order of the statement's places."""
    number = len(rows)
    columns = [
        [always] * number if place < 0 else _column([row[names[place]] for row in rows], process)
        for place, always, process in compiled.places
    ]
    for column in columns:
        # Put together, as to look at each by itself takes as long as to write them.
        refuse_nul(("".join([each for each in column if type(each) is str]),))
    return zip(*columns, strict=True)


def _column(values: list[Any], process: Process | None) -> list[Any]:
    if process is None:
        return values
    first = process(values[0])
    # What is sealed is bytes in some form, and must not look the same twice.
    plain = isinstance(first, str | int | float | None)
    if not plain:
        return [process(each) for each in values]
    # Neighbours are often the very same: a round's deadline, the moment that it is.
    made, before, last = [], values[0], first
    for each in values:
        if each is not before:
            before, last = each, process(each)
        made.append(last)
    return made
