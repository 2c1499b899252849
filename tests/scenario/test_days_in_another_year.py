"""A day in another year is said with its year, wherever somebody reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.channels.simulator.lived import live_to
from tests.scenario.test_lived_round import a_life
from tests.talk import a_town

DECEMBER = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


async def test_who_is_told_in_december_of_a_dialogue_in_spring_reads_the_year(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path, at=DECEMBER) as town:
        await live_to(await a_life(town), "opened")
        assert any("2027" in text for text in town["Jonas"].messages)
        kirsten = town["Kirsten"]
        await kirsten.writes("hjem")
        kirsten.sees(" 2027")
        assert " 2026" not in kirsten.text
        await kirsten.clicks("Se hele forløbet")
        kirsten.sees(" 2027")
        assert " 2026" not in kirsten.text
