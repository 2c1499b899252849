"""Concept packs: what a municipality's talks and rounds consist of, as data in TOML files.

A municipality's own packs lie in a folder of its own (KOMBOT_CONCEPTS). A pack of the product is
added by adding its file here; `standard.txt` says which one holds where nobody
has chosen.
"""

from __future__ import annotations

from dialogs.concepts.loading import ConceptError, read
from dialogs.concepts.model import (
    FREE,
    Concept,
    Criterion,
    LearningConcept,
    LearningForm,
    RoundConcept,
    Support,
    TalkConcept,
    Theme,
    ThemeList,
)
from dialogs.concepts.packs import NAMES, STANDARD, Packs, packs_in, read_alone
from dialogs.concepts.parts import Text
from dialogs.concepts.talks import AgendaItem, Ask, PlanField, Question, Sheet, Track
from dialogs.concepts.timetables import Phase

__all__ = [
    "FREE",
    "NAMES",
    "STANDARD",
    "AgendaItem",
    "Ask",
    "Concept",
    "ConceptError",
    "Criterion",
    "LearningConcept",
    "LearningForm",
    "Packs",
    "Phase",
    "PlanField",
    "Question",
    "RoundConcept",
    "Sheet",
    "Support",
    "TalkConcept",
    "Text",
    "Theme",
    "ThemeList",
    "Track",
    "load",
    "load_round",
    "load_talk",
    "packs_in",
    "read",
    "read_alone",
]

PRODUCT = Packs()


def load(name: str) -> Concept:
    """The product's pack of that name, read once. Raises ConceptError where there is none."""
    return PRODUCT.find(name)


def load_round(name: str) -> RoundConcept:
    """As `load`, for a pack that a round of theme voting is built from."""
    return PRODUCT.round(name)


def load_talk(name: str) -> TalkConcept:
    """As `load`, for a pack that conversations are built from."""
    return PRODUCT.talk(name)
