"""Many rows by one INSERT, whose values travel as an array for each column.

To have the server do it once for each row costs several times as much, here and there. What is the
same in all rows travels once: the driver looks at each value of an array for a list within it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, Insert, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql

from storage.columns import Sealed
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
    columns = {name: [row[name] for row in step.values] for name in step.values[0]}
    # The first travels as an array whatever it holds: it says how many rows there are.
    alike = tuple(name for name in list(columns)[1:] if _is_alike(table, name, columns[name]))
    values = {name: its[0] if name in alike else its for name, its in columns.items()}
    return replace(
        step,
        statement=_insertion(table, tuple(columns), alike, step.gives_way_on),
        values={f"{GIVEN}{name}": value for name, value in values.items()},
        gives_way_on=(),
    )


def _is_alike(table: Table, name: str, values: list[Any]) -> bool:
    """The very same in every row; what is sealed must not look the same twice."""
    first = values[0]
    return not isinstance(table.c[name].type, Sealed) and all(each is first for each in values)


@lru_cache(maxsize=256)
def _insertion(
    table: Table, names: tuple[str, ...], alike: tuple[str, ...], gives_way_on: tuple[str, ...]
) -> Insert:
    columns = {name: table.c[name].type for name in names}
    # In one dimension: what is kept as JSON may be a list by itself.
    given: dict[str, Any] = {
        name: bindparam(
            f"{GIVEN}{name}", type_=kind if name in alike else ARRAY(kind, dimensions=1)
        )
        for name, kind in columns.items()
    }
    apart = [name for name in names if name not in alike]
    arrays = func.unnest(*(given[name] for name in apart))
    rows = arrays.table_valued(*apart, name="v").render_derived()
    statement = postgresql.insert(table).from_select(
        list(names),
        select(*(given[name] if name in alike else rows.c[name] for name in names)),
        include_defaults=False,
    )
    return (
        statement.on_conflict_do_nothing(index_elements=gives_way_on) if gives_way_on else statement
    )
