"""Groups are drawn: both rounds at once, improved in turn, and begun anew a few times."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from dialogs.rules.groups import (
    Groups,
    Impossible,
    Pair,
    Plan,
    Wishes,
    by_profession,
    counts,
    judged,
    least,
    sizes,
)
from dialogs.rules.seating import (
    ALIKE,
    APART,
    MET,
    Enemies,
    Steps,
    Tables,
    Weights,
    cost_of,
    in_turn,
    keeping_apart,
    nothing,
    pairs,
    settle,
    weigh,
)

TRIES, ENOUGH = 60, 3
"""How often it begins anew at most, and from when on the fewest repeated pairs are enough."""


def draw(people: Collection[str], wishes: Wishes, random: Random) -> Plan | Impossible:
    """New groups for both rounds."""
    crowd, steps = Crowd.of(people, wishes), Steps()
    number = len(crowd.ids)
    by_repeats = sorted(
        counts(number), key=lambda count: least(sizes(number, count), sizes(number, count))
    )
    for count in by_repeats:
        if found := _best(crowd, sizes(number, count), random, steps):
            return crowd.plan(*found, steps)
    return why_impossible(crowd, random)


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """People by number, and what they are to one another, whichever round it is."""

    ids: tuple[str, ...]
    wishes: Wishes
    enemies: Enemies
    weights: Weights

    @classmethod
    def of(cls, people: Collection[str], wishes: Wishes) -> Crowd:
        ids = tuple(sorted(people))
        numbers = {each: number for number, each in enumerate(ids)}
        foes = [
            (numbers[one], numbers[other])
            for one, other in sorted(wishes.apart)
            if one in numbers and other in numbers
        ]
        weights = nothing(len(ids), len(ids))
        weigh(weights, foes, APART)
        same = [numbers_of(group, numbers) for group in by_profession(ids, wishes).values()]
        weigh(weights, pairs(same), ALIKE)
        return cls(ids=ids, wishes=wishes, enemies=enemies_of(foes), weights=weights)

    def having_met(self, found: Iterable[tuple[int, int]]) -> Weights:
        weights = [list(row) for row in self.weights]
        weigh(weights, found, MET)
        return weights

    def met(self, groups: Groups) -> Iterable[tuple[int, int]]:
        """Who of those who come sat together, as numbers."""
        numbers = {each: number for number, each in enumerate(self.ids)}
        return pairs(numbers_of(group, numbers) for group in groups)

    def groups(self, tables: Tables) -> Groups:
        return tuple(tuple(sorted(self.ids[each] for each in table)) for table in tables)

    def plan(self, first: Tables, second: Tables, steps: Steps) -> Plan:
        both = self.groups(first), self.groups(second)
        return judged(both, self.ids, self.wishes, looked=steps.looked)


def numbers_of(group: Iterable[str], numbers: Mapping[str, int]) -> list[int]:
    return [numbers[each] for each in group if each in numbers]


def enemies_of(foes: Iterable[tuple[int, int]]) -> Enemies:
    found: dict[int, frozenset[int]] = {}
    for one, other in foes:
        found[one] = found.get(one, frozenset()) | {other}
        found[other] = found.get(other, frozenset()) | {one}
    return found


def _best(
    crowd: Crowd, wanted: Sequence[int], random: Random, steps: Steps
) -> tuple[Tables, Tables] | None:
    """The best of several beginnings; None where not even one keeps everybody apart."""
    best: tuple[int, Tables, Tables] | None = None
    lowest = least(wanted, wanted)
    for attempt in range(TRIES if len(wanted) > 1 else 1):
        found = _attempt(crowd, wanted, random, steps, mixed=attempt % 3 == ENOUGH - 1)
        if found is None:
            return None
        best = found if best is None or found[0] < best[0] else best
        repeats = best[0] % APART // MET
        if best[0] < APART and repeats == lowest and (attempt >= ENOUGH or not best[0] % MET):
            break
        if steps.spent:
            break
    return best[1:] if best and best[0] < APART else None


def _attempt(
    crowd: Crowd, wanted: Sequence[int], random: Random, steps: Steps, *, mixed: bool
) -> tuple[int, Tables, Tables] | None:
    """Both rounds once, improved in turn. `mixed`: round two begins by keeping people apart."""
    everybody, wanted = range(len(crowd.ids)), random.sample(wanted, len(wanted))
    first = keeping_apart(everybody, wanted, crowd.enemies, random, steps)
    if first is None:
        return None
    anywhere = nothing(len(crowd.ids), len(wanted))
    settle(first, crowd.weights, anywhere, steps)
    wanted = random.sample(wanted, len(wanted))
    apart = keeping_apart(everybody, wanted, crowd.enemies, random, steps) if mixed else None
    second = apart or in_turn(first, wanted, random)
    for _ in range(ENOUGH):
        settle(second, crowd.having_met(pairs(first)), anywhere, steps)
        settle(first, crowd.having_met(pairs(second)), anywhere, steps)
    total = cost_of(second, crowd.having_met(pairs(first))) + cost_of(first, crowd.weights)
    return total, first, second


def why_impossible(crowd: Crowd, random: Random) -> Impossible:
    """As few pairs as it takes: each that can be left out without making it possible is."""
    here, steps = set(crowd.ids), Steps()
    core = sorted(pair for pair in crowd.wishes.apart if here >= set(pair))
    for pair in tuple(core):
        fewer = [each for each in core if each != pair]
        if not _may_be_apart(crowd.ids, fewer, random, steps):
            core = fewer
    return Impossible(pairs=tuple(core), groups=counts(len(crowd.ids))[-1])


def _may_be_apart(ids: Sequence[str], apart: Iterable[Pair], random: Random, steps: Steps) -> bool:
    """False only where it was proven that they cannot."""
    numbers = {each: number for number, each in enumerate(ids)}
    enemies = enemies_of((numbers[one], numbers[other]) for one, other in apart)
    tried = (
        keeping_apart(range(len(ids)), sizes(len(ids), count), enemies, random, steps)
        for count in counts(len(ids))
    )
    return any(found is not None for found in tried) or steps.spent
