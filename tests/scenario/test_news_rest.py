"""A message about many things has a way to each: the first six on it, the rest one click on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogs.core.actions import Do, Open, write
from storage.tables import Conversation
from tests import town as plot
from tests.kom import keep
from tests.nudged import LEADER
from tests.talk import Talker, Town, a_town

FIRST = "Ali"
EIGHT = ("Camilla", "Fatima", "Henrik", "Jonas", "Lars", "Nadia", "Peter", "Sofie")
"""In the order of the letter."""
IN_WEEKS = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
TUESDAY_NINE = datetime(2026, 8, 11, 7, 0, tzinfo=UTC)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        for number, name in enumerate((FIRST, *EIGHT)):
            talk = Conversation(
                id=f"talk-{name}",
                person_id=plot.id_of(name),
                leader_id=LEADER,
                at=IN_WEEKS + timedelta(hours=number),
                concept="nyborg_kom",
            )
            await keep(founded, talk)
            await founded[name].presses(write(Do("other_time", talk.id)))
            await founded.settles()
        yield founded


def ways(talker: Talker) -> list[str]:
    """Whom there is a button for on what they see now."""
    assert talker.text
    labels = [each.label for each in talker.screen[-1].buttons]
    return [each.removeprefix("Ny tid: ") for each in labels if each.startswith("Ny tid: ")]


async def test_the_rest_of_eight_is_one_click_away_and_what_is_done_meanwhile_is_left_out(
    town: Town,
) -> None:  # NYB-KOM-23
    mette = town["Mette"]
    await town.until(TUESDAY_NINE)
    assert len(mette.messages) == 2
    assert ways(mette) == list(EIGHT[:6])
    # One of the six and one of the rest get another day first.
    for name in ("Camilla", "Sofie"):
        await mette.presses(write(Open("conversation", plot.id_of(name))))
        await mette.clicks(f"Ret: Samtale med {name}")
        await mette.answers(kind="kom", day="2026-09-08", clock="10:00" if name < "D" else "12:00")
        await mette.clicks("Gem og giv besked")
    await mette.clicks("Vis resten")
    assert ways(mette) == ["Peter"]
    mette.sees("Her er resten")
    mette.sees("Peter kan ikke tirsdag")
    await mette.clicks("Ny tid: Peter")
    mette.sees("Samtale med Peter")


async def test_the_rest_is_that_days_also_when_more_has_come_and_nobody_elses(town: Town) -> None:
    mette = town["Mette"]
    await town.until(TUESDAY_NINE)
    assert mette.text
    (rest,) = (each for each in mette.screen[-1].buttons if each.label == "Vis resten")
    await town.until(TUESDAY_NINE + timedelta(days=14))
    await mette.presses(rest.value)
    assert ways(mette) == ["Peter", "Sofie"]
    await town["Sofie"].presses(rest.value)
    assert "Peter" not in town["Sofie"].text
    for forged in (
        "",
        "2026-08-11|",
        "2026-08-11|x.9999",
        "|6",
        "x|y",
        f"2026-08-12{rest.value[-9:]}",
    ):
        await mette.presses(write(Do("rest", forged)))
        assert ways(mette) == []
