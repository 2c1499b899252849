"""What a concept pack holds, as frozen values. Field names are the keys of the TOML files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from dialogs.concepts.chores import Practical
from dialogs.concepts.parts import Audience, Day, Key, Number, Part, Text, Whose, Words
from dialogs.concepts.scripts import Script
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


@dataclass(frozen=True)
class Question(Part):
    key: Key
    text: Text


@dataclass(frozen=True, kw_only=True)
class Track(Part):
    key: Key
    name: Text
    about: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Span(Part):
    """From `least` to `most`, both included."""

    least: Number
    most: Number

    def holds(self, number: int) -> bool:
        return self.least <= number <= self.most


@dataclass(frozen=True)
class Interval(Part):
    """`whose` says who proposes the number of months."""

    months: Number
    whose: Whose


@dataclass(frozen=True, kw_only=True)
class AgendaItem(Part):
    key: Key
    minutes: Number
    text: Text


@dataclass(frozen=True, kw_only=True)
class MiniTalk(Part):
    """The short follow-up talk. The agenda is a proposal that fits within `max_minutes`."""

    name: Text
    max_minutes: Number
    every: Interval
    agenda: tuple[AgendaItem, ...]


@dataclass(frozen=True, kw_only=True)
class GoalField(Part):
    """One heading of the development plan, with an example of what to write under it."""

    key: Key
    name: Text
    example: Text


@dataclass(frozen=True)
class TimeSplit(Part):
    """Advice for the hour: where to and why, then how it will happen."""

    where_why_minutes: Number
    how_minutes: Number


@dataclass(frozen=True, kw_only=True)
class TalkLimits(Part):
    """`themes`: the workplace's for the year; `goals`: agreed at one talk."""

    themes: Span
    goals: Span
    own_themes: Number


@dataclass(frozen=True)
class TalkCounts(Part):
    """How many tracks the source lists, and how many questions belong in each."""

    tracks: Number
    questions: Span


@dataclass(frozen=True, kw_only=True)
class TalkConcept(Part):
    """What an employee and a leader talk about. `key` is the file's name."""

    key: Key
    kind: Literal["talk"]
    about: About
    counts: TalkCounts
    purpose: Text
    limits: TalkLimits
    time_split: TimeSplit
    mini: MiniTalk
    tracks: tuple[Track, ...]
    goal_questions: tuple[Question, ...]
    goal_fields: tuple[GoalField, ...]

    def track(self, key: str) -> Track:
        """Raises KeyError where no track has the key."""
        return {track.key: track for track in self.tracks}[key]


Concept = RoundConcept | TalkConcept
