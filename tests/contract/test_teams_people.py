"""Who it is: the email that Teams vouches for, and the language and time that their client has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.channels.base import Reply
from dialogs.core.cards import Card
from tests.fakes.connector import (
    Fault,
)
from tests.teams_office import CHAT, HOME, KIRSTEN, USER, office


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


@pytest.mark.parametrize(
    "fault", [Fault(status=502), Fault(status=429, headers={"Retry-After": "8"})]
)
async def test_whoever_teams_does_not_tell_of_at_once_is_asked_about_again(fault: Fault) -> None:
    async with office(known=False) as kombot:
        kombot.teams.members[USER] = {"id": USER, "email": "kirsten@kommune.dk"}
        kombot.teams.faults += [fault, fault]
        await kombot.send("installation_update_personal")
        assert [each.email for each in kombot.inbox.received] == ["kirsten@kommune.dk"]


async def test_whoever_teams_never_tells_of_is_no_stranger() -> None:
    async with office(known=False) as kombot:
        kombot.teams.faults += [Fault(status=502)] * 3
        await kombot.send("message_personal")
        assert kombot.inbox.received == []
        assert kombot.seen_in(CHAT)[0].startswith("Det gik galt hos mig")


CLIENT = {"type": "clientInfo"}


@pytest.mark.parametrize(
    ("told", "language"),
    [
        ({"locale": "da-DK"}, "da"),
        ({"locale": "en-GB"}, "en"),
        ({"locale": "sv-SE"}, ""),
        ({"locale": "en-US"}, ""),
        ({"locale": "en-us"}, ""),
        ({"locale": "en-US", "localTimezone": "America/Nuuk"}, "en"),
        ({"locale": None, "entities": [{**CLIENT, "locale": "da-DK"}]}, "da"),
        ({"locale": None, "entities": None}, ""),
    ],
)
async def test_the_language_is_what_the_client_asks_for(
    told: dict[str, Any], language: str
) -> None:
    async with office() as kombot:
        await kombot.send("message_personal", **told)
        assert kombot.inbox.received[0].language == language


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ({"localTimezone": "America/Nuuk"}, "America/Nuuk"),
        (
            {"localTimezone": None, "entities": [{**CLIENT, "timezone": "Atlantic/Faroe"}]},
            "Atlantic/Faroe",
        ),
        ({"localTimezone": None, "entities": [CLIENT]}, ""),
        ({"localTimezone": ["Europe/Copenhagen"], "entities": []}, ""),
    ],
)
async def test_the_time_is_that_of_the_client(told: dict[str, Any], zone: str) -> None:
    async with office() as kombot:
        await kombot.send("message_personal", **told)
        assert kombot.inbox.received[0].zone == zone


async def test_whoever_was_a_guest_is_asked_about_again_when_an_hour_has_passed() -> None:
    async with office(known=False) as kombot:
        guest = {"id": USER, "objectId": KIRSTEN, "email": "k@kommune.dk", "userRole": "guest"}
        kombot.teams.members[USER] = guest
        await kombot.send("message_personal")
        kombot.teams.members[USER] = {**guest, "userRole": "user"}
        await kombot.send("invoke_execute")
        kombot.clock.move(timedelta(hours=1))
        await kombot.send("message_submit")
        assert [each.email for each in kombot.inbox.received] == ["", "", "k@kommune.dk"]


KNOWN = Reply(content=Card(title="Du er ajour."), person_id="p-kirsten")


async def test_whoever_was_met_is_not_looked_up_again() -> None:
    async with office(reply=KNOWN) as kombot:
        for number in range(3):
            await kombot.send("invoke_execute", id=f"f:{number}")
        assert kombot.inbox.looked_up == 1
        assert [each.unsure for each in kombot.inbox.received] == [False, True, True]


async def test_whoever_is_nobody_any_more_is_looked_up_and_asked_about_at_once() -> None:
    async with office(reply=KNOWN) as kombot:
        kombot.teams.members[USER] = {"id": USER, "email": "kirsten@kommune.dk"}
        await kombot.send("invoke_execute", id="f:1")
        kombot.inbox.reply, kombot.inbox.known = HOME, False
        await kombot.send("invoke_execute", id="f:2")
        first, trusted, asked = kombot.inbox.received
        assert (first.unsure, trusted.unsure, asked.unsure) == (False, True, False)
        assert (trusted.email, asked.email) == ("", "kirsten@kommune.dk")


async def test_whoever_is_only_told_to_wait_is_not_heard_twice() -> None:
    async with office(reply=KNOWN) as kombot:
        await kombot.send("invoke_execute", id="f:1")
        kombot.inbox.reply = HOME
        await kombot.send("invoke_execute", id="f:2")
        assert len(kombot.inbox.received) == 2
        await kombot.send("invoke_execute", id="f:3")
        assert not kombot.inbox.received[-1].unsure
