"""What a municipality's conversation consists of: what is asked, agreed, kept and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from dialogs.concepts.parts import Key, Number, Part, Text, Whose

Artefact = Literal[
    "preparation", "leader_preparation", "minutes", "plan", "checkins", "team", "evaluation"
]
"""What a conversation leaves behind, each with a rule of its own for how long."""


@dataclass(frozen=True)
class Question(Part):
    key: Key
    text: Text


@dataclass(frozen=True, kw_only=True)
class Track(Part):
    """A main track, a theme of a wheel, or a bank of topics.

    `answers`: a field for `each` question, or one field for all `together`, where the questions are
    there for inspiration.
    """

    key: Key
    name: Text
    about: Text
    answers: Literal["each", "together"] = "each"
    questions: tuple[Question, ...]


@dataclass(frozen=True, kw_only=True)
class Topic(Part):
    """What must be talked about: it is ticked off or open, and nobody can take it out."""

    key: Key
    name: Text
    about: Text


@dataclass(frozen=True, kw_only=True)
class Choice(Part):
    key: Key
    name: Text
    about: Text


@dataclass(frozen=True, kw_only=True)
class Ask(Part):
    """One question of a sheet.

    `slots`: so many short lines (the three most important tasks). `choices` belong to a `pick`,
    `low` and `high` say what the ends of a `scale` mean.
    """

    key: Key
    kind: Literal["text", "line", "scale", "pick", "slots"] = "text"
    text: Text
    hint: Text | None = None
    slots: Annotated[int, Field(strict=True, ge=2, le=5)] | None = None
    choices: tuple[Choice, ...] = ()
    low: Text | None = None
    high: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Sheet(Part):
    """A page of a preparation beside the tracks; `place` is before or after them.

    `statements` are there to think about and are not answered one by one. `in_talk`: the two get
    round to it in the talk as well.
    """

    key: Key
    name: Text
    about: Text
    place: Literal["before", "after"] = "after"
    statements: tuple[Question, ...] = ()
    in_talk: bool = False
    asks: tuple[Ask, ...]


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


@dataclass(frozen=True)
class Lead(Part):
    """How many days before; `whose` says who proposes the number."""

    days: Number
    whose: Whose


@dataclass(frozen=True, kw_only=True)
class Cadence(Part):
    """How often. `mandatory`: held within `every`; `offered`: offered within it, never forced.

    `invite` is how long before the conversation the invitation goes out.
    """

    every: Interval
    obligation: Literal["mandatory", "offered"]
    invite: Lead


@dataclass(frozen=True, kw_only=True)
class AgendaItem(Part):
    key: Key
    minutes: Number
    text: Text


@dataclass(frozen=True, kw_only=True)
class TalkItem(Part):
    """A point of the conversation's own agenda.

    `part` is which half of the hour it belongs to; `shows` what stands under it: what was agreed
    last time, what each expects, what both have shared, the obligatory topics, the goals and plan.
    `after_team`: how long it takes where the team has talked first; 0: the team has taken it.
    """

    key: Key
    minutes: Number
    text: Text
    part: Literal["where_why", "how"]
    shows: Literal["last", "expectations", "shared", "topics", "plan", "evaluation", "nothing"] = (
        "nothing"
    )
    after_team: Annotated[int, Field(strict=True, ge=0)] | None = None


@dataclass(frozen=True, kw_only=True)
class MiniTalk(Part):
    """The short follow-up talk. The agenda is a proposal that fits within `max_minutes`.

    `max_minutes` is None where the source sets no limit. `checkin`: the employee is asked for one
    beforehand.
    """

    name: Text
    max_minutes: Number | None = None
    checkin: Annotated[bool, Field(strict=True)] = True
    every: Interval
    agenda: tuple[AgendaItem, ...]

    @property
    def minutes(self) -> int:
        """How long to set aside."""
        return self.max_minutes or sum(item.minutes for item in self.agenda)


@dataclass(frozen=True, kw_only=True)
class PlanField(Part):
    """One heading of the plan, with an example of what to write under it.

    What `kind` is not `text` the product knows more about: the `goal` is followed up, an `activity`
    has a form of learning, `help` has a name, `follow_up` a day and who calls, `approval` a yes
    from both.
    """

    key: Key
    name: Text
    example: Text
    kind: Literal["text", "goal", "activity", "who", "help", "follow_up", "approval"] = "text"


@dataclass(frozen=True, kw_only=True)
class PlanForm(Part):
    """`per`: the fields are filled in for each goal, or once for the whole talk."""

    name: Text
    per: Literal["goal", "talk"]
    fields: tuple[PlanField, ...]

    def of_kind(self, kind: str) -> PlanField | None:
        return next((field for field in self.fields if field.kind == kind), None)


@dataclass(frozen=True)
class TimeSplit(Part):
    """Advice for the hour: where to and why, then how it will happen."""

    where_why_minutes: Number
    how_minutes: Number


@dataclass(frozen=True, kw_only=True)
class TalkLimits(Part):
    """`themes`: the workplace's for the year; `goals`: agreed at one talk; `activities`: a goal."""

    themes: Span
    goals: Span
    activities: Span
    own_themes: Number


@dataclass(frozen=True)
class TalkCounts(Part):
    """How many the source lists: tracks, questions in each of them, topics that must be there."""

    tracks: Number
    questions: Span
    obligatory: Annotated[int, Field(strict=True, ge=0)] = 0


@dataclass(frozen=True, kw_only=True)
class Keeping(Part):
    """How long an artefact is kept.

    `next_held`: until the next conversation of its kind has been held, at most `months` where none
    comes. `months`: so long after it was made. `filed`: handed over to the personnel file, which a
    receipt proves; the copy here goes `months` after. `leaves`: as long as the person is here.
    """

    artefact: Artefact
    until: Literal["next_held", "months", "filed", "leaves"]
    months: Number | None = None
    whose: Whose
    says: Text


@dataclass(frozen=True, kw_only=True)
class Confidentiality(Part):
    """`both_agree`: nobody beyond the two reads anything before both have agreed to it."""

    both_agree: bool
    says: Text


@dataclass(frozen=True, kw_only=True)
class Evaluations(Part):
    """What is asked when a conversation is over, and when the year is."""

    talk: tuple[Ask, ...] = ()
    year: tuple[Ask, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Variant(Part):
    """A conversation for a whole team, for leaders, or for the late career, with its own guide.

    `plan` says what a leader may bring from their own plan after a dialogue; None: nothing.
    """

    name: Text
    about: Text
    plan: Text | None = None
    asks: tuple[Ask, ...]


@dataclass(frozen=True, kw_only=True)
class Names(Part):
    """What things are called here, as they stand within a sentence: `MUS`, `udviklingssamtale`."""

    talk: Text
    plan: Text
    minutes: Text
    tracks: Text


@dataclass(frozen=True, kw_only=True)
class Committee(Part):
    """Which committee sets the frame, and what it is asked before the year opens."""

    name: Text
    says: Text
