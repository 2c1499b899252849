"""Many rows at once: the values of one statement, and how each database words it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from pydantic_core import PydanticUndefined
from sqlalchemy import Dialect, Executable, String, TextClause
from sqlalchemy import inspect as mapping_of
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

SQLITES_MOMENT = "%Y-%m-%d %H:%M:%S.%f"
"""As SQLAlchemy writes a moment there: https://docs.sqlalchemy.org/en/20/dialects/sqlite.html"""


def row_of(model: type[SQLModel], **given: object) -> dict[str, Any]:
    """A row's values: to make a model of each takes twenty times as long.

    What is not given is its default, and is left out where that is NULL.
    """
    fixed, made = _defaults(model)
    row = {**fixed, **given}
    for name, make in made:
        if name not in row:
            row[name] = make()
    return row


def rows_of(model: type[SQLModel], given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As `row_of`, of which each is given the same columns."""
    fixed, made = _defaults(model)
    missing = [(name, make) for name, make in made if given and name not in given[0]]
    rows = [{**fixed, **each} for each in given]
    for name, make in missing:
        for row in rows:
            row[name] = make()
    return rows


@lru_cache(maxsize=64)
def _defaults(
    model: type[SQLModel],
) -> tuple[dict[str, Any], Sequence[tuple[str, Callable[[], Any]]]]:
    fields = {each.key: model.model_fields[each.key] for each in mapping_of(model).column_attrs}
    made: dict[str, Any] = {
        name: field.default_factory for name, field in fields.items() if field.default_factory
    }
    fixed = {
        name: field.default
        for name, field in fields.items()
        if name not in made and field.default not in (PydanticUndefined, None)
    }
    return fixed, tuple(made.items())


class Worded(Executable, ClauseElement):
    """A statement that SQLite and PostgreSQL word differently, with the same effect."""

    inherit_cache = False

    def __init__(self, *, sqlite: TextClause, postgresql: TextClause) -> None:
        self.words = {"sqlite": sqlite, "postgresql": postgresql}


@compiles(Worded)
def _compiled(element: Worded, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    return compiler.process(element.words[compiler.dialect.name], **given)


class JsonRows(TypeDecorator[Any]):
    """Rows as one value, for SQLite's `json_each`; moments are written as they are stored."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str:
        return json.dumps(value, default=_stored)


@lru_cache(maxsize=4096)
def _stored(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(SQLITES_MOMENT)
