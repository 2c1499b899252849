"""What the planning group's ratings say together: averages, spread, ties and disagreement.

Numbers in, numbers out. Each member gives each topic 1 to 5 by each criterion (TAL-54..56).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

LOWEST, HIGHEST = 1, 5
APART = 3
"""So far between the lowest and the highest is to see a thing differently."""
ENOUGH = 3
"""With fewer who have rated, an average would be somebody's number."""

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
class Standing:
    """A topic's place among those that were rated; equals share theirs (1, 1, 3)."""

    topic: str
    rank: int
    average: float
    by: Mapping[str, Measure]

    @property
    def differs(self) -> bool:
        return any(each.differs for each in self.by.values())


def may_see(*, rated: bool, raters: int, group: int) -> bool:
    """Nobody sees what others gave before having given their own, or before a majority has."""
    return rated or 2 * raters > group


def is_open(group: int) -> bool:
    """So few that each could tell the other's number from an average: they see them as they are."""
    return group < ENOUGH


def whole(given: Mapping[str, int], criteria: Sequence[str]) -> bool:
    return set(criteria) <= given.keys()


def measure(values: Iterable[int]) -> Measure:
    found = list(values)
    average = round(sum(found) / len(found), 1)
    return Measure(average=average, low=min(found), high=max(found))


def standings(topics: Mapping[str, Given], criteria: Sequence[str]) -> tuple[Standing, ...]:
    """Those that somebody has rated, the highest average first; equals in the order given."""
    rated = [_unranked(topic, given, criteria) for topic, given in topics.items() if given]
    rated.sort(key=lambda each: -each[1])
    ranks = {average: sum(other > average for _, other, _ in rated) + 1 for _, average, _ in rated}
    return tuple(
        Standing(topic=topic, rank=ranks[average], average=average, by=by)
        for topic, average, by in rated
    )


def _unranked(
    topic: str, given: Given, criteria: Sequence[str]
) -> tuple[str, float, Mapping[str, Measure]]:
    values = {each: [person[each] for person in given.values()] for each in criteria}
    everything = [value for each in values.values() for value in each]
    by = {each: measure(values[each]) for each in criteria}
    return topic, round(sum(everything) / len(everything), 1), by


def ties(found: Sequence[Standing]) -> tuple[tuple[str, ...], ...]:
    """Topics that share a place, place by place."""
    shared = [
        tuple(each.topic for each in same)
        for _, same in groupby(found, key=lambda standing: standing.rank)
    ]
    return tuple(each for each in shared if len(each) > 1)
