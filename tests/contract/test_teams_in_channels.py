"""What is answered in a Teams channel: the place's own card for all, and the rest in private."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.base import Reply
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from tests.fakes.connector import Fault
from tests.teams_office import CLICKED, FORM, THREAD, USER, Office, office

TAKEN = Reply(content=Card(title="Så skriver jeg til gruppen her."), person_id="p-kirsten")
HOME = Button(label="Hjem", value=write(Do("home")))
REFUSED = Reply(content=Card(title="Det er Kirsten, der vælger.", buttons=(HOME,)), person_id="p-x")
STRANGER = Reply(content=Card(title="Jeg kender dig ikke."))
ADD = "Find kombot under Apps i Teams, vælg Tilføj"


async def agrees(kombot: Office) -> Any:
    """Somebody presses the yes that stands in the channel; what they are told."""
    kombot.teams.shown[THREAD][CLICKED] = {}
    click = {"action": {"type": "Action.Execute", "data": {"kombot": write(Do("here", "yes"))}}}
    _, body = await kombot.send("invoke_execute_channel", value=click, replyToId=CLICKED)
    if kombot.inbox.gate is not None:
        kombot.inbox.gate.set()
    await kombot.endpoint.close()
    return body["value"]


@pytest.mark.parametrize("slow", [False, True])
async def test_everybody_sees_that_the_channel_is_taken(*, slow: bool) -> None:
    async with office(reply=TAKEN, gate=asyncio.Event() if slow else None) as kombot:
        await agrees(kombot)
        assert kombot.seen_in(THREAD) == ["Så skriver jeg til gruppen her."]
        assert f"a:private-{USER}" not in kombot.teams.shown


@pytest.mark.parametrize("reply", [REFUSED, STRANGER])
@pytest.mark.parametrize("slow", [False, True])
async def test_a_no_leaves_the_card_to_those_who_may_choose(reply: Reply, *, slow: bool) -> None:
    async with office(reply=reply, gate=asyncio.Event() if slow else None) as kombot:
        await agrees(kombot)
        assert kombot.seen_in(THREAD) == []


@pytest.mark.parametrize("code", ["BotNotInConversationRoster", "ConversationBlockedByUser"])
async def test_whoever_cannot_be_written_to_is_told_how_to_add_the_app(code: str) -> None:
    async with office(reply=FORM) as kombot:
        kombot.teams.faults.append(Fault(status=403, code=code))
        answers = [await kombot.send("invoke_execute_channel") for _ in range(2)]
        assert answers[0] == answers[1]
        assert ADD in answers[0][1]["value"]
        assert kombot.teams.sent() == []


async def test_an_older_client_is_told_so_too() -> None:
    async with office(reply=FORM) as kombot:
        kombot.teams.installed = set()
        click = kombot.payload("invoke_execute_channel")["value"]["action"]["data"]
        await kombot.send("message_mention_channel", value=click, replyToId=CLICKED)
        (seen,) = kombot.seen_in(THREAD)
        assert ADD in seen


async def test_a_window_in_a_channel_says_so_when_it_is_over() -> None:
    done = replace(FORM, content=Card(title="Gemt. Tak!"))
    async with office(reply=done) as kombot:
        kombot.teams.installed = set()
        where = kombot.payload("invoke_execute_channel")
        told = {each: where[each] for each in ("conversation", "channelData")}
        _, body = await kombot.send("task_submit", **told)
        assert ADD in body["task"]["value"]


async def test_what_only_waits_its_turn_is_waited_for() -> None:
    async with office(reply=FORM) as kombot:
        kombot.teams.faults.append(Fault(status=503))
        _, body = await kombot.send("invoke_execute_channel")
        assert ADD not in body["value"]
        assert USER in kombot.teams.calls[0].body["members"][0]["id"]
