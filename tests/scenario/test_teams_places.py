"""Channels in Teams: taken by a mention and a yes, by whom it is for, and who reads along."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlmodel import col

from storage.tables import Address
from tests import town as plot
from tests.fakes.connector import Fault
from tests.scenario.driver_teams import cards_in
from tests.teams_rooms import (
    CHAT,
    GROUP_CHAT,
    ROOM,
    TEAM,
    THREAD,
    a_town_with_rooms,
    agrees,
    any_place,
    newest,
    place,
    says,
    sender,
    told,
)
from tests.teams_town import TeamsTown, captured, member

READ_BY_ALL = "Alle i kanalen kan læse det, jeg skriver her."


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[TeamsTown]:
    async with a_town_with_rooms(tmp_path) as town:
        yield town


async def test_a_private_channel_is_taken_by_a_mention_and_a_yes(town: TeamsTown) -> None:
    asked = await says(town)
    assert READ_BY_ALL in asked
    assert "Lige nu er kun planlægningsgruppen med i kanalen." in asked
    assert "åbent for alle" not in asked
    assert "Så skriver jeg til planlægningsgruppen i den kanal." in await agrees(town)
    found = await place(town)
    assert (found.external_id, found.name) == (ROOM, "Planlægning")
    assert found.reference["group"] == TEAM


async def test_a_group_chat_can_be_the_planning_groups(town: TeamsTown) -> None:
    assert "åbent for alle" not in await says(town, said=GROUP_CHAT)
    await agrees(town, said=GROUP_CHAT)
    assert (await place(town)).external_id == CHAT


async def test_what_teams_does_not_tell_of_a_teams_own_channel_is_said(town: TeamsTown) -> None:
    #
    room = captured("message_mention_channel")["channelData"]["channel"]["id"]
    town.fake.rosters[room] = town.fake.rosters[TEAM]
    words = "<at>kombot</at>&nbsp;her\n"
    asked = await says(town, said="message_mention_channel", text=words)
    assert "Jeg kan ikke se, om teamet er åbent for alle." in asked


async def test_others_in_the_channel_are_named_before_the_yes(town: TeamsTown) -> None:
    town.fake.members["29:guest"] = {"id": "29:guest", "userRole": "guest", "email": "x@y.dk"}
    town.fake.rosters[ROOM] += [plot.id_of("Jonas"), "29:guest"]
    assert "I kanalen er også Jonas Friis og en anden." in await says(town)
    await agrees(town)
    assert (await place(town)).reference["accepted"] == ["29:guest", plot.id_of("Jonas")]


async def test_who_has_come_before_the_yes_is_asked_about_again(town: TeamsTown) -> None:
    await says(town)
    town.fake.rosters[ROOM].append(plot.id_of("Jonas"))
    assert "Jonas Friis" in await agrees(town)
    assert await any_place(town) is None


async def test_a_channel_shared_with_another_organisation_is_not_taken(town: TeamsTown) -> None:
    #
    elsewhere = member("Jonas", tenantId="44444444-4444-4444-4444-444444444444")
    town.fake.members["29:elsewhere"] = {**elsewhere, "id": "29:elsewhere"}
    town.fake.rosters[ROOM].append("29:elsewhere")
    assert "delt med folk uden for jeres egen organisation" in await says(town)


async def test_a_shared_channel_is_not_taken_since_others_may_have_it_as_well(
    town: TeamsTown,
) -> None:
    said = await says(town, channelData={"channel": {"type": "shared"}})
    assert "delt med folk uden for jeres egen organisation" in said


async def test_where_teams_does_not_tell_who_is_there_nothing_is_taken(town: TeamsTown) -> None:
    #
    town.fake.faults.append(Fault(status=502))
    assert "Jeg kunne ikke se, hvem der er med i kanalen." in await says(town)


async def test_only_the_contact_person_is_asked(town: TeamsTown) -> None:
    assert "Kirsten" in await says(town, "Ali")
    assert await says(town, "Jonas")
    assert await any_place(town) is None


async def test_everyones_channel_is_taken_by_a_mention_too(town: TeamsTown) -> None:
    asked = await says(town, text="<at>kombot</at>&nbsp;her til alle\n")
    assert "Skal jeg skrive til alle på Børnehuset Solsikken i den her kanal?" in asked
    await agrees(town)
    assert (await place(town, "everyone")).external_id == ROOM


async def test_only_what_mentions_kombot_is_heard_in_a_team(town: TeamsTown) -> None:
    status, _ = await town.send("message_unmentioned_channel", **sender("Kirsten"))
    assert status == 201
    assert not town.fake.sent()


async def test_what_is_personal_is_answered_in_private_alone(town: TeamsTown) -> None:
    said = await says(town, text="<at>kombot</at>&nbsp;hjem\n")
    assert "Det tager vi under fire øjne." in said
    await agrees_to_open(town)
    assert len(cards_in(town.fake, THREAD)) == 1
    assert "check-in" in told(town)[-1].lower()


async def agrees_to_open(town: TeamsTown) -> None:
    """A button of a personal matter, pressed in the channel."""
    data = {"kombot": "open:checkin:"}
    await town.send(
        "invoke_execute_channel",
        **sender("Kirsten"),
        conversation={"id": THREAD},
        value={"action": {"type": "Action.Execute", "verb": "kombot", "data": data}},
    )


async def test_a_stranger_and_a_guest_get_a_kind_answer(town: TeamsTown) -> None:
    async with town.store.unit() as unit:
        unit.delete(delete(Address).where(col(Address.channel) == "teams"))
        await unit.commit()
    town.fake.members[plot.id_of("Jonas")] = member("Jonas", userRole="guest")
    town.fake.members[plot.id_of("Sofie")] = member("Sofie", email="ny@kommune.dk")
    town.fake.open("a:jonas")
    told = {"Jonas": "Bed din leder eller", "Sofie": "Bed Hanne Riis om at tilføje dig."}
    for who, whom in told.items():
        await town.send("message_personal", **sender(who), conversation={"id": "a:jonas"})
        assert "Vi kender ikke hinanden endnu." in newest(town, "a:jonas")
        assert whom in newest(town, "a:jonas")
