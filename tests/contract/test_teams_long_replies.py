"""What is too long for one message in Teams: all of it arrives, and nobody waits for the rest."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.base import Reply
from dialogs.core.cards import Button, Card, Quote
from tests.adaptive_cards import shown
from tests.fakes.connector import Fault
from tests.teams_office import CARD_TYPE, CHAT, office

MUCH = tuple(Quote(f"{number}. " + "Ærligt talt. " * 150) for number in range(20))


@pytest.mark.parametrize("name", ["invoke_execute", "message_submit", "message_personal"])
async def test_more_words_than_fit_are_read_from_above_with_the_buttons_last(name: str) -> None:
    card = Card(title="Svar", body=MUCH, buttons=(Button(label="Videre", value="do:home:"),))
    async with office(reply=Reply(content=card, replaces=name != "message_personal")) as kombot:
        _, body = await kombot.send(name)
        await kombot.endpoint.close()
        first, *others = filter(None, kombot.seen_in(CHAT))
        assert not body or shown(body["value"]) == first
        assert [each.count("Videre") for each in others] == [0] * len(others[:-1]) + [1]
        everything = "".join((first, *others))
        found = [everything.index(quote.text) for quote in MUCH]
        assert found == sorted(found)


async def test_an_invoke_is_answered_before_all_that_follows_has_arrived() -> None:
    much = Reply(content=Card(title="Svar", body=MUCH), replaces=True)
    async with office(reply=much) as kombot:
        kombot.teams.faults.append(Fault(slow=True))
        status, body = await asyncio.wait_for(kombot.send("invoke_execute"), timeout=5)
        kombot.teams.closed.set()
        assert (status, body["type"]) == (200, CARD_TYPE)
        await kombot.endpoint.close()
        everything = "".join((shown(body["value"]), *kombot.seen_in(CHAT)))
        assert all(quote.text in everything for quote in MUCH)
