"""Socket Mode: what comes over the line is kept first and acknowledged afterwards."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.channels.base import Inbound, Reply
from bot.channels.slack.endpoint import clients_of
from bot.channels.slack.envelopes import Envelopes
from bot.channels.slack.views import Frame
from bot.platforms import SlackSettings
from dialogs.core.cards import Card, Quote
from schedules.core.clock import FixedClock
from storage.unit_of_work import Store
from tests.fakes.slack import TOKEN
from tests.fakes.slack_socket import APP_TOKEN, SocketFake, socket_fake, until
from tests.fakes.slack_user import captured
from tests.slack_house import KIRSTEN, MONDAY, Receiver, direct
from tests.slack_line import LineHouse, a_line_house
from tests.zoo import SCALE, SESSION, form, text

START = Card(title="Hvordan går det?", buttons=())
PAGE = form(SCALE, text("why"), title="Trivsel")
SAID = Reply(content=Card(title="Gemt."))


@pytest.fixture
async def fake() -> AsyncIterator[SocketFake]:
    async with socket_fake() as fake:
        fake.slack.person(KIRSTEN, "kirsten@nyborg.example")
        yield fake


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def house(fake: SocketFake, receiver: Receiver, store: Store) -> AsyncIterator[LineHouse]:
    async with a_line_house(fake, receiver, store) as house:
        await fake.connected()
        yield house


async def test_what_is_said_is_kept_first_and_acknowledged_afterwards(
    fake: SocketFake, store: Store
) -> None:
    acknowledged_at_receive: list[bool] = []

    async def receive(_inbound: Inbound) -> Reply:
        acknowledged_at_receive.extend(each.acknowledged.is_set() for each in fake.sent.values())
        return SAID

    async with a_line_house(fake, receive, store):
        assert await fake.send(captured("message_im")) == (200, "")
    assert acknowledged_at_receive == [False]
    assert [each["text"] for each in fake.slack.messages] == ["Gemt."]


async def test_an_answer_to_a_page_travels_in_the_acknowledgement(
    house: LineHouse, receiver: Receiver
) -> None:
    kirsten = house.person()
    receiver.replies += [Reply(content=PAGE, session_id=SESSION)] * 2
    await kirsten.commands("checkin")
    kirsten.fills(trivsel="8", why="Godt hold")
    await kirsten.submits()
    assert receiver.seen[-1].fields == {"trivsel": "8", "why": "Godt hold"}
    assert "Hvordan trives du?" in kirsten.reads


async def test_errors_reach_their_fields(house: LineHouse, receiver: Receiver) -> None:
    kirsten = house.person()
    wrong = form(SCALE, text("why", error="Det ligner et CPR-nummer."), title="Trivsel")
    receiver.replies += [Reply(content=PAGE), Reply(content=wrong)]
    await kirsten.commands("checkin")
    kirsten.fills(trivsel="8", why="010101-1234")
    await kirsten.submits()
    assert kirsten.errors == {"step:3:why": "Det ligner et CPR-nummer."}


async def test_a_page_too_long_for_the_line_is_shown_all_the_same(
    house: LineHouse, receiver: Receiver
) -> None:
    kirsten = house.person()
    body = tuple(Quote(f"{number} " + "æ" * 2900) for number in range(5))
    review = Card(title="Se det igennem", body=body)
    receiver.replies += [Reply(content=PAGE), Reply(content=review, session_id=SESSION)]
    await kirsten.commands("checkin")
    window = kirsten.modal
    kirsten.fills(trivsel="8")
    await kirsten.submits()
    assert "Et øjeblik, jeg henter siden …" in kirsten.reads
    assert kirsten.view.get("private_metadata")
    await until(lambda: "4 æ" in kirsten.reads)
    assert kirsten.modal == window
    assert house.fake.codes == []


async def test_nothing_comes_in_over_http_meanwhile_and_health_can_be_seen(
    house: LineHouse,
) -> None:
    async with house.http.post(f"{house.url}slack/events", data=b"{}") as response:
        assert response.status == 404
    assert await house.health() == (200, {"store": "ok", "slack_socket": "up"})


async def test_what_failed_here_is_left_for_slack_to_send_again(
    fake: SocketFake, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    received: list[Inbound] = []

    async def once_broken(inbound: Inbound) -> Reply:
        received.append(inbound)
        if len(received) == 1:
            raise RuntimeError(inbound.text)
        return SAID

    payload = captured("message_im")
    payload["event"]["text"] = "mine egne ord"
    async with a_line_house(fake, once_broken, store):
        first = await fake.post(payload)
        await until(lambda: "RuntimeError" in caplog.text)
        again = await fake.post(payload, attempt=1)
        await again.acknowledged.wait()
    assert first.answer is None
    assert len(received) == 2
    assert "egne ord" not in caplog.text


@pytest.mark.parametrize("payload", [{}, [], None, "text", {"type": "event_callback"}])
async def test_what_nobody_can_read_is_acknowledged_and_told_of(
    house: LineHouse, caplog: pytest.LogCaptureFixture, payload: Any
) -> None:
    said = json.dumps({"envelope_id": "e1", "type": "events_api", "payload": payload})
    sent = await house.fake.post({})
    await sent.acknowledged.wait()
    house.fake.sent["e1"] = type(sent)({})
    await house.fake.says(said)
    await house.fake.sent["e1"].acknowledged.wait()
    assert "read" in caplog.text


@pytest.mark.parametrize("said", ["", "not json", "[]", "1", "[" * 100_000, '{"type": "new"}'])
async def test_rubbish_on_the_line_is_passed_over(
    house: LineHouse, receiver: Receiver, said: str
) -> None:
    await house.fake.says(said)
    await house.fake.send(captured("message_im"))
    assert len(receiver.seen) == 1


async def test_one_slow_click_does_not_hold_up_the_others(fake: SocketFake, store: Store) -> None:
    ready = asyncio.Event()

    async def slow_once(inbound: Inbound) -> Reply:
        if inbound.text == "slow":
            await ready.wait()
        return SAID

    payload = captured("message_im")
    payload["event"]["text"] = "slow"
    async with a_line_house(fake, slow_once, store):
        slow = await fake.post(payload)
        await fake.send({**captured("message_im"), "event_id": "Ev2"})
        assert not slow.acknowledged.is_set()
        ready.set()
        await slow.acknowledged.wait()


async def test_more_than_can_wait_is_left_to_slack(caplog: pytest.LogCaptureFixture) -> None:
    ready = asyncio.Event()
    handled: list[object] = []

    async def slow(payload: object) -> web.Response:
        handled.append(payload)
        await ready.wait()
        return web.Response()

    async with aiohttp.ClientSession() as http:
        settings = SlackSettings(bot_token=TOKEN, app_token=APP_TOKEN, base_url="http://[::1]/")
        clients = clients_of(settings, http, now=FixedClock(MONDAY).now)
        frame = Frame(title="t", close="c", loading="l")
        desk = Envelopes(dispatch=slow, clients=clients, frame=frame, at_once=2, waiting=3)
        line = Heard()
        for number in range(4):
            desk.take({"envelope_id": f"e{number}", "payload": {"n": number}}, line)
        await until(lambda: len(handled) == 2)
        ready.set()
        await desk.finish()
    assert [json.loads(each)["envelope_id"] for each in line.said] == ["e0", "e1", "e2"]
    assert "is left to Slack" in caplog.text


@dataclass
class Heard:
    """A line that keeps what is said on it."""

    said: list[str] = field(default_factory=list)

    async def send_str(self, data: str) -> None:
        self.said.append(data)


async def test_a_duplicate_has_one_effect(house: LineHouse, receiver: Receiver) -> None:  # fault 5
    receiver.replies += [SAID, Reply(content=Card(title="Igen."))]
    await house.fake.send(captured("message_im"))
    again = await house.fake.post(captured("message_im"), attempt=1)
    await again.acknowledged.wait()
    assert [each["text"] for each in house.fake.slack.messages] == ["Gemt."]


async def test_logs_hold_no_words_and_no_keys_even_when_everything_is_logged(
    fake: SocketFake, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    receiver = Receiver(replies=[Reply(content=Card(title="meget private ord"))])
    payload = captured("message_im")
    payload["event"]["text"] = "mine egne ord"
    async with a_line_house(fake, receiver, store) as house:
        await fake.send(payload)
        await house.channel.send(direct(), START, outbox_id="row1")
    assert fake.slack.messages
    ours = [each for each in caplog.records if each.name != "aiohttp.access"]
    logged = "".join(f"{each.getMessage()} {each.exc_text}" for each in ours)
    for secret in ("private ord", "egne ord", "xapp-", "xoxb-", "ticket="):
        assert secret not in logged
