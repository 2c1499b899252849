"""A workspace that shuts kombot out is paused at once, and goes on when it opens (fault 22)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import select

from dialogs.core.cards import Card
from dialogs.core.messages import Hearing
from storage import outbox
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Address, Outbox, Place
from storage.unit_of_work import Store
from tests import town as plot
from tests.fakes.slack import Fault
from tests.fakes.slack_user import captured
from tests.slack_town import SlackTown, a_slack_town


async def _note(_reads: Snapshot, _hearing: Hearing) -> Card:
    return Card(title="Hej")


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[SlackTown]:
    """With something to say to every voter and to the planning group."""
    async with a_town_with_mail(tmp_path, plot.VOTERS) as town:
        yield town


@asynccontextmanager
async def a_town_with_mail(folder: Path, names: Iterable[str]) -> AsyncIterator[SlackTown]:
    """To these people, and to the planning group."""
    async with a_slack_town(folder) as town:
        courier = town.app.courier
        messages = {**courier.registry.messages, "note": _note}
        registry = replace(courier.registry, messages=messages)
        town.app.courier = replace(courier, registry=registry)
        async with town.app.store.unit() as unit:
            for mail in _mails(names, town.house.clock.now()):
                outbox.queue(unit, mail)
            await unit.commit()
        yield town


def _mails(names: Iterable[str], now: datetime) -> Iterator[Mail]:
    yield Mail(message="note", key="group", due_at=now, place_id="pl-planning")
    for name in names:
        yield Mail(message="note", key=name, due_at=now, person_id=plot.id_of(name))


async def states(town: SlackTown) -> set[tuple[str, str]]:
    async with town.app.store.snapshot() as reads:
        rows = await reads.all(select(Outbox).where(Outbox.message == "note"))
    return {(row.state, row.reason) for row in rows}


def tries(town: SlackTown) -> list[str]:
    """To write to somebody; who is in a channel may be looked up before."""
    methods = [call.method for call in town.house.fake.calls]
    return [each for each in methods if each in {"chat.postMessage", "conversations.open"}]


async def reasons(store: Store) -> set[str]:
    async with store.snapshot() as reads:
        return {
            *await reads.all(select(Address.unreachable)),
            *await reads.all(select(Place.unreachable)),
        }


@pytest.mark.parametrize("word", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_after_a_dead_token_nobody_else_is_tried(
    slack: SlackTown, word: str
) -> None:  # fault 22
    for method in ("chat.postMessage", "conversations.open"):
        slack.house.fake.fails(method, *(Fault(error=word) for _ in range(20)))
    await slack.settles()
    assert len(tries(slack)) == 1
    assert await reasons(slack.app.store) == {"no_access"}
    assert await states(slack) == {("pending", "paused")}
    before = len(slack.house.fake.calls)
    await slack.passes(hours=3)
    assert len(slack.house.fake.calls) == before


@pytest.mark.parametrize("event", ["tokens_revoked", "app_uninstalled"])
async def test_a_workspace_that_is_shut_is_paused_and_goes_on_when_somebody_writes(
    slack: SlackTown, event: str
) -> None:  # fault 22
    await slack.house.send(captured(event))
    await slack.passes(hours=2)
    assert slack.house.fake.calls == []
    await slack["Jonas"].writes("hjem")
    await slack.house.send(captured(event))
    await slack.settles()
    assert await states(slack) == {("sent", "")}
    assert await reasons(slack.app.store) == {""}
    assert "Hej" in slack["Sofie"].texts


async def test_a_missing_scope_pauses_the_workspace_after_one_call(slack: SlackTown) -> None:
    # fault 22: somebody added a scope, and forgot to install the app again
    fake = slack.house.fake
    fake.scopes -= {"im:write", "chat:write"}
    await slack.settles()
    assert len(tries(slack)) == 1
    assert await reasons(slack.app.store) == {"no_scope"}
    assert await states(slack) == {("pending", "paused")}
    fake.calls.clear()
    await slack.passes(hours=3)
    assert {call.method for call in fake.calls} == {"auth.test"}
    assert len(fake.calls) <= 3


async def test_whoever_writes_does_not_prove_a_scope_and_can_see_that_it_lacks(
    slack: SlackTown,
) -> None:
    fake = slack.house.fake
    fake.scopes -= {"files:write"}
    fake.fails("conversations.open", Fault(error="missing_scope"))
    fake.fails("conversations.info", Fault(error="missing_scope"))
    await slack.settles()
    await slack["Hanne"].writes("status")
    told = slack["Hanne"].texts[-1]
    assert "Appen mangler en rettighed i Slack. Sæt appen op igen." in told
    assert "kombot slack check" in told
    await slack.settles()
    assert await reasons(slack.app.store) == {"no_scope"}
    assert await states(slack) == {("pending", "paused")}


async def test_a_workspace_goes_on_by_itself_once_the_scope_is_there(slack: SlackTown) -> None:
    fake = slack.house.fake
    lacking = {"im:write", "chat:write"}
    fake.scopes -= lacking
    await slack.settles()
    fake.scopes |= lacking
    await slack.passes(hours=1)
    assert await states(slack) == {("sent", "")}
    assert await reasons(slack.app.store) == {""}


async def test_somebody_unknown_opens_a_workspace_too(slack: SlackTown) -> None:
    await slack.house.send(captured("app_uninstalled"))
    await slack.house.person("U0NYANSAT1", "karl@nyborg.example").writes("hjem")
    assert await reasons(slack.app.store) == {""}


async def test_a_pause_ends_with_a_month(tmp_path: Path) -> None:
    """Each is looked at every hour of it: one person and the group will do."""
    async with a_town_with_mail(tmp_path, plot.VOTERS[:1]) as slack:
        await slack.house.send(captured("app_uninstalled"))
        await slack.passes(days=31)
        assert await states(slack) == {("skipped", "too-late")}


async def test_whoever_is_gone_stays_so_when_a_workspace_opens(slack: SlackTown) -> None:
    slack.house.fake.users[plot.id_of("Jonas")]["deleted"] = True
    await slack.settles()
    await slack.house.send(captured("app_uninstalled"))
    await slack["Sofie"].writes("hjem")
    assert await reasons(slack.app.store) == {"", "person_gone"}


async def test_a_dead_token_that_a_home_tab_meets_shuts_the_workspace(slack: SlackTown) -> None:
    for name in ("Jonas", "Sofie"):
        await slack[name].opens_home()
        await slack[name].writes("check-in")
    slack.house.fake.fails("views.publish", *(Fault(error="token_revoked") for _ in range(9)))
    await slack.app.homes.publish(slack.app.clock.now())
    assert await reasons(slack.app.store) == {"no_access"}
    before = len(slack.house.fake.calls)
    slack.app.homes.changed(plot.id_of("Jonas"))
    await slack.app.homes.publish(slack.app.clock.now())
    assert len(slack.house.fake.calls) == before
