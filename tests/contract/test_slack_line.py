"""The line to Slack: renewed before it ends, taken up again when it is cut, and let go of last."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.channels.base import Inbound, Reply
from bot.channels.slack.socket import LASTING, LIVED, MOST
from dialogs.core.cards import Card
from storage.unit_of_work import Store
from tests.fakes.slack import Fault
from tests.fakes.slack_socket import Sent, SocketFake, socket_fake, until
from tests.fakes.slack_user import captured
from tests.slack_house import KIRSTEN, Receiver
from tests.slack_line import LineHouse, Rests, a_line_house

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


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    found = [each for each in caplog.records if each.name == "kombot.slack.socket"]
    return [each.getMessage() for each in found if each.levelno >= logging.WARNING]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_line_that_is_to_end_is_followed_by_another_before_it_ends(
    fake: SocketFake, store: Store, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    ready = asyncio.Event()

    async def slow(_inbound: Inbound) -> Reply:
        await ready.wait()
        return SAID

    async with a_line_house(fake, slow, store) as house:
        begun = await fake.post(captured("message_im"))
        house.clock.move(LIVED)
        await fake.disconnects(reason)
        await fake.connected(lines=2)
        ready.set()
        await begun.acknowledged.wait()
        assert house.rests.taken == []
    assert warnings(caplog) == []


async def test_old_lines_do_not_add_up(house: LineHouse) -> None:
    for renewed in range(1, 5):
        house.clock.move(LIVED)
        await house.fake.disconnects("warning")
        await house.fake.connected(lines=2, opened=renewed + 1)
    assert len(house.fake.codes) == 3


async def test_a_line_that_is_cut_is_taken_up_again(house: LineHouse, receiver: Receiver) -> None:
    house.clock.move(LIVED)
    await house.fake.cuts()
    await house.fake.send(captured("message_im"))
    assert len(receiver.seen) == 1
    assert house.fake.calls == 2
    assert (await house.health())[1]["slack_socket"] == "up"


async def test_an_acknowledgement_that_the_cut_took_does_no_harm(
    fake: SocketFake, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    ready, receiver = asyncio.Event(), Receiver()

    async def slow(inbound: Inbound) -> Reply:
        await ready.wait()
        return await receiver(inbound)

    async with a_line_house(fake, slow, store):
        lost = await fake.post(captured("message_im"))
        await fake.cuts()
        ready.set()
        again = await fake.post(captured("message_im"), attempt=1)
        await again.acknowledged.wait()
    assert not lost.acknowledged.is_set()
    assert len(receiver.effects) == 1
    assert "could not be acknowledged" in caplog.text


async def test_a_slack_that_is_away_is_called_ever_more_seldom_and_told_of_once(
    fake: SocketFake, store: Store, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    fake.faults += [Fault(status=503, error="")] * 9
    async with a_line_house(fake, receiver, store) as house:
        await fake.send(captured("message_im"))
        assert house.rests.taken == sorted(house.rests.taken)
        assert house.rests.taken[-1] == MOST.total_seconds()
    assert warnings(caplog) == [
        "Slack cannot be called (status-503): kombot goes on trying.",
        "Slack can be called again.",
    ]


async def test_how_long_slack_asks_to_wait_is_kept_to(
    fake: SocketFake, store: Store, receiver: Receiver
) -> None:
    fake.faults += [Fault(status=429, retry_after="30")]
    async with a_line_house(fake, receiver, store, rests=Rests(most=1)) as house:
        await until(lambda: bool(house.rests.taken))
        assert house.rests.taken == [timedelta(seconds=30).total_seconds()]
        assert await house.health() == (200, {"store": "ok", "slack_socket": "calling"})


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("invalid_auth", "make one under Basic Information, App-Level Tokens"),
        ("missing_scope", "lacks the scope connections:write"),
        ("not_allowed_token_type", "another kind of token"),
        ("something_new", "see whether Socket Mode is turned on"),
    ],
)
async def test_a_token_that_does_not_work_is_told_with_what_to_do_and_tried_seldom(
    fake: SocketFake,
    store: Store,
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
    error: str,
    says: str,
) -> None:
    fake.faults += [Fault(error=error)] * 9
    async with a_line_house(fake, receiver, store, rests=Rests(most=3)) as house:
        await until(lambda: len(house.rests.taken) == 3)
        assert house.rests.taken == [LASTING.total_seconds()] * 3
        assert await house.health() == (200, {"store": "ok", "slack_socket": "refused"})
    (warning,) = warnings(caplog)
    assert says in warning


async def test_another_apps_token_is_refused_and_not_repeated(
    fake: SocketFake, store: Store, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "xapp-of-another-app"
    async with a_line_house(fake, receiver, store, token=wrong, rests=Rests(most=1)) as house:
        await until(lambda: bool(house.rests.taken))
    assert "Slack does not know the token in SLACK_APP_TOKEN" in caplog.text
    assert wrong not in caplog.text


@pytest.mark.parametrize("when", ["greeting", "later"])
async def test_socket_mode_that_is_turned_off_is_told_of(
    fake: SocketFake,
    store: Store,
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
    when: str,
) -> None:
    off = {"type": "disconnect", "reason": "link_disabled"}
    fake.greeting = off if when == "greeting" else fake.greeting
    async with a_line_house(fake, receiver, store, rests=Rests(most=1)) as house:
        if when == "later":
            await fake.connected()
            await fake.disconnects("link_disabled")
        await until(lambda: bool(house.rests.taken))
        assert house.rests.taken == [LASTING.total_seconds()]
        await until(lambda: not fake.lines)
        assert (await house.health())[1]["slack_socket"] == "refused"
    assert warnings(caplog) == [
        "Socket Mode is turned off: turn it on at the app's page Socket Mode."
    ]


async def test_a_stop_finishes_what_is_under_way_and_takes_nothing_more(
    fake: SocketFake, store: Store, caplog: pytest.LogCaptureFixture
) -> None:  # fault 42
    ready = asyncio.Event()
    received: list[Inbound] = []

    async def slow(inbound: Inbound) -> Reply:
        received.append(inbound)
        await ready.wait()
        return SAID

    sent: list[Sent] = []
    async with a_line_house(fake, slow, store) as house:
        sent.append(await fake.post(captured("message_im")))
        await until(lambda: len(received) == 1)
        stopping = asyncio.ensure_future(house.stops())
        while "is left to Slack" not in caplog.text:
            number = len(sent)
            sent.append(await fake.post({**captured("message_im"), "event_id": f"Ev{number}"}))
            await until(lambda: len(received) == len(sent) or "is left to Slack" in caplog.text)
        ready.set()
        await stopping
    assert [each.acknowledged.is_set() for each in sent] == [True] * len(received) + [False]
    assert len(fake.slack.messages) == len(received)
    assert (fake.lines, fake.calls) == ([], 1)
