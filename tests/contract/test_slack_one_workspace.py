"""With one token kombot is in one workspace: what others that have the app tell is not heard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import web

from bot.channels.slack.client import Good, home_of
from bot.channels.standing import Change
from tests.fakes.slack import TEAM, Fault
from tests.fakes.slack_user import captured
from tests.slack_house import KIRSTEN, Receiver, SlackHouse, a_slack_house

OTHERS = "T0STRANGERS"
TELLS = ("team_join", "user_change", "app_uninstalled", "tokens_revoked")
ASKS = ("message_im", "slash_command", "block_actions_message", "view_submission")


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def noted() -> list[Change]:
    return []


@pytest.fixture
async def house(receiver: Receiver, noted: list[Change]) -> AsyncIterator[SlackHouse]:
    async def note(change: Change) -> None:
        noted.append(change)

    async with a_slack_house(receiver, note=note) as house:
        house.person()
        yield house


def from_team(payload: Any, team: str) -> Any:
    """The same, told in every place where it says which workspace it is."""
    if isinstance(payload, Mapping):
        return {key: from_team(each, team) for key, each in payload.items()}
    if isinstance(payload, list):
        return [from_team(each, team) for each in payload]
    return team if payload == TEAM else payload


@pytest.mark.parametrize("name", [*TELLS, *ASKS])
async def test_another_workspaces_people_are_nobody_here(
    house: SlackHouse, receiver: Receiver, noted: list[Change], name: str
) -> None:
    """Else whoever puts the app into their own could vouch there for anybody's email."""
    serving = house.endpoint.alongside(web.Application())
    await anext(serving)
    payload = captured(name)
    assert await house.send(from_team(payload, OTHERS)) == (200, "")
    await house.settles()
    assert (receiver.seen, noted) == ([], [])
    await house.send(payload)
    await house.settles()
    assert receiver.seen or noted
    await anext(serving, None)


async def test_while_slack_does_not_say_which_it_is_all_are_heard(
    house: SlackHouse, receiver: Receiver
) -> None:
    house.fake.fails("auth.test", Fault(status=500))
    await house.clients.learn_home()
    await house.send(from_team(captured("message_im"), OTHERS))
    assert [each.external_id for each in receiver.seen] == [KIRSTEN]


def test_where_a_whole_organisation_has_it_no_workspace_is_the_one() -> None:
    told = {"team_id": TEAM, "enterprise_id": "E0REGION01"}
    assert home_of(Good({**told, "is_enterprise_install": False})) == TEAM
    assert home_of(Good({**told, "is_enterprise_install": True})) == ""
    assert home_of(Good({"team_id": None})) == ""
