"""A town on the day of its dialogue: the themes are chosen, the groups are set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from storage.tables import Note, Phase, Round, RoundStep, Seat, Selection, Sitting, ThemeList
from tests import town as plot
from tests.nudged import ROUND, a_round, does
from tests.talk import Town
from tests.voting import rows

SITTING = "sitting-solsikken"
COMING = tuple(name for name in plot.VOTERS if name != plot.ON_LEAVE)
"""Eleven: the leader is in no group, and one is on leave."""
GROUPS = (COMING[:4], COMING[4:8], COMING[8:])
OTHERS = (COMING[::3], COMING[1::3], COMING[2::3])
WRITERS = tuple(group[-1] for group in GROUPS)
CHOSEN = {ThemeList.WELLBEING: "meaning", ThemeList.LEADERSHIP: "direction"}
POINT, ACTION = "Vi hjælper hinanden", "Vi holder et kort møde hver mandag"


async def a_day(
    town: Town, *, seated: bool = True, starts_at: str = "09:00", held_on: date | None = None
) -> None:
    """The dialogue is today, unless another day is named."""
    day = held_on or town.now.date()
    await a_round(town, phase=Phase.ANNOUNCED, dialogue_on=day)
    sitting = Sitting(
        id=SITTING, round_id=ROUND, held_on=day, starts_at=starts_at, place="Personalestuen"
    )
    chosen = [
        Selection(
            round_id=ROUND,
            list=which.value,
            theme=theme,
            reason="Det giver den bedste start.",
            selected_by=plot.id_of(plot.CONTACT),
        )
        for which, theme in CHOSEN.items()
    ]
    step = RoundStep(round_id=ROUND, step="dialogue", due_on=day)
    seats = [*_seats("wellbeing", GROUPS), *_seats("leadership", OTHERS)] if seated else []
    await does(town, sitting, step, *chosen, *seats)


def _seats(part: str, groups: Sequence[Sequence[str]]) -> list[Seat]:
    return [
        Seat(
            sitting_id=SITTING,
            part=part,
            number=number,
            person_id=plot.id_of(name),
            writes=name == group[-1],
        )
        for number, group in enumerate(groups, start=1)
        for name in group
    ]


async def the_sitting(town: Town) -> Sitting:
    return next(each for each in await rows(town, Sitting) if each.id == SITTING)


async def the_round(town: Town) -> Round:
    return next(each for each in await rows(town, Round) if each.id == ROUND)


async def begins(town: Town, name: str = "Mette") -> None:
    await town[name].presses(f"do:day:{ROUND}")
    await town[name].clicks("Begynd dagen")


async def goes_on(town: Town, name: str = "Mette", *, times: int = 1) -> None:
    for _ in range(times):
        await town[name].presses(f"do:day:{SITTING}")
        button = next(
            each for each in town[name].screen[-1].buttons if each.label.startswith("Gå til: ")
        )
        await town[name].presses(button.value)


async def ends(town: Town) -> None:
    """The whole day in a moment."""
    await begins(town)
    await goes_on(town, times=8)
    await town["Mette"].clicks("Slut dagen")
    await town.settles()


async def writes(town: Town, name: str, text: str, *, kind: str = "point") -> None:
    """A note at the person's own table, or at the first where no groups are set."""
    who = town[name]
    await who.presses(f"do:notes:{SITTING}")
    await who.clicks("Skriv en seddel")
    await who.answers(kind=kind, note=text)


async def notes(town: Town) -> list[Note]:
    return sorted(await rows(town, Note), key=lambda note: note.text)


def local(moment: datetime) -> str:
    return f"{moment:%H:%M}"
