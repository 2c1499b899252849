"""What a concept pack holds, as frozen values. Field names are the keys of the TOML files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from dialogs.concepts.chores import Practical
from dialogs.concepts.parts import Address, Audience, Day, Key, Number, Part, Text, Whose, Words
from dialogs.concepts.scripts import Script
from dialogs.concepts.talks import (
    Artefact,
    Cadence,
    Committee,
    Confidentiality,
    Evaluations,
    Keeping,
    MiniTalk,
    Names,
    PlanForm,
    Question,
    Sheet,
    TalkCounts,
    TalkItem,
    TalkLimits,
    TimeSplit,
    Topic,
    Track,
    Variant,
)
from dialogs.concepts.timetables import Timetable
from dialogs.concepts.work_plans import WorkPlan

FREE = "free"
"""The key of the theme that a voter words alone, in either list."""


@dataclass(frozen=True, kw_only=True)
class About(Part):
    """`names`: whose names of themes and forms; `wording`: whose are all the other texts."""

    name: Text
    version: Words
    adopted: Day
    source: Words
    names: Whose
    wording: Whose


@dataclass(frozen=True, kw_only=True)
class Theme(Part):
    key: Key
    name: Text
    description: Text


@dataclass(frozen=True, kw_only=True)
class ThemeList(Part):
    """`reading` says what to read and think of before choosing."""

    name: Text
    reading: Text
    themes: tuple[Theme, ...]
    free: Theme

    @property
    def options(self) -> tuple[Theme, ...]:
        """What a voter chooses among: the themes in the source's order, the free one last."""
        return (*self.themes, self.free)

    def theme(self, key: str) -> Theme:
        """Raises KeyError where no option has the key."""
        return {theme.key: theme for theme in self.options}[key]


@dataclass(frozen=True)
class Criterion(Part):
    key: Key
    text: Text


@dataclass(frozen=True)
class Selection(Part):
    """`note` says what weight the number of votes has."""

    note: Text
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, kw_only=True)
class Safety(Part):
    """What is said about offensive behaviour, before the list of who can help."""

    zero_tolerance: Text
    covers: Text
    stop: Text
    elsewhere: Text
    beforehand: Text


@dataclass(frozen=True, kw_only=True)
class Support(Part):
    key: Key
    name: Text
    text: Text
    audience: Audience


@dataclass(frozen=True, kw_only=True)
class RoundLimits(Part):
    """`minimum_ballots`: below it no counts are shown; a pack may raise it, never lower it."""

    votes_per_list: Annotated[int, Field(strict=True, ge=1, le=1)]
    minimum_ballots: Annotated[int, Field(strict=True, ge=5)]


@dataclass(frozen=True, kw_only=True)
class RoundCounts(Part):
    """How many the source lists, the free themes apart."""

    wellbeing: Number
    leadership: Number
    criteria: Number
    support: Number


@dataclass(frozen=True, kw_only=True)
class RoundConcept(Part):
    """How a workplace chooses themes and holds its dialogue. `key` is the file's name."""

    key: Key
    kind: Literal["round"]
    about: About
    counts: RoundCounts
    limits: RoundLimits
    wellbeing: ThemeList
    leadership: ThemeList
    citizen: Text
    selection: Selection
    safety: Safety
    support: tuple[Support, ...]
    chores: tuple[Practical, ...]
    timetable: Timetable
    work_plan: WorkPlan
    script: Script


@dataclass(frozen=True, kw_only=True)
class TalkConcept(Part):
    """What an employee and a leader talk about. `key` is the file's name.

    `areas`: the areas of the municipality that each have one common way of doing it (HER-03).
    `ground_rules` stand at the top of every agenda.
    """

    key: Key
    kind: Literal["talk"]
    about: About
    names: Names
    counts: TalkCounts
    purpose: Text
    cadence: Cadence
    limits: TalkLimits
    time_split: TimeSplit
    agenda: tuple[TalkItem, ...]
    prompts: tuple[Question, ...]
    ground_rules: tuple[Question, ...] = ()
    mini: MiniTalk
    sheets: tuple[Sheet, ...] = ()
    obligatory: tuple[Topic, ...] = ()
    tracks: tuple[Track, ...]
    leader_sheets: tuple[Sheet, ...]
    goal_questions: tuple[Question, ...]
    plan: PlanForm
    keeping: tuple[Keeping, ...]
    confidentiality: Confidentiality
    evaluations: Evaluations
    team: Variant | None = None
    leader: Variant | None = None
    senior: Variant | None = None
    committee: Committee | None = None
    areas: tuple[Text, ...] = ()

    def track(self, key: str) -> Track:
        """Raises KeyError where no track has the key."""
        return {track.key: track for track in self.tracks}[key]

    def kept(self, artefact: Artefact) -> Keeping:
        """Raises KeyError where the pack has no rule for it."""
        return {each.artefact: each for each in self.keeping}[artefact]


@dataclass(frozen=True, kw_only=True)
class LearningForm(Part):
    """A way to learn, and what it takes for it to succeed. `course`: away from the daily work."""

    key: Key
    name: Text
    about: Text
    course: bool = False
    needs: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True)
class Zone(Part):
    """How far a challenge is from what one can already."""

    key: Key
    name: Text
    about: Text


@dataclass(frozen=True, kw_only=True)
class Link(Part):
    """Where to read more. It may ask for a login, so it has no secrets."""

    key: Key
    name: Text
    url: Address


@dataclass(frozen=True, kw_only=True)
class LearningConcept(Part):
    """Ways to learn at work. `before` and `after` are asked around a learning activity.

    `links` get old, so a municipality's own file may change them (KL-31).
    """

    key: Key
    kind: Literal["learning"]
    about: About
    forms: tuple[LearningForm, ...]
    zones: tuple[Zone, ...]
    before: tuple[Question, ...]
    after: tuple[Question, ...]
    later: tuple[Question, ...]
    links: tuple[Link, ...] = ()

    def form(self, key: str) -> LearningForm:
        """Raises KeyError where no form has the key."""
        return {form.key: form for form in self.forms}[key]


Concept = RoundConcept | TalkConcept | LearningConcept
