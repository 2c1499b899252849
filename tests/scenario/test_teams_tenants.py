"""Two organisations in one kombot, each in its own Teams: neither sees or slows the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.channels.base import Retry, Sent, Target
from dialogs.core.cards import Card
from storage import tenants
from storage.tables import Address, Organisation, Person, Workplace
from tests import town as plot
from tests.adaptive_cards import shown
from tests.fakes.connector import TENANT, Fault
from tests.scenario.driver_teams import cards_in
from tests.teams_town import TeamsTown, a_teams_town, member

OTHER = "4a4b4c4d-4444-4444-4444-444444444444"
KIRSTEN = plot.email_of("Kirsten")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[TeamsTown]:
    async with a_teams_town(tmp_path, TEAMS_ALLOWED_TENANTS=f"{TENANT},{OTHER}") as town:
        async with town.store.unit() as unit:
            unit.insert(Organisation(id="org-2", name="Nabokommunen"))
            unit.insert(Workplace(id="wp-2", organisation_id="org-2", name="Skolen"))
            unit.insert(
                Person(
                    id="p-2",
                    organisation_id="org-2",
                    workplace_id="wp-2",
                    name="Kirsten Nabo",
                    email=KIRSTEN,
                )
            )
            for tenant, organisation in ((TENANT, plot.ORGANISATION), (OTHER, "org-2")):
                tenants.bind(unit, channel="teams", tenant=tenant, organisation_id=organisation)
            await unit.commit()
        town.fake.members["29:nabo"] = member(
            "Kirsten", id="29:nabo", aadObjectId="nabo", tenantId=OTHER
        )
        town.fake.open("a:nabo")
        yield town


def there(tenant: str, **other: Any) -> dict[str, Any]:
    return {
        "conversation": {"id": "a:nabo", "tenantId": tenant},
        "channelData": {"tenant": {"id": tenant}},
        "from": {"id": "29:nabo", "aadObjectId": "nabo"},
        **other,
    }


def said(town: TeamsTown, conversation: str = "a:nabo") -> str:
    return shown(list(cards_in(town.fake, conversation).values())[-1])


async def addresses(town: TeamsTown, person_id: str) -> list[Address]:
    async with town.store.snapshot() as reads:
        return await reads.all(select(Address).where(Address.person_id == person_id))


async def test_the_same_email_is_two_people_in_two_tenants(town: TeamsTown) -> None:
    # fault 38
    await town.send("installation_update_personal", **there(OTHER))
    assert "Hej Kirsten" in said(town)
    (found,) = await addresses(town, "p-2")
    assert (found.tenant, found.external_id) == (OTHER, "nabo")
    (ours,) = await addresses(town, plot.id_of("Kirsten"))
    assert ours.tenant == TENANT


async def test_a_tenant_is_the_same_however_it_is_written(town: TeamsTown) -> None:
    """Some clients write ids in capitals; the store must know but one of them."""
    await town.send("installation_update_personal", **there(OTHER.upper()))
    (found,) = await addresses(town, "p-2")
    assert found.tenant == OTHER


async def test_an_account_of_one_organisation_is_nobody_in_the_other(town: TeamsTown) -> None:
    # fault 38
    town.fake.members["29:nabo"] |= {"email": plot.email_of("Jonas"), "userPrincipalName": ""}
    await town.send("message_personal", **there(OTHER))
    assert "Vi kender ikke hinanden endnu." in said(town)
    assert "Hanne" not in said(town)


async def test_a_tenant_that_is_not_let_in_is_turned_away(town: TeamsTown) -> None:
    status, _ = await town.send("message_personal", **there("55555555-5555-5555-5555-555555555555"))
    assert status == 401


async def test_what_happens_in_one_tenant_is_nothing_to_the_other(town: TeamsTown) -> None:
    # fault 38: both have a channel by the same id
    elsewhere = {"conversation": {"tenantId": OTHER}, "channelData": {"tenant": {"id": OTHER}}}
    gone = {**elsewhere, "channelData": {"tenant": {"id": OTHER}, "channel": {"id": "everyone"}}}
    await town.send("conversation_update_channel_deleted", **gone)
    await town.passes(minutes=1)
    sent = await town.app.channels["teams"].send(everyone(town), Card(title="Hej"), outbox_id="o")
    assert isinstance(sent, Sent)
    lost = cards_in(town.fake, f"a:private-{plot.id_of('Kirsten')}")
    assert not lost


async def test_one_tenant_that_rests_does_not_hold_up_the_other(town: TeamsTown) -> None:
    # fault 9
    await town.send("installation_update_personal", **there(OTHER))
    teams = town.app.channels["teams"]
    town.fake.faults += [Fault(status=429, headers={"Retry-After": "60"})] * 2
    for name in ("Jonas", "Sofie", "Peter"):
        await teams.send(target(town, plot.id_of(name)), Card(title="Hej"), outbox_id=name)
    asked = len(town.fake.sent())
    assert await teams.send(target(town, "p-ali"), Card(title="Hej"), outbox_id="o") == Retry(
        timedelta(minutes=1), "pace", tried=False
    )
    await town.send("message_personal", **there(OTHER))
    assert len(town.fake.sent()) == asked + 1


async def test_each_tenant_has_its_own_limit(town: TeamsTown) -> None:
    began, teams = town.clock.now(), town.app.channels["teams"]
    for number in range(40):
        for tenant in (TENANT, OTHER):
            town.fake.open(f"a:{number}{tenant}")
            where = target(town, f"{number}{tenant}", tenant=tenant)
            await teams.send(where, Card(title="Hej"), outbox_id="o")
    assert town.clock.now() == began


def target(town: TeamsTown, person: str, *, tenant: str = TENANT) -> Target:
    reference = {"service_url": town.fake.url, "conversation": f"a:{person}"}
    return Target(
        id=person,
        channel="teams",
        tenant=tenant,
        external_id=person,
        reference=reference,
        shared=False,
    )


def everyone(town: TeamsTown) -> Target:
    found = target(town, "everyone")
    reference = {"service_url": town.fake.url}
    return Target(**{**vars(found), "shared": True, "reference": reference})


async def test_a_tenant_that_nobody_has_bound_is_not_heard(tmp_path: Path) -> None:
    """Whoever runs it could call anybody there by the name of one of ours."""
    async with a_teams_town(tmp_path, TEAMS_ALLOWED_TENANTS=f"{TENANT},{OTHER}") as town:
        town.fake.members["29:nabo"] = member(
            "Kirsten", id="29:nabo", aadObjectId="nabo", tenantId=OTHER
        )
        town.fake.open("a:nabo")
        status, _ = await town.send("installation_update_personal", **there(OTHER))
        assert status == 401
        assert {each.tenant for each in await addresses(town, plot.id_of("Kirsten"))} == {TENANT}
        async with town.store.unit() as unit:
            tenants.bind(unit, channel="teams", tenant=OTHER, organisation_id=plot.ORGANISATION)
            await unit.commit()
        status, _ = await town.send("installation_update_personal", **there(OTHER))
        assert status == 201
        assert "Hej Kirsten" in said(town)
