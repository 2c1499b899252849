"""A dialog as data: pages of named steps. A definition that cannot work fails when it is built."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

from dialogs.core.photos import Photos
from dialogs.core.spots import Spots
from dialogs.core.steps import (
    Answers,
    Facts,
    Notice,
    Option,
    Problem,
    Step,
    Text,
    When,
    always,
    meaningful,
)

if TYPE_CHECKING:
    from dialogs.core.cards import Card, Part
    from dialogs.core.house import House
    from dialogs.core.people import Who
    from dialogs.core.texts import Speaker

REVIEW = "review"
"""The name that `shown` takes for the review; no page may have it."""


@dataclass(frozen=True)
class Repeat:
    """The same steps for each thing in `over(facts)`, named `step.KEY` by the thing's own key."""

    over: Callable[[Facts], tuple[Option, ...]]
    steps: tuple[Step, ...]

    def expand(self, facts: Facts) -> tuple[Step, ...]:
        return tuple(
            replace(step, name=f"{step.name}.{each.key}", item=each.label)
            for each in self.over(facts)
            for step in self.steps
        )


def nothing_wrong(_facts: Facts, _answers: Answers) -> Mapping[str, Problem]:
    return {}


def nothing_proposed(_facts: Facts, _answers: Answers) -> Answers:
    return {}


@dataclass(frozen=True)
class Page:
    """`body` gives what stands above the fields (a theme's description), already in words.

    `check` says what is wrong between answers that are right each for itself (a deadline after its
    dialogue). It sees the answers of other pages too, which may be missing. `propose` fills in what
    nobody has answered yet, by what was answered before (a day for each step).
    """

    name: str
    steps: tuple[Step | Repeat, ...]
    _: KW_ONLY
    item: str = ""
    """What the page is about where it comes from data (a track's name): its phrases get it."""
    when: When = always
    body: Callable[[Facts, Answers, Speaker], tuple[Part, ...]] | None = None
    check: Callable[[Facts, Answers], Mapping[str, Problem]] = nothing_wrong
    propose: Callable[[Facts, Answers], Answers] = nothing_proposed
    _steps: tuple[Step, ...] = field(init=False, repr=False, compare=False)
    _repeats: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        plain = tuple(each for each in self.steps if not isinstance(each, Repeat))
        object.__setattr__(self, "_steps", plain)
        object.__setattr__(self, "_repeats", len(plain) < len(self.steps))
        if self.name == REVIEW or ":" in self.name or not self.name:
            msg = f"a page cannot be called {self.name!r}"
            raise ValueError(msg)

    @property
    def words(self) -> str:
        """The name of its phrases, `page_<words>`: one for `section.core_task` and the others."""
        return self.name.split(".")[0]

    def all_steps(self, facts: Facts) -> tuple[Step, ...]:
        """Every step, whether it applies now or not."""
        if not self._repeats:
            return self._steps
        return tuple(
            step
            for each in self.steps
            for step in (each.expand(facts) if isinstance(each, Repeat) else (each,))
        )

    def steps_for(self, facts: Facts, answers: Answers) -> tuple[Step, ...]:
        steps = self.all_steps(facts)
        return tuple(step for step in steps if step.when is always or step.when(facts, answers))

    def fields_for(self, facts: Facts, answers: Answers) -> tuple[Step, ...]:
        """Those of the steps that there is something to fill in for."""
        steps = self.steps_for(facts, answers)
        return tuple(step for step in steps if not isinstance(step, Notice))


