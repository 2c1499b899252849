"""Whose a workspace is: one rule, and nobody gets around it (fault 38)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, select

from bot.channels.standing import Profile
from bot.matching import Somebody, find
from storage import homes, people, reach, tenants
from storage.tables import Address, Organisation, Person, Place, Tenant, Workplace
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace
from tests.stores import open_store

NOW = datetime(2026, 8, 10, 7, 0, tzinfo=UTC)
SECRET = {"bot_token": "xoxb-of-nyborg"}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path) as store:
        yield store


async def keeps(store: Store, *rows: SQLModel) -> None:
    async with store.unit() as unit:
        for row in rows:
            unit.insert(row)
        await unit.commit()


def municipality(name: str) -> tuple[SQLModel, ...]:
    """With Jonas, who is called and addressed the same everywhere."""
    return (
        Organisation(id=name, name=name),
        Workplace(id=f"wp-{name}", organisation_id=name, name="Solsikken"),
        Person(
            id=f"jonas-{name}",
            organisation_id=name,
            workplace_id=f"wp-{name}",
            name="Jonas Friis",
            email="jonas@eksempel.dk",
        ),
    )


def bound(tenant: str, organisation: str, secret: dict[str, str] | None = None) -> Tenant:
    return Tenant(channel="slack", external_id=tenant, organisation_id=organisation, secret=secret)


def somebody(tenant: str, user: str = "U1", email: str = "jonas@eksempel.dk") -> Somebody:
    profile = Profile(email=email)
    return Somebody(channel="slack", tenant=tenant, external_id=user, profile=profile)


async def meets(store: Store, who: Somebody) -> str:
    """The id of whom kombot takes them for."""

    async def work(unit: Unit) -> str:
        found = await find(unit, who, now=NOW)
        return found.id if found else ""

    return await store.run(work)


async def home_of(store: Store, tenant: str) -> str | None:
    async with store.snapshot() as reads:
        return await tenants.organisation_of(reads, channel="slack", tenant=tenant)


async def test_an_unbound_tenant_is_the_only_organisations(store: Store) -> None:
    assert await home_of(store, "T1") is None
    await keeps(store, *municipality("nyborg"))
    assert await home_of(store, "T1") == "nyborg"


async def test_an_unbound_tenant_is_nobodys_among_several(store: Store) -> None:
    await keeps(store, *municipality("nyborg"), *municipality("herlev"), bound("T1", "herlev"))
    assert (await home_of(store, "T1"), await home_of(store, "T2")) == ("herlev", None)
    assert await meets(store, somebody("T2")) == ""


async def test_the_same_email_is_another_person_in_each_organisation(store: Store) -> None:
    await keeps(
        store,
        *municipality("nyborg"),
        *municipality("herlev"),
        bound("T1", "nyborg"),
        bound("T2", "herlev"),
    )
    assert await meets(store, somebody("T1")) == "jonas-nyborg"
    assert await meets(store, somebody("T2")) == "jonas-herlev"
    assert await meets(store, somebody("T1", email="")) == "jonas-nyborg"
    assert await meets(store, somebody("T2", email="")) == "jonas-herlev"


async def test_an_address_from_before_a_tenant_was_anothers_leads_nowhere(store: Store) -> None:
    await keeps(store, *municipality("nyborg"))
    assert await meets(store, somebody("T1")) == "jonas-nyborg"
    await keeps(store, Organisation(id="herlev", name="herlev"), bound("T1", "herlev"))
    assert await meets(store, somebody("T1")) == ""
    assert await meets(store, somebody("T1", email="")) == ""
    async with store.snapshot() as reads:
        theirs = await tenants.as_theirs(reads, await people.addresses_of(reads, "jonas-nyborg"))
        assert [each.unreachable for each in theirs] == [reach.OTHER_ORGANISATION]
        assert await homes.addresses(reads, ["jonas-nyborg"]) == []


async def test_an_address_goes_over_to_whom_the_email_names_there(store: Store) -> None:
    await keeps(store, *municipality("nyborg"))
    await meets(store, somebody("T1"))
    await keeps(store, *municipality("herlev"), bound("T1", "herlev"))
    assert await meets(store, somebody("T1")) == "jonas-herlev"
    async with store.snapshot() as reads:
        assert await people.addresses_of(reads, "jonas-nyborg") == []


async def test_what_is_met_in_nobodys_tenant_waits(store: Store) -> None:
    await keeps(store, *municipality("nyborg"))
    await meets(store, somebody("T1"))
    await keeps(store, *municipality("herlev"))
    async with store.snapshot() as reads:
        theirs = await tenants.as_theirs(reads, await people.addresses_of(reads, "jonas-nyborg"))
        assert [each.unreachable for each in theirs] == [reach.UNBOUND]
        assert await homes.addresses(reads, ["jonas-nyborg"]) == []


async def test_whoever_is_bound_to_a_tenant_turns_all_others_out(store: Store) -> None:
    await keeps(store, *municipality("nyborg"), *municipality("herlev"))
    for name in ("nyborg", "herlev"):
        await keeps(
            store,
            Address(person_id=f"jonas-{name}", channel="slack", tenant="T1", external_id=name),
            Place(
                workplace_id=f"wp-{name}",
                purpose="planning",
                channel="slack",
                tenant="T1",
                external_id="C1",
            ),
        )

    async def work(unit: Unit) -> None:
        tenants.bind(unit, channel="slack", tenant="T1", organisation_id="herlev")

    await store.run(work)
    async with store.snapshot() as reads:
        addresses = await reads.all(select(Address.person_id, Address.unreachable))
        places = await reads.all(select(Place.workplace_id, Place.unreachable))
    out = reach.OTHER_ORGANISATION
    assert dict(addresses) == {"jonas-nyborg": out, "jonas-herlev": ""}
    assert dict(places) == {"wp-nyborg": out, "wp-herlev": ""}


async def test_a_tenant_is_bound_once(store: Store) -> None:
    await keeps(store, *municipality("nyborg"), *municipality("herlev"), bound("T1", "nyborg"))
    with pytest.raises(LostRace):
        await keeps(store, bound("T1", "herlev"))


async def test_tokens_are_changed_by_whoever_read_them_last(store: Store) -> None:
    await keeps(store, *municipality("nyborg"), bound("T1", "nyborg", secret=SECRET))
    async with store.snapshot() as reads:
        tenant = await tenants.find(reads, channel="slack", tenant="T1")
    assert tenant is not None

    async def work(unit: Unit) -> None:
        tenants.keep_secret(unit, tenant, {"bot_token": "xoxb-new"})

    await store.run(work)
    with pytest.raises(LostRace):
        await store.run(work)


async def test_tokens_are_leased_to_one_at_a_time(store: Store) -> None:
    await keeps(store, *municipality("nyborg"), bound("T1", "nyborg", secret=SECRET))
    async with store.snapshot() as reads:
        tenant = await tenants.find(reads, channel="slack", tenant="T1")
    assert tenant is not None

    async def lease(now: datetime) -> None:
        async with store.unit() as unit:
            tenants.lease(unit, tenant, now=now, until=now + timedelta(minutes=1))
            await unit.commit()

    await lease(NOW)
    with pytest.raises(LostRace):
        await lease(NOW + timedelta(seconds=59))
    await lease(NOW + timedelta(seconds=60))


IDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
HOSTILE = st.one_of(IDS, st.sampled_from(["", "T1", "T1' OR 1=1 --", "t1", "T1 ", "%", "_1", "*"]))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tenant=HOSTILE, user=HOSTILE, email=st.sampled_from(["jonas@eksempel.dk", "%", " ", ""]))
async def test_nobody_is_met_from_a_tenant_but_its_own(
    tmp_path_factory: pytest.TempPathFactory, tenant: str, user: str, email: str
) -> None:  # fault 38
    """Whatever ids Slack might send: in each organisation its own, elsewhere nobody."""
    async with open_store(tmp_path_factory.mktemp("store")) as store:
        await keeps(
            store,
            *municipality("nyborg"),
            *municipality("herlev"),
            bound("T1", "nyborg"),
            bound("T2", "herlev"),
        )
        assert await meets(store, somebody("T1", user)) == "jonas-nyborg"
        met = await meets(store, somebody(tenant, user, email))
        assert met in ({"jonas-nyborg"} if tenant == "T1" else {"jonas-herlev", ""})
        assert met == "" or tenant in {"T1", "T2"}
        assert await meets(store, somebody("T2", user)) == "jonas-herlev"
