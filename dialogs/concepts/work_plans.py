"""What a planning group weighs the headings by after the dialogue, and where it finds tools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dialogs.concepts.parts import Address, Key, Part, Text


@dataclass(frozen=True, kw_only=True)
class PlanCriterion(Part):
    """`part`: the list it is for, or both. `name` is short, `text` the whole question."""

    key: Key
    part: Literal["both", "wellbeing", "leadership"]
    name: Text
    text: Text


@dataclass(frozen=True, kw_only=True)
class Tool(Part):
    """Something to open: HR's template or guide. It may ask for a login, so it has no secrets."""

    name: Text
    url: Address


@dataclass(frozen=True, kw_only=True)
class WorkPlan(Part):
    criteria: tuple[PlanCriterion, ...]
    tools: tuple[Tool, ...] = ()

    def criteria_of(self, part: str) -> tuple[PlanCriterion, ...]:
        return tuple(each for each in self.criteria if each.part in ("both", part))
