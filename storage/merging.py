"""JSON that is changed key by key: what somebody else has written meanwhile is kept beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storage.columns import Json


class WithMore(FunctionElement[Any]):
    """What stands in a column, and these keys."""

    type = Json()
    inherit_cache = True


def with_more(column: Any, more: Mapping[str, Any]) -> WithMore:  # noqa: ANN401 - a column of any kind
    return WithMore(column, bindparam(None, dict(more), type_=Json()))


@compiles(WithMore)
def _in_sqlite(element: WithMore, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    return f"json_patch({compiler.process(element.clauses, **given)})"


@compiles(WithMore, "postgresql")
def _in_postgresql(element: WithMore, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401 - as above
    known, more = (compiler.process(each, **given) for each in element.clauses)
    return f"CAST(CAST({known} AS JSONB) || CAST({more} AS JSONB) AS JSON)"
