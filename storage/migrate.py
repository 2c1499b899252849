"""The schema, brought up to date by Alembic from the first table on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

import storage.tables

MODELS = storage.tables.__all__
SCRIPTS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_SECONDS = 30


def migrate(url: str, revision: str = "head") -> None:
    """Bring the store at `url` up to `revision`.

    Safe when several start at once: one does it in a transaction that locks the file, and the
    others find it done.
    """
    address = make_url(url)
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        address.set(drivername="sqlite+pysqlite"),
        poolclass=NullPool,
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT_SECONDS},
    )
    event.listen(engine, "begin", _take_the_file)
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def _take_the_file(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def differences(connection: Connection) -> list[Any]:
    """What the models have and the store has not, or the other way round."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, SQLModel.metadata))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def write_revision(url: str, message: str) -> None:
    """For developers: a new migration from the models' differences (see README)."""
    engine = create_engine(make_url(url).set(drivername="sqlite+pysqlite"))
    with engine.connect() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)
