"""Seats and what they cost: a start, and swaps for as long as they make it better.

People are numbers here. What weighs more is never given up for what weighs less: each weight is
larger than all that can come together of the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import TypeAlias

APART, MOVE, MET, ALIKE = 10**9, 10**6, 10**3, 1
"""Two who shall not sit together, a move, two who have met already, two of one profession."""
MOST = 200_000
"""How much is looked at, before the best so far is taken: well under a second."""

Tables: TypeAlias = list[list[int]]
Weights: TypeAlias = list[list[int]]
"""What it costs that two sit together; in `Places`: that one sits at a table."""
Enemies: TypeAlias = Mapping[int, frozenset[int]]


@dataclass
class Steps:
    """How much has been looked at: a bound that holds on every machine."""

    looked: int = 0

    @property
    def spent(self) -> bool:
        return self.looked >= MOST


def nothing(rows: int, columns: int) -> Weights:
    return [[0] * columns for _ in range(rows)]


def pairs(tables: Iterable[Sequence[int]]) -> Iterator[tuple[int, int]]:
    return (pair for table in tables for pair in combinations(sorted(table), 2))


def weigh(weights: Weights, found: Iterable[tuple[int, int]], cost: int) -> None:
    """Let these pairs cost more, both ways round."""
    for one, other in found:
        weights[one][other] += cost
        weights[other][one] += cost


def cost_of(tables: Tables, weights: Weights) -> int:
    return sum(weights[one][other] for one, other in pairs(tables))


def settle(tables: Tables, weights: Weights, places: Weights, steps: Steps) -> None:
    """Swap two people of different tables wherever that is better, until it is nowhere.

    Better is always less, in whole numbers, so that it ends.
    """
    while sum(_swapped(tables, a, b, weights, places, steps) for a, b in _both(tables)):
        if steps.spent:
            return


def _both(tables: Tables) -> Iterator[tuple[int, int]]:
    return combinations(range(len(tables)), 2)


def _swapped(
    tables: Tables, a: int, b: int, weights: Weights, places: Weights, steps: Steps
) -> bool:
    here, there = tables[a], tables[b]
    better = False
    for i, j in ((i, j) for i in range(len(here)) for j in range(len(there))):
        steps.looked += 1
        one, other = here[i], there[j]
        moved = places[one][b] + places[other][a] - places[one][a] - places[other][b]
        if moved + _beside(here, one, other, weights) + _beside(there, other, one, weights) < 0:
            here[i], there[j] = other, one
            better = True
    return better


def _beside(table: list[int], leaves: int, comes: int, weights: Weights) -> int:
    """How much more it costs that somebody else sits there."""
    before, after = weights[leaves], weights[comes]
    return sum(after[each] - before[each] for each in table if each != leaves)


def in_turn(tables: Tables, sizes: Sequence[int], random: Random) -> Tables:
    """New tables for people table by table, each at the next: neighbours are spread the furthest.

    Where tables differ by one seat at most this repeats as few pairs as there can be.
    """
    order = sorted(range(len(sizes)), key=lambda each: (-sizes[each], random.random()))
    mixed = [random.sample(table, len(table)) for table in random.sample(tables, len(tables))]
    new: Tables = [[] for _ in sizes]
    for number, person in enumerate(person for table in mixed for person in table):
        new[order[number % len(sizes)]].append(person)
    return new


def keeping_apart(
    people: Sequence[int], sizes: Sequence[int], enemies: Enemies, random: Random, steps: Steps
) -> Tables | None:
    """Seats for all of them so that no two enemies sit together; None where there are none.

    Those with most enemies choose first; who has none takes what is left.
    """
    mixed = random.sample(list(people), len(people))
    first = [person for person in mixed if enemies.get(person)]
    first.sort(key=lambda person: -len(enemies[person]))
    choosing = _Choosing(sizes=sizes, enemies=enemies, random=random, steps=steps)
    tables: Tables = [[] for _ in sizes]
    if not choosing.seated(first, tables):
        return None
    seats = [at for at, table in enumerate(tables) for _ in range(sizes[at] - len(table))]
    for person, at in zip((each for each in mixed if not enemies.get(each)), seats, strict=True):
        tables[at].append(person)
    return tables


@dataclass(frozen=True, kw_only=True)
class _Choosing:
    sizes: Sequence[int]
    enemies: Enemies
    random: Random
    steps: Steps

    def seated(self, waiting: Sequence[int], tables: Tables) -> bool:
        """One after the other, and back where it does not work out."""
        if not waiting:
            return True
        person, rest = waiting[0], waiting[1:]
        for at in self._open_to(person, tables):
            self.steps.looked += 1
            if self.steps.spent:
                return False
            tables[at].append(person)
            if self.seated(rest, tables):
                return True
            tables[at].pop()
        return False

    def _open_to(self, person: int, tables: Tables) -> list[int]:
        """Tables with a seat and without an enemy, in any order; of empty ones alike, one."""
        found, empty = [], set[int]()
        for at, table in enumerate(tables):
            if len(table) >= self.sizes[at] or not self.enemies[person].isdisjoint(table):
                continue
            if not table:
                if self.sizes[at] in empty:
                    continue
                empty.add(self.sizes[at])
            found.append(at)
        return self.random.sample(found, len(found))
