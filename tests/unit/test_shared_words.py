"""Tests need not put the same statements into words again, and never read with another's key."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.keys import new_key
from storage.sqlite import SqliteReaders
from storage.unit_of_work import Store
from tests.stores import SQLITE, chosen, open_store


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    found = tmp_path / "one", tmp_path / "other"
    for each in found:
        each.mkdir()
    return found


def words_of(store: Store) -> object:
    readers = store._database.readers
    assert isinstance(readers, SqliteReaders)
    return readers.phrasing


async def test_a_store_begins_with_what_another_has_put_into_words(
    folders: tuple[Path, Path],
) -> None:
    with chosen(SQLITE):
        async with open_store(folders[0]) as one, open_store(folders[1]) as other:
            assert words_of(one) is words_of(other)


async def test_a_store_with_keys_of_its_own_shares_nothing(folders: tuple[Path, Path]) -> None:
    with chosen(SQLITE):
        async with open_store(folders[0]) as one, open_store(folders[1], key=new_key()) as other:
            assert words_of(one) is not words_of(other)
