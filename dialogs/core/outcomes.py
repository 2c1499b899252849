"""What comes of a turn: a closed set, which those who show it match over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from dialogs.core.dialog import Page, Refusal
from dialogs.core.steps import Answers, Problem


@dataclass(frozen=True, kw_only=True)
class Ask:
    """`number` of `count` pages.

    `entered` are values that were sent but not saved; `carried` are texts that an old card brought
    and that are offered again.
    """

    page: Page
    number: int
    count: int
    errors: Mapping[str, Problem] = field(default_factory=dict)
    entered: Answers = field(default_factory=dict)
    carried: Answers = field(default_factory=dict)


@dataclass(frozen=True)
class Review:
    """Every page that applies; `missing` are the names of those with something open."""

    pages: tuple[Page, ...]
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Done:
    answers: Answers


@dataclass(frozen=True)
class Stopping:
    """Asked to stop: nothing is deleted before it is confirmed.

    `carried` are texts that could not be saved as they are.
    """

    carried: Answers = field(default_factory=dict)


@dataclass(frozen=True)
class Cancelled:
    pass


@dataclass(frozen=True)
class Paused:
    number: int
    count: int


@dataclass(frozen=True)
class Stale:
    """An old card was used: nothing changed, and this is where the person is now."""

    present: Ask | Review


@dataclass(frozen=True)
class Expired:
    """`carried` are texts that came with the click."""

    carried: Answers = field(default_factory=dict)


@dataclass(frozen=True)
class Gone:
    """The session is finished or never was. `carried` are texts that came with the click."""

    carried: Answers = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    refusal: Refusal
    carried: Answers = field(default_factory=dict)


Outcome: TypeAlias = (
    Ask | Review | Done | Stopping | Cancelled | Paused | Stale | Expired | Gone | Refused
)
