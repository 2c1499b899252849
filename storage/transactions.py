"""What differs between the databases for those who are handed the writer's connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from storage.address import SQLITE


def on_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == SQLITE


@contextmanager
def writing(connection: Connection) -> Iterator[None]:
    """A transaction of its own, which on SQLite nobody else writes beside."""
    if on_sqlite(connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield
        connection.commit()
        return
    # PostgreSQL's maintenance runs in autocommit, where a transaction is begun by saying so.
    connection.exec_driver_sql("BEGIN")
    try:
        yield
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")
