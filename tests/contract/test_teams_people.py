"""Who it is: the email that Teams vouches for, looked up only for people who are not known."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.connector import (
    Fault,
)
from tests.teams_office import CHAT, KIRSTEN, USER, office


async def test_a_stranger_is_looked_up_once() -> None:
    async with office(known=False) as kombot:
        kombot.teams.members[USER] = {
            "id": USER,
            "objectId": KIRSTEN,
            "email": "kirsten@kommune.dk",
            "userRole": "user",
        }
        await kombot.send("message_personal")
        await kombot.send("invoke_execute")
        assert [each.email for each in kombot.inbox.received] == ["kirsten@kommune.dk"] * 2
        assert len([call for call in kombot.teams.calls if "/members/" in call.path]) == 1


async def test_someone_known_is_not_looked_up() -> None:
    async with office() as kombot:
        await kombot.send("message_personal")
        assert not [call for call in kombot.teams.calls if "/members/" in call.path]


@pytest.mark.parametrize(
    "member",
    [
        {"email": "kirsten@kommune.dk", "userRole": "guest"},
        {"email": "kirsten@kommune.dk", "objectId": "another"},
        {"userPrincipalName": "kirsten_andet.dk#EXT#@kommune.onmicrosoft.com"},
        {"email": ["kirsten@kommune.dk"]},
        {},
    ],
)
async def test_an_email_that_teams_does_not_vouch_for_is_none(member: dict[str, Any]) -> None:
    async with office(known=False) as kombot:
        kombot.teams.members[USER] = {"id": USER, **member}
        await kombot.send("message_personal")
        assert kombot.inbox.received[0].email == ""


async def test_a_look_up_that_fails_does_not_stop_the_answer() -> None:
    async with office(known=False) as kombot:
        kombot.teams.faults += [Fault(status=502), Fault(status=502)]
        await kombot.send("message_personal")
        assert kombot.seen_in(CHAT) == ["Du er ajour."]
