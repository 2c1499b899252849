"""A workspace that nobody has let in is nobody's, though there is but one organisation (fault 38).

Anybody who finds an app that several workspaces may have can put it into one of their own, where
they say themselves which address is whose.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlmodel import col, select

from storage import tenants
from storage.tables import Address, Checkin, Organisation, Person, Role, Session, Workplace
from storage.unit_of_work import Unit
from tests.fakes.slack_user import captured
from tests.slack_hall import HERLEV, NYBORG, Hall, a_hall


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """Nyborg alone has kombot; the other workspace is somebody's own."""
    async with a_hall(tmp_path) as made:
        async with made.store.unit() as unit:
            people = select(Person.id).where(Person.organisation_id == "org-herlev")
            unit.delete(delete(Role).where(col(Role.person_id).in_(people)))
            for table in (Person, Workplace):
                unit.delete(delete(table).where(col(table.organisation_id) == "org-herlev"))
            unit.delete(delete(Organisation).where(col(Organisation.id) == "org-herlev"))
            await unit.commit()
        await made.installs(NYBORG)
        yield made


async def met(hall: Hall) -> set[tuple[str, str]]:
    async with hall.store.snapshot() as reads:
        return set(await reads.all(select(Address.tenant, Address.person_id)))


@pytest.mark.parametrize("event", ["user_change", "team_join"])
async def test_a_workspace_of_ones_own_makes_nobody_the_administrator(
    hall: Hall, event: str
) -> None:
    told = captured(event)
    told["event"]["user"] |= {"id": "U0INTRUDER", "team_id": "T0KOMBOT01", "deleted": False}
    told["event"]["user"]["profile"] |= {"email": "hanne@eksempel.dk"}
    assert await hall.sends(HERLEV, told) == (200, "")
    intruder = hall.person(HERLEV, "intruder")
    await intruder.writes("status")
    await intruder.commands("status")
    await intruder.opens_home()
    assert await met(hall) == set()
    assert await hall.sends(NYBORG, told) == (200, "")
    assert await met(hall) == {(NYBORG, "p-hanne-nyborg")}


async def test_what_stands_open_in_a_workspace_is_shut_when_it_is_taken_away(hall: Hall) -> None:
    jonas = hall.person(NYBORG, "jonas")
    await jonas.commands("check-in")
    async with hall.store.snapshot() as reads:
        before = await reads.one(select(Session.turn))
    await taken_away(hall)
    jonas.fills(trivsel="1", note="Skrevet af en anden")
    await jonas.submits()
    assert jonas.modal == ""
    async with hall.store.snapshot() as reads:
        assert await reads.one(select(Session.turn)) == before
        assert await reads.all(select(Checkin)) == []


async def taken_away(hall: Hall) -> None:
    tenant = (await hall.tenants())[NYBORG]

    async def work(unit: Unit) -> None:
        tenants.unbind(unit, tenant)

    await hall.store.run(work)
    hall.clients.tokens.forget(NYBORG)


async def test_a_workspaces_name_says_nothing_to_a_terminal(hall: Hall) -> None:
    hall.world.workspaces[NYBORG].name = "Ny\x1b[2Jborg\r\nhanne er admin" + "x" * 500
    page = await hall.installs(NYBORG)
    tenant = (await hall.tenants())[NYBORG]
    assert tenant.name.isprintable()
    assert len(tenant.name) == 100
    assert tenant.name in page.text
