"""Two municipalities in one kombot: nothing of one ever reaches the other (fault 38).

Both have people with the same ids, the same addresses and the same channels, over HTTP, each in a
workspace of its own.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from dialogs.core.actions import Do, write
from storage import outbox, people, tenants
from storage.outbox import Mail
from storage.tables import Address, Outbox, Person
from storage.unit_of_work import Unit
from tests.fakes.slack_user import SlackUser, captured, words_in
from tests.slack_hall import HERLEV, NAMES, NYBORG, TOWNS, Hall, a_hall, keeps, planning, pressed


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as made:
        for team in TOWNS:
            made.clock.move(timedelta(minutes=1))
            await made.installs(team)
        yield made


async def everyone(hall: Hall) -> dict[tuple[str, str], SlackUser]:
    """All have written once, so that they can be written to."""
    found = {(team, name): hall.person(team, name) for team in TOWNS for name in NAMES}
    for each in found.values():
        await each.writes("hjem")
    return found


def shown_in(hall: Hall, team: str) -> str:
    """Everything that was ever shown in a workspace."""
    fake = hall.world.workspaces[team]
    whole = [*fake.messages, *fake.views.values(), *fake.homes.values()]
    return json.dumps(whole, ensure_ascii=False)


def other(team: str) -> str:
    return TOWNS[HERLEV if team == NYBORG else NYBORG].capitalize()


async def test_the_same_ids_are_other_people_in_each_workspace(hall: Hall) -> None:
    users = await everyone(hall)
    async with hall.store.snapshot() as reads:
        found = await reads.all(select(Address.tenant, Address.external_id, Address.person_id))
    assert {(team, person) for team, _, person in found} == {
        (team, f"p-{name}-{town}") for team, town in TOWNS.items() for name in NAMES
    }
    assert len({user for _, user, _ in found}) == len(NAMES)
    for team in TOWNS:
        assert "Hej Jonas" in users[team, "jonas"].texts[-1]


async def test_an_event_is_no_repeat_of_one_with_the_same_id_elsewhere(hall: Hall) -> None:
    for team in TOWNS:
        jonas = hall.person(team, "jonas")
        payload = captured("message_im")
        payload["event"] |= {"user": jonas.id, "text": "hjem", "channel": "D0JONAS"}
        await hall.sends(team, payload)
        await hall.sends(team, payload)
        assert len(jonas.messages) == 1


async def test_each_admin_and_leader_sees_their_own_alone(hall: Hall) -> None:
    users = await everyone(hall)
    await hall.sends(NYBORG, gone(users[NYBORG, "jonas"]))
    for team in TOWNS:
        for name, word in (("hanne", "status"), ("mette", "medarbejdere"), ("mette", "hjem")):
            await users[team, name].writes(word)
        await users[team, "mette"].opens_home()
        assert other(team) not in shown_in(hall, team)
    assert "Jonas fra Nyborg" in "\n".join(users[NYBORG, "hanne"].texts)
    assert "Jonas" not in "\n".join(users[HERLEV, "hanne"].texts[1:])
    assert "Jonas fra Herlev" in shown_in(hall, HERLEV)


def gone(user: SlackUser) -> dict[str, Any]:
    payload = captured("user_change")
    payload["event"]["user"] |= {"id": user.id, "deleted": True, "team_id": "T0KOMBOT01"}
    return payload


async def test_a_stranger_is_told_of_nobody_elsewhere(hall: Hall) -> None:
    for team, town in TOWNS.items():
        stranger = hall.person(team, "ukendt")
        await stranger.writes("hjem")
        assert f"Hanne fra {town.capitalize()}" in stranger.texts[-1]
        assert other(team) not in stranger.texts[-1]


async def test_what_is_sent_goes_to_ones_own_workspace(hall: Hall) -> None:
    await everyone(hall)
    for team, town in TOWNS.items():
        await keeps(hall, planning(town, team))
    async with hall.store.unit() as unit:
        for town in TOWNS.values():
            params = {"place": f"pl-{town}"}
            for name in NAMES:
                mail = _mail(f"{town}-{name}", hall, params, person_id=f"p-{name}-{town}")
                outbox.queue(unit, mail)
            people.set_unreachable(unit, f"pl-{town}", "not_invited")
        await unit.commit()
    await hall.settles()
    for team in TOWNS:
        fake = hall.world.workspaces[team]
        told = [each for each in fake.messages if "planlægningsgruppens" in str(words_in(each))]
        assert len(told) == len(NAMES)
        assert other(team) not in shown_in(hall, team)


def _mail(key: str, hall: Hall, params: dict[str, str], *, person_id: str) -> Mail:
    return Mail(
        message="place_unreachable",
        key=key,
        due_at=hall.clock.now(),
        person_id=person_id,
        params=params,
    )


async def test_an_end_in_one_workspace_leaves_the_other_as_it_is(hall: Hall) -> None:
    await everyone(hall)
    await hall.sends(NYBORG, captured("app_uninstalled"))
    async with hall.store.snapshot() as reads:
        found = await reads.all(select(Address.tenant, Address.unreachable))
    assert set(found) == {(NYBORG, "uninstalled"), (HERLEV, "")}


async def test_a_workspace_cannot_make_somebody_one_of_the_others(hall: Hall) -> None:
    """Who runs a workspace decides what addresses stand there, and no more than that."""
    only = "kun.i.herlev@eksempel.dk"
    await keeps(
        hall,
        Person(
            id="p-only",
            organisation_id="org-herlev",
            workplace_id="wp-herlev",
            name="Kun fra Herlev",
            email=only,
        ),
    )
    users = await everyone(hall)
    change = captured("user_change")
    change["event"]["user"] |= {"id": users[NYBORG, "jonas"].id, "team_id": "T0KOMBOT01"}
    change["event"]["user"]["profile"] |= {"email": only}
    await hall.sends(NYBORG, change)
    hall.world.workspaces[NYBORG].person(users[NYBORG, "jonas"].id, only)
    await users[NYBORG, "jonas"].writes("hjem")
    assert "Vi kender ikke hinanden" in users[NYBORG, "jonas"].texts[-1]
    async with hall.store.snapshot() as reads:
        found = await reads.all(select(Address.tenant).where(Address.person_id == "p-only"))
    assert found == []


async def test_a_workspace_that_changes_hands_takes_nothing_with_it(hall: Hall) -> None:
    users = await everyone(hall)
    await keeps(hall, planning("nyborg", NYBORG))
    tenant = (await hall.tenants())[NYBORG]

    async def taken(unit: Unit) -> None:
        tenants.unbind(unit, tenant)

    async def given(unit: Unit) -> None:
        tenants.bind(unit, channel="slack", tenant=NYBORG, organisation_id="org-herlev")

    await hall.store.run(taken)
    await users[NYBORG, "hanne"].writes("status")
    assert (await who_is(hall, NYBORG, "hanne")) == ""
    await hall.store.run(given)
    assert (await who_is(hall, NYBORG, "hanne")) == "p-hanne-herlev"
    before = shown_in(hall, NYBORG)
    async with hall.store.unit() as unit:
        outbox.queue(unit, _mail("x", hall, {"place": "pl-nyborg"}, person_id="p-jonas-nyborg"))
        await unit.commit()
    await hall.settles()
    assert shown_in(hall, NYBORG) == before
    async with hall.store.snapshot() as reads:
        row = await reads.one(select(Outbox).where(Outbox.dedupe_key == "x"))
    assert (row.state, row.reason) == ("skipped", "cannot-be-reached")


async def who_is(hall: Hall, team: str, name: str) -> str:
    """Whom kombot takes somebody for, by id."""
    reply = await hall.app.receive(pressed(team, name, write(Do("home"))))
    return reply.person_id
