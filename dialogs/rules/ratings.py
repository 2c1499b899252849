"""What the planning group's ratings say together: averages, spread, ties and disagreement.

Numbers in, numbers out. Each member gives each topic 1 to 5 by each criterion (TAL-54..56). A group
is small, and whoever looked at an average before and after somebody rated would know that person's
number. So nothing is seen of a topic before it is closed, then it stays as it is, and what each one
gave is not kept (X-01). A member knows their own numbers, and has less to guess: from five on there
are figures, from three on an order alone, and two have nothing to count but talk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from dialogs.rules.ballots import LEAST

LOWEST, HIGHEST = 1, 5
APART = 3
"""So far between the lowest and the highest is to see a thing differently."""
ENOUGH = 3
"""With fewer who have rated, any order would be somebody's."""
FIGURES_FROM = LEAST

Given = Mapping[str, Mapping[str, int]]
"""A topic's ratings: by person, then by criterion."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """By one criterion."""

    average: float
    low: int
    high: int

    @property
    def differs(self) -> bool:
        return self.high - self.low >= APART


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a closed topic's ratings say, for good; without figures `by` is empty."""

    raters: int
    average: float
    by: Mapping[str, Measure]

    @property
    def has_figures(self) -> bool:
        return bool(self.by)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A topic's place among those that were rated; equals share theirs (1, 1, 3)."""

    topic: str
    rank: int
    result: Result

    @property
    def differs(self) -> bool:
        return any(each.differs for each in self.result.by.values())


def is_few(group: int) -> bool:
    """So few that they talk instead: either would know the other's number from any result."""
    return group < ENOUGH


def whole(given: Mapping[str, int], criteria: Sequence[str]) -> bool:
    return set(criteria) <= given.keys()


def result(given: Given, criteria: Sequence[str]) -> Result | None:
    """What may ever be said of a topic's ratings; None where too few have given any."""
    if len(given) < ENOUGH:
        return None
    values = {each: [person[each] for person in given.values()] for each in criteria}
    everything = [value for each in values.values() for value in each]
    figures = len(given) >= FIGURES_FROM
    return Result(
        raters=len(given),
        average=_average(everything),
        by={each: measure(values[each]) for each in criteria} if figures else {},
    )


def measure(values: Iterable[int]) -> Measure:
    found = list(values)
    return Measure(average=_average(found), low=min(found), high=max(found))


def _average(values: Sequence[int]) -> float:
    return round(sum(values) / len(values), 1)


def standings(results: Mapping[str, Result]) -> tuple[Standing, ...]:
    """The highest average first; equals in the order given.

    Those with figures and those without are never placed among each other: between two averages
    there is not much room.
    """
    averages = [each.average for each in results.values()]
    found = [
        Standing(topic=topic, rank=sum(other > each.average for other in averages) + 1, result=each)
        for topic, each in results.items()
    ]
    return tuple(sorted(found, key=lambda standing: standing.rank))


def ties(found: Sequence[Standing]) -> tuple[tuple[str, ...], ...]:
    """Topics that share a place, place by place."""
    shared = [
        tuple(each.topic for each in same)
        for _, same in groupby(found, key=lambda standing: standing.rank)
    ]
    return tuple(each for each in shared if len(each) > 1)
