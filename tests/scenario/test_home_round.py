"""Home and `runde`: one's own vote, and how far the planning group is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlmodel import col

from storage.tables import Role
from tests.after_vote import (
    chooses,
)
from tests.nudged import does
from tests.talk import Town, a_town
from tests.voting import DEADLINE, opens, votes


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def test_home_and_round_say_where_one_is(town: Town) -> None:
    for name in ("Kirsten", "Jonas"):
        await town[name].writes("hjem")
    town["Kirsten"].sees("I har ingen afstemning om temaer i gang.")
    assert "afstemning" not in town["Jonas"].text
    await town["Jonas"].writes("runde")
    town["Jonas"].sees("Der er ikke noget om en Udviklingsdialog til dig lige nu.")
    await opens(town)
    await town["Jonas"].writes("hjem")
    town["Jonas"].sees("Stem senest mandag den 17. august kl. 12.")
    await votes(town, "Jonas")
    await town["Jonas"].writes("hjem")
    town["Jonas"].sees("Du kan ændre din stemme indtil mandag den 17. august kl. 12.")
    await town["Mette"].writes("runde")
    town["Mette"].sees("12 kan stemme indtil mandag den 17. august kl. 12.")
    await town["Jonas"].writes("runde")
    town["Jonas"].sees("Du kan ændre din stemme indtil mandag den 17. august kl. 12.")
    await town.until(DEADLINE)
    for word in ("hjem", "runde"):
        await town["Jonas"].writes(word)
        town["Jonas"].sees("Afstemningen er lukket, og planlægningsgruppen vælger temaer.")
    await town["Mette"].writes("runde")
    town["Mette"].sees("Nu kan I vælge temaer")
    await town["Mette"].clicks("Se optællingen og vælg temaer")
    town["Mette"].sees("Tag det op på et personalemøde i stedet.")
    await chooses(town, "Mette")
    for name in ("Mette", "Jonas", "Oliver"):
        await town[name].writes("hjem")
        town[name].sees("Trivselstema: Mening og retning")
        town[name].sees("Dag: onsdag den 9. september")
    assert "Planen" not in town["Jonas"].text
    town["Mette"].sees("Planen sendes senest: tirsdag den 1. december")
    await town["Kirsten"].writes("runde")
    town["Kirsten"].sees("Jeres Udviklingsdialog")
    assert "Åbn en ny afstemning" not in town["Kirsten"].text
    await town.until(datetime(2026, 9, 10, 7, tzinfo=UTC))
    await town["Kirsten"].writes("runde")
    await town["Kirsten"].clicks("Åbn en ny afstemning")
    await town["Kirsten"].clicks("Ja, vi er klar")
    town["Kirsten"].sees("Hvornår er Udviklingsdialogen?")
    await town.until(DEADLINE + timedelta(days=260))
    await town["Mette"].writes("hjem")
    town["Mette"].sees("I har ingen afstemning om temaer i gang.")


async def test_help_names_the_round_to_whoever_may_open_one(town: Town) -> None:
    unnamed = delete(Role).where(col(Role.name) == "planning")
    await does(town, then=lambda unit: unit.delete(unnamed))
    for name in ("Mette", "Kirsten", "Ali", "Jonas"):
        await town[name].writes("hjælp")
    for name in ("Mette", "Kirsten", "Ali"):
        town[name].sees("runde: Åbn en afstemning om temaer")
    assert "Åbn en afstemning" not in town["Jonas"].text
