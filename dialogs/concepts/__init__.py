"""Concept packs: what a municipality's talks and rounds consist of, as data in TOML files.

A pack is added by adding its file here and its name to `NAMES`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dialogs.concepts.loading import ConceptError, read
from dialogs.concepts.model import (
    FREE,
    AgendaItem,
    Concept,
    Criterion,
    GoalField,
    Question,
    RoundConcept,
    Support,
    TalkConcept,
    Theme,
    ThemeList,
    Track,
)
from dialogs.concepts.parts import Text
from dialogs.concepts.timetables import Phase

__all__ = [
    "FREE",
    "NAMES",
    "AgendaItem",
    "Concept",
    "ConceptError",
    "Criterion",
    "GoalField",
    "Phase",
    "Question",
    "RoundConcept",
    "Support",
    "TalkConcept",
    "Text",
    "Theme",
    "ThemeList",
    "Track",
    "load",
    "load_round",
    "load_talk",
    "read",
]

NAMES = ("talsammen", "nyborg_kom")


@cache
def load(name: str) -> Concept:
    """The pack of that name, read once. Raises ConceptError where there is none or it is bad."""
    if name not in NAMES:
        raise ConceptError(f"{name}.toml", (f"no such pack: use one of {', '.join(NAMES)}",))
    return read(Path(__file__).with_name(f"{name}.toml"))


def load_round(name: str) -> RoundConcept:
    """As `load`, for a pack that a round of theme voting is built from."""
    concept = load(name)
    if isinstance(concept, RoundConcept):
        return concept
    raise ConceptError(f"{name}.toml", ('is no round: it needs kind = "round"',))


def load_talk(name: str) -> TalkConcept:
    """As `load`, for a pack that conversations are built from."""
    concept = load(name)
    if isinstance(concept, TalkConcept):
        return concept
    raise ConceptError(f"{name}.toml", ('is no talk: it needs kind = "talk"',))
