"""Tokens of several workspaces: kept in the store, renewed in time, and by one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.channels.slack.client import Clients, Good, Refused, Unsure
from bot.channels.slack.install.tokens import StoredTokens
from storage import tenants
from storage.tables import Address
from storage.unit_of_work import Store, Unit
from tests.fakes.slack_wire import Fault
from tests.slack_hall import HERLEV, NYBORG, Hall, a_hall, another, asks, team_of, token_of

EARLY = timedelta(hours=10, seconds=1)
"""A token that is this old ends in less than two hours."""
DEAD_ON_RENEWAL = ("invalid_refresh_token", "token_revoked", "account_inactive")


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as made:
        await made.installs(NYBORG)
        made.clock.move(timedelta(minutes=1))
        await made.installs(HERLEV)
        yield made


async def test_each_workspace_is_asked_with_its_own_token(hall: Hall) -> None:
    assert team_of(await asks(hall.clients, NYBORG)) == NYBORG
    assert team_of(await asks(hall.clients, HERLEV)) == HERLEV
    assert await asks(hall.clients, "T0UNKNOWN") == Refused("not_installed")
    assert await asks(hall.clients, "") == Refused("not_installed")


async def test_the_store_is_asked_once_in_five_minutes(hall: Hall) -> None:
    await asks(hall.clients)
    old = await token_of(hall)
    await forgotten(hall)
    assert isinstance(await asks(hall.clients), Good)
    assert old in hall.world.workspaces[NYBORG].tokens
    hall.clock.move(timedelta(minutes=5))
    assert await asks(hall.clients) == Refused("not_installed")


async def forgotten(hall: Hall) -> None:
    """The secret goes behind everybody's back."""
    tenant = (await hall.tenants())[NYBORG]

    async def work(unit: Unit) -> None:
        tenants.keep_secret(unit, tenant, None)

    await hall.store.run(work)


async def test_a_token_is_renewed_two_hours_before_it_ends(hall: Hall) -> None:
    first = await token_of(hall)
    hall.clock.move(EARLY - timedelta(seconds=62))
    await asks(hall.clients)
    assert (await token_of(hall), hall.renewals) == (first, 0)
    hall.clock.move(timedelta(minutes=5))
    assert team_of(await asks(hall.clients)) == NYBORG
    assert (await token_of(hall) != first, hall.renewals) == (True, 1)
    await asks(hall.clients)
    assert hall.renewals == 1


async def test_a_worker_that_only_nudges_renews_by_itself_for_a_month(hall: Hall) -> None:
    worker = another(hall)
    for _ in range(60):
        hall.clock.move(timedelta(hours=12))
        assert team_of(await asks(worker)) == NYBORG
    assert hall.renewals == 60


async def test_what_does_not_end_is_never_renewed(tmp_path: Path) -> None:
    async with a_hall(tmp_path) as hall:
        hall.world.rotates = False
        await hall.installs(NYBORG)
        hall.clock.move(timedelta(days=400))
        assert team_of(await asks(hall.clients)) == NYBORG
        assert hall.renewals == 0


async def test_within_a_process_one_renews_and_nobody_is_kept_waiting(hall: Hall) -> None:
    hall.clock.move(EARLY)
    gate = asyncio.Event()
    hall.world.faults.append(Fault(gate=gate, done=True))
    renewing = asyncio.create_task(asks(hall.clients))
    while not hall.renewals:
        await asyncio.sleep(0)
    meanwhile = await asyncio.gather(*(asks(hall.clients) for _ in range(5)))
    assert [team_of(each) for each in meanwhile] == [NYBORG] * 5
    gate.set()
    assert team_of(await renewing) == NYBORG
    assert hall.renewals == 1


async def test_within_a_process_all_wait_for_the_one_who_renews_what_has_ended(hall: Hall) -> None:
    hall.clock.move(timedelta(hours=13))
    answers = await asyncio.gather(*(asks(hall.clients) for _ in range(6)))
    assert [team_of(each) for each in answers] == [NYBORG] * 6
    assert hall.renewals == 1


