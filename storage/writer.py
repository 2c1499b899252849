"""The one writer: many clicks that wait become one durable commit.

A commit waits for the disk. Gathering what waits pays for that once, and a savepoint around
each batch keeps a lost race from touching its neighbours.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Delete, Executable, Insert, Select, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from storage.prepared import Asked
from storage.storable import told_of_value

T = TypeVar("T")

CAPACITY = 1024
# Bounds how long one transaction holds the lock that other processes wait for.
LARGEST_GROUP = 256


class LostRace(Exception):
    """A premise no longer holds: nothing of the batch is written, start again from the read."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class StoreUnavailable(Exception):
    """The database cannot be read or written now; nothing is half written."""


class StoreBusy(Exception):
    """Too much waits already: refused before anything was written."""


@dataclass(frozen=True, kw_only=True)
class Write:
    """One statement and what it promises; with several `values` it is done once for each.

    `exactly`: how many rows it touches. `finds`: it is a premise and returns at least one row.
    `gives_way_on`: the unique columns upon which an insert gives way in silence. `asked`: the same
    statement, prepared, for a driver that can take it as it is.
    """

    statement: Executable
    values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    exactly: int | None = None
    finds: bool = False
    gives_way_on: tuple[str, ...] = ()
    asked: Asked[Any] | None = None

    @property
    def given(self) -> Mapping[str, Any] | Sequence[Mapping[str, Any]] | None:
        """As SQLAlchemy takes it."""
        return self.asked.named if self.asked is not None and self.values is None else self.values

    def describe(self) -> str:
        """The verb and the table for logs, never a value."""
        statement = self.statement
        if isinstance(statement, Insert | Update | Delete):
            return f"{type(statement).__name__.lower()} {statement.table}"
        if isinstance(statement, Select):
            return f"premise on {', '.join(str(table) for table in statement.get_final_froms())}"
        return type(statement).__name__.lower()


Steps = tuple[Write, ...]
Outcome = Exception | None


class Writer(Protocol):
    """Applies batches whole or not at all."""

    async def write(self, steps: Steps) -> None:
        """Return once it is on disk; raise LostRace, StoreBusy or StoreUnavailable."""

    async def maintenance(self, job: Callable[[Connection], T]) -> T:
        """Run `job` on the writer's connection, between groups and outside a transaction."""

    async def close(self) -> None:
        """Write what waits, then end."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a statement touched, and whether it found anything where it is a premise."""

    rowcount: int
    found: bool


class Hand(Protocol):
    """What does one statement at a time, on a connection that is in a transaction."""

    def say(self, command: str) -> None:
        """What begins a savepoint, or ends one."""

    def do(self, step: Write) -> Done:
        """Raise what the driver says."""


class PlainHand:
    """Through SQLAlchemy, whatever the driver."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def say(self, command: str) -> None:
        self.connection.exec_driver_sql(command)

    def do(self, step: Write) -> Done:
        worded = _worded(self.connection.dialect.name, step)
        try:
            result = self.connection.execute(worded, step.given)
        except StatementError as error:
            # A value that a column type refuses comes wrapped; the caller is to see the refusal.
            raise error if isinstance(error, DBAPIError) else (error.orig or error) from None
        return Done(result.rowcount, step.finds and result.first() is not None)


def apply(hand: Hand, batches: Sequence[Steps]) -> list[Outcome]:
    """Apply each batch whole or not at all inside the caller's transaction.

    One outcome a batch, in order: None, or why it wrote nothing. Raises only what concerns the
    whole group, after which the caller rolls back. Few batches lose, so that they are tried all
    together first, and one by one only where that fails.
    """
    if len(batches) > 1 and _apply_one(hand, tuple(chain.from_iterable(batches))) is None:
        return [None] * len(batches)
    return [_apply_one(hand, steps) for steps in batches]


def _apply_one(hand: Hand, steps: Steps) -> Outcome:
    hand.say("SAVEPOINT batch")
    try:
        execute(hand, steps)
    except Exception as error:
        if is_unavailable(error):
            raise
        hand.say("ROLLBACK TO SAVEPOINT batch")
        hand.say("RELEASE SAVEPOINT batch")
        return told_of_value(error)
    hand.say("RELEASE SAVEPOINT batch")
    return None


def execute(hand: Hand, steps: Steps) -> None:
    """Raise LostRace at the first step that does not find what it expects."""
    for step in steps:
        _execute(hand, step)


def _execute(hand: Hand, step: Write) -> None:
    try:
        done = hand.do(step)
    except (IntegrityError, sqlite3.IntegrityError) as error:
        raise LostRace(f"{step.describe()}: {_constraint(error)}") from None
    if step.finds and not done.found:
        raise LostRace(f"{step.describe()}: found nothing")
    if step.exactly is not None and done.rowcount != step.exactly:
        touched = f"touched {done.rowcount} rows, not {step.exactly}"
        raise LostRace(f"{step.describe()}: {touched}")


def _worded(database: str, step: Write) -> Executable:
    if not step.gives_way_on or not isinstance(step.statement, Insert):
        return step.statement
    table, columns = step.statement.table, step.gives_way_on
    if database == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing(index_elements=columns)
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=columns)


def _constraint(error: IntegrityError | sqlite3.IntegrityError) -> str:
    # SQLite names tables and columns only; PostgreSQL's message repeats the value, people's words.
    origin = error.orig if isinstance(error, IntegrityError) else error
    if isinstance(origin, sqlite3.Error):
        return str(origin)
    cause = getattr(origin, "__cause__", None)
    return str(getattr(cause, "constraint_name", None) or "constraint")


# The database's state and not the statement's fault: https://www.sqlite.org/rescode.html
_UNAVAILABLE = {
    getattr(sqlite3, f"SQLITE_{state}")
    for state in (
        *("PERM", "BUSY", "LOCKED", "NOMEM", "READONLY", "INTERRUPT"),
        *("IOERR", "CORRUPT", "FULL", "CANTOPEN", "PROTOCOL", "NOTADB"),
    )
}
# The same on PostgreSQL: the connection, the login, the database, room, a stop, the system, damage.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_UNAVAILABLE_CLASSES = {"08", "28", "3D", "53", "57", "58", "XX"}
_READ_ONLY, _NOT_ALLOWED = "25006", "42501"


def is_unavailable(error: Exception) -> bool:
    if isinstance(error, OSError) or getattr(error, "connection_invalidated", False):
        return True
    origin = getattr(error, "orig", None) or error
    if state := state_of(error):
        return state[:2] in _UNAVAILABLE_CLASSES or state in {_READ_ONLY, _NOT_ALLOWED}
    code = getattr(origin, "sqlite_errorcode", None)
    # The low byte is the primary code; the rest tells e.g. which kind of input failed.
    return code is not None and code & 0xFF in _UNAVAILABLE


def is_locked(error: Exception) -> bool:
    """Another process holds the file, and has held it for as long as was waited."""
    code = getattr(getattr(error, "orig", None) or error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def state_of(error: BaseException) -> str:
    """PostgreSQL's five letters for what went wrong; nothing where it did not say."""
    return getattr(getattr(error, "orig", None) or error, "sqlstate", None) or ""


def unavailable(error: Exception) -> StoreUnavailable:
    origin = getattr(error, "orig", None) or error
    # PostgreSQL's driver wraps its errors, and the wrapping names classes before it says a word.
    said = origin.__cause__ if state_of(error) and origin.__cause__ else origin
    return StoreUnavailable(str(said).partition("\n")[0] or type(said).__name__)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Those above storage know no SQL, so they get the store's own words."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        if is_unavailable(error):
            raise unavailable(error) from None
        raise
