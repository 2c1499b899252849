"""More time to vote: later, never sooner, and only while the vote is open (X-01)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from dialogs.core.actions import Open, write
from storage.tables import Phase
from tests.talk import Town, a_town
from tests.voting import DEADLINE, opens, the_round, votes


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        await opens(town)
        yield town


async def test_the_planning_group_gives_more_time_and_the_vote_stays_open(town: Town) -> None:
    later = DEADLINE + timedelta(days=2)
    ali = town["Ali"]
    await ali.writes("runde")
    await ali.clicks("Giv mere tid")
    await ali.answers(deadline_on=f"{later:%Y-%m-%d}", deadline_at="12:00")
    ali.sees("Nu kan I stemme indtil")
    await town.until(DEADLINE + timedelta(hours=3))
    assert (await the_round(town)).phase == Phase.VOTING
    await votes(town, "Jonas")
    assert "1 af 12" not in "".join(town.place("planning"))
    await town.until(later)
    assert (await the_round(town)).phase == Phase.CLOSED
    assert any("1 af 12" in text for text in town.place("planning"))


async def test_a_dialog_of_one_page_is_not_counted(town: Town) -> None:
    kirsten = town["Kirsten"]
    await kirsten.presses(write(Open("extension", (await the_round(town)).id)))
    assert kirsten.form.progress == ""
    await kirsten.presses(write(Open("checkin")))
    assert kirsten.form.progress.startswith("1 af ")


@pytest.mark.parametrize(
    ("days", "says"),
    [(-1, "Fristen kan kun rykkes frem"), (0, "Fristen kan kun rykkes frem"), (60, "senest dagen")],
)
async def test_a_deadline_is_never_moved_back_nor_past_the_dialogue(
    town: Town, days: int, says: str
) -> None:
    day = DEADLINE + timedelta(days=days)
    kirsten = town["Kirsten"]
    await kirsten.presses(write(Open("extension", (await the_round(town)).id)))
    await kirsten.answers(deadline_on=f"{max(day, town.now):%Y-%m-%d}", deadline_at="12:00")
    kirsten.sees(says)
    assert (await the_round(town)).deadline == DEADLINE


async def test_nobody_outside_the_group_moves_it(town: Town) -> None:
    round_ = await the_round(town)
    await town["Jonas"].presses(write(Open("extension", round_.id)))
    town["Jonas"].sees("Det kan din rolle ikke åbne.")


async def test_after_the_deadline_it_is_too_late(town: Town) -> None:
    round_ = await the_round(town)
    await town.until(DEADLINE)
    await town["Kirsten"].presses(write(Open("extension", round_.id)))
    town["Kirsten"].sees("så fristen kan ikke flyttes mere")
