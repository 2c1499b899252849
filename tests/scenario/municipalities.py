"""What each municipality's concept makes different in two years of conversations.

Fjordby is nowhere but in a file: other rules for the same life, and Jonas reads German there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

CONCEPTS = Path(__file__).parents[1] / "concepts"
ZONE = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True, kw_only=True)
class Year:
    """When it is opened, its first and its last day, and Jonas' conversation with its follow-up.

    `late` is the last day in words, `put_off` that of whoever was away for three weeks around it.
    `follow_up` is called on a day, and `noted` is when they talk.
    """

    opens: datetime
    first: date
    last: date
    late: str
    put_off: str
    talk: datetime
    follow_up: date
    noted: str


FIRST = Year(
    opens=datetime(2026, 8, 10, 9, tzinfo=ZONE),
    first=date(2026, 8, 24),
    last=date(2026, 9, 30),
    late="onsdag den 30. september",
    put_off="onsdag den 21. oktober",
    talk=datetime(2026, 9, 1, 10, tzinfo=ZONE),
    follow_up=date(2026, 12, 1),
    noted="4. december",
)
SECOND = Year(
    opens=datetime(2027, 8, 3, 10, tzinfo=ZONE),
    first=date(2027, 8, 16),
    last=date(2027, 9, 30),
    late="torsdag den 30. september",
    put_off="torsdag den 21. oktober",
    talk=datetime(2027, 8, 31, 10, tzinfo=ZONE),
    follow_up=date(2027, 12, 1),
    noted="6. december",
)
HALF_A_YEAR_LATER = Year(
    opens=datetime(2028, 2, 1, 10, tzinfo=ZONE),
    first=date(2028, 2, 14),
    last=date(2028, 3, 31),
    late="fredag den 31. marts",
    put_off="fredag den 21. april",
    talk=datetime(2028, 2, 29, 10, tzinfo=ZONE),
    follow_up=date(2028, 6, 6),
    noted="9. juni",
)


@dataclass(frozen=True)
class Duty:
    """The words of who is owed a conversation, and of who lacks one."""

    owes: str
    late: str
    open: str
    lacks: str


HELD = Duty("Alle skal have holdt", "skulle være holdt", "skal være holdt", "mangler at få holdt")
OFFERED = Duty(
    "Alle skal have tilbudt", "skulle være tilbudt", "skal tilbydes", "mangler at få tilbudt"
)
TOO_FEW = "Færre end 5 har svaret."


@dataclass(frozen=True, kw_only=True)
class Ours:
    """`said` is what the committee reads of a year; nothing where nothing is evaluated.

    What goes of the first conversation: by time, once the next is held, and in the end.
    """

    concept: str
    kom: str
    mini: str
    asks: str
    keeps: str
    learns: str = "Sidemandsoplæring"
    reads: str = "Dansk"
    duty: Duty
    due_on: str = "onsdag den 1. september 2027"
    due_again: str = "onsdag den 3. november 2027"
    second: Year = SECOND
    said: str = ""
    all_say: bool = False
    files: bool = False
    house: Mapping[str, str] = field(default_factory=dict)
    form: str = "side_by_side"
    goes_by_time: frozenset[str] = frozenset()
    goes_when_held: frozenset[str] = frozenset({"minutes", "preparation"})
    goes_in_the_end: frozenset[str] = frozenset({"minutes", "preparation"})


NYBORG = Ours(
    concept="nyborg_kom",
    kom="KOM",
    mini="Mini-KOM",
    asks="Kerneopgaven",
    duty=HELD,
    keeps="Referatet slettes, når den næste samtale er holdt.",
    said="5 har svaret.",
    all_say=True,
)
HERLEV = Ours(
    concept="herlev",
    kom="udviklingssamtale",
    mini="opfølgning",
    asks="Det skal I nå omkring",
    duty=HELD,
    keeps="Referatet destrueres, når I har holdt næste års samtale.",
)
NORDDJURS = Ours(
    concept="norddjurs_mus",
    kom="MUS",
    mini="1:1-samtale",
    asks="Midt i hjulet",
    duty=OFFERED,
    keeps="Referatet slettes, når den næste MUS er holdt.",
    said=TOO_FEW,
    files=True,
    goes_in_the_end=frozenset({"minutes", "preparation", "plan"}),
)
FJORDBY = Ours(
    concept="fjordby",
    kom="fjordsamtale",
    mini="Lodsning",
    asks="Dein Anker",
    duty=OFFERED,
    house={"KOMBOT_CONCEPTS": str(CONCEPTS)},
    form="at_sea",
    learns="Eine Fahrt aufs Meer",
    reads="Deutsch",
    keeps="Logbogen slettes efter et halvt år.",
    due_on="onsdag den 1. marts 2028",
    due_again="onsdag den 3. maj",
    second=HALF_A_YEAR_LATER,
    said=TOO_FEW,
    goes_by_time=frozenset({"minutes", "preparation"}),
    goes_when_held=frozenset({"minutes", "preparation", "plan"}),
    goes_in_the_end=frozenset({"minutes", "preparation", "plan"}),
)
each_municipality = pytest.mark.parametrize(
    "ours", [NYBORG, HERLEV, NORDDJURS, FJORDBY], ids=lambda ours: ours.concept
)
