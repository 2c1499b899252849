"""What happens to teams and channels in Teams by itself, and who is told of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.base import Watching
from dialogs.core.spots import Spot
from tests import town as plot
from tests.teams_rooms import (
    ROOM,
    a_town_with_rooms,
    as_target,
    place,
    says,
    takes,
    told,
)
from tests.teams_town import TeamsTown


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[TeamsTown]:
    async with a_town_with_rooms(tmp_path) as town:
        yield town


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("bot_removed_team", "not_invited"),
        ("team_deleted", "place_gone"),
        ("team_hard_deleted", "place_gone"),
        ("team_archived", "place_archived"),
    ],
)
async def test_what_happens_to_the_team_is_told_to_the_contact_person_once(
    town: TeamsTown, event: str, reason: str
) -> None:  # fault 25
    await takes(town)
    for _ in range(2):
        await town.send(f"conversation_update_{event}")
        await town.passes(hours=1)
    assert (await place(town)).unreachable == reason
    lost = [each for each in told(town) if "Jeg kan ikke skrive i planlægningsgruppens" in each]
    assert len(lost) == 1
    assert "/invite" not in lost[0]


@pytest.mark.parametrize(
    ("lost", "found"),
    [
        ("conversation_update_bot_removed_team", "conversation_update_bot_added_team"),
        ("installation_update_channel_remove", "conversation_update_bot_added_team"),
        ("conversation_update_team_archived", "conversation_update_team_unarchived"),
        ("conversation_update_team_deleted", "conversation_update_team_restored"),
    ],
)
async def test_a_team_that_is_back_is_written_to_again(
    town: TeamsTown, lost: str, found: str
) -> None:
    await takes(town)
    await town.send(lost)
    assert (await place(town)).unreachable
    await town.send(found)
    assert (await place(town)).unreachable == ""


@pytest.mark.parametrize(
    ("event", "reason"), [("deleted", "place_gone"), ("shared", "place_foreign")]
)
async def test_what_happens_to_a_channel_happens_to_that_one_alone(
    town: TeamsTown, event: str, reason: str
) -> None:  # fault 25
    await takes(town)
    await town.send(f"conversation_update_channel_{event}")
    assert (await place(town)).unreachable == ""
    await town.send(f"conversation_update_channel_{event}", channelData={"channel": {"id": ROOM}})
    assert (await place(town)).unreachable == reason


async def test_a_channel_that_is_renamed_is_the_same(town: TeamsTown) -> None:
    await takes(town)
    await town.send("conversation_update_channel_renamed", channelData={"channel": {"id": ROOM}})
    assert ((await place(town)).name, (await place(town)).unreachable) == ("Trivsel 2026", "")


async def test_whoever_comes_into_the_channel_is_asked_about_and_nothing_is_posted(
    town: TeamsTown,
) -> None:
    await takes(town)
    town.fake.rosters[ROOM].append(plot.id_of("Jonas"))
    await town.send(
        "conversation_update_member_added_private_channel",
        membersAdded=[{"id": plot.id_of("Jonas"), "aadObjectId": plot.id_of("Jonas")}],
    )
    assert (await place(town)).unreachable == "outsiders"
    await town.passes(hours=1)
    assert "Der er andre med i planlægningsgruppens kanal" in told(town)[-1]
    town.fake.rosters[ROOM].pop()
    await town.send("conversation_update_member_removed_private_channel")
    assert (await place(town)).unreachable == ""


async def test_the_channel_is_written_to_where_teams_serves_it_now(town: TeamsTown) -> None:
    await takes(town)
    moved = town.fake.url + "/"
    await says(town, serviceUrl=moved)
    assert (await place(town)).reference["service_url"] == moved


async def test_a_channel_that_is_shared_gets_nothing_until_it_is_shared_no_more(
    town: TeamsTown,
) -> None:
    """Who comes in that way stands in no list of members, and not every client tells the kind."""
    await takes(town)
    here = {"channelData": {"channel": {"id": ROOM, "type": None}}}
    await town.send("conversation_update_channel_shared", **here)
    teams = town.app.channels["teams"]
    assert isinstance(teams, Watching)
    spot = await teams.look(await as_target(town))
    assert isinstance(spot, Spot)
    assert spot.foreign
    await town.send("conversation_update_channel_unshared", **here)
    assert (await place(town)).unreachable == ""
