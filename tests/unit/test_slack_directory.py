"""How many are asked about while nobody waits for it."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from bot.channels.base import Inbound, Kind
from bot.channels.slack.client import Answer, Clients, Good
from bot.channels.slack.directory import BEHIND, Directory
from schedules.core.clock import FixedClock
from tests.talk import MONDAY


@dataclass
class Slack:
    """It knows everybody, and nothing about them."""

    asked: list[str] = field(default_factory=list)

    async def ask(self, team: str, method: str, *, user: str, **_params: Any) -> Answer:
        self.asked.append(user)
        return Good({"user": {"id": user}}, {})


async def known(_inbound: Inbound) -> bool:
    return True


def inbound(number: int) -> Inbound:
    return Inbound(channel="slack", tenant="T1", external_id=f"U{number}", kind=Kind.HOME)


async def test_a_whole_town_that_votes_at_once_is_asked_about_bit_by_bit() -> None:
    slack, clock = Slack(), FixedClock(MONDAY)
    directory = Directory(
        clients=cast("Clients", slack), now=clock.now, zone="Europe/Copenhagen", knows=known
    )
    for _ in range(2):
        await asyncio.gather(*(directory.about(inbound(n)) for n in range(2 * BEHIND)))
        await directory.close()
    assert len(slack.asked) == BEHIND
    clock.move(timedelta(minutes=1))
    await asyncio.gather(*(directory.about(inbound(n)) for n in range(2 * BEHIND)))
    await directory.close()
    assert sorted(slack.asked) == sorted(f"U{n}" for n in range(2 * BEHIND))
