"""A store of its own for each test of the store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from storage.database import Database
from storage.unit_of_work import Store
from tests.contract.lines import engine_of, opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kombot.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    async with opened(path) as database:
        yield database


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


@pytest.fixture
def commits(database: Database) -> list[Connection]:
    seen: list[Connection] = []
    event.listen(engine_of(database), "commit", seen.append)
    return seen
