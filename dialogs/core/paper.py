"""What is printed or put in a calendar, said neutrally: `bot/papers` makes the files of it.

What stands on paper leaves the house, so it is only ever what its readers may read anyway: what a
workplace may, or the two parties of a conversation. What is somebody's own is printed for that
person alone, when they open their own link to it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias

from dialogs.core.cards import Facts, Heading, Image, Quote, Series, Table
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


@dataclass(frozen=True)
class Rating:
    """A scale to put a ring round: its question, both ends in words."""

    label: str
    low: str
    high: str
    numbers: tuple[int, ...] = tuple(range(1, 11))


@dataclass(frozen=True)
class Sector:
    """A slice of a wheel: what it is about, and questions for inspiration."""

    name: str
    about: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Wheel:
    """Sectors round a middle, with more beside it, left and right: for a large sheet."""

    sectors: tuple[Sector, ...]
    middle: tuple[PaperPart, ...]
    left: tuple[PaperPart, ...] = ()
    right: tuple[PaperPart, ...] = ()


PaperPart: TypeAlias = (
    "str | Heading | Quote | Facts | Table | Image | Series | Ticks | Lines | Rating | Signs"
    " | Columns | Wheel | NewPage"
)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """`name` is the file's, without its ending; `foot` stands at the bottom of every page.

    `about_id` is whose words stand in it: that somebody else opened it goes into their trail.
    """

    name: str
    title: str
    parts: tuple[PaperPart, ...]
    about_id: str = ""
    subtitle: str = ""
    foot: str = ""
    landscape: bool = False
    size: Literal["a4", "a3"] = "a4"


@dataclass(frozen=True, kw_only=True)
class Document:
    """A paper to go on with in a word processor."""

    paper: Paper


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


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """A page to keep and to read in any browser; `name` is the file's, without its ending."""

    name: str
    title: str
    parts: tuple[str | Heading | Facts, ...]


Made: TypeAlias = Paper | Document | CalendarFile | DataFile
Maker: TypeAlias = Callable[[Any, Any], Awaitable[Made | Refusal]]
"""From a snapshot and a `Request`: asked again when a link is opened, so that it checks again."""


Prints: TypeAlias = Callable[[Paper, str], Awaitable[bytes]]
"""From a paper and a language to the file: equal papers are equal files."""


async def no_file(_paper: Paper, _language: str) -> bytes:
    """Where nothing is printed."""
    return b""


class Links(Protocol):
    """Addresses that open one paper for one person, for a while."""

    def to(self, paper: str, subject: str, person_id: str, *, now: datetime) -> str: ...


@dataclass(frozen=True)
class NoLinks:
    """Where nothing is served: a worker by itself, or a test that opens nothing."""

    def to(self, paper: str, subject: str, person_id: str, *, now: datetime) -> str:
        return ""
