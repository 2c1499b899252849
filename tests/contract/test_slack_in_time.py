"""Slack waits three seconds: what cannot be shown by then is shown after the acknowledgement."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.channels.base import Inbound, Reply
from dialogs.core.cards import Button, Card
from tests.fakes.slack import Fault
from tests.fakes.slack_user import SlackUser, captured, words_in
from tests.slack_house import Receiver, SlackHouse, a_slack_house, direct
from tests.zoo import SCALE, SESSION, form, text

NO_TIME = timedelta(0)
START = Card(title="Hvordan går det?", buttons=(Button(label="Start", value="open:checkin:"),))
PAGE = Reply(content=form(SCALE, text("why"), title="Trivsel"), session_id=SESSION, language="da")
ANSWER = Reply(content=Card(title="Du er ajour."))


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def house(receiver: Receiver) -> AsyncIterator[SlackHouse]:
    """Slack is never waited for longer than it takes to keep what was done."""
    async with a_slack_house(receiver, budget=NO_TIME) as house:
        yield house


@pytest.fixture
async def kirsten(house: SlackHouse) -> SlackUser:
    person = house.person()
    await house.channel.send(direct(), START, outbox_id="row1")
    return person


def held(house: SlackHouse, method: str) -> asyncio.Event:
    """Slack takes its time with this call until the gate is opened."""
    gate = asyncio.Event()
    house.fake.fails(method, Fault(gate=gate, done=True))
    return gate


async def test_a_window_that_slack_is_slow_to_open_holds_up_no_acknowledgement(
    house: SlackHouse,
    receiver: Receiver,
    kirsten: SlackUser,
    caplog: pytest.LogCaptureFixture,
) -> None:
    receiver.replies.append(PAGE)
    gate = held(house, "views.open")
    await kirsten.clicks("Start")
    assert len(receiver.effects) == 1
    assert not house.fake.views
    gate.set()
    await house.endpoint.close()
    (window,) = house.fake.views.values()
    assert "Hvordan trives du?" in words_in(window)
    assert not caplog.messages, "Slack was waited for until it was too late"


@pytest.mark.parametrize("way", ["words", "home", "closed"])
async def test_an_answer_that_takes_its_time_is_still_given(
    house: SlackHouse,
    receiver: Receiver,
    kirsten: SlackUser,
    way: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    receiver.replies.append(PAGE if way == "closed" else ANSWER)
    gate = held(house, "views.publish" if way == "home" else "chat.postMessage")
    match way:
        case "words":
            await kirsten.writes("hjem")
        case "home":
            await kirsten.opens_home()
        case _:
            assert await house.send(captured("view_closed")) == (200, "")
    before = len(house.fake.messages) + len(house.fake.homes)
    assert len(receiver.effects) == 1
    gate.set()
    await house.endpoint.close()
    assert len(house.fake.messages) + len(house.fake.homes) == before + 1
    assert not caplog.messages, "Slack was waited for until it was too late"


async def test_nothing_is_acknowledged_before_it_is_kept() -> None:
    """However long that takes: a kill would lose it."""
    ready, kept = asyncio.Event(), list[Inbound]()

    async def slow(inbound: Inbound) -> Reply:
        await ready.wait()
        kept.append(inbound)
        return PAGE

    async with a_slack_house(slow, budget=NO_TIME, patience=NO_TIME) as house:
        kirsten = house.person()
        await house.channel.send(direct(), START, outbox_id="row1")
        clicking = asyncio.create_task(kirsten.clicks("Start"))
        while not house.fake.views:
            await asyncio.sleep(0)
        assert not clicking.done()
        ready.set()
        await clicking
        assert len(kept) == 1


async def test_trouble_with_a_deed_is_told_to_slack_and_trouble_with_its_picture_to_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Where nothing was kept, Slack is to tell the person so, and sends an event again."""

    async def broken(_inbound: Inbound) -> Reply:
        raise RuntimeError("Jonas skrev noget privat")

    async with a_slack_house(broken, budget=NO_TIME) as house:
        house.person()
        with caplog.at_level(logging.ERROR):
            status, _ = await house.send(captured("block_actions_message"))
            await house.endpoint.close()
    assert status == 500
    assert "RuntimeError" in caplog.text
    assert "privat" not in caplog.text
