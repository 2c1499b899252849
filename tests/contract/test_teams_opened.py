"""What a card in Teams opens and does not turn into: a message of its own, on every device."""

from __future__ import annotations

from dataclasses import replace

from tests.adaptive_cards import shown
from tests.fakes.connector import Fault
from tests.teams_office import CARD_TYPE, CHAT, CLICKED, FORM, MESSAGE_TYPE, office

OPENED = replace(FORM, replaces=False)


async def test_a_dialog_that_a_card_opens_is_a_message_of_its_own() -> None:
    async with office(reply=OPENED) as kombot:
        _, body = await kombot.send("invoke_execute")
        assert body["type"] == MESSAGE_TYPE
        assert body["value"].startswith("Du finder det i en ny besked")
        assert kombot.teams.sent("PUT") == []
        assert kombot.teams.shown[CHAT][CLICKED] == {}
        (opened,) = kombot.seen_in(CHAT)
        assert opened.startswith("Dit tema")


async def test_its_next_page_takes_the_place_of_that_message() -> None:
    async with office(reply=OPENED) as kombot:
        await kombot.send("invoke_execute")
        (_, opened) = kombot.teams.shown[CHAT]
        kombot.inbox.reply = FORM
        _, body = await kombot.send("invoke_execute", id="f:next", replyToId=opened)
        await kombot.endpoint.close()
        assert kombot.teams.shown[CHAT][opened]["attachments"][0]["content"] == body["value"]
        assert kombot.teams.shown[CHAT][CLICKED] == {}


async def test_what_teams_asks_again_is_opened_once_and_gets_the_same_answer() -> None:
    async with office(reply=OPENED) as kombot:
        first, second = [await kombot.send("invoke_execute") for _ in range(2)]
        assert first == second
        assert len(kombot.teams.sent()) == 1


async def test_where_teams_takes_no_message_the_answer_is_seen_all_the_same() -> None:
    async with office(reply=OPENED) as kombot:
        kombot.teams.faults += [Fault(status=503)] * 9
        answers = [await kombot.send("invoke_execute") for _ in range(2)]
        assert answers[0] == answers[1]
        body = answers[0][1]
        assert body["type"] == CARD_TYPE
        assert shown(body["value"]).startswith("Dit tema")


async def test_a_message_that_is_long_on_its_way_is_spoken_of_as_such() -> None:
    async with office(reply=OPENED) as kombot:
        kombot.teams.faults.append(Fault(slow=True))
        _, body = await kombot.send("invoke_execute")
        kombot.teams.closed.set()
        assert body["value"].startswith("Det tager lidt længere")
        await kombot.endpoint.close()
        assert len(kombot.seen_in(CHAT)) == 1