async def test_of_several_processes_one_renews_and_none_is_locked_out(
    hall: Hall,
) -> None:  # fault 23
    """Slack takes a refresh token once: whoever comes second with it would lose everything."""
    processes = [another(hall) for _ in range(4)]
    for _ in range(5):
        hall.clock.move(EARLY)
        answers = await asyncio.gather(*(asks(each) for each in processes))
        assert [team_of(each) for each in answers] == [NYBORG] * 4
        hall.clock.move(timedelta(minutes=6))
        answers = await asyncio.gather(*(asks(each) for each in processes))
        assert [team_of(each) for each in answers] == [NYBORG] * 4
    assert hall.renewals == 5


async def test_whoever_comes_while_another_process_renews_takes_the_old_one(
    hall: Hall,
) -> None:  # fault 23
    hall.clock.move(timedelta(hours=11, minutes=58, seconds=45))
    gate = asyncio.Event()
    hall.world.faults.append(Fault(gate=gate, done=True))
    renewing = asyncio.create_task(asks(hall.clients))
    while not hall.renewals:
        await asyncio.sleep(0)
    other = another(hall)
    assert team_of(await asks(other)) == NYBORG
    hall.clock.move(timedelta(seconds=20))
    late = await asks(other)
    assert isinstance(late, Unsure)
    assert not late.asked
    gate.set()
    await renewing
    assert hall.renewals == 1


async def test_whoever_waits_for_a_new_token_and_goes_does_not_lose_it(hall: Hall) -> None:
    hall.clock.move(EARLY)
    first, gate = await token_of(hall), asyncio.Event()
    hall.world.faults.append(Fault(gate=gate, done=True))
    renewing = asyncio.create_task(asks(hall.clients))
    while not hall.renewals:
        await asyncio.sleep(0)
    renewing.cancel()
    gate.set()
    while await token_of(hall) == first:
        await asyncio.sleep(0)
    hall.clock.move(timedelta(hours=3))
    assert team_of(await asks(hall.clients)) == NYBORG


def hurried(clients: Clients) -> StoredTokens:
    """Nobody there waits for a new token."""
    assert isinstance(clients.tokens, StoredTokens)
    clients.tokens.patience = timedelta(0)
    return clients.tokens


async def test_a_click_does_not_wait_long_for_a_new_token_while_the_old_one_lasts(
    hall: Hall,
) -> None:  # fault 23
    hall.clock.move(EARLY)
    tokens = hurried(hall.clients)
    first, gate = await token_of(hall), asyncio.Event()
    hall.world.faults.append(Fault(gate=gate, done=True))
    assert team_of(await asks(hall.clients)) == NYBORG
    gate.set()
    await tokens.close()
    assert (await token_of(hall) != first, hall.renewals) == (True, 1)


async def test_a_click_waits_no_longer_than_it_has_time_for_a_token_that_has_ended(
    hall: Hall,
) -> None:  # fault 23
    hall.clock.move(timedelta(hours=13))
    gate = asyncio.Event()
    hall.world.faults.append(Fault(gate=gate, done=True))
    tokens = hurried(hall.clients)
    answer = await asks(hall.clients)
    assert isinstance(answer, Unsure)
    assert not answer.asked
    gate.set()
    await tokens.close()
    assert team_of(await asks(hall.clients)) == NYBORG
    assert hall.renewals == 1


async def test_nobody_is_shut_out_while_another_token_is_on_its_way(hall: Hall) -> None:
    """Slack has refused the old one: that is no answer before it has refused the new one, too."""
    await asks(hall.clients)
    hall.world.workspaces[NYBORG].tokens.clear()
    gate = asyncio.Event()
    hall.world.faults.append(Fault(gate=gate, done=True))
    tokens = hurried(hall.clients)
    for _ in range(2):
        answer = await asks(hall.clients)
        assert isinstance(answer, Unsure)
        assert not answer.asked
    gate.set()
    await tokens.close()
    assert team_of(await asks(hall.clients)) == NYBORG
    assert hall.renewals == 1


