"""Every way to be groups of given sizes: what small cases are compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from dialogs.rules.groups import Groups, counts, sizes


def all_groups(people: Sequence[str]) -> Iterator[Groups]:
    """All that are allowed for so many people."""
    for count in counts(len(people)):
        yield from _divided(tuple(people), sizes(len(people), count))


def _divided(people: tuple[str, ...], wanted: tuple[int, ...]) -> Iterator[Groups]:
    """Each once: the first of those who are left sits in a group of each size that there is."""
    if not people:
        yield ()
        return
    first, rest = people[0], people[1:]
    for size in sorted(set(wanted)):
        left = list(wanted)
        left.remove(size)
        for others in combinations(rest, size - 1):
            waiting = tuple(each for each in rest if each not in others)
            for more in _divided(waiting, tuple(left)):
                yield ((first, *others), *more)


def met(groups: Groups) -> frozenset[tuple[str, str]]:
    return frozenset(pair for group in groups for pair in combinations(sorted(group), 2))
