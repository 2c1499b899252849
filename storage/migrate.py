"""The schema, brought up to date by Alembic from the first table on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import URL, Connection, create_engine, event, make_url, text
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

import storage.tables
from storage.address import file_of, is_sqlite, place_of
from storage.postgres import at_once
from storage.writer import StoreUnavailable, plain_errors

MODELS = storage.tables.__all__
SCRIPTS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_SECONDS = 30
OURS = 0x6B6F6D62_6D696772
"""The lock in PostgreSQL under which kombot migrates."""
MOVING = "moving-"
"""How the revision of a database begins that `kombot move` has not finished."""
RESTORING = "restoring-"
"""The same of `kombot restore`."""


class NotMigrated(Exception):
    """The store is not as this version of kombot needs it; the message says what to do."""


def migrate(url: str, revision: str = "head") -> None:
    """Bring the store at `url` up to `revision`, and make it where there is none.

    Safe when several start at once: one does it in a transaction that locks the file, or a lock of
    kombot's own in PostgreSQL, and the others find it done. Raise NotMigrated for a store that a
    newer kombot has changed, and StoreUnavailable for one that cannot be used.
    """

    def job(connection: Connection) -> None:
        _refuse_newer(revision_of(connection), url)
        command.upgrade(_config(connection), revision)

    if is_sqlite(url):
        _make_folder(file_of(url))
    _alone(url, job)


def migrate_unseen(url: str, revision: str) -> None:
    """As `migrate`, from a revision that the store does not tell; it says that it is half restored.

    So no kombot starts on it until `say_newest`.
    """

    def job(connection: Connection) -> None:
        _refuse_newer(revision, url)
        connection.execute(text("INSERT INTO alembic_version VALUES (:at)"), {"at": revision})
        command.upgrade(_config(connection), "head")
        connection.execute(_SAYS, {"at": f"{RESTORING}{newest()}"})

    _alone(url, job)


def say_newest(url: str) -> None:
    _alone(url, lambda connection: connection.execute(_SAYS, {"at": newest()}))


_SAYS = text("UPDATE alembic_version SET version_num = :at")


def undo(url: str, revision: str) -> None:
    """Take the store at `url` back to `revision`; `base` is before the first table."""
    _alone(url, lambda connection: command.downgrade(_config(connection), revision))


def require_newest(url: str) -> None:
    """Raise NotMigrated unless the store at `url` is there and up to date."""
    found = require_store(url)
    if found != newest():
        raise _too_old(url, f"is at revision {found}")


def require_store(url: str) -> str:
    """The revision of the store at `url`: one that can be brought up to date. Raise NotMigrated."""
    if is_sqlite(url) and not file_of(url).exists():
        raise NotMigrated(f"There is no store at {file_of(url)} yet. Make it with: kombot migrate")
    found = _revision_at(file_of(url)) if is_sqlite(url) else at_once(url, revision_of)
    _refuse_newer(found, url)
    if found is None:
        raise _too_old(url, "has no tables")
    return found


def _too_old(url: str, was: str) -> NotMigrated:
    return NotMigrated(
        f"The store at {place_of(url)} {was}, and this kombot needs revision {newest()}. "
        "Bring it up to date with: kombot migrate"
    )


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    return max(known())


@cache
def known() -> frozenset[str]:
    """Every revision that this version knows: a file each, which begins with its number.

    Alembic would run all of them to tell, and whoever starts a process waits for that.
    """
    return frozenset(file.name[:4] for file in (SCRIPTS / "versions").glob("[0-9]*.py"))


def differences(connection: Connection) -> list[Any]:
    """What the models have and the store has not, or the other way round."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, SQLModel.metadata))


def write_revision(url: str, message: str, only: Collection[str] = ()) -> None:
    """For developers: a new migration from what the models have and the store at `url` has not.

    `only` names the tables that it is about; all of them when empty.
    """
    number = int(newest()) + 1

    def job(connection: Connection) -> None:
        config = _config(connection)
        config.attributes["only"] = frozenset(only)
        command.revision(config, message=message, autogenerate=True, rev_id=f"{number:04}")

    _alone(url, job)


def _alone(url: str, job: Callable[[Connection], object]) -> None:
    """Do `job` in a transaction beside which nobody else migrates."""
    if is_sqlite(url):
        _with_the_file(url, job)
    else:
        at_once(url, lambda connection: _with_the_lock(connection, job))


def _with_the_file(url: str, job: Callable[[Connection], object]) -> None:
    """Nobody else writes; `secure_delete`, as what is dropped must go."""
    engine = create_engine(
        make_url(url).set(drivername="sqlite+pysqlite"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT_SECONDS},
    )
    event.listen(engine, "begin", _take_the_file)
    with plain_errors(), engine.connect() as connection, connection.begin():
        job(connection)


def _take_the_file(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _with_the_lock(connection: Connection, job: Callable[[Connection], object]) -> None:
    """The others wait until the commit; where somebody reads a table for long, it is said."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({OURS})")
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_TIMEOUT_SECONDS}s'")
    job(connection)


def _revision_at(file: Path) -> str | None:
    """Looking at a store must not make one, nor wait for whoever writes to it."""
    read_only = {"mode": "ro", "uri": "true"}
    address = URL.create("sqlite+pysqlite", database=file.resolve().as_uri(), query=read_only)
    engine = create_engine(address, poolclass=NullPool)
    with plain_errors(), engine.connect() as connection:
        return revision_of(connection)


def _refuse_newer(found: str | None, url: str) -> None:
    if found is not None and found.startswith(MOVING):
        raise NotMigrated(
            f"The store at {place_of(url)} is half moved: run kombot move again, with "
            "KOMBOT_DATABASE_URL as it was, and it goes on."
        )
    if found is not None and found.startswith(RESTORING):
        raise NotMigrated(
            f"The store at {place_of(url)} is half restored: make an empty database, and run "
            "kombot restore again."
        )
    if found is not None and found not in known():
        raise NotMigrated(
            f"The store at {place_of(url)} is at revision {found}, which this kombot does not "
            "know: a newer one has been at work. Start that version again."
        )


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"{file.parent} cannot be made: {error.strerror}") from None


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