@dataclass(frozen=True)
class Pages:
    """Pages that come from data: as many as the concept has tracks.

    `others` are the names, up to the point, of their steps that are not `Text`.
    """

    of: Callable[[Facts], tuple[Page, ...]]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Someone at a dialog about something: `subject` is an id that the dialog understands.

    `spots` is what their platform vouches for about the channels that they have just named; it is
    None on a platform where no channel can be chosen in a form. `photos` are what was sent just
    now, and None on a platform where no photo can be sent.
    """

    who: Who
    subject: str
    now: datetime
    house: House
    spots: Spots | None = None
    photos: Photos | None = None

    @property
    def today(self) -> date:
        """The day it is where the person is."""
        return self.now.astimezone(ZoneInfo(self.who.zone)).date()


@dataclass(frozen=True, kw_only=True)
class Completion(Visit):
    """A dialog that was sent: every answer has been checked against `facts` once more."""

    session_id: str
    answers: Answers
    facts: Facts
    say: Speaker


@dataclass(frozen=True)
class Refusal:
    """Why a dialog cannot go on: `key` names a phrase in words/refusals, `facts` fill it in."""

    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)


Load: TypeAlias = Callable[[Any, Visit], Awaitable[Facts | Refusal]]
Done: TypeAlias = "Callable[[Any, Completion], Awaitable[Card | Refusal]]"


async def no_facts(_unit: object, visit: Visit) -> Facts | Refusal:
    return {"today": visit.today}


def nothing(_facts: Facts) -> Answers:
    return {}


def as_written(pages: tuple[Page, ...], _facts: Facts, _answers: Answers) -> tuple[Page, ...]:
    return pages


@dataclass(frozen=True, kw_only=True)
class Dialog:
    """A dialog, whole.

    `load(unit, visit)` reads what it is about and refuses those who may not, before every turn.
    `done(unit, completion)` writes what was decided and puts messages to others in the outbox, in
    the same transaction. `prefill` gives answers that are there already, `arrange` the order.
    `roomy`: there is much to read and write, so that a window of its own is worth having. `alone`:
    a person has one running at a time, so that what they send in a message belongs to that one.
    """

    name: str
    pages: tuple[Page | Pages, ...]
    done: Done
    load: Load = no_facts
    prefill: Callable[[Facts], Answers] = nothing
    arrange: Callable[[tuple[Page, ...], Facts, Answers], tuple[Page, ...]] = as_written
    review: bool = True
    roomy: bool = False
    alone: bool = False
    expires_after: timedelta = timedelta(days=14)

    def __post_init__(self) -> None:
        names = [page.name for page in self.written()]
        steps = [step.name for step in self._steps()]
        for what, found in (("page", names), ("step", steps)):
            twice = {name for name in found if found.count(name) > 1}
            if twice:
                msg = f"{self.name}: {what} {sorted(twice)} stands twice"
                raise ValueError(msg)
        if not self.pages:
            msg = f"{self.name}: a dialog needs a page"
            raise ValueError(msg)

    def written(self) -> tuple[Page, ...]:
        """The pages that stand in the definition itself."""
        return tuple(page for page in self.pages if isinstance(page, Page))

    @cached_property
    def renames(self) -> bool:
        """Whether a step may ever have had another name; of pages that come from data it may."""
        return len(self.written()) < len(self.pages) or any(step.was for step in self._steps())

    def _steps(self) -> tuple[Step, ...]:
        return tuple(
            step
            for page in self.written()
            for each in page.steps
            for step in (each.steps if isinstance(each, Repeat) else (each,))
        )

    def all_pages(self, facts: Facts) -> tuple[Page, ...]:
        """Every page, whether it applies now or not."""
        return tuple(
            page
            for each in self.pages
            for page in (each.of(facts) if isinstance(each, Pages) else (each,))
        )

    def pages_for(self, facts: Facts, answers: Answers) -> tuple[Page, ...]:
        """The pages that apply now, in the person's order."""
        arranged = self.arrange(self.all_pages(facts), facts, answers)
        return tuple(
            page
            for page in arranged
            if page.when(facts, answers) and page.steps_for(facts, answers)
        )

    def texts_among(self, values: Answers) -> Answers:
        """What somebody wrote themselves; keys and numbers are not worth handing back.

        By the definition alone: it holds where the facts are no longer there as well.
        """
        others = {
            name
            for step in self._steps()
            if not isinstance(step, Text)
            for name in (step.words, *step.was)
        } | {name for each in self.pages if isinstance(each, Pages) for name in each.others}
        return {
            name: raw
            for name, raw in values.items()
            if meaningful(raw) and name.partition(".")[0] not in others
        }


def migrate(dialog: Dialog, facts: Facts, answers: Answers) -> Answers:
    """Answers under a step's earlier names moved to its present one."""
    if not dialog.renames:
        return answers
    moved = dict(answers)
    for page in dialog.all_pages(facts):
        for step in page.all_steps(facts):
            _, _, key = step.name.partition(".")
            for name in step.was:
                before = f"{name}.{key}" if key else name
                if before in moved and step.name not in moved:
                    moved[step.name] = moved.pop(before)
    return moved if moved != dict(answers) else answers


def relevant(dialog: Dialog, facts: Facts, answers: Answers) -> Answers:
    """Only the answers of steps that apply: what `done` gets."""
    names = {
        step.name
        for page in dialog.pages_for(facts, answers)
        for step in page.steps_for(facts, answers)
    }
    return {name: raw for name, raw in answers.items() if name in names}
