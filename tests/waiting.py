"""A round with a day for every step, in which nobody does what is to be done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from dialogs.core.calendar import WorkCalendar
from dialogs.rounds.timetable import propose
from storage import steps
from storage.tables import Phase, Round, RoundStep, Selection, Sitting
from storage.unit_of_work import Unit
from tests import town as plot
from tests.nudged import ROUND, a_round, does, replan
from tests.talk import MONDAY, Town

CALENDAR = WorkCalendar("Europe/Copenhagen")
DIALOGUE = date(2026, 9, 30)
CLOSES = datetime(2026, 9, 4, 10, 0, tzinfo=UTC)
GROUP = ("Mette", "Kirsten", "Ali", "Birgit")


async def a_round_with_every_step(town: Town) -> None:
    days = propose(DIALOGUE, today=MONDAY.date(), calendar=CALENDAR)
    await a_round(town, deadline=CLOSES, dialogue_on=DIALOGUE, plan_due=days["plans_up"])
    sitting = Sitting(id="sitting-solsikken", round_id=ROUND, held_on=DIALOGUE)
    rows = [RoundStep(round_id=ROUND, step=step, due_on=day) for step, day in days.items()]
    await does(town, sitting, *rows, then=lambda unit: replan(unit, town))


async def themes_are_chosen(town: Town) -> None:
    """A week after the close, so that there is a dialogue at all."""
    await town.until(CLOSES + timedelta(days=7))
    chosen = [
        Selection(
            round_id=ROUND,
            list=which,
            theme=theme,
            reason="Det fylder mest.",
            selected_by=plot.id_of(plot.CONTACT),
        )
        for which, theme in (("wellbeing", "meaning"), ("leadership", "direction"))
    ]

    def announce(unit: Unit) -> None:
        announced = {"phase": Phase.ANNOUNCED.value, "announced_at": town.now}
        unit.update(update(Round).where(col(Round.id) == ROUND).values(**announced))
        steps.finish(unit, ROUND, "select", person_id=None, now=town.now)
        replan(unit, town)

    await does(town, *chosen, then=announce)
