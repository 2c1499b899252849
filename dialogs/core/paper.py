"""What is printed or put in a calendar, said neutrally: `bot/papers` makes the files of it.

What stands on paper leaves the house, so it is only ever what a workplace may read: nothing that
is somebody's own is made into a paper.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias

from dialogs.core.cards import Facts, Heading, Image, Quote, Table
from dialogs.core.dialog import Refusal


@dataclass(frozen=True)
class Ticks:
    """Things to tick by hand, each with an explanation or none: a ballot, a checklist."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Lines:
    """Room to write by hand, under a label."""

    label: str
    count: int


@dataclass(frozen=True)
class Signs:
    """Cards to cut out and put on tables: a large line, and smaller ones under it."""

    signs: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Columns:
    """Side by side, each under its heading: a poster's two fields, a board's three states."""

    columns: tuple[tuple[str, tuple[PaperPart, ...]], ...]


@dataclass(frozen=True)
class NewPage:
    pass


PaperPart: TypeAlias = (
    "str | Heading | Quote | Facts | Table | Image | Ticks | Lines | Signs | Columns | NewPage"
)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """`name` is the file's, without its ending; `foot` stands at the bottom of every page."""

    name: str
    title: str
    parts: tuple[PaperPart, ...]
    subtitle: str = ""
    foot: str = ""
    landscape: bool = False
    size: Literal["a4", "a3"] = "a4"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One day in a calendar. The same `uid` with a higher `sequence` takes the earlier's place."""

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    title: str
    place: str = ""
    text: str = ""
    cancelled: bool = False


@dataclass(frozen=True, kw_only=True)
class CalendarFile:
    name: str
    entries: tuple[Entry, ...]


Made: TypeAlias = Paper | CalendarFile
Maker: TypeAlias = Callable[[Any, Any], Awaitable[Made | Refusal]]
"""From a snapshot and a `Request`: asked again when a link is opened, so that it checks again."""


class Links(Protocol):
    """Addresses that open one paper for one person, for a while."""

    def to(self, paper: str, subject: str, person_id: str, *, now: datetime) -> str: ...


@dataclass(frozen=True)
class NoLinks:
    """Where nothing is served: a worker by itself, or a test that opens nothing."""

    def to(self, paper: str, subject: str, person_id: str, *, now: datetime) -> str:
        return ""
