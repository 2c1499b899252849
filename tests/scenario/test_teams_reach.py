"""Whom kombot reaches in Teams, how fast, and what becomes of those whom it does not reach."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import col, select

from dialogs.core.cards import Card
from dialogs.core.messages import Hearing
from storage import outbox
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Address, Outbox, OutboxState, Person
from tests import town as plot
from tests.fakes.connector import TENANT, ConnectorFake, Fault
from tests.fakes.teams_limits import Gatekeeper
from tests.teams_town import TeamsTown, a_teams_town, member

JONAS = plot.id_of("Jonas")
KEYS = count()
TEAM = "19:ffeeddccbbaa4a5b8c7d6e5f4a3b2c1d@thread.tacv2"


async def _note(_reads: Snapshot, _hearing: Hearing) -> Card:
    return Card(title="Husk din check-in.")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[TeamsTown]:
    async with a_teams_town(tmp_path) as town:
        courier = town.app.courier
        messages = {**courier.registry.messages, "note": _note}
        registry = replace(courier.registry, messages=messages)
        town.app.courier = replace(courier, registry=registry)
        yield town


async def queue(town: TeamsTown, *people: str, times: int = 1) -> None:
    now = town.clock.now()
    async with town.store.unit() as unit:
        for each in people * times:
            mail = Mail(message="note", key=f"note:{next(KEYS)}", due_at=now, person_id=each)
            outbox.queue(unit, mail)
        await unit.commit()


async def rows(town: TeamsTown) -> list[Outbox]:
    async with town.store.snapshot() as reads:
        return await reads.all(select(Outbox).where(Outbox.message == "note"))


async def address(town: TeamsTown, person_id: str = JONAS) -> Address | None:
    async with town.store.snapshot() as reads:
        return await reads.first(select(Address).where(Address.person_id == person_id))


async def nobody_has_spoken(town: TeamsTown) -> None:
    async with town.store.unit() as unit:
        unit.delete(delete(Address).where(col(Address.channel) == "teams"))
        await unit.commit()


def texts(fake: ConnectorFake, who: str = JONAS) -> list[Any]:
    return list(fake.shown.get(f"a:private-{who}", {}).values())


async def joins(town: TeamsTown, name: str = "bot_added_team", **other: Any) -> None:
    town.fake.rosters[TEAM] = [plot.id_of(each) for each in plot.EVERYONE]
    status, _ = await town.send(f"conversation_update_{name}", **other)
    assert status == 201


async def test_everybody_in_a_team_can_be_written_to_before_they_have_spoken(
    town: TeamsTown,
) -> None:
    await nobody_has_spoken(town)
    await joins(town)
    await queue(town, *(plot.id_of(each) for each in plot.EVERYONE))
    await town.app.tick()
    assert all(texts(town.fake, plot.id_of(each)) for each in plot.EVERYONE)
    found = await address(town)
    assert found is not None
    assert found.reference["conversation"] == f"a:private-{JONAS}"
    assert (found.reference["service_url"], found.tenant) == (town.fake.url, TENANT)


async def test_a_great_team_is_read_page_by_page(town: TeamsTown) -> None:
    await nobody_has_spoken(town)
    strangers = [f"stranger-{number}" for number in range(1100)]
    for each in strangers:
        town.fake.members[each] = {"id": each, "email": f"{each}@solsikken.example"}
    town.fake.rosters[TEAM] = [*strangers, JONAS]
    await town.send("conversation_update_bot_added_team")
    pages = [call for call in town.fake.calls if "pagedmembers" in call.path]
    assert len(pages) == 3
    assert await address(town) is not None
    async with town.store.snapshot() as reads:
        assert len(await reads.all(select(Address))) == 1


@pytest.mark.parametrize("fault", [Fault(status=429, headers={"Retry-After": "3"}), Fault()])
async def test_a_list_that_cannot_be_read_at_once_is_asked_for_again(
    town: TeamsTown, fault: Fault
) -> None:
    await nobody_has_spoken(town)
    town.fake.faults.append(fault)
    await joins(town)
    assert await address(town) is not None


@pytest.mark.parametrize(
    "other",
    [
        {"userRole": "guest"},
        {"userPrincipalName": "jonas_andet.dk#EXT#@kommune.onmicrosoft.com"},
        {"tenantId": "44444444-4444-4444-4444-444444444444"},
        {"userRole": "anonymous"},
    ],
)
async def test_whoever_is_from_elsewhere_is_not_met_by_an_email_that_they_chose(
    town: TeamsTown, other: dict[str, str]
) -> None:
    await nobody_has_spoken(town)
    town.fake.members[JONAS] = member("Jonas", **other)
    await joins(town)
    assert await address(town) is None


async def test_the_name_to_log_in_with_does_where_the_address_is_another(town: TeamsTown) -> None:
    await nobody_has_spoken(town)
    town.fake.members[JONAS] = member("Jonas", email="jf@alias.example")
    await joins(town)
    assert await address(town) is not None


async def test_one_who_comes_later_is_met_when_they_come(town: TeamsTown) -> None:
    await nobody_has_spoken(town)
    await joins(town, "member_added_team", membersAdded=[{"id": JONAS, "aadObjectId": JONAS}])
    assert await address(town) is not None


async def test_without_the_app_the_reason_is_kept_and_nothing_is_tried_until_it_is_there(
    town: TeamsTown,
) -> None:  # fault 24
    await nobody_has_spoken(town)
    await joins(town)
    town.fake.installed = set()
    await queue(town, JONAS)
    await town.app.tick()
    found = await address(town)
    assert found is not None
    assert found.unreachable == "not_installed"
    asked = len(town.fake.calls)
    await queue(town, JONAS)
    await town.passes(days=1)
    assert len(town.fake.calls) == asked
    town.fake.installed = None
    await joins(town)
    await queue(town, JONAS)
    await town.app.tick()
    assert len(texts(town.fake)) == 1


@pytest.mark.parametrize(
    ("code", "left"), [("BotDisabledByAdmin", ""), ("ConversationBlockedByUser", "blocked")]
)
async def test_a_new_team_opens_what_was_nobodys_own_choice(
    town: TeamsTown, code: str, left: str
) -> None:  # fault 24
    await queue(town, JONAS)
    await town.app.tick()
    town.fake.refused[f"a:private-{JONAS}"] = Fault(status=403, code=code)
    await queue(town, JONAS)
    await town.passes(hours=1)
    await joins(town)
    found = await address(town)
    assert found is not None
    assert found.unreachable == left


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("ConversationBlockedByUser", "blocked"),
        ("MessageWritesBlocked", "blocked"),
        ("BotDisabledByAdmin", "disabled"),
        ("BotNotInConversationRoster", "not_installed"),
        ("", "not_installed"),
    ],
)
async def test_whoever_is_heard_again_is_written_to_again(
    town: TeamsTown, code: str, reason: str
) -> None:  # fault 24
    await queue(town, JONAS)
    await town.app.tick()
    chat = f"a:private-{JONAS}"
    town.fake.refused[chat] = Fault(status=403, code=code)
    await queue(town, JONAS)
    await town.passes(hours=2)
    found = await address(town)
    assert found is not None
    assert found.unreachable == reason
    del town.fake.refused[chat]
    await town.send(
        "message_personal",
        conversation={"id": chat},
        **{"from": {"id": JONAS, "aadObjectId": JONAS}},
    )
    before = len(texts(town.fake))
    await queue(town, JONAS)
    await town.app.tick()
    assert len(texts(town.fake)) == before + 1


async def test_an_outage_that_is_over_leaves_nobody_unreachable(town: TeamsTown) -> None:
    # faults 10, 11
    everybody = [plot.id_of(each) for each in plot.EVERYONE]
    await queue(town, *everybody)
    town.fake.faults += [Fault(status=each) for each in (502, 503, 504, 412, 500)] * 12
    await town.passes(hours=6)
    assert {each.state for each in await rows(town)} == {OutboxState.SENT}
    assert all(len(texts(town.fake, each)) == 1 for each in everybody)
    async with town.store.snapshot() as reads:
        assert {each.unreachable for each in await reads.all(select(Address))} == {""}


async def test_while_a_tenant_rests_nothing_is_asked_and_nothing_is_counted(
    town: TeamsTown,
) -> None:  # fault 9
    town.fake.faults += [Fault(status=429, headers={"Retry-After": "60"})] * 2
    await queue(town, *(plot.id_of(each) for each in plot.EVERYONE))
    await town.app.tick()
    await town.passes(seconds=50)
    assert len(town.fake.calls) == 2
    assert {each.attempts for each in await rows(town)} == {0}
    await town.passes(minutes=5)
    assert {each.state for each in await rows(town)} == {OutboxState.SENT}


async def test_five_hundred_messages_to_three_hundred_people_meet_no_refusal(
    town: TeamsTown,
) -> None:  # fault 9
    people = [f"p-{number}" for number in range(300)]
    async with town.store.unit() as unit:
        for each in people:
            unit.insert(_person(each))
            unit.insert(_address(each, town))
        await unit.commit()
    gatekeeper = Gatekeeper(now=town.clock.now)
    town.fake.gatekeeper = gatekeeper
    began = town.clock.now()
    await queue(town, *people)
    await queue(town, *people[:20], times=10)
    await town.passes(minutes=5)
    sent = await rows(town)
    assert {each.state for each in sent} == {OutboxState.SENT}
    assert len(sent) == 500 == sum(len(texts(town.fake, each)) for each in people)
    assert gatekeeper.refusals == 0
    assert {each.attempts for each in sent} == {1}
    last = max(each.settled_at for each in sent if each.settled_at)
    assert last - began < timedelta(minutes=2)


def _person(each: str) -> Person:
    return Person(
        id=each,
        organisation_id=plot.ORGANISATION,
        workplace_id=plot.WORKPLACE,
        name=each,
        email=f"{each}@solsikken.example",
    )


def _address(each: str, town: TeamsTown) -> Address:
    there = {"service_url": town.fake.url}
    return Address(
        person_id=each, channel="teams", tenant=TENANT, external_id=each, reference=there
    )
