"""The ladder: who reads what a workplace sends up, rung by rung (TAL-67).

The guide names two ways and two amounts (X-04), so both are settings; rungs on which nobody reads
are passed over, so that nothing stands still there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

COORDINATION, HR, COMMITTEE = "coordination", "hr", "committee"
PLAN, EFFORTS = "plan", "efforts"
SCOPES = (PLAN, EFFORTS)
"""The development plan with all its efforts, or only those that need the organisation."""


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """`rungs` in the order in which they read."""

    rungs: tuple[str, ...]
    scope: str

    def __post_init__(self) -> None:
        known = {COORDINATION, HR, COMMITTEE}
        if not self.rungs or len(set(self.rungs)) < len(self.rungs) or set(self.rungs) - known:
            msg = f"no ladder has the rungs {self.rungs}"
            raise ValueError(msg)
        if self.scope not in SCOPES:
            msg = f"{self.scope!r} is no scope"
            raise ValueError(msg)

    def first(self, staffed: Collection[str]) -> str:
        """Who reads a workplace's plan; empty where nobody reads on any rung."""
        return next((rung for rung in self.rungs if rung in staffed), "")

    def after(self, rung: str, staffed: Collection[str]) -> str:
        """Who reads a rung's summary; empty at the top, and for a rung that has no part in it."""
        if rung not in self.rungs:
            return ""
        above = self.rungs[self.rungs.index(rung) + 1 :]
        return next((each for each in above if each in staffed), "")


DEFAULT = Ladder(rungs=(COORDINATION, HR, COMMITTEE), scope=PLAN)

WAYS: tuple[tuple[str, ...], ...] = (
    DEFAULT.rungs,
    (HR, COORDINATION, COMMITTEE),
    (COORDINATION, COMMITTEE),
    (HR, COMMITTEE),
    (HR,),
)
"""What an organisation may choose between."""


def way_of(name: str) -> tuple[str, ...]:
    """From `name_of`: ValueError where none of the ways is called so."""
    return {name_of(way): way for way in WAYS}[name]


def name_of(rungs: tuple[str, ...]) -> str:
    return "_".join(rungs)
