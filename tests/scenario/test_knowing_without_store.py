"""While the store cannot be asked, who somebody is stands open: nobody gets an error for it."""

from __future__ import annotations

from pathlib import Path

from bot.channels.base import Inbound, Kind
from bot.knowledge import known_in
from tests import town
from tests.stores import open_store
from tests.talk import MONDAY


async def test_without_a_store_nobody_is_known_and_nothing_fails(tmp_path: Path) -> None:
    # fault 12
    somebody = Inbound(channel="simulator", external_id=town.id_of(town.CONTACT), kind=Kind.HOME)
    async with open_store(tmp_path) as store:
        await town.found(store, on_leave_since=MONDAY.date())
        knows = known_in(store)
        assert await knows(somebody)
    assert not await knows(somebody)
