"""Every activity that was captured, over HTTP, through the real kombot: answered, and no fault."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from storage.tables import Address, Seen
from tests import town as plot
from tests.scenario.driver_teams import cards_in
from tests.teams_office import KIRSTEN, PAYLOADS, USER
from tests.teams_town import TeamsTown, a_teams_town, captured, member, restarted

NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json"))
JONAS = "29:1cR8lgX1eM4o0uZdWiYp3SaFbKnVqThUrLmCxOwIjEyQgD6fB9"
TO_SOMEBODY = ("message_personal", "message_submit", "installation_update_personal")
TO_A_PLACE = ("message_mention_channel", "message_mention_group", "message_mention_private_channel")

WRONG: list[Any] = [None, 7, "x", [None, 7, "x", {}], {"team": 7, "channel": [], "eventType": 1}]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[TeamsTown]:
    async with a_teams_town(tmp_path) as town:
        town.fake.members[USER] = member("Kirsten", id=USER, aadObjectId=KIRSTEN)
        town.fake.members[JONAS] = member("Jonas", id=JONAS)
        for name in NAMES:
            payload = captured(name)
            room = payload["conversation"]["id"].partition(";")[0]
            town.fake.rosters[room] = [USER, JONAS]
            town.fake.open(payload["conversation"]["id"])
        yield town


@pytest.mark.parametrize("name", NAMES)
async def test_every_activity_is_answered(
    town: TeamsTown, name: str, caplog: pytest.LogCaptureFixture
) -> None:  # fault 26
    with caplog.at_level(logging.ERROR):
        status, body = await town.send(name)
    payload = captured(name)
    if payload["type"] == "invoke":
        assert (status, bool(body)) == (200, True)
    else:
        assert (status, body) == (201, "")
    assert [each.message for each in caplog.records] == []


@pytest.mark.parametrize("name", NAMES)
async def test_only_what_is_said_to_kombot_is_answered_by_a_message(
    town: TeamsTown, name: str
) -> None:
    await town.send(name)
    seen = cards_in(town.fake, captured(name)["conversation"]["id"])
    assert len(seen) == (name in TO_SOMEBODY or name in TO_A_PLACE)


@pytest.mark.parametrize("name", [each for each in NAMES if "invoke" not in each])
async def test_every_activity_that_comes_twice_is_answered_once(town: TeamsTown, name: str) -> None:
    # fault 5
    payload = {**captured(name), "serviceUrl": town.fake.url}
    for _ in range(2):
        status, _ = await town.post(payload)
        assert status in {200, 201}
    assert len(cards_in(town.fake, payload["conversation"]["id"])) <= 1


@pytest.mark.parametrize("name", NAMES)
async def test_an_activity_without_what_goes_with_it_is_no_fault(
    town: TeamsTown, name: str
) -> None:  # fault 26
    whole = captured(name)
    for part in ("channelData", "entities", "membersAdded", "membersRemoved", "localTimezone"):
        for wrong in WRONG:
            payload = {**whole, "serviceUrl": town.fake.url, part: wrong}
            status, _ = await town.post(payload)
            assert status in {200, 201, 400, 401}


async def test_the_app_that_is_taken_away_and_set_up_again_is_followed(town: TeamsTown) -> None:
    # fault 24
    await town.send("installation_update_personal")
    assert await unreachable(town) == ""
    for again in ("installation_update_personal", "installation_update_personal_add_upgrade"):
        for away in ("remove", "remove_upgrade"):
            await town.send(f"installation_update_personal_{away}")
            assert await unreachable(town) == "removed"
            await town.send(again)
            assert await unreachable(town) == ""


async def test_what_is_told_late_once_more_undoes_nothing_since(town: TeamsTown) -> None:
    added, removed = (
        {**captured(f"installation_update_personal{each}"), "serviceUrl": town.fake.url}
        for each in ("", "_remove")
    )
    for activity in ({**added, "id": "f:first"}, removed, added, removed):  # fault 5
        assert (await town.post(activity))[0] == 201
    assert await unreachable(town) == ""


async def test_what_is_told_once_more_after_a_restart_undoes_nothing_since(
    town: TeamsTown,
) -> None:
    added, removed = (
        {**captured(f"installation_update_personal{each}"), "serviceUrl": town.fake.url}
        for each in ("", "_remove")
    )
    for activity in (removed, added):  # fault 5
        await town.post(activity)
    async with restarted(town) as again:
        await again.post(removed)
    assert await unreachable(town) == ""


async def test_what_is_stored_of_an_activity_names_nobody(town: TeamsTown) -> None:
    await town.send("conversation_update_member_added_team")
    await town.send("installation_update_personal_remove")
    async with town.store.snapshot() as reads:
        seen = await reads.all(select(Seen))
    assert seen
    assert not [each for each in seen if KIRSTEN in each.event_id or "@" in each.event_id]


async def test_an_upgrade_is_followed_without_a_word(town: TeamsTown) -> None:
    await town.send("installation_update_personal_add_upgrade")
    assert await unreachable(town) == ""
    assert not town.fake.sent()


async def unreachable(town: TeamsTown) -> str | None:
    asked = select(Address).where(
        Address.person_id == plot.id_of("Kirsten"), Address.external_id == KIRSTEN
    )
    async with town.store.snapshot() as reads:
        found = await reads.first(asked)
    return found.unreachable if found else None
