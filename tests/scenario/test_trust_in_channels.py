"""Nobody reads along in a channel, or sees who does, by more than is vouched for (X-14)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.base import Capabilities, Delivery, Failed, Retry, Sent, Target
from bot.channels.slack.channel import SlackChannel
from dialogs.core.cards import Card
from dialogs.core.messages import Hearing
from dialogs.core.spots import Spot
from storage import outbox
from storage.database import Snapshot
from storage.outbox import Mail
from tests import town as people
from tests.fakes.connector import Fault as No
from tests.fakes.slack_user import captured
from tests.fakes.slack_wire import Fault
from tests.scenario.driver_teams import cards_in
from tests.scenario.test_slack_channel import GROUP, MEMBERS, chosen, opens_the_choice
from tests.slack_town import SlackTown, a_slack_town
from tests.teams_rooms import (
    ROOM,
    a_town_with_rooms,
    agrees,
    as_target,
    newest,
    place,
    says,
    takes,
)
from tests.teams_town import TeamsTown

ALI = people.id_of("Ali")
TALLY = "Optællingen"


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[SlackTown]:
    async with a_slack_town(tmp_path) as town:
        town.house.fake.channels.add(GROUP)
        town.house.fake.members |= {GROUP: list(MEMBERS), "planning": list(MEMBERS)}
        yield town


@pytest.fixture
async def teams(tmp_path: Path) -> AsyncIterator[TeamsTown]:
    async with a_town_with_rooms(tmp_path) as town:
        await takes(town)
        yield town


async def has_a_tally(app: App, place_id: str) -> None:
    """Something waits to be posted there."""

    async def tally(_reads: Snapshot, _hearing: Hearing) -> Card:
        return Card(title=TALLY)

    registry = app.courier.registry
    known = replace(registry, messages={**registry.messages, "tally_in_test": tally})
    app.courier = replace(app.courier, registry=known)
    mail = Mail(message="tally_in_test", key="x", due_at=app.clock.now(), place_id=place_id)
    async with app.store.unit() as unit:
        outbox.queue(unit, mail)
        await unit.commit()


@pytest.mark.parametrize("now", ["another email", "a guest"])
async def test_an_account_that_is_somebody_elses_now_is_not_the_groups(
    slack: SlackTown, now: str
) -> None:
    ali, changed = slack.house.fake.users[ALI], captured("user_change")
    if now == "a guest":
        ali["is_restricted"] = True
    ali["profile"]["email"] = "ny@solsikken.example"
    changed["event"]["user"] |= {"id": ALI, "is_restricted": now == "a guest"}
    changed["event"]["user"]["profile"] |= {"email": "ny@solsikken.example"}
    await slack.house.send(changed)
    kirsten = await opens_the_choice(slack)
    kirsten.fills(channel=GROUP)
    await kirsten.submits()
    assert "Det er ikke folk fra planlægningsgruppen." in kirsten.reads
    assert (await chosen(slack)).external_id == "planning"
    await has_a_tally(slack.app, "pl-planning")
    await slack.settles()
    assert slack.planning == []


@pytest.mark.parametrize("purpose", ["planning", "everyone"])
async def test_a_channel_that_one_is_not_in_tells_nothing_of_who_is(
    slack: SlackTown, purpose: str
) -> None:
    """The picker does not offer it: only a forged form names it."""
    slack.house.fake.channels.add("C0LEADERS")
    slack.house.fake.members["C0LEADERS"] = [people.id_of(each) for each in ("Jonas", "Sofie")]
    kirsten = await opens_the_choice(slack)
    kirsten.fills(purpose=purpose, channel="C0LEADERS")
    await kirsten.submits()
    assert "Prøv igen om lidt." in "".join(kirsten.errors.values())
    assert "Jonas" not in kirsten.reads
    assert (await chosen(slack)).external_id == "planning"


@pytest.mark.parametrize("method", ["conversations.members", "conversations.info"])
@pytest.mark.parametrize("word", ["fetch_members_failed", "missing_scope"])
async def test_where_slack_refuses_to_tell_who_is_there_nothing_is_posted(
    slack: SlackTown, method: str, word: str
) -> None:
    slack.house.fake.members["planning"].append("U0STRANGER")
    slack.house.fake.fails(method, Fault(error=word))
    await has_a_tally(slack.app, "pl-planning")
    await slack.settles()
    assert slack.planning == []


async def test_where_teams_refuses_to_tell_who_is_there_nothing_is_posted(
    teams: TeamsTown,
) -> None:
    before = len(cards_in(teams.fake, ROOM))
    await has_a_tally(teams.app, (await place(teams)).id)
    teams.fake.faults.append(No(status=403))
    await teams.passes(minutes=1)
    assert len(cards_in(teams.fake, ROOM)) == before
    assert (await place(teams)).unreachable == "not_invited"


@dataclass(kw_only=True)
class Meanwhile:
    """The same channel, where something happens just as it has been looked at."""

    real: SlackChannel
    happens: Callable[[], Awaitable[object]]
    name: str = "slack"
    capabilities: Capabilities = field(init=False)

    def __post_init__(self) -> None:
        self.capabilities = self.real.capabilities

    async def look(self, target: Target) -> Spot | Retry | Failed:
        found = await self.real.look(target)
        await self.happens()
        return found

    async def find(self, target: Target, *, outbox_id: str) -> Sent | Retry | None:
        return await self.real.find(target, outbox_id=outbox_id)

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        return await self.real.send(target, card, outbox_id=outbox_id)


async def test_what_is_on_its_way_does_not_go_to_a_channel_that_was_left(slack: SlackTown) -> None:
    slack.house.fake.members["planning"].append("U0STRANGER")

    async def another() -> None:
        kirsten = await opens_the_choice(slack)
        kirsten.fills(channel=GROUP)
        await kirsten.submits()
        slack.app.connect(slack.house.channel)

    slack.app.connect(Meanwhile(real=slack.house.channel, happens=another))
    await has_a_tally(slack.app, "pl-planning")
    await slack.passes(minutes=1)
    assert slack.planning == []
    posted = [each["text"] for each in slack.house.fake.messages if each["channel"] == GROUP]
    assert posted == [TALLY]


async def test_posting_in_a_channel_brings_nothing_back_that_was_changed_meanwhile(
    teams: TeamsTown,
) -> None:
    """What is known of a channel may be another by the time that a message has arrived there."""
    sent = await teams.app.channels["teams"].send(
        await as_target(teams), Card(title=TALLY), outbox_id="x"
    )
    assert isinstance(sent, Sent)
    assert sent.target_reference is None


async def test_a_channel_that_was_shared_gets_nothing_though_it_is_chosen_again(
    teams: TeamsTown,
) -> None:
    """Not every client tells the kind of channel, and who comes from elsewhere is not listed."""
    told = {"channel": {"id": ROOM, "type": None}}
    await teams.send("conversation_update_channel_shared", channelData=told)
    await says(teams, channelData=told)
    await agrees(teams)
    await has_a_tally(teams.app, (await place(teams)).id)
    await teams.passes(minutes=1)
    assert TALLY not in newest(teams, ROOM)
    assert (await place(teams)).unreachable == "place_foreign"
