"""Several things wait, and the week's letter is turned off: no more comes than the letter was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from tests.nudged import sent_to
from tests.talk import a_town
from tests.waiting import a_round_with_every_step, themes_are_chosen

THINGS = ("Hvad tager du selv med fra dialogen?", "Tag dialogen med på næste møde")
OFF, MONDAY = datetime(2026, 10, 6, tzinfo=UTC), 0
"""Both have been said twice by themselves by then, or wait for the letter."""


async def test_what_waits_comes_together_once_a_week_where_letters_are_off(tmp_path: Path) -> None:
    """It is the leader's to do, so it is not left out; but it does not come day after day."""
    async with a_town(tmp_path) as town:
        await a_round_with_every_step(town)
        await themes_are_chosen(town)
        await town.until(OFF)
        mette = town["Mette"]
        before = len(mette.messages)
        await mette.presses("do:quiet:digest|off")
        await town.until(datetime(2026, 10, 30, tzinfo=UTC))
        told = [each for each in mette.messages[before:] if any(thing in each for thing in THINGS)]
        assert [[thing in each for thing in THINGS] for each in told] == [[True, True]] * 2
        days = [day for _, day in await sent_to(town, "Mette") if day > OFF.date()]
        mondays = [day for day in days if day.weekday() == MONDAY]
        assert mondays == [date(2026, 10, 19), date(2026, 10, 26)]
