"""Somebody comes or drops out late: groups again, with as few moves as it takes.

Whoever can stay in their group stays. Which groups take one more, and which is dissolved where
there is no other way, is chosen so that nobody can do with fewer moves; only then is it looked at
who moves, so that few pairs meet twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from random import Random

from dialogs.rules.drawing import Crowd, draw, why_impossible
from dialogs.rules.groups import Groups, Impossible, Plan, Wishes, counts, judged, sizes
from dialogs.rules.seating import (
    APART,
    MOVE,
    Steps,
    Tables,
    Weights,
    cost_of,
    keeping_apart,
    nothing,
    settle,
)

TRIES = 6
"""How often others are tried as those who move."""


def adjust(
    before: tuple[Groups, Groups],
    people: Collection[str],
    wishes: Wishes,
    random: Random,
    *,
    held: bool = False,
) -> Plan | Impossible:
    """The groups that there were, for those who come now.

    `held`: round one is over, as it was held: only round two is changed.
    """
    if not any(before[1]):
        return draw(people, wishes, random)
    crowd, steps = Crowd.of(people, wishes), Steps()
    first, second = before
    if not held:
        found = _again(crowd, first, crowd.having_met(crowd.met(second)), random, steps)
        if found is None:
            return why_impossible(crowd, random)
        first = crowd.groups(found)
    found = _again(crowd, second, crowd.having_met(crowd.met(first)), random, steps)
    if found is None:
        return why_impossible(crowd, random)
    both = first, crowd.groups(found)
    return judged(both, people, wishes, held=held, looked=steps.looked)


def moved(before: Groups, after: Groups) -> frozenset[str]:
    """Who sits in a group with another number than before; who is new has not moved."""
    was = {each: number for number, group in enumerate(before) for each in group}
    now = {each: number for number, group in enumerate(after) for each in group}
    return frozenset(each for each in was.keys() & now.keys() if was[each] != now[each])


def closed_up(groups: Groups) -> Groups:
    """Numbers without a gap: the last group takes the number of one that was dissolved."""
    found = list(groups)
    for at in range(len(found)):
        while found and not found[-1]:
            found.pop()
        if at < len(found) and not found[at]:
            found[at] = found.pop()
    return tuple(found)


def fewest_moves(before: Groups, people: Collection[str]) -> int:
    """So many have to move, whoever they are: the fullest groups stay as they are."""
    there = _there(before, people)
    return min(_moves(there, sizes(len(people), count)) for count in counts(len(people)))


def _there(before: Groups, people: Collection[str]) -> list[int]:
    return [sum(each in people for each in group) for group in before]


def _moves(there: Sequence[int], wanted: Sequence[int]) -> int:
    full = sorted(there, reverse=True)
    both = zip_longest(full, sorted(wanted, reverse=True), fillvalue=0)
    return sum(max(0, has - holds) for has, holds in both)


@dataclass(frozen=True, kw_only=True)
class _Seating:
    tables: Tables
    places: Weights
    """At whose table each sits well: another one costs a move."""


def _again(
    crowd: Crowd, before: Groups, weights: Weights, random: Random, steps: Steps
) -> Tables | None:
    """One round anew; None where people cannot be kept apart."""
    there, number = _there(before, crowd.ids), len(crowd.ids)
    by_moves = sorted(counts(number), key=lambda count: _moves(there, sizes(number, count)))
    best: tuple[int, Tables] | None = None
    for count in by_moves:
        for begun in _beginnings(crowd, before, sizes(number, count), random, steps):
            settle(begun.tables, weights, begun.places, steps)
            cost = cost_of(begun.tables, weights) + _placed(begun)
            best = (cost, begun.tables) if best is None or cost < best[0] else best
        if best and best[0] < APART:
            return best[1]
    return None


def _placed(seating: _Seating) -> int:
    return sum(
        seating.places[each][at] for at, table in enumerate(seating.tables) for each in table
    )


def _beginnings(
    crowd: Crowd, before: Groups, wanted: Sequence[int], random: Random, steps: Steps
) -> Iterator[_Seating]:
    """With the fewest moves first; then so that those who shall not sit together do not."""
    homes = [[at for at, each in enumerate(crowd.ids) if each in group] for group in before]
    places = _places(homes, len(crowd.ids), max(len(homes), len(wanted)))
    room = _room(homes, wanted, range(len(places[0])))
    for attempt in range(TRIES):
        tables = _kept(homes, len(crowd.ids), room, random)
        yield _Seating(tables=tables, places=places)
        if steps.spent:
            return
        mixed = random.sample(range(len(room)), len(room))
        room = _room(homes, wanted, mixed if attempt < TRIES // 2 else range(len(room)))
    apart = keeping_apart(range(len(crowd.ids)), room, crowd.enemies, random, steps)
    if apart is not None:
        yield _Seating(tables=apart, places=places)


def _places(homes: Tables, people: int, tables: int) -> Weights:
    """Nothing for a newcomer anywhere, nor for anybody at home."""
    places = nothing(people, tables)
    for at, home in enumerate(homes):
        for each in home:
            places[each] = [0 if table == at else MOVE for table in range(tables)]
    return places


def _room(homes: Tables, wanted: Sequence[int], order: Sequence[int]) -> list[int]:
    """How many each table holds: the fullest keep the most, the emptiest are dissolved.

    Of those that are equally full, the first in `order` keep the most.
    """
    has = [len(home) for home in homes] + [0] * (len(order) - len(homes))
    holds = [0] * len(order)
    fullest = sorted(order, key=lambda each: -has[each])
    for at, size in zip(fullest, sorted(wanted, reverse=True), strict=False):
        holds[at] = size
    return holds


def _kept(homes: Tables, people: int, room: Sequence[int], random: Random) -> Tables:
    """Who has room stays; everybody else, and who is new, takes a seat that is free."""
    tables: Tables = [[] for _ in room]
    for at, home in enumerate(homes):
        tables[at] = random.sample(home, min(len(home), room[at]))
    sits = {each for table in tables for each in table}
    waiting = [each for each in random.sample(range(people), people) if each not in sits]
    for table, holds in zip(tables, room, strict=True):
        while len(table) < holds:
            table.append(waiting.pop())
    return tables


def swapped(groups: Groups, one: str, other: str) -> Groups:
    """The two have changed places; nothing is another where they sit together."""
    for_each = {one: other, other: one}
    return tuple(tuple(sorted(for_each.get(each, each) for each in group)) for group in groups)
