"""Batches as one call to the server.

What a click writes has one of few shapes: the same statements, other values. A shape that is seen
again becomes a function of the connection's own (`pg_temp`), and a group of clicks one way to the
server: the values of each place as an array, and back what came of each batch. The statements are
those of the batch, in its order, each with a snapshot of its own as if it had been sent by itself;
a batch that loses is rolled back to where it began. Values travel beside the words, never in them.

https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from asyncpg.exceptions import PostgresError
from sqlalchemy import Delete, Insert, Select, Table, Update, bindparam
from sqlalchemy.dialects import postgresql

from storage.phrasing import Filled, Phrasing, moved
from storage.prepared import GIVEN, Asked, Prepared
from storage.storable import REFUSED, refuse_nul, unstorable
from storage.writer import LostRace, Outcome, Steps, Write

# A function takes no more: https://www.postgresql.org/docs/current/runtime-config-preset.html
MOST_PLACES = 100
MOST_SHAPES, MOST_SEEN = 200, 2000
SEEN_AGAIN = 8
_LOST = "KB001"


@dataclass(frozen=True, slots=True)
class Part:
    """A statement of a shape, and what it promises."""

    sql: str
    exactly: int | None
    finds: bool
    about: str
    places: int


Shape = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One batch."""

    shape: Shape
    values: tuple[Any, ...]

    @property
    def name(self) -> str:
        """The same in every process, so that all take their locks in one order."""
        return _name_of(self.shape)


@lru_cache(maxsize=1024)
def _name_of(shape: Shape) -> str:
    return "kombot_" + blake2b(repr(shape).encode(), digest_size=12).hexdigest()


def order_of(phrasing: Phrasing, steps: Steps) -> Order | None:
    """Nothing for what is written too rarely to be worth it; raise what a column's type raises."""
    parts, values = list[Part](), list[Any]()
    for step in steps:
        filled = _filled(phrasing, step)
        if filled is None:
            return None
        places = len(filled.values)
        parts.append(Part(filled.sql, step.exactly, step.finds, step.describe(), places))
        values += filled.values
    refuse_nul(values)
    return Order(tuple(parts), tuple(values)) if 0 < len(values) <= MOST_PLACES else None


def _filled(phrasing: Phrasing, step: Write) -> Filled | None:
    try:
        return _worded(phrasing, step)
    except REFUSED:
        raise unstorable() from None


def _worded(phrasing: Phrasing, step: Write) -> Filled | None:
    statement, given = step.statement, step.values
    if isinstance(statement, Insert):
        asked = _inserted(step, statement.table, given)
        return phrasing.fill(asked) if asked else None
    if isinstance(statement, Update | Delete) or (isinstance(statement, Select) and step.finds):
        return phrasing.fill(step.asked or statement)
    return None


def _inserted(step: Write, table: object, given: object) -> Asked[None] | None:
    if step.asked is not None and not step.gives_way_on:
        return Asked(_inline(step.asked.prepared), step.asked.values)
    if not isinstance(given, Mapping) or not isinstance(table, Table):
        return None
    return _insertion(table, tuple(given), step.gives_way_on)(*given.values())


@lru_cache(maxsize=1024)
def _inline(written: Prepared[None]) -> Prepared[None]:
    """Nobody asks which number the database gave it."""
    statement: Any = written.statement
    return Prepared(statement.inline(), written.names)


@lru_cache(maxsize=1024)
def _insertion(
    table: Table, columns: tuple[str, ...], gives_way_on: tuple[str, ...]
) -> Prepared[None]:
    given: dict[str, Any] = {name: bindparam(f"{GIVEN}{name}", None) for name in columns}
    statement = postgresql.insert(table).values(given).inline()
    if gives_way_on:
        statement = statement.on_conflict_do_nothing(index_elements=gives_way_on)
    return Prepared(statement, columns)


