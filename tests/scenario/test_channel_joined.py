"""Others join the planning group's channel, or kombot is taken out of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.tables import Role
from tests import town as plot
from tests.nudged import does
from tests.scenario.test_channel_chosen import chosen
from tests.spots import come
from tests.talk import Talker, Town, a_town
from tests.voting import opens, votes

TOLD = "Der er andre med i planlægningsgruppens kanal"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


@pytest.fixture
def kirsten(town: Town) -> Talker:
    return town["Kirsten"]


async def test_who_joins_later_is_asked_about_and_nothing_is_posted_until_then(
    town: Town, kirsten: Talker
) -> None:
    await opens(town)
    for name in ("Jonas", "Sofie", "Peter", "Lars", "Camilla"):
        await votes(town, name)
    await town.passes(days=3)
    await come(town, "planning", "Jonas")
    before = len(town.place("planning"))
    kirsten.sees(TOLD)
    kirsten.sees("I kanalen er også Jonas Friis.")
    assert not [each for each in town["Ali"].messages if TOLD in each]
    await town.passes(days=5)
    assert len(town.place("planning")) == before
    await town["Hanne"].writes("status")
    town["Hanne"].sees("Der er andre end planlægningsgruppen med i kanalen")
    await kirsten.clicks("Lad dem læse med")
    kirsten.sees("Så skriver jeg i kanalen igen.")
    await town.settles()
    assert "5 stemmer" in town.place("planning")[-1]


async def test_a_yes_is_not_to_those_who_came_after_it_was_asked(
    town: Town, kirsten: Talker
) -> None:
    await come(town, "planning", "Jonas")
    _ = kirsten.text
    old = next(each.value for each in kirsten.screen[-1].buttons)
    await come(town, "planning", "Jonas", "Sofie")
    await kirsten.presses(old)
    kirsten.sees("I kanalen er også Jonas Friis og Sofie Krag.")
    assert (await chosen(town)).unreachable == "outsiders"
    await kirsten.clicks("Lad dem læse med")
    assert (await chosen(town)).unreachable == ""
    await come(town, "planning", "Jonas")
    assert (await chosen(town)).unreachable == ""


async def test_it_is_told_once_however_often_the_platform_tells(
    town: Town, kirsten: Talker
) -> None:
    for _ in range(3):
        await come(town, "planning", "Jonas")
    assert [TOLD in each for each in kirsten.messages].count(True) == 1


async def test_whoever_goes_again_is_not_waited_for(town: Town, kirsten: Talker) -> None:
    await come(town, "planning", "Jonas")
    await come(town, "planning")
    assert (await chosen(town)).unreachable == ""
    await kirsten.clicks("Lad dem læse med")
    kirsten.sees("Det er der taget hånd om.")


async def test_home_leads_to_the_question_that_waits(town: Town, kirsten: Talker) -> None:
    await come(town, "planning", "Jonas")
    await kirsten.writes("hjem")
    kirsten.sees("Der er andre end planlægningsgruppen med i kanalen")
    await kirsten.clicks("Se, hvem der er kommet med")
    kirsten.sees("I kanalen er også Jonas Friis.")
    await town["Ali"].writes("hjem")
    assert "kommet med" not in town["Ali"].text


async def test_what_waited_goes_at_once_when_the_channel_is_as_it_was(town: Town) -> None:
    await opens(town)
    await votes(town, "Jonas")
    await town.passes(days=3)
    await come(town, "planning", member=False)
    await town.passes(days=5)
    before = town.place("planning")
    await come(town, "planning")
    assert len(town.place("planning")) == len(before) + 1


async def test_a_new_member_of_the_group_may_join(town: Town) -> None:
    await does(town, Role(person_id="p-jonas", workplace_id=plot.WORKPLACE, name="planning"))
    await come(town, "planning", "Jonas")
    assert (await chosen(town)).unreachable == ""


async def test_kombot_taken_out_of_the_channel_is_told_once_and_mended_when_invited(
    town: Town, kirsten: Talker
) -> None:  # fault 25
    for _ in range(2):
        await come(town, "planning", member=False)
    told = [each for each in kirsten.messages if "Jeg er ikke med i kanalen" in each]
    assert len(told) == 1
    assert "[Vælg en anden kanal]" in told[0]
    await come(town, "planning")
    assert (await chosen(town)).unreachable == ""
