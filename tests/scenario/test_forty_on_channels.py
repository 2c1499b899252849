"""A workplace of each area on Slack and on Teams: their rounds, and the way up by real clicks.

What they do in their own rounds comes in at the seam, since each dialog's way in is held elsewhere;
everything that is sent to them goes out to the platform and is held against its rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from bot.channels.base import Inbound, Reply
from storage.tables import Address, Report
from storage.unit_of_work import Unit
from tests import town as plot
from tests.fakes.chat import ChatFake
from tests.forty import COMMITTEE, COORDINATION, HR, Place, seat_those_above
from tests.forty_days import FRAME
from tests.forty_people import HOUSE, MARK, Heard, employ, everyone
from tests.forty_year import live, plan
from tests.scenario.driver_slack import on_slack
from tests.scenario.driver_teams import on_teams
from tests.scenario.drivers import Driver, Life, Living, sees
from tests.scenario.living import person
from tests.talk import Town

PLACES = (*COORDINATION.values(), COMMITTEE)
"""One of each area, and one more in the last."""


@dataclass(kw_only=True)
class OnPlatform(Heard):
    """People are known by their addresses there."""

    addresses: dict[str, Address] = field(default_factory=dict)

    async def receive(self, inbound: Inbound) -> Reply:
        at = self.addresses[inbound.external_id]
        there = replace(inbound, channel=at.channel, tenant=at.tenant, external_id=at.external_id)
        return await super().receive(there)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("living", [on_slack, on_teams], ids=["slack", "teams"])
async def test_each_area_lives_a_round_and_every_level_reads_it(
    tmp_path: Path, living: Living
) -> None:
    # TAL-20
    # TAL-67
    #
    #
    async with living(tmp_path) as life:
        town = Town(app=life.app, chat=ChatFake(), clock=life.clock)
        heard = await _move_in(life, town)
        acts = await plan(town, heard, PLACES)
        await live(town, acts, until=date(2026, 9, 30))
        await _hr_sees_them_at_work(life)
        await live(town, acts, until=date(2026, 12, 3))
        await _plans_go_up(life)
        await live(town, acts, until=date(2027, 1, 20))
        await _nothing_strayed(life, heard)


def _people() -> Iterator[str]:
    for place in PLACES:
        yield from everyone(place)


async def _move_in(life: Life, town: Town) -> OnPlatform:
    async def found(unit: Unit) -> None:
        for place in PLACES:
            employ(unit, place)
        seat_those_above(unit, PLACES)

    await life.app.store.run(found)
    for name in _people():
        await life.lists(name)
    async with life.app.store.snapshot() as reads:
        known = {each.person_id: each for each in await reads.all(select(Address))}
    hanne = person(life, HR)
    await hanne.writes("ramme")
    await hanne.clicks("Sæt en ny ramme")
    await hanne.answers(name="Efteråret", **FRAME)
    await hanne.clicks("Sæt rammen")
    return OnPlatform(town=town, addresses=known)


async def _hr_sees_them_at_work(life: Life) -> None:
    """Those whose Monday and Tuesday it was make their plans, the others wait for their day."""
    hanne = person(life, HR)
    await hanne.writes("arbejdspladser")
    names = [place.name for place in PLACES]
    sees(hanne, *names, "0 af 8 har sendt deres plan.", "Laver plan", "Før dialogen")


def _of(area: str) -> list[Place]:
    return [place for place in PLACES if place.area == area]


async def _plans_go_up(life: Life) -> None:
    for area, place in COORDINATION.items():
        reader = person(life, place.contact)
        await reader.writes("planer")
        number = len(_of(area))
        sees(reader, f"Der er kommet planer fra {number} af {number} arbejdspladser.")
        await _sums_up(reader, f"Vi i {area} vil have ro.", "HR får besked.")
    await life.settles()
    hanne = person(life, HR)
    await hanne.writes("planer")
    sees(hanne, "Der er kommet planer fra 6 af 8 arbejdspladser.")
    await _sums_up(hanne, "Vi foreslår et vikarkorps.", "Hovedudvalget får besked.")
    await life.settles()
    member = person(life, COMMITTEE.contact)
    await member.writes("planer")
    await member.clicks("Læs det, der er kommet")
    await member.clicks("Læs: HR")
    sees(member, "Vi foreslår et vikarkorps.")
    await member.clicks("Svar dem")
    await member.answers(text="Vi sætter midler af.")
    await member.clicks("Send svaret")
    await life.settles()
    assert "Vi sætter midler af." in hanne.seen


async def _sums_up(reader: Driver, text: str, told: str) -> None:
    await reader.clicks("Skriv en opsummering")
    await reader.answers(text=text)
    await reader.clicks("Send opsummeringen")
    sees(reader, told)


async def _nothing_strayed(life: Life, heard: Heard) -> None:
    """In what kombot answered, and in what stands at everybody's client."""
    for name in (HR, *_people()):
        heard.read(plot.id_of(name), person(life, name).seen)
    assert heard.strays(PLACES) == []
    assert any(
        kind == HOUSE and who != at for at, all_ in heard.marks.items() for kind, who in all_
    )
    for report in await life.rows(Report):
        assert not MARK.search(str(report.body))
