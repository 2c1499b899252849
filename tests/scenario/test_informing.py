"""Everybody is told what is to come, and nobody keeps track of who has read it (TAL-23)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialogs.core.actions import Open, write
from storage import people
from storage.tables import RoundStep
from tests import town as plot
from tests.talk import Town
from tests.voting import opens, queued, rows, the_round, voting_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with voting_town(tmp_path) as town:
        await opens(town)
        await town.settles()
        yield town


async def begins_to_tell(town: Town, name: str) -> None:
    await town[name].presses(write(Open("inform", (await the_round(town)).id)))


async def told(town: Town) -> RoundStep:
    return next(each for each in await rows(town, RoundStep) if each.step == "inform")


async def test_all_are_told_the_timetable_and_what_the_themes_mean(town: Town) -> None:  # TAL-23
    kirsten = town["Kirsten"]
    await kirsten.writes("runde")
    await kirsten.clicks("Se hele forløbet")
    await kirsten.clicks("Fortæl alle om runden")
    kirsten.sees("Jeg holder ikke øje med, hvem der har læst det.")
    for line in ("mandag den 17. august kl. 12", "onsdag den 9. september kl. 9"):
        kirsten.sees(line)
    kirsten.sees("Mening og retning")
    assert not await queued(town, "round_info")
    await kirsten.clicks("Send til alle")
    await town.settles()
    for name in plot.EVERYONE:
        assert town[name.split()[0]].has_seen("Vi skal holde Udviklingsdialog")
    town["Jonas"].sees("Mening og retning")
    assert any("Vi skal holde Udviklingsdialog" in text for text in town.place("everyone"))
    assert (await told(town)).done_by == plot.id_of(plot.CONTACT)


async def test_who_cannot_be_reached_is_shown_to_the_group_and_to_nobody_else(town: Town) -> None:
    async with town.store.unit() as unit:
        for each in await people.addresses_of(unit, plot.id_of("Sofie")):
            people.set_unreachable(unit, each.id, "person_gone")
        await unit.commit()
    await begins_to_tell(town, "Kirsten")
    town["Kirsten"].sees("Jeg kan ikke nå Sofie Krag her.")
    await town["Kirsten"].clicks("Send til alle")
    await town.settles()
    assert not town["Jonas"].has_seen("Sofie Krag")


async def test_the_second_one_is_told_who_did_it_and_when(town: Town) -> None:
    await begins_to_tell(town, "Kirsten")
    await begins_to_tell(town, "Ali")
    await town["Kirsten"].clicks("Send til alle")
    await town["Ali"].clicks("Send til alle")
    town["Ali"].sees("Kirsten Dahl fortalte alle om runden mandag den 10. august kl. 9")
    assert len(await queued(town, "round_info")) == len(plot.EVERYONE) + 1


async def test_two_who_send_at_once_send_once(town: Town) -> None:
    for name in ("Kirsten", "Ali"):
        await begins_to_tell(town, name)
    both = ("Kirsten", "Ali")
    await asyncio.gather(*(town[name].clicks("Send til alle") for name in both))
    assert sorted("fortalte alle om runden" in town[name].text for name in both) == [False, True]


async def test_it_is_not_reminded_of_once_it_is_done(town: Town) -> None:
    await begins_to_tell(town, "Kirsten")
    await town["Kirsten"].clicks("Send til alle")
    await town.passes(days=3)
    assert not town["Ali"].has_seen("Fortæl kollegerne om Udviklingsdialogen")


@pytest.mark.parametrize("name", ["Jonas", "Hanne"])
async def test_nobody_outside_the_group_tells_everyone(town: Town, name: str) -> None:
    await begins_to_tell(town, name)
    town[name].sees("Det kan din rolle ikke åbne.")
