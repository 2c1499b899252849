"""Microsoft's local clients: no account and no token, and ids like nobody else's.

Microsoft 365 Agents Playground says that it is Teams; the older Bot Framework Emulator says nothing
of a tenant, of an account or of what kind of conversation it is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import town as plot
from tests.adaptive_cards import elements, shown
from tests.scenario.driver_teams import cards_in
from tests.teams_town import TeamsTown, a_teams_town

Json = dict[str, Any]
NO_APP = {"TEAMS_APP_ID": "", "TEAMS_APP_PASSWORD": "", "TEAMS_TENANT_ID": ""}
BOT, USER = "00000000-0000-0000-0000-00000000000011", "user-id-0"
TENANT = "00000000-0000-0000-0000-0000000000001"
PLAYGROUND: Json = {
    "channelId": "msteams",
    "from": {"id": USER, "name": "Alex Wilber", "aadObjectId": "00000000-0000-0000-0000-0020"},
    "recipient": {"id": BOT, "name": "Bot", "role": "bot"},
    "conversation": {"id": "personal-chat-id", "conversationType": "personal", "tenantId": TENANT},
    "channelData": {"tenant": {"id": TENANT}},
    "locale": "en-US",
}
EMULATOR: Json = {
    "channelId": "emulator",
    "from": {"id": USER, "name": "User", "role": "user"},
    "recipient": {"id": BOT, "name": "Bot", "role": "bot"},
    "conversation": {"id": "8a5e1d70-c6a3-11f1-9d3a-7f1c|livechat"},
    "locale": "",
}
CLIENTS = {"playground": PLAYGROUND, "emulator": EMULATOR}
GROUP: Json = {"id": "group chat/1?x", "conversationType": "groupChat", "isGroup": True}


@asynccontextmanager
async def local(folder: Path) -> AsyncIterator[TeamsTown]:
    """kombot as it starts with TEAMS_PLAYGROUND, and nothing of an app."""
    async with a_teams_town(folder, **NO_APP, TEAMS_PLAYGROUND="yes") as town:
        town.fake.anonymous = True
        town.fake.members[USER] = {"id": USER, "email": plot.email_of("Kirsten")}
        for each in (PLAYGROUND["conversation"], EMULATOR["conversation"], GROUP):
            town.fake.open(each["id"])
        yield town


async def acts(town: TeamsTown, client: str, **what: Any) -> Any:
    address = f"{town.fake.url}/_connector".replace("127.0.0.1", "localhost")
    status, answer = await town.post({**CLIENTS[client], "serviceUrl": address, **what})
    assert status in {200, 201}
    return answer


def newest(town: TeamsTown, conversation: str) -> tuple[str, Json]:
    return list(cards_in(town.fake, conversation).items())[-1]


@pytest.mark.parametrize("client", CLIENTS)
async def test_a_local_client_is_answered_where_it_says(tmp_path: Path, client: str) -> None:
    async with local(tmp_path) as town:
        await acts(town, client, type="message", id="1", text="hjem")
        message, card = newest(town, CLIENTS[client]["conversation"]["id"])
        assert shown(card).startswith("Hej Kirsten")
        button = next(each for each in elements(card) if each["type"] == "Action.Execute")
        pressed = {"type": "Action.Execute", "verb": button["verb"], "data": button["data"]}
        await acts(
            town,
            client,
            type="invoke",
            name="adaptiveCard/action",
            id="2",
            replyToId=message,
            value={"action": pressed, "trigger": "manual"},
        )
        opened, _ = newest(town, CLIENTS[client]["conversation"]["id"])
        assert opened != message
        assert all(not call.authorization for call in town.fake.calls)


async def test_in_a_group_only_a_mention_is_heard(tmp_path: Path) -> None:
    async with local(tmp_path) as town:
        said = {"type": "message", "conversation": GROUP, "text": "<at>Bot</at> hjem"}
        await acts(town, "playground", **said, id="1")
        assert not cards_in(town.fake, GROUP["id"])
        mention = {"type": "mention", "mentioned": {"id": BOT}, "text": "<at>Bot</at>"}
        await acts(town, "playground", **said, id="2", entities=[mention])
        assert len(cards_in(town.fake, GROUP["id"])) == 1


async def test_who_has_no_email_there_gets_a_kind_answer(tmp_path: Path) -> None:
    async with local(tmp_path) as town:
        town.fake.members.clear()
        await acts(town, "emulator", type="message", id="1", text="hej")
        _, card = newest(town, EMULATOR["conversation"]["id"])
        assert shown(card).startswith("Vi kender ikke hinanden endnu.")


async def test_nothing_leaves_this_machine(tmp_path: Path) -> None:
    async with local(tmp_path) as town:
        said = {**PLAYGROUND, "type": "message", "id": "1", "text": "hjem"}
        away = {**said, "serviceUrl": "https://smba.trafficmanager.net/emea/"}
        assert (await town.post(away))[0] == 401
        assert town.fake.calls == []


async def test_a_page_in_a_browser_is_no_local_client(tmp_path: Path) -> None:
    async with local(tmp_path) as town:
        said = {**PLAYGROUND, "type": "message", "id": "1", "text": "hjem"}
        said["serviceUrl"] = town.fake.url
        origin = {"Origin": "https://evil.example"}
        async with town.http.post(town.url, json=said, headers=origin) as answer:
            assert answer.status == 401
        assert town.fake.calls == []
