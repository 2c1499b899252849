"""Groups for both rounds: how long they take, and how many pairs meet twice that need not."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from time import perf_counter

from benchmarks.measure import MS, Result, Spread, result
from dialogs.rules.drawing import draw
from dialogs.rules.groups import Impossible, Plan, Wishes
from dialogs.rules.late import adjust

SIZES = (14, 30, 60)
TIMES, QUICK_TIMES = 20, 3
FEWEST = 7
MOST_MS = 1000.0
"""At 60 people."""


def run(quick: bool) -> list[Result]:
    times = QUICK_TIMES if quick else TIMES
    found: list[Result] = []
    for size in SIZES:
        for figure, work in (("draw", _drawn), ("draw with wishes", _wished), ("adjust", _late)):
            took = Spread.of([_took(work, size, seed) for seed in range(times)])
            most = MOST_MS if size == max(SIZES) else None
            found.append(result(f"groups/{size}", figure, took, at_most=most, unit="ms"))
    needless = Spread.of([_needless(size) for size in range(FEWEST, max(SIZES) + 1)])
    worst = Spread(value=needless.high, low=needless.low, high=needless.high)
    found.append(result("groups", "pairs more than the proven least", worst, at_most=0))
    return found


def _took(work: Callable[[int, int], Callable[[], object]], size: int, seed: int) -> float:
    does = work(size, seed)
    begun = perf_counter()
    does()
    return (perf_counter() - begun) * MS


def _chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a draw of lots, no secret


def _crowd(size: int) -> tuple[str, ...]:
    return tuple(f"person-{each:02}" for each in range(size))


def _wishes(size: int) -> Wishes:
    """Three professions, and every fourth person is kept apart from somebody."""
    crowd = _crowd(size)
    return Wishes(
        apart=frozenset(zip(crowd[: size // 4], crowd[size // 2 :], strict=False)),
        professions={each: "abc"[at % 3] for at, each in enumerate(crowd)},
    )


def _drawn(size: int, seed: int) -> Callable[[], object]:
    return lambda: _plan(draw(_crowd(size), Wishes(), _chance(seed)))


def _wished(size: int, seed: int) -> Callable[[], object]:
    return lambda: _plan(draw(_crowd(size), _wishes(size), _chance(seed)))


def _late(size: int, seed: int) -> Callable[[], object]:
    """One drops out and two come."""
    before = _plan(draw(_crowd(size), _wishes(size), _chance(seed)))
    people, both = (*_crowd(size)[1:], "new-1", "new-2"), (before.first, before.second)
    return lambda: _plan(adjust(both, people, _wishes(size), _chance(seed)))


def _plan(found: Plan | Impossible) -> Plan:
    if isinstance(found, Impossible):
        raise TypeError(f"no groups for {found.pairs}")
    return found


def _needless(size: int) -> float:
    found = _plan(draw(_crowd(size), Wishes(), _chance(size)))
    return found.repeated - found.least