@pytest.mark.parametrize(
    "fault",
    [Fault(status=500), Fault(status=429, retry_after="60"), Fault(error="invalid_refresh_token")],
    ids=str,
)
async def test_while_nothing_can_be_renewed_the_old_token_is_used_until_it_ends(
    hall: Hall, fault: Fault
) -> None:
    hall.clock.move(EARLY)
    hall.world.faults += [fault] * 12
    for _ in range(11):
        assert team_of(await asks(hall.clients)) == NYBORG
        hall.clock.move(timedelta(minutes=10))
    assert 5 <= hall.renewals <= 12
    hall.world.faults.clear()
    assert team_of(await asks(hall.clients)) == NYBORG


async def test_trouble_that_lasts_shuts_nobody_out(hall: Hall) -> None:
    """Slack is gone for a day: what is to be sent waits, and goes on afterwards."""
    hall.clock.move(timedelta(hours=20))
    hall.world.faults += [Fault(status=503)] * 3
    for _ in range(3):
        answer = await asks(hall.clients)
        assert isinstance(answer, Unsure)
        assert not answer.asked
        hall.clock.move(timedelta(minutes=2))
    assert team_of(await asks(hall.clients)) == NYBORG


@pytest.mark.parametrize("word", DEAD_ON_RENEWAL)
async def test_what_can_be_renewed_no_more_has_to_be_installed_again(hall: Hall, word: str) -> None:
    jonas = hall.person(NYBORG, "jonas")
    await jonas.writes("hjem")
    hall.clock.move(timedelta(hours=13))
    hall.world.faults.append(Fault(error=word))
    assert await asks(hall.clients) == Refused("not_installed")
    assert (await hall.tenants())[NYBORG].secret is None
    assert await reasons(hall.store) == {NYBORG: "no_access"}
    assert team_of(await asks(hall.clients, HERLEV)) == HERLEV
    await hall.installs(NYBORG)
    assert await reasons(hall.store) == {NYBORG: ""}
    assert team_of(await asks(hall.clients)) == NYBORG


async def reasons(store: Store) -> dict[str, str]:
    async with store.snapshot() as reads:
        return dict(await reads.all(select(Address.tenant, Address.unreachable)))


async def test_our_own_mistake_in_the_settings_ends_no_installation(hall: Hall) -> None:
    hall.clock.move(timedelta(hours=13))
    hall.world.faults.append(Fault(error="bad_client_secret"))
    assert isinstance(await asks(hall.clients), Unsure)
    hall.clock.move(timedelta(minutes=10))
    assert team_of(await asks(hall.clients)) == NYBORG


async def test_a_token_that_another_process_has_changed_is_read_anew(hall: Hall) -> None:
    """Installed again elsewhere: what this process remembers is dead, and that shuts nothing."""
    worker = another(hall)
    await asks(worker)
    await hall.installs(NYBORG)
    hall.world.workspaces[NYBORG].tokens = {await token_of(hall)}
    assert team_of(await asks(worker)) == NYBORG
    assert hall.renewals == 0


async def test_a_token_that_ended_too_early_is_renewed_at_once(hall: Hall) -> None:
    await asks(hall.clients)
    hall.world.workspaces[NYBORG].tokens.clear()
    assert team_of(await asks(hall.clients)) == NYBORG
    assert hall.renewals == 1


async def test_a_workspace_that_refuses_every_token_is_not_asked_over_and_over(
    hall: Hall,
) -> None:  # fault 22
    await asks(hall.clients)
    fake = hall.world.workspaces[NYBORG]
    fake.fails("auth.test", *(Fault(error="invalid_auth") for _ in range(9)))
    for _ in range(4):
        assert await asks(hall.clients) == Refused("invalid_auth")
    assert hall.renewals == 1
