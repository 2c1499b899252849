"""When a round's phases and steps are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from dialogs.concepts.parts import Day, Key, Number, Part, Text


@dataclass(frozen=True, kw_only=True)
class Phase(Part):
    """`step` is the source's number; a phase beside the workplace's own steps has none.

    `first` and `last` bound the days it can fall on; `before` is the day that it must precede.
    """

    key: Key
    name: Text
    step: Number | None = None
    first: Day | None = None
    last: Day | None = None
    before: Day | None = None

    @property
    def last_day(self) -> date | None:
        """The last day on which it is in time; None where the source sets no day."""
        return self.before - timedelta(days=1) if self.before else self.last


@dataclass(frozen=True, kw_only=True)
class Step(Part):
    """When a round's step is proposed: so many working days from the dialogue, before it if less.

    `name` is the product's own, of a step that is no phase of the source's; else None.
    """

    key: Key
    days: Annotated[int, Field(strict=True)]
    name: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Timetable(Part):
    """The year's round. `follow_up_months` are counted from the dialogue; `follow_up` names one."""

    year: Number
    follow_up_months: tuple[Number, ...]
    follow_up: Text
    steps: tuple[Step, ...]
    phases: tuple[Phase, ...]

    def step_name(self, key: str) -> Text:
        """Raises KeyError where no step has the key."""
        step = {step.key: step for step in self.steps}[key]
        return step.name or self.phase(key).name

    def phase(self, key: str) -> Phase:
        """Raises KeyError where no phase has the key."""
        return {phase.key: phase for phase in self.phases}[key]
