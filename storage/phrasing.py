"""Statements as a driver takes them: put into words once, filled in each time, and read back.

It is what SQLAlchemy does between a statement and its driver, without the session, the connection
and the cursor between them, which cost more than the database does. Both ways use the same compiled
words, the same types and the same models; nothing that anybody wrote becomes part of the words.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Dialect
from sqlalchemy import inspect as mapping_of
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.sql.compiler import ResultColumnsEntry, SQLCompiler
from sqlalchemy.sql.selectable import TextualSelect
from sqlalchemy.util import LRUCache
from sqlmodel.sql.expression import SelectOfScalar

from storage.prepared import Asked, Compiled, Compiler, Make

KEPT = 1000
_PLACE = re.compile(r"\$(\d+)")
Row: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """`values` stand in the order of the words' places, as the driver is to have them."""

    sql: str
    values: Sequence[Any]
    make: Make


class Found:
    """What a statement gave, all of it."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows = rows

    def all(self) -> list[Any]:
        return self._rows

    def first(self) -> Any:
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        if not self._rows:
            raise NoResultFound("No row was found when one was required")
        if len(self._rows) > 1:
            raise MultipleResultsFound("Multiple rows were found when exactly one was required")
        return self._rows[0]


class Phrasing:
    """For one engine, whose dialect knows the keys of what is sealed."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._compiled: LRUCache[Any, Any] = LRUCache(KEPT)
        self._makes: LRUCache[Any, Make] = LRUCache(KEPT)
        self._together: LRUCache[Any, str] = LRUCache(KEPT)
        self._prepared = Compiler(dialect)

    def fill(self, statement: Any) -> Filled:
        """Raise what a column's type raises that refuses a value."""
        if isinstance(statement, Asked):
            prepared = self._prepared(statement.prepared)
            return Filled(prepared.sql, prepared.arguments(statement.values), prepared.make)
        compiled, sql, bound = self._worded(statement)
        return Filled(sql, bound, self._make_of(statement, compiled))

    def change(self, statement: Any) -> tuple[str, Sequence[Any]]:
        """An UPDATE, a DELETE or a premise; no words where each time a value has to be made up."""
        compiled, sql, bound = self._worded(statement)
        return ("", ()) if compiled.update_prefetch or compiled.returning else (sql, bound)

    def _worded(self, statement: Any) -> tuple[SQLCompiler, str, list[Any]]:
        compiled, inside, _, _ = statement._compile_w_cache(
            self._dialect, compiled_cache=self._compiled, column_keys=[]
        )
        values = compiled.construct_params({}, extracted_parameters=inside, escape_names=False)
        sql, order, processors = compiled.string, compiled.positiontup, compiled._bind_processors
        if compiled.post_compile_params or compiled.literal_execute_params:
            # `IN` has as many places as there are values.
            longer = compiled._process_parameters_for_postcompile(values)
            sql, order, values = longer.statement, longer.positiontup, longer.parameters | values
            processors = {**processors, **longer.processors}
        return compiled, sql, [_bound(values[each], processors.get(each)) for each in order or ()]

    def fill_all(self, asked: Sequence[Asked[Any]]) -> Filled:
        """One statement that answers all of these: a row of lists, one for each."""
        each = [self._prepared(one.prepared) for one in asked]
        key = tuple(one.prepared for one in asked)
        sql = self._together.get(key)
        if sql is None:
            sql = self._together[key] = _together(each)
        places = zip(each, asked, strict=True)
        values = [value for known, one in places for value in known.arguments(one.values)]
        return Filled(sql, values, lambda row: _apart(each, row))

    def fill_each(self, many: Sequence[Sequence[Asked[Any]]], kinds: Sequence[str]) -> Filled:
        """As `fill_all` for several who ask alike, with a row for each; `kinds` are the types."""
        each = [self._prepared(one.prepared) for one in many[0]]
        key = (*(one.prepared for one in many[0]), "each")
        sql = self._together.get(key)
        if sql is None:
            sql = self._together[key] = _for_each(_together(each), kinds)
        rows = [
            [
                value
                for known, one in zip(each, asked, strict=True)
                for value in known.arguments(one.values)
            ]
            for asked in many
        ]
        columns = list(zip(*rows, strict=True))
        return Filled(sql, columns, lambda row: _apart(each, row))

    def _make_of(self, statement: Any, compiled: SQLCompiler) -> Make:
        made = self._makes.get(compiled)
        if made is None:
            made = self._makes[compiled] = _make_of(statement, compiled, self._dialect)
        return made


