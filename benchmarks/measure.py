"""Pairs in one run: what is measured and what it is measured against take turns.

A machine's neighbours come and go, so that two runs cannot be compared. Two slices that follow one
another can: every figure is a ratio within its pair, and the first pair warms up and is left out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import TypeAlias

SLICE_S = 2.0
ROUNDS, QUICK_ROUNDS = 6, 2
MS = 1000


@dataclass(frozen=True, kw_only=True)
class Slice:
    """What was done in one slice; latencies are seconds, from the moment it was to begin."""

    done: int
    seconds: float
    cpu_s: float = 0.0
    latencies: Sequence[float] = field(default=(), repr=False)

    @property
    def per_second(self) -> float:
        return self.done / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Of the server's, for each."""
        return self.cpu_s / max(self.done, 1) * MS

    def percentile(self, share: float) -> float:
        """In milliseconds; `share` 0.5 is the median."""
        ordered = sorted(self.latencies)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] * MS


Pair: TypeAlias = tuple[Slice, Slice]
"""Ours, and what it is measured against."""


@dataclass(frozen=True)
class Spread:
    """The median of what the pairs say, and how far they lie apart."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True, kw_only=True)
class Result:
    """One line. Without a target it is told and not judged; `least` says which way is good."""

    bench: str
    variant: str
    figure: str
    value: float
    low: float
    high: float
    target: float | None = None
    least: bool = True
    """Whether the target is the least that will do; else it is the most."""
    unit: str = ""

    @property
    def ok(self) -> bool:
        if self.target is None:
            return True
        return self.value >= self.target if self.least else self.value <= self.target

    @property
    def name(self) -> str:
        bench = f"{self.bench}/{self.variant}" if self.variant else self.bench
        return f"{bench} {self.figure}"

    @property
    def judged(self) -> str:
        """The target and the verdict; empty where there is no target."""
        if self.target is None:
            return ""
        sign, verdict = ">=" if self.least else "<=", "ok" if self.ok else "short"
        return f"target{sign}{_short(self.target)} {verdict}"

    @property
    def line(self) -> str:
        told = f"{self.name}={self.told(self.value)} ({_short(self.low)}-{_short(self.high)})"
        return f"{told} {self.judged}".rstrip()

    def told(self, value: float) -> str:
        return f"{_short(value)}{self.unit}"

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "ok": self.ok}


def result(
    name: str,
    figure: str,
    spread: Spread,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    unit: str = "",
) -> Result:
    """`name` is the bench, or the bench and its variant with a slash between."""
    bench, _, variant = name.partition("/")
    return Result(
        bench=bench,
        variant=variant,
        figure=figure,
        value=spread.value,
        low=spread.low,
        high=spread.high,
        target=at_most if at_least is None else at_least,
        least=at_most is None,
        unit=unit,
    )


async def pairs(
    ours: Callable[[], Awaitable[Slice]],
    other: Callable[[], Awaitable[Slice]],
    *,
    rounds: int = ROUNDS,
) -> list[Pair]:
    """Every second pair begins with the other one; the first pair is not kept."""
    found: list[Pair] = []
    for number in range(rounds + 1):
        if number % 2:
            theirs = await other()
            found.append((await ours(), theirs))
        else:
            found.append((await ours(), await other()))
    return found[1:]


def over(pairs_: Sequence[Pair], figure: Callable[[Slice], float]) -> Spread:
    """Ours over the other's, pair by pair."""
    return Spread.of([figure(ours) / figure(other) for ours, other in pairs_])


def beyond(pairs_: Sequence[Pair], figure: Callable[[Slice], float]) -> Spread:
    """How much more ours is, pair by pair."""
    return Spread.of([figure(ours) - figure(other) for ours, other in pairs_])


def ours_alone(pairs_: Sequence[Pair], figure: Callable[[Slice], float]) -> Spread:
    return Spread.of([figure(ours) for ours, _ in pairs_])


def _short(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 100 else f"{value:.0f}"