class Calls:
    """The functions that one connection has."""

    def __init__(self, driver: Any, *, after: int) -> None:  # noqa: ANN401 - the driver's connection
        self._driver = driver
        self._after = after
        self._seen: Counter[Shape] = Counter()
        self._made: dict[Shape, str] = {}
        self._unfit: set[Shape] = set()

    def knows(self, order: Order | None) -> Shape | None:
        """The shape that it can be called by."""
        return order.shape if order is not None and order.shape in self._made else None

    async def learn(self, orders: Sequence[Order]) -> None:
        """Outside a transaction, or a function would go with what is rolled back."""
        new = [order for order in orders if order.shape not in self._made]
        if len(self._seen) > MOST_SEEN:
            self._seen.clear()
            self._unfit.clear()
        self._seen.update(order.shape for order in new)
        for order in new:
            if order.shape in self._made or order.shape in self._unfit:
                continue
            if self._seen[order.shape] >= self._after and len(self._made) < MOST_SHAPES:
                await self._make(order)

    async def _make(self, order: Order) -> None:
        try:
            types = [kind for part in order.shape for kind in await self._types(part.sql)]
            await self._driver.execute(_function(order, types))
        except PostgresError:
            # It may be that no function may be made here: it is written as what is rare is.
            self._unfit.add(order.shape)
            return
        places = ", ".join(f"${at}::{kind}[]" for at, kind in enumerate(types, 1))
        names = ", ".join(f"p{at}" for at in range(1, len(types) + 1))
        self._made[order.shape] = (
            f"SELECT pg_temp.{order.name}({names})"  # noqa: S608 - names of ours, and of types
            f" FROM unnest({places}) AS batch({names})"
        )

    async def _types(self, sql: str) -> list[str]:
        prepared = await self._driver.prepare(sql)
        return [f'"{kind.schema}"."{kind.name}"' for kind in prepared.get_parameters()]

    async def call(self, shape: Shape, orders: Sequence[Order]) -> list[Outcome]:
        """All of this shape, one after another in this order."""
        columns = zip(*(order.values for order in orders), strict=True)
        rows = await self._driver.fetch(self._made[shape], *columns)
        return [_outcome(shape, row[0]) for row in rows]


def _outcome(shape: Shape, said: str | None) -> Outcome:
    if said is None:
        return None
    at, _, why = said.partition(":")
    return LostRace(f"{shape[int(at)].about}: {why or 'constraint'}")


def _function(order: Order, types: Sequence[str]) -> str:
    lines, places = list[str](), 0
    for at, part in enumerate(order.shape):
        lines += [f"kombot_at := {at};", *_statement(at, part, places)]
        places += part.places
    return "\n".join(
        (
            f"CREATE FUNCTION pg_temp.{order.name}({', '.join(types)}) RETURNS text",
            "LANGUAGE plpgsql AS $kombot$",
            "#variable_conflict use_column",
            "DECLARE kombot_at integer; kombot_rows bigint; kombot_said text;",
            "BEGIN",
            *lines,
            "RETURN NULL;",
            f"EXCEPTION WHEN SQLSTATE '{_LOST}' THEN RETURN SQLERRM;",
            "WHEN integrity_constraint_violation THEN",
            "GET STACKED DIAGNOSTICS kombot_said = CONSTRAINT_NAME;",
            "RETURN kombot_at || ':' || kombot_said;",
            "END $kombot$",
        )
    )


def _statement(at: int, part: Part, places: int) -> list[str]:
    sql = moved(part.sql, places)
    lines = [f"{'PERFORM' + sql.removeprefix('SELECT') if part.finds else sql};"]
    if part.finds:
        lines.append(_unless("FOUND", f"'{at}:found nothing'"))
    if part.exactly is not None:
        touched = f"'{at}:touched ' || kombot_rows || ' rows, not {part.exactly}'"
        lines.append("GET DIAGNOSTICS kombot_rows = ROW_COUNT;")
        lines.append(_unless(f"kombot_rows = {part.exactly}", touched))
    return lines


def _unless(holds: str, message: str) -> str:
    raises = f"RAISE EXCEPTION USING ERRCODE = '{_LOST}', MESSAGE = {message}"
    return f"IF NOT {holds} THEN {raises}; END IF;"


def contended(steps: Steps) -> tuple[tuple[str, ...], ...]:
    """What several processes may want to write at once, named so that all take it in one order."""
    return tuple(
        (step.statement.table.name, *(str(values.get(column)) for column in step.gives_way_on))
        for step in steps
        if step.gives_way_on and isinstance(step.statement, Insert)
        for values in (
            [step.values or {}] if isinstance(step.values, Mapping | None) else step.values
        )
    )
