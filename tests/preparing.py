"""A round whose themes are chosen, with its days and its steps: what is prepared for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import update
from sqlmodel import col

from dialogs.core.house import House
from dialogs.rounds import timetable
from storage import sittings, steps
from storage.tables import Phase, Round, RoundStep, Selection, Sitting, ThemeList
from storage.unit_of_work import Unit
from tests import town as plot
from tests.nudged import ROUND, a_round, does, replan
from tests.talk import Town
from tests.voting import rows

DIALOGUE = date(2026, 9, 9)
"""A Wednesday, 22 working days after a town begins."""
THEMES = {ThemeList.WELLBEING: "meaning", ThemeList.LEADERSHIP: "direction"}
MEANING, DIRECTION = "Mening og retning", "Fælles retning og mål"
HAPPENED = "Vi fandt selv ud af vagtplanen"


@dataclass(frozen=True)
class Team:
    day: date
    people: Sequence[str] = field(default_factory=tuple)


async def prepared(
    town: Town,
    *,
    dialogue_on: date = DIALOGUE,
    teams: Mapping[str, Team] | None = None,
    phase: Phase = Phase.ANNOUNCED,
) -> str:
    """Its id. Without teams the whole workplace meets on one day."""
    await a_round(town, phase=phase, dialogue_on=dialogue_on, voters=())
    today = town.now.date()
    days = timetable.propose(dialogue_on, today=today, calendar=House().calendar)

    def more(unit: Unit) -> None:
        for which, theme in THEMES.items():
            unit.insert(_chosen(which, theme))
        steps.set_days(unit, ROUND, days)
        for name, team in (teams or {"": Team(dialogue_on)}).items():
            sitting = Sitting(id=f"sitting-{name}", round_id=ROUND, name=name, held_on=team.day)
            sittings.add(unit, sitting, [plot.id_of(each) for each in team.people])
        replan(unit, town)

    await does(town, then=more)
    await town.settles()
    return ROUND


def _chosen(which: ThemeList, theme: str) -> Selection:
    return Selection(
        round_id=ROUND,
        list=which.value,
        theme=theme,
        reason="Det fylder mest",
        selected_by=plot.id_of(plot.CONTACT),
    )


async def moves_to(town: Town, day: date) -> None:
    """The dialogue gets another day, as the dialog that moves it does."""
    (round_,), (sitting,) = await rows(town, Round), await rows(town, Sitting)

    async def work(unit: Unit) -> None:
        sittings.move(unit, sitting, held_on=day, starts_at="09:00", place="")
        unit.update(update(Round).where(col(Round.id) == round_.id).values(dialogue_on=day))
        replan(unit, town)

    await town.store.run(work)
    await town.settles()


async def finds(town: Town, name: str, *lists: str, **words: str) -> None:
    """Write an example for each of the lists."""
    for which in lists or tuple(each.value for each in ThemeList):
        writer = town[name]
        await writer.presses(f"open:example:{ROUND}:{which}")
        await writer.answers(**{"experience": "good", "happened": HAPPENED, **words})
        writer.sees("Dit eksempel er gemt")


async def step(town: Town, key: str) -> RoundStep:
    return next(each for each in await rows(town, RoundStep) if each.step == key)
