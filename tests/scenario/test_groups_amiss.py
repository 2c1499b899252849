"""Groups were told, and then somebody comes or changes team: the contact person hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from dialogs.core.actions import Open, write
from tests.newcomers import GROUP, SATURDAY, TEAMS, comes, puts
from tests.preparing import prepared
from tests.seated import fills_in
from tests.talk import Town, a_town

AMISS = "Grupperne passer ikke længere"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        await prepared(town, teams=TEAMS)
        yield town


async def groups_are_told(town: Town, team: str) -> None:
    await town["Kirsten"].presses(write(Open("groups", f"sitting-{team}")))
    await fills_in(town, "Kirsten")
    await town["Kirsten"].clicks("Meld grupperne ud")
    await town.settles()


async def test_the_contact_person_hears_that_the_groups_no_longer_fit(town: Town) -> None:
    """TAL-37. Whoever moved them has seen it already, and nobody else has the step."""
    for team in TEAMS:
        await groups_are_told(town, team)
    await puts(town, "Ali", "Jonas", "Haven")
    await puts(town, "Ali", "Sofie", "Haven")
    (told,) = (each for each in town["Kirsten"].messages if AMISS in each)
    assert "Køkkenet: Jonas Friis og Sofie Krag er ikke med mere." in told
    assert "Haven: Jonas Friis og Sofie Krag mangler en plads." in told
    assert [name for name in GROUP if town[name].has_seen(AMISS)] == ["Kirsten"]
    await town["Kirsten"].clicks("Se grupperne: Haven")
    town["Kirsten"].sees("Der kommer andre, end forslaget er lavet til.")


async def test_groups_that_are_put_right_before_the_morning_are_no_news(town: Town) -> None:
    for team in TEAMS:
        await groups_are_told(town, team)
    await town.until(SATURDAY)
    await puts(town, "Ali", "Jonas", "Haven")
    for team in TEAMS:
        await town["Kirsten"].presses(write(Open("groups", f"sitting-{team}")))
        await fills_in(town, "Kirsten")
    await town.until(SATURDAY + timedelta(days=3))
    assert not town["Kirsten"].has_seen(AMISS)


async def test_whoever_finds_out_alone_is_not_told_of_it_as_well(town: Town) -> None:
    await groups_are_told(town, "Køkkenet")
    await puts(town, "Kirsten", "Jonas", "Haven")
    town["Kirsten"].sees("Grupperne er sat, så se dem igennem igen.")
    await town.passes(days=3)
    assert not any(town[name].has_seen(AMISS) for name in GROUP)


async def test_a_newcomer_to_groups_that_were_told_leaves_them_amiss(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await prepared(town)
        await groups_are_told(town, "")
        await comes(town)
        assert town["Kirsten"].has_seen("Nora Winther mangler en plads.")
        await town["Kirsten"].clicks("Se grupperne")
        await town["Kirsten"].clicks("Tilpas grupperne")
        await fills_in(town, "Kirsten")
        town["Kirsten"].sees("Er kommet til: Nora Winther")
