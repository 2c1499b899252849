"""A step as a field of a form: its kind with what all fields have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dialogs.core.cards import (
    AnyField,
    Choice,
    ChoiceField,
    DateField,
    PhotoField,
    PlaceField,
    ScaleField,
    TextField,
    TimeField,
)
from dialogs.core.steps import Channel, Day, Pick, Picture, Scale, Step, Text, Time


@dataclass(frozen=True, kw_only=True)
class Common:
    name: str
    label: str
    hint: str
    value: str
    error: str
    required: bool


def typed(
    step: Step, common: Common, *, words: Callable[[str], str], choices: Sequence[Choice]
) -> AnyField:
    """`words` finds a phrase of the step's own by its ending; `choices` are those of a pick."""
    base = vars(common)
    match step:
        case Text():
            return TextField(**base, max_length=step.max_length, multiline=step.multiline)
        case Pick():
            return ChoiceField(**base, choices=tuple(choices))
        case Scale():
            low, high = step.low_label or words("low"), step.high_label or words("high")
            return ScaleField(**base, low=step.low, high=step.high, low_label=low, high_label=high)
        case Day():
            return DateField(**base)
        case Time():
            return TimeField(**base)
        case Channel():
            return PlaceField(**base)
        case Picture():
            return PhotoField(**base, most=step.most, instead=words("instead"))
        case _:
            raise TypeError(type(step).__name__)
