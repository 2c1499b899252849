"""What a platform tells of its channels and people by itself, and what follows from it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Update, update
from sqlmodel import col, select

from bot.channels.standing import Profile, Reported, Standing
from storage.tables import Address, Place
from tests import town as plot
from tests.nudged import does
from tests.scenario.test_place import chooses, planning_place
from tests.scenario.test_standing import HIS, WRITES, address, says, stands, unreachable
from tests.talk import Town, a_town
from tests.voting import opens, votes

TOLD = "Jeg kan ikke skrive i planlægningsgruppens kanal på Børnehuset Solsikken"
GONE = Reported(channel="simulator", tenant="", external_id="planning", reason="place_gone")
OPEN = replace(GONE, reason="")
TEAM = replace(GONE, external_id="team-1", reason="place_archived")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def place(town: Town) -> Place:
    found = await planning_place(town)
    assert found is not None
    return found


def told(town: Town, name: str = "Kirsten") -> int:
    return sum(TOLD in each for each in town[name].messages)


async def test_a_channel_that_is_deleted_is_told_of_once_and_nothing_is_tried_there(
    town: Town,
) -> None:  # fault 25
    await opens(town)
    await town.settles()
    before = len(town.chat.seen_by("planning"))
    for _ in range(2):
        await town.app.note(GONE)
        await town.passes(hours=1)
    await votes(town, "Jonas")
    await town.passes(hours=2)
    assert (told(town), told(town, "Ali")) == (1, 0)
    assert len(town.chat.seen_by("planning")) == before
    assert (await place(town)).unreachable == "place_gone"


async def test_a_channel_that_is_back_gets_what_is_said_there_again(town: Town) -> None:
    await opens(town)
    await town.app.note(GONE)
    await town.app.note(OPEN)
    await votes(town, "Jonas")
    await town.passes(hours=2)
    assert (await place(town)).unreachable == ""
    assert "1 af 12 har svaret" in town.place("planning")[-1]


async def test_what_happens_to_a_team_happens_to_its_channels(town: Town) -> None:
    await does(town, then=lambda unit: unit.update(_in_team(), expect=1))
    await town.app.note(TEAM)
    assert (await place(town)).unreachable == "place_archived"
    await town.app.note(replace(TEAM, external_id="team-2", reason=""))
    assert (await place(town)).unreachable == "place_archived"
    await town.app.note(replace(TEAM, reason=""))
    assert (await place(town)).unreachable == ""


def _in_team() -> Update:
    group = {"group": "team-1"}
    return update(Place).where(col(Place.purpose) == "planning").values(reference=group)


async def test_a_channel_that_waits_for_a_yes_goes_on_waiting(town: Town) -> None:
    outsiders = update(Place).values(unreachable="outsiders")
    await does(town, then=lambda unit: unit.update(outsiders, expect=None))
    await town.app.note(OPEN)
    assert (await place(town)).unreachable == "outsiders"


async def test_a_new_name_and_a_new_address_are_kept(town: Town) -> None:
    there = {"service_url": "https://new.example"}
    await town.app.note(replace(OPEN, reason=None, name="Trivsel", reference=there))
    found = await place(town)
    assert (found.name, found.reference["service_url"]) == ("Trivsel", "https://new.example")
    await town.app.note(replace(OPEN, reason=None))
    assert (await place(town)).name == "Trivsel"


async def test_a_channel_in_another_tenant_is_another_channel(town: Town) -> None:  # fault 38
    await town.app.note(replace(GONE, tenant="elsewhere"))
    assert (await place(town)).unreachable == ""


async def test_whoever_chooses_another_channel_is_not_told_again(town: Town) -> None:
    await town.app.note(GONE)
    await chooses(town["Kirsten"])
    await town.app.note(GONE)
    assert (await place(town)).unreachable == ""


async def test_somebody_of_a_team_can_be_written_to_before_they_have_spoken(town: Town) -> None:
    there = {"service_url": "https://eu.example", "user": "29:jonas"}
    await town.app.note(replace(stands(), reference=there))
    found = await address(town)
    assert found is not None
    assert {**there, **found.reference} == found.reference


async def test_the_newest_address_counts_and_the_conversation_stays(town: Town) -> None:
    await says(town, replace(WRITES, reference={"service_url": "old", "conversation": "a:1"}))
    await town.app.note(replace(stands(), reference={"service_url": "new"}))
    found = await address(town)
    assert found is not None
    assert (found.reference["service_url"], found.reference["conversation"]) == ("new", "a:1")


@pytest.mark.parametrize(("reason", "left"), [("not_installed", ""), ("blocked", "blocked")])
async def test_a_new_installation_opens_what_it_can_open(
    town: Town, reason: str, left: str
) -> None:
    await says(town)
    await does(town, then=lambda unit: unit.update(_marked(reason), expect=1))
    await town.app.note(stands())
    assert await unreachable(town) == reason
    await town.app.note(replace(stands(), mends=("not_installed",)))
    assert await unreachable(town) == left


def _marked(reason: str) -> Update:
    return update(Address).where(col(Address.channel) == "slack").values(unreachable=reason)


async def test_a_new_name_with_a_new_email_is_the_same_person_where_the_id_lasts(
    town: Town,
) -> None:
    await says(town)
    renamed = stands(Profile(email="jonas.ny@solsikken.example"))
    await town.app.note(replace(renamed, lasting=True))
    assert await unreachable(town) == ""
    assert "Hej Jonas" in await says(town, replace(WRITES, email=""))


async def test_a_guest_who_removes_the_app_is_no_less_a_guest(town: Town) -> None:
    await says(town)
    await town.app.note(stands(Profile(), unreachable="guest"))
    await town.app.note(stands(Profile(), unreachable="removed"))
    assert await unreachable(town) == "guest"
    assert "Vi kender ikke hinanden" in await says(town, replace(WRITES, email=""))


async def test_whoever_removes_the_app_is_not_written_to_until_they_are_heard_again(
    town: Town,
) -> None:  # fault 24
    async with town.store.snapshot() as reads:
        jonas = await reads.one(select(Address).where(Address.person_id == plot.id_of("Jonas")))
    gone = Standing(
        channel=jonas.channel,
        tenant=jonas.tenant,
        external_id=jonas.external_id,
        profile=Profile(),
        unreachable="removed",
    )
    await town.app.note(gone)
    await opens(town)
    await town.passes(hours=4)
    assert town["Jonas"].messages == []
    await town["Jonas"].writes("hjem")
    await town.app.note(replace(gone, unreachable="", profile=HIS))
    await town.passes(days=3)
    assert town["Jonas"].messages
