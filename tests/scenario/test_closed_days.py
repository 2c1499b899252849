"""A day on which nobody is at work is said, and the next working day proposed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from storage.tables import ActionPlan, Effort, LeaderFeedback
from tests.after_dialogue import a_dialogue
from tests.nudged import ROUND
from tests.talk import Town, a_town
from tests.voting import rows
from tests.working import after_the_dialogue, effort, fills_in

SATURDAY, MONDAY = "2026-10-17", "2026-10-19"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with after_the_dialogue(tmp_path) as town:
        yield town


async def plans_for(town: Town, name: str, ro: Effort, day: str) -> None:
    """An action plan with one day, as far as it goes before it is saved."""
    who = town[name]
    await who.presses(f"open:action_plan:{ro.id}")
    for fields in ({"quick": ""}, {"action": "Ro"}, {"driver": "", "roles": ""}):
        await who.answers(**fields)
    await who.answers(planned_by="", carried_out_by=day, evaluated_by="")


@pytest.mark.parametrize(("instead", "kept"), [("next", MONDAY), ("keep", SATURDAY)])
async def test_a_saturday_in_an_action_plan_is_asked_about(
    town: Town, instead: str, kept: str
) -> None:
    ro, kirsten = await effort(town, "Ro"), town["Kirsten"]
    await plans_for(town, "Kirsten", ro, SATURDAY)
    kirsten.sees("lørdag den 17. oktober er i en weekend.")
    kirsten.sees("Næste arbejdsdag er mandag den 19. oktober.")
    await kirsten.answers(instead=instead)
    await kirsten.answers(follow_up="")
    await kirsten.answers(communication="")
    await kirsten.clicks("Gem handleplanen")
    (plan,) = await rows(town, ActionPlan)
    assert plan.carried_out_by == date.fromisoformat(kept)
    await kirsten.presses(f"open:action_plan:{ro.id}")
    assert "weekend" not in kirsten.text


async def test_christmas_is_named_and_a_working_day_not_asked_about(town: Town) -> None:
    ro = await effort(town, "Ro")
    await plans_for(town, "Ali", ro, "2026-12-25")
    town["Ali"].sees("fredag den 25. december er ")
    town["Ali"].sees("Næste arbejdsdag er mandag den 28. december.")
    await fills_in(town, "Kirsten", ro.id, carried_out_by=MONDAY)
    assert "Næste arbejdsdag" not in town["Kirsten"].text


async def test_a_leader_who_promises_a_sunday_is_offered_the_monday(tmp_path: Path) -> None:
    # TAL-74
    async with a_town(tmp_path) as town:
        await a_dialogue(town)
        mette = town["Mette"]
        await mette.presses(f"open:leader_feedback:{ROUND}")
        for point in ("thanks", "noticed", "plan", "help"):
            await mette.answers(**{point: "Tak for jeres åbenhed."})
        await mette.answers(again_on="2026-11-08")
        mette.sees("søndag den 8. november er i en weekend.")
        await mette.answers(instead="next")
        await mette.clicks("Send til alle")
        (sent,) = await rows(town, LeaderFeedback)
        assert sent.again_on == date(2026, 11, 9)
        await mette.presses(f"open:leader_again:{ROUND}")
        await mette.answers(what="later")
        await mette.answers(again_on="2026-11-14", why="Vi havde sygdom i huset.")
        mette.sees("Næste arbejdsdag er mandag den 16. november.")
        await mette.answers(instead="keep")
        (sent,) = await rows(town, LeaderFeedback)
        assert sent.again_on == date(2026, 11, 14)
