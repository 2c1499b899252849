"""Stores to test with: real ones, migrated. `--store=postgres` chooses which."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine
from sqlmodel import SQLModel

import storage.tables
from storage.database import Database
from storage.keys import Keyring, new_key
from storage.migrate import newest
from storage.phrasing import Phrasing
from storage.prepared import Compiler
from storage.sqlite import SqliteReaders, sqlite_engine
from storage.sqlite_writer import SqliteWriter
from storage.unit_of_work import Store
from storage.views import Readers
from storage.writer import Writer
from tests import postgres

MODELS = storage.tables.__all__
SQLITE, POSTGRES = "sqlite", "postgres"
CHOSEN = [SQLITE]
KNOWN: list[tuple[Phrasing, Phrasing, Compiler, Engine]] = []


def on_postgres() -> bool:
    return CHOSEN == [POSTGRES]


@contextmanager
def chosen(kind: str) -> Iterator[None]:
    """For what can be told of one of them alone."""
    before, CHOSEN[:] = CHOSEN[0], [kind]
    try:
        yield
    finally:
        CHOSEN[:] = [before]


@asynccontextmanager
async def open_store(folder: Path, *, key: str | None = None) -> AsyncIterator[Store]:
    """A fresh store in `folder`, or the one that is there already."""
    keyring = Keyring.parse(key or _usual_key())
    file = folder / "kombot.db"
    if not (on_postgres() or file.exists()):
        file.write_bytes(_empty())
    database = Database.open(url_of(folder), keyring=keyring)
    if key is None:
        _share(database.readers, database.writer)
    try:
        yield Store(database)
    finally:
        await database.close()


@cache
def _usual_key() -> str:
    return new_key()


def _share(readers: Readers, writer: Writer) -> None:
    """Statements that one store has put into words are so for every store with the same keys.

    To do that anew for each test takes a fifth of the time that all tests take.
    """
    if isinstance(readers, SqliteReaders) and isinstance(writer, SqliteWriter):
        engine = writer._engine
        KNOWN[:] = KNOWN or [(readers.phrasing, writer._phrasing, writer._compiled, engine)]
        readers.phrasing, writer._phrasing, writer._compiled, first = KNOWN[0]
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache


@cache
def _empty() -> bytes:
    """A store without rows: each begins as a copy, since to make its tables takes a while."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "kombot.db"
        with sqlite_engine(f"sqlite:///{file}", keyring=Keyring.parse(new_key())).begin() as made:
            SQLModel.metadata.create_all(made)
        return file.read_bytes()


def url_of(folder: Path) -> str:
    if on_postgres():
        return postgres.server().store(folder, SQLModel.metadata)
    return f"sqlite:///{folder / 'kombot.db'}"


def stamp(folder: Path, revision: str = "") -> None:
    """Say of the store in `folder` that it is migrated, for a program that looks."""
    statements = (
        "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)",
        "DELETE FROM alembic_version",
        f"INSERT INTO alembic_version VALUES ('{revision or newest()}')",
    )
    if on_postgres():
        postgres.server().does(url_of(folder).rpartition("/")[2], *statements)
        return
    with closing(sqlite3.connect(folder / "kombot.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def on_disk(folder: Path) -> Mapping[str, bytes]:
    """Every file of the store in `folder`; of PostgreSQL's those that hold its rows."""
    if on_postgres():
        return postgres.server().files(url_of(folder))
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
