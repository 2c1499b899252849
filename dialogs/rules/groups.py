"""Groups of 3-4 for two rounds, with as few as possible who meet twice (TAL-37, X-16, X-17).

Round one is about wellbeing, round two about leadership, with new groups. Two who shall not sit
together never do; then few repeated pairs count, then that professions are spread.

How good it is stands beside it: `least` is proven. A group of k people from g earlier groups has
as many pairs again as when they come from these as evenly as they can, and just so an earlier
group that is spread over g new ones. Where `repeated` is `least`, nobody can do better.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from math import ceil, comb
from random import Random
from typing import TypeAlias

SMALLEST, LARGEST = 3, 4
TOGETHER = 5
"""So many, or fewer, sit in one group in both rounds: they cannot be two groups (X-16)."""
PLENARY = 8
"""More groups than that cannot all be heard in the plenary's 25 minutes (X-17)."""

Groups: TypeAlias = tuple[tuple[str, ...], ...]
"""Ids of people; a group's number is its place, from 1. One that was dissolved is empty."""
Pair: TypeAlias = tuple[str, str]
"""The ids in order."""


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """`apart` is kept; that `professions`, by id, are spread is nice to have."""

    apart: frozenset[Pair] = frozenset()
    professions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`repeated` pairs sit together twice; no plan for these people has fewer than `least`.

    `alike` pairs of one profession sit together, in so many groups `least_alike` at least; both
    rounds are counted.
    `looked` is how much was looked at, for those who ask how long it may take.
    """

    first: Groups
    second: Groups
    repeated: int
    least: int
    alike: int
    least_alike: int
    looked: int = 0

    @property
    def is_best(self) -> bool:
        return self.repeated == self.least

    @property
    def is_one(self) -> bool:
        return self.count == 1

    @property
    def count(self) -> int:
        return max(len(seated(self.first)), len(seated(self.second)))

    @property
    def dialogues(self) -> int:
        """Into how many dialogues so many groups had better be split."""
        return ceil(self.count / PLENARY)


@dataclass(frozen=True, kw_only=True)
class Impossible:
    """These pairs cannot all be kept apart in so many groups; without any one of them they can."""

    pairs: tuple[Pair, ...]
    groups: int


def seated(groups: Groups) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The groups in which somebody sits, by number."""
    return tuple((at, group) for at, group in enumerate(groups, 1) if group)


def counts(people: int) -> tuple[int, ...]:
    """How many groups so many people can be, fewest first."""
    if people <= TOGETHER:
        return (1,)
    return tuple(range(ceil(people / LARGEST), people // SMALLEST + 1))


def sizes(people: int, count: int) -> tuple[int, ...]:
    each, more = divmod(people, count)
    return (each + 1,) * more + (each,) * (count - more)


def fewest(people: int, places: int) -> int:
    """Pairs at one place, when people are spread over places as evenly as they can be."""
    each, more = divmod(people, places)
    return more * comb(each + 1, 2) + (places - more) * comb(each, 2)


def least(before: Sequence[int], after: Sequence[int]) -> int:
    """Fewer pairs cannot meet again where groups of these sizes become groups of those."""
    drawn = sum(fewest(size, len(before)) for size in after)
    return max(drawn, sum(fewest(size, len(after)) for size in before))


def least_of(people: int) -> int:
    """Whatever the groups are: no two rounds for so many people have fewer repeated pairs."""
    found = product(counts(people), repeat=2)
    return min(least(sizes(people, one), sizes(people, other)) for one, other in found)


def judged(
    both: tuple[Groups, Groups],
    people: Collection[str],
    wishes: Wishes,
    *,
    held: bool = False,
    looked: int = 0,
) -> Plan:
    """How good groups are, whoever made them. `held`: round one is over and stays as it was."""
    first, second = both
    number = len(people)
    lowest = _least_after(first, people) if held else least_of(number)
    same = by_profession(people, wishes).values()
    rounds = (second,) if held else both
    return Plan(
        first=first,
        second=second,
        repeated=len(_met(first) & _met(second)),
        least=lowest,
        alike=sum(_alike(groups, wishes) for groups in rounds),
        least_alike=sum(
            fewest(len(each), len(seated(groups))) for groups in rounds for each in same
        ),
        looked=looked,
    )


def by_profession(people: Iterable[str], wishes: Wishes) -> dict[str, list[str]]:
    """Those whose profession is not named count as nothing in particular."""
    found: dict[str, list[str]] = {}
    for each in people:
        if named := wishes.professions.get(each, "").strip().casefold():
            found.setdefault(named, []).append(each)
    return found


def _least_after(first: Groups, people: Collection[str]) -> int:
    """Who was not there in round one has met nobody."""
    there = [len([each for each in group if each in people]) for group in first]
    new = len(people) - sum(there)
    before = [size for size in there if size] + [1] * new
    return min(least(before, sizes(len(people), count)) for count in counts(len(people)))


def _met(groups: Groups) -> set[Pair]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def _alike(groups: Groups, wishes: Wishes) -> int:
    together = (by_profession(group, wishes).values() for group in groups)
    return sum(comb(len(each), 2) for found in together for each in found)


def scribes(
    groups: Groups, *, keep: Collection[tuple[str, int]], spare: Collection[str], random: Random
) -> frozenset[str]:
    """One in each group who writes. `keep` wrote for a group by its number; `spare` write already.

    Whoever wrote goes on; else it is one who does not write in the other round, if there is one.
    """
    chosen = set[str]()
    for number, group in seated(groups):
        known = [each for each in group if (each, number) in keep]
        free = [each for each in group if each not in spare]
        chosen.add(known[0] if known else random.choice(free or list(group)))
    return frozenset(chosen)
