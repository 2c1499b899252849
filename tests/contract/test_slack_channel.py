"""What goes out to Slack, and what is made of every way in which it can fail."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.base import Channel, Failed, Retry, Sent
from bot.channels.slack.channel import UNREACHABLE
from bot.channels.slack.client import OneToken, Unsure
from dialogs.core.cards import Card, Quote
from tests.fakes.slack import Fault
from tests.slack_house import KIRSTEN, Receiver, SlackHouse, a_slack_house, direct, opened
from tests.zoo import IMAGE, LONG

PLACE = direct(shared=True, external_id="C0PLANNING")
CARD = Card(title="Hvordan går det?", body=("Det tager to minutter.",))
TALLY = Card(title="Sådan faldt stemmerne", body=(IMAGE,))


@pytest.fixture
async def house() -> AsyncIterator[SlackHouse]:
    async with a_slack_house(Receiver()) as house:
        house.person()
        house.fake.channels.add("C0PLANNING")
        yield house


async def sent(house: SlackHouse, card: Card = CARD, **more: Any) -> Sent:
    delivery = await house.channel.send(direct(**more), card, outbox_id="row1")
    assert isinstance(delivery, Sent)
    return delivery


def test_the_slack_channel_is_a_channel(house: SlackHouse) -> None:
    channel: Channel = house.channel
    assert channel.name == "slack"


async def test_a_direct_message_is_opened_once_and_remembered(house: SlackHouse) -> None:
    first = await sent(house)
    assert first.target_reference == opened()
    second = await sent(house, reference=first.target_reference)
    assert second.target_reference is None
    assert len(house.fake.called("conversations.open")) == 1
    assert [each["channel"] for each in house.fake.messages] == [opened()["channel"]] * 2


async def test_what_else_is_known_about_an_address_is_kept(house: SlackHouse) -> None:
    first = await sent(house, reference={"tz": "Europe/Copenhagen"})
    assert first.target_reference == {"tz": "Europe/Copenhagen", **opened()}


async def test_a_place_is_posted_to_as_it_is(house: SlackHouse) -> None:
    delivery = await house.channel.send(PLACE, CARD, outbox_id="row1")
    assert isinstance(delivery, Sent)
    assert delivery.target_reference is None
    assert house.fake.messages[0]["channel"] == "C0PLANNING"


async def test_every_message_carries_its_row_and_unfolds_no_links(house: SlackHouse) -> None:
    await sent(house)
    (message,) = house.fake.messages
    assert message["metadata"] == {"event_type": "kombot_outbox", "event_payload": {"id": "row1"}}
    quiet = ("unfurl_links", "unfurl_media", "link_names", "mrkdwn")
    assert [message[key] for key in quiet] == [False] * 4
    assert message["parse"] == "none"


async def test_a_doubtful_message_is_found_by_its_row(house: SlackHouse) -> None:  # fault 3
    house.fake.fails("chat.postMessage", Fault(status=500, done=True))
    doubtful = await house.channel.send(direct(), CARD, outbox_id="row1")
    assert isinstance(doubtful, Retry)
    found = await house.channel.find(direct(), outbox_id="row1")
    assert isinstance(found, Sent)
    assert found.reference == {**opened(), "ts": house.fake.messages[0]["ts"]}


async def test_another_rows_message_is_not_taken_for_it(house: SlackHouse) -> None:
    await sent(house)
    assert await house.channel.find(direct(), outbox_id="row2") is None


@pytest.mark.parametrize("error", ["missing_scope", "channel_not_found"])
async def test_where_slack_does_not_let_us_look_nothing_is_found(
    house: SlackHouse, error: str
) -> None:
    await sent(house)
    house.fake.fails("conversations.history", Fault(error=error))
    assert await house.channel.find(direct(), outbox_id="row1") is None


@pytest.mark.parametrize("method", ["conversations.open", "conversations.history"])
@pytest.mark.parametrize("fault", [Fault(status=503), Fault(status=429)], ids=repr)
async def test_while_slack_does_not_answer_it_is_looked_again_later(
    house: SlackHouse, method: str, fault: Fault
) -> None:  # fault 3
    await sent(house)
    house.fake.fails(method, fault)
    assert isinstance(await house.channel.find(direct(), outbox_id="row1"), Retry)
    house.clock.move(timedelta(seconds=5))
    assert isinstance(await house.channel.find(direct(), outbox_id="row1"), Sent)


async def test_a_message_is_updated_in_place(house: SlackHouse) -> None:
    first = await sent(house)
    again = await sent(house, Card(title="3 af 14 har svaret"), posted=first.reference)
    assert again.reference == first.reference
    (message,) = house.fake.messages
    assert (message["text"], message["updates"]) == ("3 af 14 har svaret", 1)


async def test_a_message_that_is_gone_is_posted_anew(house: SlackHouse) -> None:
    first = await sent(house)
    house.fake.messages.clear()
    again = await sent(house, posted=first.reference)
    assert again.reference != first.reference
    assert len(house.fake.messages) == 1


async def test_without_the_right_to_upload_a_picture_is_told_in_words(
    house: SlackHouse, caplog: pytest.LogCaptureFixture
) -> None:
    """The workspace is not shut for it: what is for people goes on as before."""
    house.fake.scopes.discard("files:write")
    place = direct("C0PLANNING", shared=True)
    delivery = await house.channel.send(
        place, Card(title="Optælling", body=(IMAGE,)), outbox_id="row1"
    )
    assert isinstance(delivery, Sent)
    (message,) = house.fake.messages
    assert IMAGE.alt in str(message["blocks"])
    assert "files:write" in caplog.text


async def test_a_message_that_is_too_long_is_sent_in_parts(house: SlackHouse) -> None:
    await sent(house, Card(title="Begrundelser", body=(Quote(LONG),) * 12))
    assert len(house.fake.messages) > 1
    assert [bool(each.get("metadata")) for each in house.fake.messages][-2:] == [False, True]


async def test_half_a_message_does_not_pass_for_the_whole(house: SlackHouse) -> None:
    house.fake.fails("chat.postMessage", Fault(status=500, done=True), Fault(status=500))
    card = Card(title="Begrundelser", body=(Quote(LONG),) * 12)
    assert isinstance(await house.channel.send(direct(), card, outbox_id="row1"), Retry)
    assert len(house.fake.messages) == 1
    assert await house.channel.find(direct(), outbox_id="row1") is None


async def test_a_picture_is_uploaded_and_shown_with_its_words(house: SlackHouse) -> None:
    await house.channel.send(PLACE, TALLY, outbox_id="row1")
    (file_id, file), *_ = house.fake.files.items()
    assert (file["data"], file["alt"]) == (IMAGE.png, IMAGE.alt)
    image = house.fake.messages[0]["blocks"][-1]
    assert (image["slack_file"], image["alt_text"]) == ({"id": file_id}, IMAGE.alt)


async def test_a_picture_that_slack_has_not_read_yet_is_shown_later(house: SlackHouse) -> None:
    house.fake.fails("chat.postMessage", Fault(error="invalid_blocks"))
    assert isinstance(await house.channel.send(PLACE, TALLY, outbox_id="row1"), Retry)
    assert isinstance(await house.channel.send(PLACE, TALLY, outbox_id="row1"), Sent)
    assert len(house.fake.files) == 1


async def test_a_persons_own_message_uploads_nothing(house: SlackHouse) -> None:
    await sent(house, TALLY)
    assert house.fake.files == {}
    assert IMAGE.alt in house.fake.messages[0]["text"]


async def test_a_failed_upload_is_tried_again(house: SlackHouse) -> None:
    house.fake.fails("files.getUploadURLExternal", Fault(status=503))
    assert isinstance(await house.channel.send(PLACE, TALLY, outbox_id="row1"), Retry)
    assert house.fake.messages == []


@pytest.mark.parametrize("method", ["conversations.open", "chat.postMessage"])
async def test_slack_says_how_long_to_wait(house: SlackHouse, method: str) -> None:  # fault 9
    house.fake.fails(method, Fault(status=429, error="ratelimited", retry_after="30"))
    delivery = await house.channel.send(direct(), CARD, outbox_id="row1")
    assert delivery == Retry(timedelta(seconds=30), "ratelimited", tried=False)
    assert len(house.fake.called(method)) == 1


@pytest.mark.parametrize("strange", ["", "soon", "-1", "9" * 40])
async def test_a_strange_time_to_wait_is_a_short_one(house: SlackHouse, strange: str) -> None:
    house.fake.fails("chat.postMessage", Fault(status=429, retry_after=strange))
    delivery = await house.channel.send(direct(), CARD, outbox_id="row1")
    assert isinstance(delivery, Retry)
    assert delivery.after == timedelta(seconds=5)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500, body="oops"),
        Fault(status=502, body="<html>"),
        Fault(status=503, error="service_unavailable"),
        Fault(status=200, body="not json"),
        Fault(status=200, body="[]"),
        Fault(error="internal_error"),
        Fault(error="fatal_error"),
        Fault(cut=True),
    ],
    ids=repr,
)
async def test_what_may_pass_is_tried_again(house: SlackHouse, fault: Fault) -> None:  # fault 10
    house.fake.fails("chat.postMessage", fault)
    assert isinstance(await house.channel.send(direct(), CARD, outbox_id="row1"), Retry)
    assert len(house.fake.called("chat.postMessage")) == 1


@pytest.mark.parametrize("error", sorted(UNREACHABLE))
async def test_what_will_never_work_is_not_tried_again(house: SlackHouse, error: str) -> None:
    house.fake.fails("chat.postMessage", Fault(error=error))  # faults 22, 24, 25
    delivery = await house.channel.send(direct(), CARD, outbox_id="row1")
    assert delivery == Failed(UNREACHABLE[error])


async def test_somebody_who_is_gone_cannot_be_reached(house: SlackHouse) -> None:
    house.fake.users[KIRSTEN]["deleted"] = True
    assert await house.channel.send(direct(), CARD, outbox_id="row1") == Failed("person_gone")
    unknown = direct("U0NOBODY01")
    assert await house.channel.send(unknown, CARD, outbox_id="row1") == Failed("person_gone")


async def test_a_message_that_slack_finds_fault_with_says_nothing_about_the_person(
    house: SlackHouse,
) -> None:
    house.fake.fails("chat.postMessage", Fault(error="invalid_blocks"))
    delivery = await house.channel.send(direct(), CARD, outbox_id="row1")
    assert delivery == Retry(timedelta(hours=1), "invalid_blocks")


async def test_a_wrong_token_is_told_as_such(house: SlackHouse) -> None:
    wrong = replace(house.channel, clients=replace(house.clients, tokens=OneToken("xoxb-other")))
    assert await wrong.send(direct(), CARD, outbox_id="row1") == Failed("no_access")


async def test_a_slack_that_is_not_there_is_asked_again(house: SlackHouse) -> None:
    away = replace(house.channel.clients, base_url="http://127.0.0.1:9/api/")
    delivery = await replace(house.channel, clients=away).send(direct(), CARD, outbox_id="row1")
    assert isinstance(delivery, Retry)


async def test_a_slack_that_does_not_answer_is_given_up_on(house: SlackHouse) -> None:
    never = asyncio.Event()
    house.fake.fails("auth.test", Fault(gate=never))
    answer = await house.clients.ask("", "auth_test", seconds=0.05)
    never.set()
    assert answer == Unsure("timeout")
