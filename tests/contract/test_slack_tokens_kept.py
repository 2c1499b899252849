"""What is kept of an installation, and what is not: its end, a busy store, bolt's own interface."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from slack_sdk.oauth.installation_store import Installation

from bot.channels.slack.client import Refused
from bot.channels.slack.directory import Directory
from bot.channels.slack.install.store import Installations, Unbound
from bot.channels.slack.install.tokens import StoredTokens
from bot.channels.slack.rooms import Rooms
from dialogs.core.spots import Spot
from storage.unit_of_work import ATTEMPTS, Store, Unit
from storage.writer import StoreBusy
from tests.fakes.slack_user import captured
from tests.fakes.slack_wire import Fault
from tests.slack_hall import HERLEV, NYBORG, Hall, a_hall, another, asks, team_of, token_of

T = TypeVar("T")
EARLY = timedelta(hours=10, seconds=1)


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as made:
        await made.installs(NYBORG)
        made.clock.move(timedelta(minutes=1))
        await made.installs(HERLEV)
        yield made


@pytest.mark.parametrize("event", ["app_uninstalled", "tokens_revoked"])
async def test_an_end_takes_the_tokens_out_of_the_store_and_out_of_mind(
    hall: Hall, event: str
) -> None:  # fault 22
    await asks(hall.clients)
    assert (await hall.sends(NYBORG, captured(event)))[0] == 200
    assert (await hall.tenants())[NYBORG].secret is None
    assert await asks(hall.clients) == Refused("not_installed")
    assert team_of(await asks(hall.clients, HERLEV)) == HERLEV


class Busy(Store):
    """It refuses as often as `busy` says."""

    busy = 0

    async def run(self, work: Callable[[Unit], Awaitable[T]], *, attempts: int = ATTEMPTS) -> T:
        if self.busy:
            self.busy -= 1
            raise StoreBusy
        return await super().run(work, attempts=attempts)


async def test_a_new_token_that_the_store_is_too_busy_for_is_not_lost(hall: Hall) -> None:
    clients, busy = another(hall), Busy(hall.store._database)
    assert isinstance(clients.tokens, StoredTokens)
    clients = replace(clients, tokens=replace(clients.tokens, store=busy))
    hall.clock.move(EARLY)
    busy.busy = 1
    first = await token_of(hall)
    assert team_of(await asks(clients)) == NYBORG
    assert await token_of(hall) == first
    hall.clock.move(timedelta(seconds=11))
    assert team_of(await asks(clients)) == NYBORG
    assert (await token_of(hall) != first, hall.renewals) == (True, 1)


async def test_a_renewal_after_the_end_brings_nothing_back(hall: Hall) -> None:
    hall.clock.move(EARLY)
    gate = asyncio.Event()
    hall.world.faults.append(Fault(gate=gate, done=True))
    renewing = asyncio.create_task(asks(hall.clients))
    while not hall.renewals:
        await asyncio.sleep(0)
    await hall.sends(NYBORG, captured("app_uninstalled"))
    gate.set()
    await renewing
    assert (await hall.tenants())[NYBORG].secret is None


def installation(team: str) -> Installation:
    return Installation(
        app_id="A0KOMBOT01",
        enterprise_id="E0KONCERN",
        team_id=team,
        team_name="Nyborg",
        bot_token="xoxb-from-bolt",
        bot_user_id="U0KOMBOT01",
        bot_scopes=["chat:write", "commands"],
        bot_refresh_token="xoxe-1-from-bolt",
        bot_token_expires_at=1786360000,
        user_id="U0INSTALL1",
        token_type="bot",
        installed_at=1786344060.0,
    )


async def test_who_kombot_is_in_a_channel_is_asked_anew_with_another_token(
    hall: Hall,
) -> None:
    """It may be another app's: nobody is to be asked whether kombot itself may read along."""
    rooms, fake = rooms_of(hall), hall.world.workspaces[NYBORG]
    for _ in range(2):
        assert await reading(rooms) == []
    assert len(fake.called("auth.test")) == 1
    await hall.installs(NYBORG)
    fake.bot = "U0ANOTHER"
    assert await reading(rooms) == []


def rooms_of(hall: Hall) -> Rooms:
    directory = Directory(clients=hall.clients, now=hall.clock.now, zone="Europe/Copenhagen")
    return Rooms(clients=hall.clients, directory=directory)


async def reading(rooms: Rooms) -> list[str]:
    spot = await rooms.look(NYBORG, "C0PLANNING")
    assert isinstance(spot, Spot)
    return [each.external_id for each in spot.readers or ()]


async def test_bolts_own_store_keeps_what_it_is_given(hall: Hall) -> None:
    store = Installations(store=hall.store, now=hall.clock.now)
    given = installation(NYBORG)
    await store.async_save(given)
    found = await store.async_find_installation(enterprise_id="E0KONCERN", team_id=NYBORG)
    assert found is not None
    assert {**found.to_dict(), "installed_at": 0} == {**given.to_dict(), "installed_at": 0}
    bot = await store.async_find_bot(enterprise_id=None, team_id=NYBORG)
    assert bot is not None
    assert bot.to_dict()["bot_token"] == "xoxb-from-bolt"
    bot.bot_token = "xoxb-renewed"
    await store.async_save_bot(bot)
    again = await store.async_find_bot(enterprise_id=None, team_id=NYBORG)
    assert again is not None
    assert (again.bot_token, again.bot_refresh_token) == ("xoxb-renewed", "xoxe-1-from-bolt")


async def test_bolts_own_store_deletes_one_workspace_alone(hall: Hall) -> None:
    store = Installations(store=hall.store, now=hall.clock.now)
    await store.async_delete_installation(enterprise_id=None, team_id=NYBORG, user_id="U0INSTALL1")
    assert await store.async_find_bot(enterprise_id=None, team_id=NYBORG) is not None
    await store.async_delete_all(enterprise_id=None, team_id=NYBORG)
    assert await store.async_find_bot(enterprise_id=None, team_id=NYBORG) is None
    assert await store.async_find_bot(enterprise_id=None, team_id=HERLEV) is not None
    assert (await hall.tenants())[NYBORG].organisation_id == "org-nyborg"


@pytest.mark.parametrize("team", [None, "", "T0ELSEWHERE"])
async def test_bolts_own_store_binds_nothing_by_itself(hall: Hall, team: str) -> None:
    store = Installations(store=hall.store, now=hall.clock.now)
    with pytest.raises(Unbound):
        await store.async_save(installation(team))
    found = await store.async_find_installation(
        enterprise_id="E0KONCERN", team_id=NYBORG, is_enterprise_install=True
    )
    assert found is None


async def test_what_can_be_renewed_no_more_is_told_of_while_the_old_token_lasts(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever runs kombot has two hours to install it anew, before anybody notices (fault 23)."""
    hall.clock.move(EARLY)
    hall.world.faults.append(Fault(error="invalid_refresh_token"))
    assert await asks(hall.clients) != Refused("not_installed")
    (told,) = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
    assert told.startswith(f"install kombot in {NYBORG} again before 2026-")
    assert "xox" not in caplog.text
