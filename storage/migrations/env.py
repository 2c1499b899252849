"""Alembic's entry: the connection is handed in by `storage.migrate`."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString, SQLModel

import storage.tables
from storage.crash import crash_at

MODELS = storage.tables.__all__
ONLY: frozenset[str] = context.config.attributes.get("only", frozenset())


def is_wanted(_thing: object, name: str | None, kind: str, _found: object, _to: object) -> bool:
    return kind != "table" or not ONLY or name in ONLY


def in_plain_types(kind: str, thing: Any, _autogen: AutogenContext) -> str | Literal[False]:  # noqa: ANN401
    """A migration must not change when the house's own column types do: it names plain ones."""
    if kind != "type":
        return False
    if isinstance(thing, AutoString):
        return "sa.String()"
    if isinstance(thing, sa.types.TypeDecorator):
        return PLAIN[type(thing.impl_instance)]
    return False


PLAIN: dict[type[Any], str] = {
    sa.DateTime: "sa.DateTime(timezone=True)",
    sa.LargeBinary: "sa.LargeBinary()",
    sa.JSON: "sa.JSON()",
}

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    # SQLite alters a table by making it anew.
    render_as_batch=True,
    compare_type=True,
    include_object=is_wanted,
    render_item=in_plain_types,
    on_version_apply=lambda **_: crash_at("during_migration"),
)
with context.begin_transaction():
    context.run_migrations()
