"""People who come, change and go on the platform, and what kombot learns of them on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.channels.base import Inbound, Kind
from bot.channels.standing import Profile, Standing
from dialogs.core.cards import as_text
from storage import admins, people
from storage.tables import Address, Organisation, Person
from storage.unit_of_work import Unit
from tests import town as plot
from tests.nudged import does
from tests.talk import Town, a_town

JONAS = plot.id_of("Jonas")
HIS = Profile(email=plot.email_of("Jonas"))
WRITES = Inbound(
    channel="slack",
    tenant="T1",
    external_id="U1",
    kind=Kind.WORDS,
    text="hjem",
    email=HIS.email,
)


def stands(profile: Profile = HIS, *, unreachable: str = "") -> Standing:
    return Standing(
        channel="slack",
        tenant="T1",
        external_id="U1",
        profile=profile,
        unreachable=unreachable,
    )


async def says(town: Town, inbound: Inbound = WRITES) -> str:
    reply = await town.app.receive(inbound)
    assert reply.content is not None
    return as_text(reply.content)


async def his(town: Town) -> Person:
    async with town.store.snapshot() as reads:
        return await reads.one(select(Person).where(Person.id == JONAS))


async def address(town: Town) -> Address | None:
    async with town.store.snapshot() as reads:
        return await reads.first(select(Address).where(Address.channel == "slack"))


async def unreachable(town: Town) -> str:
    found = await address(town)
    assert found is not None
    return found.unreachable


async def test_the_first_answer_is_in_the_platforms_language(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        told = replace(WRITES, language="en", zone="America/Nuuk")
        assert "Hello Jonas" in await says(town, told)
        person = await his(town)
        assert (person.language, person.zone) == ("en", "America/Nuuk")


async def test_a_choice_is_never_overridden(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await says(town, replace(WRITES, language="en"))
        await says(town, replace(WRITES, text="", kind=Kind.PRESS, value="do:language:da"))
        assert "Hej Jonas" in await says(town, replace(WRITES, language="en"))
        await town.app.note(stands(replace(HIS, language="en")))
        assert (await his(town)).language == "da"


async def test_whoever_moves_is_on_the_new_time(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await says(town, replace(WRITES, zone="America/Nuuk"))
        await town.app.note(stands(replace(HIS, zone="Europe/Copenhagen")))
        assert (await his(town)).zone == "Europe/Copenhagen"
        await town.app.note(stands(replace(HIS, zone="America/Nuuk")))
        assert (await his(town)).zone == "America/Nuuk"


@pytest.mark.parametrize("zone", ["Mars/Base", "../etc/passwd", "europe"])
async def test_a_zone_that_is_none_is_not_kept(tmp_path: Path, zone: str) -> None:
    async with a_town(tmp_path) as town:
        await says(town, replace(WRITES, zone=zone, language="de"))
        person = await his(town)
        assert (person.language, person.zone) == (None, None)


async def test_somebody_new_can_be_written_to_at_once(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.app.note(stands(replace(HIS, language="en")))
        found = await address(town)
        assert found is not None
        assert (found.person_id, found.external_id) == (JONAS, "U1")
        assert "Hello Jonas" in await says(town, replace(WRITES, email=""))


@pytest.mark.parametrize("profile", [Profile(), Profile(email="nobody@solsikken.example")])
async def test_somebody_new_whom_nobody_knows_leaves_no_trace(
    tmp_path: Path, profile: Profile
) -> None:
    async with a_town(tmp_path) as town:
        await town.app.note(stands(profile))
        assert await address(town) is None


async def test_whoever_has_left_is_not_met_again(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        gone = Person(
            id="p-gone",
            organisation_id=plot.ORGANISATION,
            workplace_id=plot.WORKPLACE,
            name="Gitte Gone",
            email="gitte@solsikken.example",
            left_on=town.now.date() - timedelta(days=1),
        )
        await does(town, gone)
        await town.app.note(stands(Profile(email=gone.email)))
        assert await address(town) is None


async def test_a_closed_account_is_marked_and_cleared_when_it_opens(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await says(town)
        await town.app.note(stands(Profile(), unreachable="person_gone"))
        assert await unreachable(town) == "person_gone"
        await town.app.note(stands())
        assert await unreachable(town) == ""


async def test_an_open_account_says_nothing_of_a_person_who_blocked_the_bot(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await says(town)
        found = await address(town)
        assert found is not None
        await does(town, then=lambda unit: _blocked(unit, found.id))
        await town.app.note(stands())
        assert await unreachable(town) == "blocked"


def _blocked(unit: Unit, address_id: str) -> None:
    people.set_unreachable(unit, address_id, "blocked")


async def test_an_account_with_another_email_is_nobody_until_it_is_mended(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await says(town)
        new = "somebody.else@solsikken.example"
        await town.app.note(stands(Profile(email=new)))
        assert await unreachable(town) == "other_email"
        assert "Vi kender ikke hinanden" in await says(town, replace(WRITES, email=new))
        await town.app.note(stands())
        assert await unreachable(town) == ""
        assert "Hej Jonas" in await says(town)


async def test_an_account_that_another_has_taken_over_is_theirs(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await says(town)
        await town.app.note(stands(Profile(email=plot.email_of("Sofie"))))
        assert "Hej Sofie" in await says(town, replace(WRITES, email=""))
        found = await address(town)
        assert found is not None
        assert found.person_id == plot.id_of("Sofie")


async def test_a_guest_is_not_let_in_by_an_address_of_old(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await says(town)
        await town.app.note(stands(Profile(), unreachable="guest"))
        assert "Vi kender ikke hinanden" in await says(town, replace(WRITES, email=""))
        await town.app.note(stands())
        assert "Hej Jonas" in await says(town, replace(WRITES, email=""))


async def test_a_stranger_is_told_whom_to_ask(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        stranger = replace(WRITES, email="", external_id="U404", member=True)
        assert "Bed Hanne Riis om at tilføje dig." in await says(town, stranger)
        assert "Ask Hanne Riis" in await says(town, replace(stranger, language="en"))
        await does(town, then=lambda unit: admins.dismiss(unit, plot.id_of(plot.HR)))
        assert "Bed din leder" in await says(town, stranger)


async def test_whoever_is_no_member_is_told_no_names(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        said = await says(town, replace(WRITES, email="", external_id="U404"))
        assert "Hanne" not in said
        assert "Bed din leder eller den, der passer kombot hos jer" in said


async def test_where_organisations_share_the_store_a_stranger_is_told_no_names(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await does(town, Organisation(id="org-other", name="Nabokommunen"))
        said = await says(town, replace(WRITES, email="", external_id="U404", member=True))
        assert "Hanne" not in said
        assert "Bed din leder" in said