def _together(known: Sequence[Compiled]) -> str:
    parts, places = list[str](), 0
    for each in known:
        sql = moved(each.sql, places)
        parts.append(f"ARRAY(SELECT ROW(its.*) FROM ({sql}) AS its)")  # noqa: S608 - ours
        places += len(each.places)
    return f"SELECT {', '.join(parts)}"


def _for_each(sql: str, kinds: Sequence[str]) -> str:
    """The places become the columns of a table of values, which come as an array for each."""
    names = ", ".join(f"p{at}" for at in range(1, len(kinds) + 1))
    arrays = ", ".join(f"${at}::{kind}[]" for at, kind in enumerate(kinds, 1))
    asked = _PLACE.sub(lambda found: f"batch.p{found[1]}", sql)
    return f"{asked} FROM unnest({arrays}) AS batch({names})"


def _apart(known: Sequence[Compiled], row: Row) -> list[list[Any]]:
    return [[each.make(one) for one in rows] for each, rows in zip(known, row, strict=True)]


def moved(sql: str, places: int) -> str:
    """The same words, to stand behind so many places of others."""
    return _PLACE.sub(lambda found: f"${int(found[1]) + places}", sql)


def _bound(value: Any, processor: Callable[[Any], Any] | None) -> Any:
    return value if processor is None else processor(value)


def _make_of(statement: Any, compiled: SQLCompiler, dialect: Dialect) -> Make:
    if isinstance(statement, TextualSelect):
        return _in_order(compiled._result_columns, dialect)
    described = getattr(statement, "column_descriptions", ())
    makes, at = list[Make](), 0
    columns = compiled._result_columns
    for each in described:
        if each.get("entity") is None or each["expr"] is not each["entity"]:
            makes.append(_value(at, columns[at], dialect))
            at += 1
        else:
            number = len(mapping_of(each["entity"]).mapper.column_attrs)
            makes.append(_model(each["entity"], at, columns[at : at + number], dialect))
            at += number
    if isinstance(statement, SelectOfScalar):
        return makes[0]
    row_of = _row_of([str(each["name"]) for each in described])
    return lambda row: row_of(make(row) for make in makes)


def _row_of(names: Sequence[str]) -> Callable[[Iterable[Any]], Any]:
    """A tuple whose values can also be asked for by name."""
    make: Any = namedtuple  # noqa: PYI024 - the names are known only now
    row_of: Callable[[Iterable[Any]], Any] = make("Row", names, rename=True)._make
    return row_of


def _in_order(columns: Sequence[ResultColumnsEntry], dialect: Dialect) -> Make:
    """Of what somebody wrote as text, who says its columns as they stand there."""

    def make(row: Any) -> Any:
        values = list(row)
        for at, processor in processors:
            if values[at] is not None:
                values[at] = processor(values[at])
        return row_of(values)

    row_of = _row_of([each.keyname for each in columns])
    found = [each.type._cached_result_processor(dialect, None) for each in columns]
    processors = [(at, each) for at, each in enumerate(found) if each is not None]
    return make


def _value(at: int, column: ResultColumnsEntry, dialect: Dialect) -> Make:
    processor = column.type._cached_result_processor(dialect, None)
    if processor is None:
        return lambda row: row[at]
    return lambda row: processor(row[at])


def _column(column: ResultColumnsEntry) -> Any:
    """The second one of a name has a label, and the column stands behind it."""
    first = column.objects[0]
    return getattr(first, "element", first)


def _model(
    entity: Any, first: int, columns: Sequence[ResultColumnsEntry], dialect: Dialect
) -> Make:
    """As the mapper makes them: nothing is validated, and nothing is new or changed."""
    mapper = mapping_of(entity).mapper
    own = mapper.local_table.columns
    named = [_column(each).key for each in columns]
    keys = [mapper.get_property_by_column(own[name]).key for name in named]
    primary = [first + named.index(each.key) for each in mapper.primary_key]
    processors = [
        (key, processor)
        for key, column in zip(keys, columns, strict=True)
        if (processor := column.type._cached_result_processor(dialect, None)) is not None
    ]
    last, blank = first + len(columns), mapper.class_manager.new_instance

    def make(row: Row) -> Any:
        if all(row[each] is None for each in primary):
            return None
        found = blank()
        values = found.__dict__
        values.update(zip(keys, row[first:last], strict=True))
        for key, processor in processors:
            values[key] = processor(values[key])
        return found

    return make
