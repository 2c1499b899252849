"""What is said and done on the day of a dialogue, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dialogs.concepts.parts import Key, Number, Part, Text
from dialogs.concepts.places import Place

Complaints = Iterator[tuple[Place, str]]


@dataclass(frozen=True, kw_only=True)
class ScriptSlot(Part):
    """`part` is the theme list it is about. `roles` says who does what; `ready` what is at hand."""

    key: Key
    part: Literal["", "wellbeing", "leadership"] = ""
    minutes: Number
    name: Text
    what: tuple[Text, ...]
    roles: Text
    ready: Text


@dataclass(frozen=True)
class Setting(Part):
    """What is done before anybody comes."""

    minutes: Number
    name: Text
    what: tuple[Text, ...]
    roles: Text
    ready: Text


@dataclass(frozen=True, kw_only=True)
class Script(Part):
    """The day of a dialogue. `minutes` is what its slots take together.

    `rules` are those of a good dialogue, `listening` is for the leader, `sorting` for a group that
    has told its examples, `concrete` for one that words what it wishes; `ready_to_listen` are
    questions for the leader beforehand.
    """

    minutes: Number
    before: Setting
    slots: tuple[ScriptSlot, ...]
    rules: tuple[Text, ...]
    listening: tuple[Text, ...]
    sorting: tuple[Text, ...]
    concrete: tuple[Text, ...]
    ready_to_listen: tuple[Text, ...]

    def slot(self, number: int) -> ScriptSlot:
        return self.slots[number]


def complaints(script: Script) -> Complaints:
    """The slots fill the time, and both themes get the same."""
    taken = sum(slot.minutes for slot in script.slots)
    if taken != script.minutes:
        problem = f"the slots take {taken} minutes and minutes is {script.minutes}: mend one"
        yield ("script", "slots"), problem
    seen: set[tuple[str, str]] = set()
    for index, slot in enumerate(script.slots):
        if (slot.key, slot.part) in seen:
            problem = f'"{slot.key}" stands twice for the same part: give one another key or part'
            yield ("script", "slots", index, "key"), problem
        seen.add((slot.key, slot.part))
    wellbeing, leadership = _of(script, "wellbeing"), _of(script, "leadership")
    if wellbeing != leadership:
        problem = "the slots of wellbeing and of leadership differ: give both the same"
        yield ("script", "slots"), problem


def _of(script: Script, part: str) -> list[tuple[str, int]]:
    return [(slot.key, slot.minutes) for slot in script.slots if slot.part == part]
