"""When a round is followed up: so many months after its dialogue, unless the group moved it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from dialogs.concepts import load_round
from dialogs.theme_names import CONCEPT
from storage.tables import Round, RoundStep

Moved = Mapping[str, RoundStep]
"""A round's steps by their keys: one of a follow-up is there once it was moved."""


def step_of(months: int) -> str:
    return f"follow_up_{months}"


def all_months() -> tuple[int, ...]:
    return load_round(CONCEPT).timetable.follow_up_months


def names(language: str) -> dict[str, str]:
    """By the step's key."""
    name = load_round(CONCEPT).timetable.follow_up.in_(language)
    return {step_of(each): name.format(months=each) for each in all_months()}


def day_of(round_: Round, months: int, steps: Moved) -> date:
    """So many calendar months after the dialogue: 30 November + 3 is 28 February."""
    if moved := steps.get(step_of(months)):
        return moved.due_on
    years, month = divmod(round_.dialogue_on.month - 1 + months, 12)
    year, month = round_.dialogue_on.year + years, month + 1
    return date(year, month, min(round_.dialogue_on.day, monthrange(year, month)[1]))
