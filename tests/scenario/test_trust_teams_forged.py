"""What somebody can put into a card's data themselves shows nothing in a channel (fault 38)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import registry
from dialogs import DIALOGS
from dialogs.core.actions import Do, Open, write
from tests.adaptive_cards import elements
from tests.scenario.driver_teams import cards_in
from tests.teams_rooms import (
    PRIVATE,
    ROOM,
    THREAD,
    a_town_with_rooms,
    any_place,
    newest,
    says,
    sender,
)
from tests.teams_town import TeamsTown, captured

EXECUTE, FETCH, SUBMIT = "invoke_execute_channel", "task_fetch", "task_submit"
ABOUT = ("", "yes", "everyone:yes", "planning", "p-kirsten")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[TeamsTown]:
    """Something of kombot's stands in the channel."""
    async with a_town_with_rooms(tmp_path) as town:
        await says(town)
        yield town


def values() -> Iterator[str]:
    for each in ABOUT:
        yield from (write(Do(name, each)) for name in registry().commands)
        yield from (write(Open(name, each)) for name in DIALOGS)


async def uses(town: TeamsTown, name: str, value: str, **typed: str) -> Any:
    """Jonas, who is nothing but an employee, in the planning group's channel."""
    (ours,) = list(cards_in(town.fake, THREAD))
    data = {"kombot": value, "kombot_card": ours, "purpose": "planning", "channel": ROOM, **typed}
    action = {"type": "Action.Execute", "verb": "kombot", "data": data}
    where = {each: captured(PRIVATE)[each] for each in ("conversation", "channelData")}
    used = {"value": {"action": action} if name == EXECUTE else {"data": data}}
    status, answer = await town.send(name, **sender("Jonas"), **where, **used)
    assert status == 200, value
    return answer


def in_the_channel(town: TeamsTown) -> list[str]:
    """All that was ever sent there."""
    return [
        each.path
        for each in town.fake.calls
        if each.method in {"POST", "PUT"} and each.path.partition("/activities")[0].find(ROOM) > 0
    ]


@pytest.mark.parametrize("name", [EXECUTE, FETCH, SUBMIT])
async def test_a_forged_button_shows_and_takes_nothing_in_a_channel(
    town: TeamsTown, name: str
) -> None:
    stood, sent = newest(town, THREAD), in_the_channel(town)
    assert sent
    for value in values():
        await uses(town, name, value)
    assert in_the_channel(town) == sent
    assert newest(town, THREAD) == stood
    assert await any_place(town) is None


async def test_a_page_in_a_window_does_not_take_the_place_of_what_stands_in_the_channel(
    town: TeamsTown,
) -> None:
    sent = in_the_channel(town)
    window = await uses(town, FETCH, write(Open("checkin")))
    for _ in range(2):
        card = window["task"]["value"]["card"]["content"]
        actions = [each["data"] for each in elements(card) if each["type"] == "Action.Submit"]
        window = await uses(town, SUBMIT, actions[-1]["kombot"], trivsel="1", note="Hemmeligt")
    assert in_the_channel(town) == sent
