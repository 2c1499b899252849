"""Efforts are chosen, planned and driven; everybody at the workplace can read the plan."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from storage import erase
from storage.tables import (
    ActionPlan,
    Contribution,
    Effort,
    Person,
    PlanChange,
    Rating,
)
from storage.unit_of_work import Unit
from tests import town as plot
from tests.talk import MONDAY, Town
from tests.voting import rows
from tests.working import (
    ROUND,
    after_the_dialogue,
    chooses,
    effort,
    heading,
    plans,
    rates,
)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with after_the_dialogue(tmp_path) as town:
        yield town


async def test_an_effort_is_chosen_from_a_heading_with_its_reason(town: Town) -> None:
    calm = await heading(town, "Ro om morgenen")
    kirsten = town["Kirsten"]
    await kirsten.presses(f"open:efforts:{ROUND}")
    kirsten.sees("Begynd gerne med noget, som alle kan mærke snart.")  # TAL-53
    kirsten.sees("APV, jeres samtaler eller nye regler")  # TAL-66
    await kirsten.answers(source=calm.id)
    await kirsten.answers(title="", why="Vi løber for stærkt.")
    kirsten.sees("Ro om morgenen er nu en af jeres indsatser.")
    kirsten.sees("I skal have to eller tre indsatser i gang.")
    kept = (await rows(town, Effort))[0]
    assert (kept.topic_id, kept.part, kept.why) == (calm.id, "wellbeing", "Vi løber for stærkt.")


async def test_an_effort_in_the_groups_own_words_needs_a_name(town: Town) -> None:
    kirsten = town["Kirsten"]
    await kirsten.presses(f"open:efforts:{ROUND}")
    await kirsten.answers(source="own_leadership")
    await kirsten.answers(title="", why="Det haster.")
    assert kirsten.form.fields[0].error
    await kirsten.answers(title="Leder på gulvet", why="Det haster.")
    assert (await rows(town, Effort))[0].part == "leadership"


async def test_a_fourth_effort_is_refused_kindly_while_three_run(town: Town) -> None:
    """TAL-60."""  # TAL-60
    for title in ("Ro", "Fest", "Lytte"):
        await chooses(town, "Kirsten", title)
    await town["Ali"].presses(f"open:efforts:{ROUND}")
    town["Ali"].sees("I har allerede tre indsatser i gang: Fest, Lytte og Ro.")
    town["Ali"].sees("Gør en færdig, eller tag en ud af planen, så er der plads.")
    ro = next(each for each in await rows(town, Effort) if each.title == "Ro")
    await town["Ali"].presses(f"open:reword:{ro.id}")
    await town["Ali"].answers(title="Ro", why="Det haster.", stay="drop")
    town["Ali"].sees("Ro er taget ud af planen.")
    await chooses(town, "Ali", "Plads til alle")
    town["Ali"].sees("Plads til alle er nu en af jeres indsatser.")


async def test_one_that_was_stopped_comes_back_only_where_there_is_room(town: Town) -> None:
    """TAL-60."""
    efforts = [await effort(town, title) for title in ("Ro", "Fest", "Lytte", "Le mere")]
    kirsten = town["Kirsten"]
    for found in efforts[2:]:
        await kirsten.presses(f"open:progress:{found.id}")
        await kirsten.answers(state="dropped")
    for found in efforts[2:]:
        await kirsten.presses(f"open:progress:{found.id}")
        await kirsten.answers(state="planned")
    kirsten.sees("I har allerede tre indsatser i gang.")
    states = {each.title: each.state for each in await rows(town, Effort)}
    assert states == {"Ro": "planned", "Fest": "planned", "Lytte": "planned", "Le mere": "dropped"}


async def test_two_who_choose_the_third_at_once_do_not_make_four(town: Town) -> None:
    for title in ("Ro", "Fest"):
        await effort(town, title)
    for name in ("Kirsten", "Ali"):
        await town[name].presses(f"open:efforts:{ROUND}")
        await town[name].answers(source="own_wellbeing")
    await asyncio.gather(
        town["Kirsten"].answers(title="Lytte", why="Det haster."),
        town["Ali"].answers(title="Le mere", why="Det haster."),
    )
    found = [each.title for each in await rows(town, Effort)]
    assert len(found) == 3
    second = "Ali" if "Lytte" in found else "Kirsten"
    town[second].sees("I har allerede tre indsatser i gang")
    town[second].sees("Le mere" if second == "Ali" else "Lytte")


async def test_fewer_than_two_efforts_are_warned_of(town: Town) -> None:
    await effort(town, "Ro")
    await town["Kirsten"].presses(f"do:plan:{ROUND}")
    town["Kirsten"].sees("I har kun én indsats.")
    await effort(town, "Fest")
    await town["Kirsten"].presses(f"do:plan:{ROUND}")
    assert "I har kun én indsats." not in town["Kirsten"].text


async def test_the_development_plan_says_which_months_each_effort_is_worked_with(
    town: Town,
) -> None:
    """TAL-57."""  # TAL-57
    ro = await effort(town, "Ro")
    ali = town["Ali"]
    await ali.presses(f"open:development_plan:{ROUND}")
    await ali.answers(**{f"first.{ro.id}": "2027-02", f"last.{ro.id}": "2026-10"})
    ali.sees("Den sidste måned skal være den første eller en senere.")
    await ali.answers(**{f"first.{ro.id}": "2026-10", f"last.{ro.id}": "2027-02"})
    await town["Jonas"].presses(f"do:plan:{ROUND}")
    town["Jonas"].sees("Hvornår: oktober 2026 til februar 2027")
    kept = (await rows(town, Effort))[0]
    assert (str(kept.first_on), str(kept.last_on)) == ("2026-10-01", "2027-02-28")


async def test_contributions_stand_at_four_levels_and_the_organisations_goes_up(
    town: Town,
) -> None:
    ro = await effort(town, "Ro")
    kirsten = town["Kirsten"]
    await kirsten.presses(f"open:iglo:{ro.id}")
    await kirsten.answers(individual="Jeg slukker telefonen")
    await kirsten.answers(group="Vi begynder stille")
    await kirsten.answers(leadership="Mette tager samtalerne")
    kirsten.sees("Det er alt uden for jeres egen arbejdsplads.")  # TAL-62
    await kirsten.answers(organisation="")
    await kirsten.clicks("Gem")
    kirsten.sees("Indsatsen kan I klare selv, så den bliver her hos jer.")
    assert not (await rows(town, Effort))[0].shared_up
    await kirsten.presses(f"open:iglo:{ro.id}")
    await kirsten.clicks("Ret: O: Hvad skal organisationen?")
    await kirsten.answers(organisation="Ny aftale om levering")
    await kirsten.answers(whom="Køkkenet på rådhuset")
    await kirsten.clicks("Gem")
    kirsten.sees("Indsatsen er mærket, så den kommer med op")
    assert (await rows(town, Effort))[0].shared_up  # TAL-63
    levels = {each.level: each.text for each in await rows(town, Contribution)}  # TAL-61
    assert levels == {
        "individual": "Jeg slukker telefonen",
        "group": "Vi begynder stille",
        "leadership": "Mette tager samtalerne",
        "organisation": "Ny aftale om levering",
    }
    await town["Jonas"].presses(f"do:effort_card:{ro.id}")
    town["Jonas"].sees("Hvem: Køkkenet på rådhuset")


async def test_everybody_at_the_workplace_reads_the_plan_and_the_group_changes_it(
    town: Town,
) -> None:
    await town["Jonas"].writes("plan")
    town["Jonas"].sees("Der er ikke valgt indsatser endnu.")
    await effort(town, "Ro")
    await town["Jonas"].writes("plan")
    for text in ("Ro", "Fordi: Ro", "Planen er ved at blive til"):
        town["Jonas"].sees(text)
    assert "Vælg en indsats" not in town["Jonas"].text
    await town[plot.HOURLY].presses(f"do:plan:{ROUND}")
    town[plot.HOURLY].sees("Fordi: Ro")
    await town[plot.HR].presses(f"do:plan:{ROUND}")
    town[plot.HR].sees("Det kan din rolle ikke åbne.")


async def test_it_stands_who_of_the_group_changed_what(town: Town) -> None:
    await chooses(town, "Kirsten", "Ro")
    ro = (await rows(town, Effort))[0]
    await town.passes(hours=1)
    await plans(town, "Ali", ro.id, action="Prøv det")
    await town["Mette"].presses(f"do:history:{ROUND}")
    town["Mette"].sees("kl. 10, Ali Hassan: Skrev i handleplanen for Ro")
    town["Mette"].sees("kl. 9, Kirsten Dahl: Valgte Ro")
    assert len(await rows(town, PlanChange)) == 2


async def test_nothing_is_planned_before_the_dialogue(tmp_path: Path) -> None:
    async with after_the_dialogue(tmp_path, at=MONDAY) as town:
        await town["Kirsten"].presses(f"open:efforts:{ROUND}")
        town["Kirsten"].sees("Planen for det videre arbejde bliver til efter dialogen")


async def test_who_left_drives_nothing_and_leaves_no_numbers(town: Town) -> None:
    topic = await heading(town, "Ro")
    await rates(town, "Ali", topic, 5, 4, 3)
    ro = await effort(town, "Ro")
    await plans(town, "Ali", ro.id, action="Prøv det", driver=plot.id_of("Ali"))

    async def leave(unit: Unit) -> None:
        gone = update(Person).where(col(Person.id) == plot.id_of("Ali"))
        unit.update(gone.values(left_on=town.now.date() - timedelta(days=60)))

    async def forget(unit: Unit) -> None:
        await erase.erase_own(unit, plot.id_of("Ali"), town.now.date())

    await town.store.run(leave)
    await town.store.run(forget)
    assert await rows(town, Rating) == []
    assert await rows(town, PlanChange) == []
    kept = (await rows(town, ActionPlan))[0]
    assert (kept.driver_id, kept.action) == (None, "Prøv det")
