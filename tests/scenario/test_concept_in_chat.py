"""HR sees which concept holds where, and chooses one for an area that has been through its step."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from dialogs.core.cards import ChoiceField
from storage import concepts
from storage.tables import ConceptUse, Role, Workplace
from tests import town as plot
from tests.kom import keep, kept
from tests.talk import Talker, Town, a_town

AREA = "Dagtilbud"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        async with town.store.unit() as unit:
            here = update(Workplace).where(col(Workplace.id) == plot.WORKPLACE)
            unit.update(here.values(area=AREA))
            await unit.commit()
        role = Role(person_id=plot.id_of("Ali"), workplace_id=plot.WORKPLACE, name="hr")
        await keep(town, role)
        yield town


def day(town: Town, days: int) -> str:
    return (town.now.date() + timedelta(days=days)).isoformat()


def key_of(talker: Talker, label: str) -> str:
    fields = (each for each in talker.form.fields if isinstance(each, ChoiceField))
    return next(choice.key for each in fields for choice in each.choices if choice.label == label)


async def asks_for_area(town: Town, concept: str = "herlev") -> Talker:
    ali = town["Ali"]
    await ali.writes("koncept")
    ali.sees("Alle: KOM. Ingen har valgt andet.")
    ali.sees(f"{AREA}: Som alle andre.")
    await ali.clicks("Vælg koncept")
    await ali.answers(area=key_of(ali, AREA))
    await ali.answers(concept=concept, holds_from=day(town, 60))
    return ali


async def test_an_area_gets_its_own_way_after_its_committee(town: Town) -> None:
    # HER-02, HER-03
    ali = await asks_for_area(town)
    ali.sees("Hovedudvalget får den at se samtidig.")
    put = {"committee": "MED Dagtilbud", "put_before_on": day(town, 20)}
    await ali.answers(**put, informed_on=day(town, 20))
    await ali.clicks("Gem")
    ali.sees("bliver samtaler i Dagtilbud holdt efter Udviklingssamtale")
    (use,) = await kept(town, ConceptUse)
    assert (use.area, use.concept, use.committee) == (AREA, "herlev", "MED Dagtilbud")
    assert use.set_by == plot.id_of("Ali")
    for days, holds in ((0, None), (59, None), (60, "herlev")):
        async with town.store.snapshot() as reads:
            on = town.now.date() + timedelta(days=days)
            assert await concepts.in_use(reads, plot.WORKPLACE, on) == holds
    await ali.writes("koncept")
    ali.sees("Lagt frem for MED Dagtilbud")


async def test_without_the_step_it_goes_no_further(town: Town) -> None:  # HER-02
    ali = await asks_for_area(town)
    put = {"committee": "MED Dagtilbud", "put_before_on": day(town, 70)}
    await ali.answers(**put, informed_on=day(town, 70))
    ali.sees("Det skal være lagt frem, før det gælder.")
    put["put_before_on"] = day(town, 20)
    await ali.answers(**put, informed_on=day(town, 10))
    ali.sees("samtidig med udvalget, ikke før")
    assert await kept(town, ConceptUse) == []


async def test_an_area_that_the_concept_does_not_name_is_said(town: Town) -> None:  # HER-03
    async with town.store.unit() as unit:
        unit.update(update(Workplace).values(area="Havnen"), expect=None)
        await unit.commit()
    ali = town["Ali"]
    await ali.presses("open:concept_use:")
    await ali.answers(area=key_of(ali, "Havnen"))
    await ali.answers(concept="herlev", holds_from=day(town, 60))
    ali.sees("Havnen er ikke et af dem.")
    await ali.answers(concept="norddjurs_mus", holds_from=day(town, 60))
    ali.sees("Udvalget først")


async def test_for_everybody_there_is_no_committee_to_ask(town: Town) -> None:
    ali = town["Ali"]
    await ali.presses("open:concept_use:")
    await ali.answers(area="everybody")
    await ali.answers(concept="norddjurs_mus", holds_from=day(town, 1))
    await ali.clicks("Gem")
    ali.sees("bliver alle samtaler holdt efter MUS")
    (use,) = await kept(town, ConceptUse)
    assert (use.area, use.put_before_on) == ("", None)


async def test_it_is_for_hr_alone(town: Town) -> None:
    for name in ("Jonas", "Mette"):
        await town[name].writes("koncept")
        assert "Hvilket koncept gælder hvor" not in town[name].text
        await town[name].presses("open:concept_use:")
        assert "Hvor skal det gælde?" not in town[name].text
