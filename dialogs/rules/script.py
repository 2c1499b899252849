"""The script of a dialogue: when each of its parts runs, and how long everybody may speak.

TAL-42 says how the three hours are shared out. X-05: 2-3 minutes for an example in a group of four,
4 in a group of three, so that the half hour holds whatever the groups' sizes are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Protocol

LONGEST_EXAMPLE, LONGEST_ANSWERS = 4, 4
"""Minutes in which somebody tells, and in which all who listened answer together (TAL-43)."""
TELLS = 0.4
"""Of a person's turn so much goes with telling: 4 of 10 minutes in a group of three."""
LARGEST, AT_ONE_TABLE = 4, 5
MOST_GROUPS = 8
"""More cannot present anything in the time that there is (X-17)."""
WARNED = 5
"""Minutes before a part of the script ends in which the groups work."""
TO_WARN_IN = 15
"""A part must be so long, or a warning would come as soon as it has begun."""

EXAMPLES, SORT, PLENARY = "examples", "sort", "plenary"
IN_GROUPS = (EXAMPLES, SORT)


class Planned(Protocol):
    """A part of the script as a pack has it; `part` is the theme list it is about, or empty."""

    @property
    def key(self) -> str: ...
    @property
    def part(self) -> str: ...
    @property
    def minutes(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Slot:
    """`number` counts from 0; what comes before the start has none and is no slot."""

    number: int
    key: str
    part: str
    minutes: int
    starts: datetime

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Turns:
    """Minutes of one person's turn in a group, and how many turns there are."""

    tells: int
    answers: int
    people: int

    @property
    def one(self) -> int:
        return self.tells + self.answers

    @property
    def together(self) -> int:
        return self.one * self.people


def schedule(planned: Sequence[Planned], starts: datetime) -> tuple[Slot, ...]:
    """Each part begins when the one before it ends."""
    before = accumulate((each.minutes for each in planned), initial=0)
    return tuple(
        Slot(
            number=number,
            key=each.key,
            part=each.part,
            minutes=each.minutes,
            starts=starts + timedelta(minutes=begun),
        )
        for number, (each, begun) in enumerate(zip(planned, before, strict=False))
    )


def turns(size: int, minutes: int) -> Turns:
    """How a group of that size shares the time out, if it agrees on nothing else (TAL-108).

    Raises ValueError for a group that has less than two minutes for each.
    """
    if size < 1 or minutes // size <= 1:
        msg = f"{minutes} minutes are not enough for {size} people"
        raise ValueError(msg)
    whole = minutes // size
    tells = max(1, min(LONGEST_EXAMPLE, int(minutes / size * TELLS)))
    answers = min(LONGEST_ANSWERS, whole - tells) if size > 1 else 0
    return Turns(tells=tells, answers=answers, people=size)


def split(people: int) -> tuple[int, ...]:
    """The sizes of as few groups as there can be: 3 or 4 each, one group of five (X-16)."""
    if people <= AT_ONE_TABLE:
        return (people,) if people else ()
    count = -(-people // LARGEST)
    return tuple(people // count + (number < people % count) for number in range(count))


def each_group(minutes: int, groups: int) -> int:
    """Whole minutes for each group in the plenary; 0 where there are more groups than minutes."""
    return minutes // groups if groups else minutes


def too_many(groups: int) -> bool:
    return groups > MOST_GROUPS


def swaps(size: int, minutes: int) -> Iterator[int]:
    """Minutes after which the next in a group tells: none after the last."""
    shared = turns(size, minutes)
    yield from (shared.one * number for number in range(1, size))


def warns(slot: Slot) -> bool:
    """Whether it is worth saying that five minutes are left."""
    return slot.minutes >= TO_WARN_IN
