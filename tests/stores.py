"""Stores to test with: real files, migrated."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import SQLModel

import storage.tables
from storage.database import Database
from storage.keys import Keyring, new_key
from storage.sqlite import sqlite_engine
from storage.unit_of_work import Store

MODELS = storage.tables.__all__


@asynccontextmanager
async def open_store(folder: Path, *, key: str | None = None) -> AsyncIterator[Store]:
    """A fresh store in `folder`, or the one that is there already."""
    keyring = Keyring.parse(key or new_key())
    file = folder / "kombot.db"
    if not file.exists():
        file.write_bytes(_empty())
    database = Database.open(f"sqlite:///{file}", keyring=keyring)
    try:
        yield Store(database)
    finally:
        await database.close()


@cache
def _empty() -> bytes:
    """A store without rows: each begins as a copy, since to make its tables takes a while."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "kombot.db"
        with sqlite_engine(f"sqlite:///{file}", keyring=Keyring.parse(new_key())).begin() as made:
            SQLModel.metadata.create_all(made)
        return file.read_bytes()
