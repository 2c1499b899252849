"""Channels of a Teams town: what is said in them, and what kombot has made of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlmodel import select

from bot.channels.base import Target
from storage.tables import Place
from tests import town as plot
from tests.adaptive_cards import elements, shown
from tests.scenario.driver_teams import cards_in
from tests.spots import GROUP
from tests.teams_town import TeamsTown, a_teams_town, captured

TEAM = "19:ffeeddccbbaa4a5b8c7d6e5f4a3b2c1d@thread.tacv2"
ROOM = "19:7e6d5c4b3a2f4e1d9c8b7a6f5e4d3c2b@thread.tacv2"
THREAD = f"{ROOM};messageid=1763801995700"
CHAT = "19:b4c8d2e6f0a14c5d9e7b3a1f6d8c2e40@thread.v2"
PRIVATE, GROUP_CHAT = "message_mention_private_channel", "message_mention_group"


@asynccontextmanager
async def a_town_with_rooms(folder: Path) -> AsyncIterator[TeamsTown]:
    async with a_teams_town(folder) as town:
        for room in (ROOM, TEAM, CHAT):
            town.fake.rosters[room] = [plot.id_of(each) for each in GROUP]
        for said in (PRIVATE, "message_mention_channel"):
            town.fake.open(captured(said)["conversation"]["id"])
        yield town


def sender(name: str) -> dict[str, Any]:
    return {"from": {"id": plot.id_of(name), "aadObjectId": plot.id_of(name)}}


async def says(town: TeamsTown, name: str = "Kirsten", said: str = PRIVATE, **other: Any) -> str:
    """What the newest card in the thread says after it."""
    await town.send(said, **sender(name), **other)
    return newest(town, captured(said)["conversation"]["id"])


def newest(town: TeamsTown, conversation: str) -> str:
    found = list(cards_in(town.fake, conversation).values())
    return shown(found[-1]) if found else ""


async def agrees(town: TeamsTown, name: str = "Kirsten", said: str = PRIVATE) -> Any:
    """Press the first button of the newest card there."""
    where = {each: captured(said)[each] for each in ("conversation", "channelData")}
    conversation = where["conversation"]["id"]
    message, card = list(cards_in(town.fake, conversation).items())[-1]
    action = next(each for each in elements(card) if each["type"] == "Action.Execute")
    _, answer = await town.send(
        "invoke_execute_channel",
        **sender(name),
        **where,
        replyToId=message,
        value={"action": {"type": "Action.Execute", "verb": "kombot", "data": action["data"]}},
    )
    return shown(answer["value"]) if isinstance(answer["value"], dict) else answer["value"]


async def place(town: TeamsTown, purpose: str = "planning") -> Place:
    found = await any_place(town, purpose)
    assert found is not None
    return found


async def any_place(town: TeamsTown, purpose: str = "planning") -> Place | None:
    """The planning group has none until it chooses one."""
    async with town.store.snapshot() as reads:
        return await reads.first(select(Place).where(Place.purpose == purpose))


async def takes(town: TeamsTown) -> None:
    await says(town)
    await agrees(town)


def told(town: TeamsTown, name: str = "Kirsten") -> list[str]:
    return [shown(each) for each in cards_in(town.fake, f"a:private-{plot.id_of(name)}").values()]


async def as_target(town: TeamsTown) -> Target:
    found = await place(town)
    return Target(
        id=found.id,
        channel=found.channel,
        tenant=found.tenant,
        external_id=found.external_id,
        reference=found.reference,
        shared=True,
    )
