"""The schema, brought up to date by Alembic from the first table on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

import storage.tables
from storage.writer import StoreUnavailable, plain_errors

MODELS = storage.tables.__all__
SCRIPTS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_SECONDS = 30


class NotMigrated(Exception):
    """The store is not as this version of kombot needs it; the message says what to do."""


def migrate(url: str, revision: str = "head") -> None:
    """Bring the store at `url` up to `revision`, and make it where there is none.

    Safe when several start at once: one does it in a transaction that locks the file, and the
    others find it done. Raise NotMigrated for a store that a newer kombot has changed, and
    StoreUnavailable for a file that cannot be used.
    """
    _make_folder(file_of(url))
    with _alone(url) as connection:
        _refuse_newer(revision_of(connection), url)
        command.upgrade(_config(connection), revision)


def undo(url: str, revision: str) -> None:
    """Take the store at `url` back to `revision`; `base` is before the first table."""
    with _alone(url) as connection:
        command.downgrade(_config(connection), revision)


def require_newest(url: str) -> None:
    """Raise NotMigrated unless the store at `url` is there and up to date."""
    file = file_of(url)
    if not file.exists():
        raise NotMigrated(f"There is no store at {file} yet. Make it with: kombot migrate")
    found = _revision_at(file)
    _refuse_newer(found, url)
    if found != newest():
        was = f"is at revision {found}" if found else "has no tables"
        raise NotMigrated(
            f"The store at {file} {was}, and this kombot needs revision {newest()}. "
            "Bring it up to date with: kombot migrate"
        )


def file_of(url: str) -> Path:
    return Path(make_url(url).database or "")


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    return _scripts().get_current_head()


def differences(connection: Connection) -> list[Any]:
    """What the models have and the store has not, or the other way round."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, SQLModel.metadata))


def write_revision(url: str, message: str, only: Collection[str] = ()) -> None:
    """For developers: a new migration from what the models have and the store at `url` has not.

    `only` names the tables that it is about; all of them when empty.
    """
    number = len(list(_scripts().walk_revisions())) + 1
    engine = create_engine(_plain(url), poolclass=NullPool)
    with engine.connect() as connection:
        config = _config(connection)
        config.attributes["only"] = frozenset(only)
        command.revision(config, message=message, autogenerate=True, rev_id=f"{number:04}")


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    """A transaction that nobody else writes beside; `secure_delete`, as what is dropped must go."""
    engine = create_engine(
        _plain(url),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT_SECONDS},
    )
    event.listen(engine, "begin", _take_the_file)
    with plain_errors(), engine.connect() as connection, connection.begin():
        yield connection


def _take_the_file(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _revision_at(file: Path) -> str | None:
    """Looking at a store must not make one, nor wait for whoever writes to it."""
    read_only = {"mode": "ro", "uri": "true"}
    address = URL.create("sqlite+pysqlite", database=file.resolve().as_uri(), query=read_only)
    engine = create_engine(address, poolclass=NullPool)
    with plain_errors(), engine.connect() as connection:
        return revision_of(connection)


def _refuse_newer(found: str | None, url: str) -> None:
    known = {script.revision for script in _scripts().walk_revisions()}
    if found is not None and found not in known:
        raise NotMigrated(
            f"The store at {file_of(url)} is at revision {found}, which this kombot does not "
            "know: a newer one has been at work. Start that version again."
        )


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"{file.parent} cannot be made: {error.strerror}") from None


def _plain(url: str) -> URL:
    return make_url(url).set(drivername="sqlite+pysqlite")


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(None))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
