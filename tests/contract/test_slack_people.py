"""Who somebody is in Slack: whom Slack vouches for, and nobody else."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.channels.base import Kind
from bot.channels.slack.client import Unsure
from bot.channels.slack.rooms import Rooms
from dialogs.core.spots import Reader, Spot
from tests.fakes.slack import TEAM, Fault
from tests.fakes.slack_user import captured
from tests.slack_house import KIRSTEN, Receiver, SlackHouse, a_slack_house


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def house(receiver: Receiver) -> AsyncIterator[SlackHouse]:
    async with a_slack_house(receiver) as house:
        house.person()
        yield house


async def test_people_are_vouched_for_by_their_email(house: SlackHouse, receiver: Receiver) -> None:
    await house.send(captured("message_im"))
    (inbound,) = receiver.seen
    assert (inbound.email, inbound.tenant) == ("kirsten@nyborg.example", "T0KOMBOT01")


async def test_whoever_is_not_known_is_asked_for_once_a_minute(
    house: SlackHouse, receiver: Receiver
) -> None:
    for seconds in (0, 59, 2):
        house.clock.move(timedelta(seconds=seconds))
        await house.send(captured("message_im"))
    assert len(house.fake.called("users.info")) == 2
    assert {each.email for each in receiver.seen} == {"kirsten@nyborg.example"}


@pytest.mark.parametrize(
    "trait",
    [
        {"deleted": True},
        {"is_bot": True},
        {"is_stranger": True},
        {"is_email_confirmed": False},
        {"team_id": "T0ELSEWHERE"},
        {"team_id": "T0ELSEWHERE", "enterprise_user": {"teams": ["T0ELSEWHERE"]}},
    ],
    ids=str,
)
async def test_nobody_is_let_in_by_an_email_that_slack_does_not_vouch_for(
    house: SlackHouse, receiver: Receiver, trait: dict[str, object]
) -> None:
    house.fake.users["U0KIRSTEN1"] |= trait
    await house.send(captured("message_im"))
    assert receiver.seen[0].email == ""


async def test_a_shared_channels_other_side_does_not_vouch_for_its_own_people(
    house: SlackHouse, receiver: Receiver
) -> None:
    house.fake.users["U0KIRSTEN1"]["team_id"] = "T0ELSEWHERE"
    mention = captured("app_mention")
    await house.send({**mention, "team_id": "T0ELSEWHERE", "is_ext_shared_channel": True})
    assert [(each.tenant, each.email) for each in receiver.seen] == [("T0KOMBOT01", "")]


@pytest.mark.parametrize(
    "trait",
    [
        {"team_id": "T0KOMBOT01"},
        {"team_id": "T0OTHER", "enterprise_user": {"teams": ["T0OTHER", "T0KOMBOT01"]}},
    ],
    ids=str,
)
async def test_whoever_is_of_the_workspace_or_its_enterprise_is_known(
    house: SlackHouse, receiver: Receiver, trait: dict[str, object]
) -> None:
    house.fake.users["U0KIRSTEN1"] |= trait
    await house.send(captured("message_im"))
    assert receiver.seen[0].email == "kirsten@nyborg.example"


async def test_whoever_slack_does_not_tell_of_in_time_is_not_taken_for_a_stranger(
    house: SlackHouse,
) -> None:
    house.fake.channels.add("C0GROUP")
    house.fake.members["C0GROUP"] = [KIRSTEN]
    rooms = Rooms(clients=house.clients, directory=house.endpoint.directory)
    house.fake.fails("users.info", Fault(status=503))
    assert isinstance(await rooms.look(TEAM, "C0GROUP"), Unsure)
    found = await rooms.look(TEAM, "C0GROUP")
    assert isinstance(found, Spot)
    assert found.readers == (Reader(external_id=KIRSTEN, email="kirsten@nyborg.example"),)


async def test_while_slack_does_not_answer_it_is_said_that_it_is_unsure_who_it_is(
    house: SlackHouse, receiver: Receiver
) -> None:
    house.fake.fails("users.info", Fault(status=503))
    await house.send(captured("message_im"))
    await house.send({**captured("message_im"), "event_id": "Ev0LATER"})
    assert [each.email for each in receiver.seen] == ["", "kirsten@nyborg.example"]
    assert [each.unsure for each in receiver.seen] == [True, False]
    assert receiver.seen[0].kind is Kind.WORDS
