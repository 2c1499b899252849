"""What a leader reads in the week's letter instead of a message each."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.nudged import sent_to
from tests.talk_plans import a_held_talk, both_say_yes


async def test_that_a_plan_holds_stands_in_the_leaders_next_letter_and_is_no_message(
    tmp_path: Path,
) -> None:  # NYB-KOM-27
    async with a_held_talk(tmp_path) as town:
        await both_say_yes(town)
        await town.settles()
        before = len(town["Mette"].messages)
        await town.passes(days=1)
        assert len(town["Mette"].messages) == before
        await town.until(town.now + timedelta(days=6))
        mette = town["Mette"]
        assert [rule for rule, _ in await sent_to(town, "Mette")] == ["digest"]
        mette.sees("Jonas har sagt ja til planen, så nu gælder den")
        await mette.clicks("Planen: Jonas")
        mette.sees("Lede forældremødet")
