"""One or two sheets lead straight to those who were ticked (X-01, X-13)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from dialogs.core.actions import Open, write
from storage.tables import Phase
from tests.after_vote import casts, posted
from tests.on_paper import looks, pile, ticks, types_in
from tests.talk import Town, a_town
from tests.voting import DEADLINE, opens, the_round

IN_CHAT = ("Sofie Krag", "Peter Nygaard", "Fatima Yilmaz", "Lars Bech", "Ali Hassan")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        await opens(town)
        await town.settles()
        yield town


@pytest.mark.parametrize("few", [("jonas",), ("jonas", "henrik")])
async def test_one_or_two_sheets_are_not_typed_in_while_more_can_come(
    town: Town, few: tuple[str, ...]
) -> None:
    #
    kirsten = await ticks(town, **dict.fromkeys(few, "yes"))
    await kirsten.clicks("Se stemmer på papir")
    kirsten.sees("Med en eller to sedler kan den, der taster, gætte, hvis de er.")
    assert "Tast en seddel ind" not in kirsten.text
    await kirsten.presses(write(Open("paper_entry", (await the_round(town)).id)))
    kirsten.sees("Bed gerne de få om at stemme i chatten")
    await ticks(town, sofie="yes", peter="yes")
    await types_in(town)
    assert len(await pile(town)) == 2


async def test_whoever_types_in_one_sheet_at_the_close_is_told_first_and_it_counts(
    town: Town,
) -> None:
    #
    for name in IN_CHAT:
        await casts(town, name)
    await ticks(town, jonas="yes")
    await town.until(DEADLINE)
    kirsten = await looks(town)
    kirsten.sees("de er ikke hemmelige for dig, der taster dem ind")
    await kirsten.clicks("Tast en seddel ind")
    kirsten.sees("Så få sedler er ikke hemmelige")
    assert [each.name for each in kirsten.form.fields] == ["few"], "told before anything is typed"
    await types_in(town)
    await town.settles()
    assert "6 af 12 har svaret." in posted(town), "no vote is lost"


async def test_whoever_keeps_the_pile_is_told_again_each_working_morning(town: Town) -> None:
    await ticks(town, jonas="yes")
    await town.until(DEADLINE + timedelta(days=6))
    uneven = [text for text in town["Kirsten"].messages if "kan ikke tælles op endnu" in text]
    assert len(uneven) == 5  # Monday at noon, and four mornings until Sunday
    await ticks(town, jonas="no")
    await town.settles()
    assert (await the_round(town)).phase == Phase.CLOSED
