"""A short talk in between is another than the year's: neither takes the other's place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from storage.tables import Conversation, Kind
from tests.kom import a_talk, kept
from tests.talk import Town, a_town

MINI_AT = datetime(2026, 8, 18, 8, 0, tzinfo=UTC)


async def sets(town: Town, **answers: str) -> None:
    mette = town["Mette"]
    await mette.writes("samtaler")
    await mette.clicks("Jonas Friis")
    await mette.clicks("Flyt samtalen")
    await mette.clicks("Ret: Samtale med Jonas")
    await mette.answers(**answers)
    await mette.clicks("Gem og giv besked")


async def kinds(town: Town) -> list[tuple[str, datetime]]:
    return sorted((each.kind, each.at) for each in await kept(town, Conversation))


async def test_the_years_talk_is_set_beside_a_short_one(tmp_path: Path) -> None:
    # NYB-KOM-23
    async with a_town(tmp_path) as town:
        await a_talk(town, at=MINI_AT, kind=Kind.MINI)
        await sets(town, kind="kom", day="2026-09-14", clock="10:00", place="")
        later = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
        assert await kinds(town) == [("kom", later), ("mini", MINI_AT)]


async def test_moving_a_talk_moves_that_one(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town, at=MINI_AT, kind=Kind.MINI)
        await sets(town, kind="mini", day="2026-08-19", clock="10:00", place="")
        assert await kinds(town) == [("mini", datetime(2026, 8, 19, 8, 0, tzinfo=UTC))]
