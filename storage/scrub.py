"""Leaving nothing of what was deleted where the database keeps its rows.

SQLite: `secure_delete` blanks what is deleted, but the places of rows within their pages and the
frames of the write-ahead log still tell what was written when. VACUUM writes every page anew in the
order of keys; the log is emptied only when no reader needs it:
https://www.sqlite.org/pragma.html#pragma_wal_checkpoint

PostgreSQL: what is deleted or replaced stays in the table, with the numbers of the transactions
that wrote and deleted it (xmin, xmax), and a plain VACUUM frees its room without blanking it.
VACUUM FULL writes the table and its indexes anew into other files and leaves out what nobody can
see any more; whatever an open snapshot, a replica or a prepared transaction may still look at is
taken along, so nothing is done before that has ended. The write-ahead log is the server's: see
docs/databeskyttelse.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from storage import tables
from storage.transactions import on_sqlite
from storage.writer import state_of

APART = frozenset(
    model.__tablename__
    for model in (
        *(tables.Organisation, tables.Workplace, tables.Tenant, tables.Setting, tables.Pace),
        *(tables.Person, tables.Address, tables.Place, tables.Role, tables.Mute, tables.Absence),
        *(tables.Conversation, tables.Preparation, tables.Goal, tables.Checkin, tables.Audit),
    )
)
"""No row of these was ever part of a ballot, and every click reads some: they stay open to all."""
BUSY_MS = 250
OURS = 0x6B6F6D62
"""One scrubs at a time."""
LOCKED = "55P03"


def scrub(connection: Connection) -> bool:
    """Write what votes leave behind anew, so that nothing of it lies as it did.

    False while somebody reads the old. On SQLite it is the whole file; PostgreSQL lets nobody near
    a table while it does, so that there it is those alone that could tell.
    """
    if on_sqlite(connection):
        return _scrub_file(connection)
    return _scrub_tables(connection, _all() - APART)


def empty_the_log(connection: Connection) -> bool:
    """Take old envelopes out of what lies beside the rows; False while somebody reads it."""
    if on_sqlite(connection):
        return _log_is_empty(connection)
    return _scrub_tables(connection, _all())


def _all() -> frozenset[str]:
    return frozenset(SQLModel.metadata.tables)


def _scrub_file(connection: Connection) -> bool:
    patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_MS}")
    try:
        if not _log_is_empty(connection):
            return False
        connection.exec_driver_sql("VACUUM")
        return _log_is_empty(connection)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")


def _log_is_empty(connection: Connection) -> bool:
    busy, _log, _done = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not busy


def _scrub_tables(connection: Connection, names: Iterable[str]) -> bool:
    with _alone(connection) as alone:
        if not alone or not _nobody_sees_what_was_deleted(connection):
            return False
        try:
            # ANALYZE as well: what it sampled before holds values of rows that are gone.
            for table in sorted(names):
                connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')
        except DBAPIError as error:
            if state_of(error) == LOCKED:
                return False
            raise
    return True


@contextmanager
def _alone(connection: Connection) -> Iterator[bool]:
    """Whether we are the only ones at it, and wait for no lock for long."""
    if not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({OURS})").scalar_one():
        yield False
        return
    connection.exec_driver_sql(f"SET lock_timeout = {BUSY_MS}")
    try:
        yield True
    finally:
        connection.exec_driver_sql("RESET lock_timeout")
        connection.exec_driver_sql(f"SELECT pg_advisory_unlock({OURS})")


def _nobody_sees_what_was_deleted(connection: Connection) -> bool:
    """Try it on a row of no meaning: deleted after ours, it can be removed only when they can.

    Who sees what is known to superusers alone, and the server knows more reasons to keep a row than
    it tells of. A table that VACUUM could empty takes no room.
    """
    connection.exec_driver_sql("DROP TABLE IF EXISTS kombot_probe")
    connection.exec_driver_sql("CREATE TABLE kombot_probe AS SELECT 1 AS one")
    try:
        connection.exec_driver_sql("DELETE FROM kombot_probe")
        connection.exec_driver_sql("VACUUM kombot_probe")
        size = connection.exec_driver_sql("SELECT pg_relation_size('kombot_probe')").scalar_one()
    finally:
        connection.exec_driver_sql("DROP TABLE kombot_probe")
    return bool(size == 0)
