"""What is kept of a leader's own part and of efforts, and nothing of it once they have left."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import erase
from storage.tables import ActionPlan, EffortState, LeaderFeedback, LeaderPlan, Reflection
from storage.unit_of_work import Unit
from tests import town as plot
from tests.after_dialogue import (
    MEETINGS,
    a_dialogue,
    looks,
    reflects,
    reports_back,
    tells,
    writes_a_plan,
)
from tests.kom import kept
from tests.scenario.test_leavers import leaves
from tests.talk import Town, a_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


async def test_a_month_after_the_leader_left_nothing_of_it_is_there(town: Town) -> None:
    # fault 37
    await a_dialogue(town)
    await reflects(town)
    await writes_a_plan(town)
    await reports_back(town, share__1="no", share__2="no")
    await leaves(town, plot.id_of("Mette"), town.now.date() - timedelta(days=60))

    async def work(unit: Unit) -> None:
        await erase.erase_own(unit, plot.id_of("Mette"), town.now.date())

    await town.store.run(work)
    for table in (Reflection, LeaderPlan, LeaderFeedback):
        assert await kept(town, table) == []
    assert "lovet at samle op" not in await looks(town, "Kirsten")


async def test_a_driver_who_has_left_drives_nothing(town: Town) -> None:
    # fault 37
    await a_dialogue(town)
    await leaves(town, plot.id_of("Sofie"), town.now.date() - timedelta(days=60))

    async def work(unit: Unit) -> None:
        await erase.erase_own(unit, plot.id_of("Sofie"), town.now.date())

    await town.store.run(work)
    assert plot.id_of("Sofie") not in {each.driver_id for each in await kept(town, ActionPlan)}


async def test_each_sees_what_is_kept_of_it_and_who_reads_it(town: Town) -> None:
    await a_dialogue(town)
    await reflects(town)
    await tells(town, "Sofie", MEETINGS, EffortState.RUNNING, progress="3")
    for name in ("Mette", "Sofie"):
        await town[name].writes("privatliv")
    town["Mette"].sees("Egne tanker: 1. Egne planer: 0. Tilbagemeldinger til medarbejderne: 0.")
    town["Mette"].sees("En leders tanker og plan ser kun lederen.")
    town["Sofie"].sees("Det, du har sagt om indsatser: 1.")
    assert "Egne tanker" not in town["Sofie"].text
