"""Home asks the store as often for a leader of a hundred people as for one of ten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from benchmarks import home, team
from dialogs.core.cards import Table
from storage.address import SQLITE
from storage.database import Database
from storage.unit_of_work import Store
from tests import postgres
from tests.contract.lines import KEYRING

SIZES = (10, 100)


@pytest.fixture
async def database(tmp_path: Path, kind: str) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path / 'kombot.db'}"
    if kind != SQLITE:
        url = postgres.server().store(tmp_path, SQLModel.metadata)
    opened = Database.open(url, keyring=KEYRING)
    try:
        if kind == SQLITE:
            await opened.maintenance(SQLModel.metadata.create_all)
        await team.founds(Store(opened), SIZES)
        yield opened
    finally:
        await opened.close()


async def test_a_card_asks_as_often_whatever_the_number_of_people(database: Database) -> None:
    few, many = [await home.statements(database, size) for size in SIZES]
    assert few == many


async def test_everybody_stands_on_the_card_with_how_far_they_are(database: Database) -> None:
    async with database.snapshot() as reads:
        card = await home.card(reads, SIZES[0])
    (table,) = [part for part in card.body if isinstance(part, Table)]
    assert [row[0] for row in table.rows] == [f"Navn p-10-{n}" for n in range(SIZES[0])]
    assert {row[2] for row in table.rows} == {"forberedt", "har delt", "inviteret"}
    assert "onsdag den 19. august" in {row[1] for row in table.rows}
