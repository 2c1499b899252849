"""An organisation of forty workplaces in five areas: plans go up the ladder, answers come back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogs.core.cards import as_text
from tests import forty
from tests.forty import PLACES, SECRET, someone
from tests.forty_ladder import (
    LATE_ONES,
    answers_come_back,
    hr_sums_up,
    the_areas_sum_up,
    the_committee_reads,
    the_day_has_passed,
)
from tests.talk import Town, a_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path, at=forty.AT) as town:
        await forty.settle_in(town)
        await town.settles()
        yield town


async def test_plans_go_up_the_whole_ladder_and_an_answer_comes_back(town: Town) -> None:
    # TAL-20
    # TAL-63
    # TAL-67
    #
    for place in PLACES:
        if place not in LATE_ONES:
            await forty.sends_up(town, place.contact, place.round_id)
            someone(town, place.contact).sees("Planen er sendt")
    await town.settles()
    await town.until(datetime(2026, 12, 11, 12, tzinfo=UTC))
    the_day_has_passed(town)
    await the_areas_sum_up(town)
    await hr_sums_up(town)
    await the_committee_reads(town)
    await answers_come_back(town, PLACES[4].round_id)
    for name, talker in town.people.items():
        shown = "\n".join(as_text(each) for each in talker.screen)
        assert SECRET not in shown, name
