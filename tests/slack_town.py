"""The town on Slack: its people at their clients, and everything that falls due on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.app import App, build
from bot.settings import Settings
from schedules.core.clock import FixedClock
from storage.keys import new_key
from tests import town as people
from tests.fakes.slack import TEAM
from tests.fakes.slack_user import SlackUser, words_in
from tests.slack_house import MONDAY, SlackHouse, a_slack_house
from tests.stores import open_store


@dataclass(kw_only=True)
class SlackTown:
    house: SlackHouse
    app: App
    users: dict[str, SlackUser] = field(default_factory=dict)

    def __getitem__(self, first_name: str) -> SlackUser:
        return self.users[first_name]

    async def settles(self) -> None:
        await self.app.tick()

    async def passes(self, **time: float) -> None:
        """Everything that falls due on the way happens at its own time."""
        end = self.house.clock.now() + timedelta(**time)
        await self.settles()
        while (due := await self.app.next_event()) is not None and due <= end:
            self.house.clock.move(max(timedelta(0), due - self.house.clock.now()))
            await self.settles()
        self.house.clock.move(end - self.house.clock.now())
        await self.settles()

    @property
    def planning(self) -> list[str]:
        """What stands in the planning group's channel for all to see."""
        seen = [each for each in self.house.fake.messages if "ephemeral_to" not in each]
        return ["\n".join(words_in(each)) for each in seen if each["channel"] == "planning"]


@asynccontextmanager
async def a_slack_town(folder: Path) -> AsyncIterator[SlackTown]:
    clock = FixedClock(MONDAY)
    plot = people.Plot(channel="slack", tenant=TEAM)
    async with open_store(folder) as store:
        await people.found(store, plot, on_leave_since=(MONDAY - timedelta(days=40)).date())
        settings = Settings.from_env({"KOMBOT_KEYS": new_key()})
        app = build(settings, store=store, clock=clock, channels={})
        async with a_slack_house(app.receive, note=app.note, clock=clock, store=store) as house:
            app.connect(house.channel)
            house.fake.channels |= {"planning", "everyone"}
            town = SlackTown(house=house, app=app)
            for name in (people.HR, *people.EVERYONE):
                user = house.person(people.id_of(name), people.email_of(name))
                town.users[name.split()[0]] = user
            yield town
