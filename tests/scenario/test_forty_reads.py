"""Those above read of forty workplaces with as many statements as of one in each area."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.counting import counted
from bot.channels.base import Inbound, Kind
from storage.unit_of_work import Store
from tests import forty
from tests import town as plot
from tests.forty import COMMITTEE, COORDINATION, HR, PLACES, Place, sends_up, someone
from tests.talk import Town, a_town

FEW = (*COORDINATION.values(), COMMITTEE)
READERS = {
    HR: ("hr", plot.WORKPLACE),
    COMMITTEE.contact: ("committee", COMMITTEE.id),
    PLACES[0].contact: ("coordination", PLACES[0].id),
}


async def _counts(folder: Path, places: tuple[Place, ...]) -> dict[str, int]:
    """What each look at the plans takes, by who looks and at what."""
    folder.mkdir()
    async with a_town(folder, at=forty.AT) as town:
        await forty.settle_in(town, places=places)
        for place in places:
            await sends_up(town, place.contact, place.round_id)
        for at in COORDINATION.values():
            await _sums_up(town, at.contact, f"coordination:{at.id}")
        await _sums_up(town, HR, f"hr:{plot.WORKPLACE}")
        await town.settles()
        return {
            f"{name} {value.partition(':')[2]}": await _statements(town, name, value)
            for name, (rung, at) in READERS.items()
            for value in (
                "do:workplaces:areas:0",
                f"do:level:{rung}:{at}",
                f"do:plans:{rung}:{at}:0",
                f"open:summing_up:{rung}:{at}",
            )
        }


async def _sums_up(town: Town, name: str, rung: str) -> None:
    reader = someone(town, name)
    await reader.presses(f"open:summing_up:{rung}")
    await reader.answers(text="Mange vil have ro.")
    await reader.clicks("Send opsummeringen")


async def _statements(town: Town, name: str, value: str) -> int:
    asked, count = counted(town.store._database)
    inbox = replace(town.app.inbox, store=Store(asked))
    pressed = Inbound(
        channel="simulator", external_id=plot.id_of(name), kind=Kind.PRESS, value=value
    )
    reply = await inbox.receive(pressed, now=town.now)
    assert reply.content is not None
    return count.reads


@pytest.mark.timeout(300)
async def test_it_takes_as_many_statements_whether_they_are_few_or_forty(tmp_path: Path) -> None:
    few = await _counts(tmp_path / "few", FEW)
    many = await _counts(tmp_path / "many", PLACES)
    assert many == few
