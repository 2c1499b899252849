"""Many rows by one INSERT, whose values travel as an array for each column.

To have the server do it once for each row costs several times as much, here and there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, Insert, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql

from storage.prepared import GIVEN
from storage.writer import Done, PlainHand, Write


class Hand(PlainHand):
    """Through SQLAlchemy; many rows at once."""

    def do(self, step: Write) -> Done:
        return super().do(_together(step))


def _together(step: Write) -> Write:
    """The same as one statement with one set of values."""
    table = step.statement.table if isinstance(step.statement, Insert) else None
    if not isinstance(table, Table) or step.values is None or isinstance(step.values, Mapping):
        return step
    names = tuple(step.values[0])
    return replace(
        step,
        statement=_insertion(table, names, step.gives_way_on),
        values={f"{GIVEN}{name}": [row[name] for row in step.values] for name in names},
        gives_way_on=(),
    )


@lru_cache(maxsize=256)
def _insertion(table: Table, names: tuple[str, ...], gives_way_on: tuple[str, ...]) -> Insert:
    columns = [table.c[name] for name in names]
    # In one dimension: what is kept as JSON may be a list by itself.
    given: list[Any] = [
        bindparam(f"{GIVEN}{each.name}", type_=ARRAY(each.type, dimensions=1)) for each in columns
    ]
    rows = func.unnest(*given).table_valued(*names, name="v").render_derived()
    statement = postgresql.insert(table).from_select(
        list(names), select(*(rows.c[name] for name in names)), include_defaults=False
    )
    return (
        statement.on_conflict_do_nothing(index_elements=gives_way_on) if gives_way_on else statement
    )
