"""Slack is spoken to no faster than it says, and no faster than it likes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.base import Failed, Retry, Sent
from bot.channels.slack.client import Good, Unsure
from bot.channels.slack.pace import Pace
from dialogs.core.cards import Card, Quote
from schedules.core.clock import FixedClock
from tests.fakes.slack import Fault
from tests.slack_house import MONDAY, Receiver, SlackHouse, a_slack_house, direct
from tests.zoo import LONG

CARD = Card(title="Hvordan går det?", body=("Det tager to minutter.",))
SECOND = timedelta(seconds=1)
OTHER = "U0LEIFFF01"
FULL = Fault(status=429, retry_after="30")


@pytest.fixture
async def house() -> AsyncIterator[SlackHouse]:
    async with a_slack_house(Receiver()) as house:
        house.person()
        house.person(OTHER, "leif@nyborg.example")
        yield house


async def test_what_slack_asked_to_wait_for_is_not_asked_again(house: SlackHouse) -> None:
    # fault 9
    house.fake.fails("chat.postMessage", FULL)
    first = await house.channel.send(direct(), CARD, outbox_id="row1")
    house.clock.move(10 * SECOND)
    other = await house.channel.send(direct(OTHER), CARD, outbox_id="row2")
    assert first == Retry(30 * SECOND, "ratelimited", tried=False)
    assert other == Retry(20 * SECOND, "ratelimited", tried=False)
    assert len(house.fake.called("chat.postMessage")) == 1


async def test_when_it_is_over_messages_go_out_again(house: SlackHouse) -> None:
    house.fake.fails("chat.postMessage", FULL)
    await house.channel.send(direct(), CARD, outbox_id="row1")
    house.clock.move(30 * SECOND)
    assert isinstance(await house.channel.send(direct(), CARD, outbox_id="row1"), Sent)


async def test_one_method_that_is_full_leaves_the_others_alone(house: SlackHouse) -> None:
    house.fake.fails("chat.postMessage", FULL)
    await house.channel.send(direct(), CARD, outbox_id="row1")
    assert isinstance(await house.channel.publish_home(direct(), CARD), Sent)


async def test_one_workspace_that_is_full_leaves_the_others_alone(house: SlackHouse) -> None:
    house.fake.fails("chat.postMessage", FULL)
    there: dict[str, Any] = {"channel": "D0KIRSTEN1", "text": "Hej"}
    full = await house.clients.ask("T0FULL0001", "chat_postMessage", **there)
    assert full == Unsure("ratelimited", 30 * SECOND, asked=False)
    assert isinstance(await house.clients.ask("T0OTHER001", "chat_postMessage", **there), Good)


async def test_a_reply_keeps_the_same_pace_as_what_is_sent(house: SlackHouse) -> None:
    """Both go through the one door."""
    house.fake.fails("chat.postMessage", FULL)
    await house.clients.ask("T0KOMBOT01", "chat_postMessage", channel="D0KIRSTEN1", text="Hej")
    sent = await house.channel.send(direct(), CARD, outbox_id="row1")
    assert sent == Retry(30 * SECOND, "ratelimited", tried=False)


async def test_two_messages_to_one_person_are_a_second_apart(house: SlackHouse) -> None:
    channel = house.channel
    for number in range(3):
        await channel.send(direct(), CARD, outbox_id=f"row{number}")
    assert house.rests == [1.0, 2.0]


async def test_different_people_need_not_wait_for_each_other(house: SlackHouse) -> None:
    await house.channel.send(direct(), CARD, outbox_id="row1")
    await house.channel.send(direct(OTHER), CARD, outbox_id="row2")
    assert house.rests == []


async def test_the_parts_of_a_long_message_are_a_second_apart(house: SlackHouse) -> None:
    card = Card(title="Alt", body=tuple(Quote(LONG) for _ in range(40)))
    await house.channel.send(direct(), card, outbox_id="row1")
    parts = house.fake.called("chat.postMessage")
    assert len(parts) > 1
    assert house.rests == [float(number) for number in range(1, len(parts))]


async def test_a_message_that_is_half_out_counts_as_tried(house: SlackHouse) -> None:
    """Else it would begin again and again, and never be given up."""
    card = Card(title="Alt", body=tuple(Quote(LONG) for _ in range(40)))
    half = house.channel

    async def meanwhile(_seconds: float) -> None:
        house.clients.pace.full("T0KOMBOT01", "chat_postMessage", 30 * SECOND)

    half.rest = meanwhile
    delivery = await half.send(direct(), card, outbox_id="row1")
    assert len(house.fake.called("chat.postMessage")) == 1
    assert delivery == Retry(30 * SECOND, "ratelimited", tried=True)


async def test_a_no_that_stays_one_is_not_a_pause(house: SlackHouse) -> None:
    house.fake.fails("chat.postMessage", Fault(error="is_archived"))
    assert await house.channel.send(direct(), CARD, outbox_id="1") == Failed("place_archived")
    assert isinstance(await house.channel.send(direct(), CARD, outbox_id="2"), Sent)


def test_a_clock_that_was_set_back_holds_nothing_up() -> None:  # fault 16
    clock = FixedClock(MONDAY)
    pace = Pace(now=lambda: clock.now() - back[0])
    back = [timedelta()]
    pace.full("T1", "chat_postMessage", SECOND)
    assert pace.wait("T1", "chat_postMessage") == SECOND
    back[0] = timedelta(days=1)
    assert pace.wait("T1", "chat_postMessage") == timedelta()
    assert pace.turn("T1", "C1") == timedelta()
