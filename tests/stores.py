"""Stores to test with: real files, migrated."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlmodel import SQLModel

import storage.tables
from storage.database import Database
from storage.keys import Keyring, new_key
from storage.unit_of_work import Store

MODELS = storage.tables.__all__


@asynccontextmanager
async def open_store(folder: Path, *, key: str | None = None) -> AsyncIterator[Store]:
    """A fresh store in `folder`, or the one that is there already."""
    keyring = Keyring.parse(key or new_key())
    database = Database.open(f"sqlite:///{folder / 'kombot.db'}", keyring=keyring)
    await database.maintenance(SQLModel.metadata.create_all)
    try:
        yield Store(database)
    finally:
        await database.close()
