"""The action plan of an effort: its parts, its one driver, and several who write in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.tables import ActionPlan, RoundStep
from tests.talk import Town
from tests.voting import queued, rows
from tests.working import after_the_dialogue, effort, fills_in, plans


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with after_the_dialogue(tmp_path) as town:
        yield town


async def is_done(town: Town, step: str = "action_plan") -> bool:
    found = {each.step: each for each in await rows(town, RoundStep)}
    return found[step].done_at is not None


WHOLE = {
    "quick": "Fra mandag er telefonen slukket til ni",
    "action": "To prøver en delt morgen i uge 40",
    "driver": "p-jonas",
    "roles": "Mette finder vikar",
    "planned_by": "2026-09-21",
    "carried_out_by": "2026-10-20",
    "evaluated_by": "2026-11-20",
    "follow_up": "Vi tager det på personalemødet",
    "communication": "Opslag i køkkenet hver mandag",
}


async def test_an_action_plan_has_all_its_parts_and_one_driver_who_is_told(town: Town) -> None:
    """TAL-58."""  # TAL-58
    ro = await effort(town, "Ro")
    await plans(town, "Kirsten", ro.id, **WHOLE)
    town["Kirsten"].sees("Jonas Friis er tovholder.")
    await town.settles()
    assert "Du er tovholder" in town["Jonas"].messages[-1]
    await town["Jonas"].clicks("Se handleplanen")
    for text in (*WHOLE.values(), "mandag den 21. september", "Tovholder: Jonas Friis"):
        if text not in ("p-jonas", "2026-09-21", "2026-10-20", "2026-11-20"):
            town["Jonas"].sees(text)
    await town["Hanne"].presses(f"do:effort_card:{ro.id}")
    town["Hanne"].sees("Det kan din rolle ikke åbne.")


async def test_milestones_follow_each_other(town: Town) -> None:
    ro = await effort(town, "Ro")
    kirsten = town["Kirsten"]
    await kirsten.presses(f"open:action_plan:{ro.id}")
    for fields in ({"quick": ""}, {"action": ""}, {"driver": "", "roles": ""}):
        await kirsten.answers(**fields)
    await kirsten.answers(planned_by="2026-11-20", carried_out_by="2026-10-20", evaluated_by="")
    kirsten.sees("Dagene skal komme efter hinanden: først planlagt, så gjort, så evalueret.")


async def test_what_one_saved_half_another_of_the_group_goes_on_with(town: Town) -> None:
    ro = await effort(town, "Ro")
    await plans(town, "Kirsten", ro.id, quick="Telefonen slukket til ni")
    town["Kirsten"].sees("Der er ikke valgt en tovholder endnu.")
    assert not await is_done(town)
    ali = town["Ali"]
    await ali.presses(f"open:action_plan:{ro.id}")
    ali.sees("Telefonen slukket til ni")
    await plans(town, "Ali", ro.id, action="Prøv det i uge 40")
    kept = (await rows(town, ActionPlan))[0]
    assert (kept.quick, kept.action) == ("Telefonen slukket til ni", "Prøv det i uge 40")


async def test_two_who_write_in_one_plan_keep_both_and_see_where_they_clash(town: Town) -> None:
    ro = await effort(town, "Ro")
    await plans(town, "Mette", ro.id, action="Prøv det af")
    await fills_in(town, "Ali", ro.id, communication="Opslag")
    await plans(town, "Kirsten", ro.id, action="Prøv det af i uge 40", roles="Alle")
    await town["Ali"].clicks("Gem handleplanen")
    kept = (await rows(town, ActionPlan))[0]
    assert (kept.action, kept.communication) == ("Prøv det af i uge 40", "Opslag")


async def test_the_second_who_writes_the_same_sees_the_first_and_has_their_own_text_again(
    town: Town,
) -> None:
    ro = await effort(town, "Ro")
    await effort(town, "Fest")
    ali = town["Ali"]
    await ali.presses(f"open:action_plan:{ro.id}")
    await plans(town, "Kirsten", ro.id, action="Del holdet i to", driver="p-jonas")
    await fills_in(town, "Ali", ro.id, action="Flyt mødet")
    for text in ("Kirsten Dahl rettede det", "Del holdet i to", "Flyt mødet"):
        ali.sees(text)
    assert (await rows(town, ActionPlan))[0].action == "Del holdet i to"
    await ali.answers(**{ali.form.fields[0].name: "mine"})
    await ali.clicks("Gem handleplanen")
    kept = (await rows(town, ActionPlan))[0]
    assert (kept.action, kept.driver_id) == ("Flyt mødet", "p-jonas")


async def test_the_step_is_done_when_two_efforts_have_an_action_and_a_driver(town: Town) -> None:
    """TAL-53: its reminders stop."""  # TAL-53
    ro, fest = await effort(town, "Ro"), await effort(town, "Fest")
    await plans(town, "Ali", fest.id, action="Bag en kage")
    await plans(town, "Kirsten", ro.id, action="Prøv det", driver="p-jonas")
    assert not await is_done(town)
    await plans(town, "Ali", fest.id, driver="p-sofie")
    assert await is_done(town)


async def test_a_driver_who_was_changed_again_is_told_nothing(town: Town) -> None:
    ro = await effort(town, "Ro")
    await plans(town, "Kirsten", ro.id, action="Prøv det", driver="p-jonas")
    await plans(town, "Ali", ro.id, driver="p-sofie")
    await town.settles()
    assert len(await queued(town, "driver_named")) == 2
    assert not [text for text in town["Jonas"].messages if "tovholder" in text]
    assert "Du er tovholder" in town["Sofie"].messages[-1]
