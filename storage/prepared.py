"""Statements that are built once and compiled once: for what every click reads and writes.

To build a SELECT out of the models, to look its compiled form up and to load its rows through an
ORM session costs ten times what SQLite takes to answer it. A prepared statement is written in the
same words, is handed to the driver as it is, and its rows are the same models.

    _BY_ID = prepared(lambda person_id: select(Person).where(Person.id == person_id))

    await reads.first(_BY_ID("p-mette"))

What is given is one value a name, never a list, and never None where the statement compares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from inspect import signature
from typing import Any, Generic, TypeAlias, TypeVar, TypeVarTuple, overload

from sqlalchemy import Delete, Dialect, Insert, Update, bindparam, insert
from sqlalchemy import Select as AnySelect
from sqlalchemy import inspect as mapping_of
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import SQLModel
from sqlmodel.sql.expression import Select, SelectOfScalar

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

GIVEN = "given_"
"""Before every name, as UPDATE keeps the names of columns to itself."""

Change: TypeAlias = Insert | Update | Delete
Process: TypeAlias = Callable[[Any], Any]
Make: TypeAlias = Callable[[tuple[Any, ...]], Any]


class Prepared(Generic[T]):
    """Call it with the values to get what a snapshot reads, or a unit of work writes."""

    __slots__ = ("names", "statement")

    def __init__(
        self, statement: AnySelect[*tuple[Any, ...]] | Change, names: tuple[str, ...]
    ) -> None:
        self.statement = statement
        self.names = names

    def __call__(self, *values: object) -> Asked[T]:
        return Asked(self, values)


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """A prepared statement and the values that it is asked with, in the order of its names."""

    prepared: Prepared[T]
    values: tuple[object, ...]

    @property
    def named(self) -> Mapping[str, object]:
        """As SQLAlchemy takes them, for an engine that compiles the statement itself."""
        names = (f"{GIVEN}{name}" for name in self.prepared.names)
        return dict(zip(names, self.values, strict=True))


@overload
def prepared(build: Callable[..., SelectOfScalar[T]]) -> Prepared[T]: ...
@overload
def prepared(build: Callable[..., Select[*Ts]]) -> Prepared[tuple[*Ts]]: ...
@overload
def prepared(build: Callable[..., Change]) -> Prepared[None]: ...
def prepared(build: Callable[..., Any]) -> Prepared[Any]:
    """`build` makes the statement out of what stands for each of its values."""
    names = tuple(signature(build).parameters)
    return Prepared(build(*(bindparam(f"{GIVEN}{name}", None) for name in names)), names)


@lru_cache(maxsize=256)
def insertion(model: type[SQLModel], columns: tuple[str, ...]) -> Prepared[None]:
    """The INSERT of a row, with values in the order of `columns`, which are keys of its table."""
    given: dict[str, Any] = {name: bindparam(f"{GIVEN}{name}", None) for name in columns}
    return Prepared(insert(mapping_of(model).local_table).values(given), columns)


@lru_cache(maxsize=256)
def held(premise: Prepared[T]) -> Prepared[T]:
    """The same SELECT, whose rows nobody changes until the commit."""
    if not isinstance(premise.statement, AnySelect):
        raise TypeError("a premise is a SELECT")
    return Prepared(premise.statement.with_for_update(read=True), premise.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A statement as one driver takes it. `make` makes what was selected out of a row."""

    sql: str
    places: tuple[tuple[int, object, Process | None], ...]
    """For each place: the number of the value given, or -1 and what always stands there."""
    make: Make

    def arguments(self, values: tuple[Any, ...]) -> list[object]:
        return [
            always if number < 0 else values[number] if process is None else process(values[number])
            for number, always, process in self.places
        ]


class Compiler:
    """What has been compiled for one engine so far."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._known: dict[Prepared[Any], Compiled] = {}

    def __call__(self, statement: Prepared[Any]) -> Compiled:
        found = self._known.get(statement)
        if found is None:
            found = self._known[statement] = _compiled(statement, self._dialect)
        return found


def _compiled(statement: Prepared[Any], dialect: Dialect) -> Compiled:
    whole = statement.statement
    make: Make = _nothing
    if isinstance(whole, AnySelect):
        columns, make = _taken(whole, dialect)
        whole = whole.with_only_columns(*columns, maintain_column_froms=True)
    compiled = whole.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(type(compiled).__name__)
    places = tuple(_place(each, compiled, statement.names) for each in compiled.positiontup or ())
    return Compiled(sql=compiled.string, places=places, make=make)


def _place(
    name: str, compiled: SQLCompiler, names: tuple[str, ...]
) -> tuple[int, object, Process | None]:
    bind = compiled.binds.get(name)
    process = (
        bind.type.dialect_impl(compiled.dialect).bind_processor(compiled.dialect)
        if bind is not None
        else None
    )
    given = name.removeprefix(GIVEN)
    if given in names and given != name:
        return names.index(given), None, process
    always = compiled.params[name]
    return -1, always if process is None else process(always), None


def _nothing(_row: tuple[Any, ...]) -> None:
    return None


def _taken(statement: AnySelect[*tuple[Any, ...]], dialect: Dialect) -> tuple[list[Any], Make]:
    """Every column by itself, and what puts them together again: a model, a value, or several."""
    columns: list[Any] = []
    parts: list[tuple[slice, Make]] = []
    for told in statement.column_descriptions:
        model, whole, start = told["entity"], told["expr"], len(columns)
        if model is not None and whole is model:
            keys = [each.key for each in mapping_of(model).column_attrs]
            columns += [getattr(model, key) for key in keys]
            parts.append((slice(start, len(columns)), _model(model, keys, dialect)))
        else:
            columns.append(whole)
            parts.append((slice(start, start + 1), _value(whole, dialect)))
    if len(parts) == 1:
        return columns, parts[0][1]
    return columns, lambda row: tuple(make(row[where]) for where, make in parts)


def _value(column: Any, dialect: Dialect) -> Make:  # noqa: ANN401 - whatever can be selected
    process = column.type.dialect_impl(dialect).result_processor(dialect, None)
    return (lambda row: row[0]) if process is None else (lambda row: process(row[0]))


def _model(model: type[SQLModel], keys: list[str], dialect: Dialect) -> Make:
    """As the ORM loads one: without `__init__`, and without telling that anything was set."""
    types = [getattr(model, key).type for key in keys]
    found = [
        (name, kind.dialect_impl(dialect).result_processor(dialect, None))
        for name, kind in zip(keys, types, strict=True)
    ]
    processes = [(name, process) for name, process in found if process is not None]
    key = keys.index(mapping_of(model).primary_key[0].key)
    new = mapping_of(model).class_manager.new_instance

    def make(row: tuple[Any, ...]) -> Any:  # noqa: ANN401 - an instance of the model
        if row[key] is None:
            # An outer join found none.
            return None
        values = dict(zip(keys, row, strict=True))
        for name, process in processes:
            values[name] = process(values[name])
        instance = new()
        instance.__dict__.update(values)
        return instance

    return make
