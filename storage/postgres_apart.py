"""Batches on PostgreSQL statement by statement, and which trouble is a batch's own."""

from __future__ import annotations

from collections.abc import Sequence

from asyncpg.exceptions import InterfaceError, InternalClientError
from sqlalchemy import Connection

from storage.postgres import is_of_value
from storage.postgres_rows import Hand
from storage.storable import told_of_value, unstorable
from storage.writer import Outcome, Steps, StoreBusy, execute, is_unavailable, state_of

_SERIALIZATION, _DEADLOCK, LOCKED = "40001", "40P01", "55P03"
HURRY = "SET LOCAL lock_timeout = '50ms'"
"""Somebody holds a lock for long: nobody in the group waits as long once more."""


class Tie(Exception):
    """The server broke a tie between groups: nothing is written, and it may be tried again."""


def together(connection: Connection, batches: Sequence[Steps]) -> None:
    """Without savepoints, as few batches lose."""
    for steps in batches:
        execute(Hand(connection), steps)


def apart(connection: Connection, batches: Sequence[Steps]) -> list[Outcome]:
    return [_one_apart(connection, steps) for steps in batches]


def _one_apart(connection: Connection, steps: Steps) -> Outcome:
    connection.exec_driver_sql("SAVEPOINT batch")
    try:
        execute(Hand(connection), steps)
    except Exception as error:  # noqa: BLE001 - as above
        raise_what_concerns_all(error)
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT batch")
        if state_of(error) == LOCKED:
            connection.exec_driver_sql(HURRY)
        return _told(error)
    connection.exec_driver_sql("RELEASE SAVEPOINT batch")
    return None


def raise_what_concerns_all(error: Exception) -> None:
    if state_of(error) in {_SERIALIZATION, _DEADLOCK}:
        raise Tie from None
    if is_unavailable(error) or isinstance(error, InterfaceError | InternalClientError):
        raise error


def _told(error: Exception) -> Exception:
    if state_of(error) == LOCKED:
        return StoreBusy("somebody else holds what is to be written")
    return unstorable() if is_of_value(error) else told_of_value(error)
